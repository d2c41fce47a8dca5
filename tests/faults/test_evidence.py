"""Uploads that are cut off: nothing half is ever seen, nothing that was answered is lost.

A real web server on the real database, killed at the worst moments.
"""

import datetime as dt
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from apps.evidence import storage
from apps.evidence.integrity import sweep_files, verify_revision
from apps.evidence.models import Evidence, Revision
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.factories import ActionFactory, InstitutionFactory, person
from tests.faults.web_server import END, WebServer, field, file
from tests.processes import Launcher, wait_until

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]

# Larger than what is kept in memory, so that it grows on the disk.
CONTENT = b"The minister's answer of 2 March.\n" * 200_000


class Web(WebServer):
    """A web server, and a person who uploads evidence to it."""

    def __init__(self, launch: Launcher, root: Path) -> None:
        office: Any = InstitutionFactory()
        action = ActionFactory(office=office)
        official = person(Role.OFFICIAL, office)
        super().__init__(launch, official, EVIDENCE_ROOT=str(root))
        self.path = reverse("evidence-attach", args=["actions.action", action.pk])

    def message(self, *names: str) -> bytes:
        """The body of an upload of some files."""
        parts = [field("effective_on", "2026-03-02"), field("sensitivity", "ordinary")]
        parts += [file("files", name, CONTENT) for name in names]
        return b"".join(parts) + END

    def upload(self, *names: str) -> int | None:
        """The status of a whole upload; ``None`` where the server died before it answered."""
        return self.post(self.path, self.message(*names))


@pytest.fixture
def root(tmp_path: Path, settings: Any) -> Path:
    settings.EVIDENCE_ROOT = str(tmp_path / "evidence")
    return tmp_path / "evidence"


@pytest.fixture
def web(launch: Launcher, root: Path) -> Iterator[Web]:
    server = Web(launch, root)
    server.start()
    yield server
    server.kill()


def names() -> list[str]:
    with acting(SYSTEM):
        return list(Revision.objects.order_by("pk").values_list("name", flat=True))


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def assert_nothing_is_half(root: Path) -> None:
    """Every row has its whole file, every item its revision; and the sweep leaves nothing else."""
    with acting(SYSTEM):
        revisions = list(Revision.objects.select_related("evidence"))
        assert Evidence.objects.count() == len(revisions)
    for revision in revisions:
        assert revision.size == len(CONTENT)
        assert verify_revision(revision=revision)
    sweep_files(now=timezone.now() + dt.timedelta(days=8))
    assert len(files_in(root)) == len(revisions)


def test_a_web_server_killed_in_mid_upload_leaves_nothing_half(web: Web, root: Path) -> None:
    body = web.message("first.txt", "second.txt")
    line = web.begin(web.path, body, part=0.75)
    wait_until(lambda: sum(p.stat().st_size for p in files_in(root)) > len(CONTENT), "it arrives")
    web.kill()
    line.close()
    assert names() == []
    assert files_in(root / "files") == []
    assert_nothing_is_half(root)
    web.start()
    assert web.upload("first.txt", "second.txt") == 201
    assert names() == ["first.txt", "second.txt"]
    assert_nothing_is_half(root)


def test_a_client_that_hangs_up_leaves_nothing_at_all(web: Web, root: Path) -> None:
    line = web.begin(web.path, web.message("first.txt"), part=0.5)
    wait_until(lambda: files_in(root), "it arrives")
    line.close()
    wait_until(lambda: not files_in(root), "what had arrived is gone")
    assert names() == []


def test_killed_between_the_file_and_its_row_it_leaves_nothing_that_is_seen(
    web: Web, root: Path
) -> None:
    """The worst moment: the file lies in its place, the row waits for the database."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE evidence_revision IN SHARE MODE")
        uploading = threading.Thread(target=web.upload, args=["first.txt"])
        uploading.start()
        wait_until(lambda: files_in(root / "files"), "the file lies in its place")
        web.kill()
        uploading.join()
    assert names() == []
    [unclaimed] = files_in(root / "files")
    assert unclaimed.stat().st_size == len(CONTENT)
    # Young enough to belong to an upload that still runs: it is left alone, and seen by nobody.
    assert sweep_files(now=timezone.now()) == 0
    assert_nothing_is_half(root)
    assert files_in(storage.root() / "files") == []


def test_killed_at_any_moment_it_loses_nothing_that_it_answered(web: Web, root: Path) -> None:
    answered = []
    for number in range(8):
        killer = threading.Timer(0.04 * number, web.kill)
        killer.start()
        if web.upload(f"{number}.txt") == 201:
            answered.append(f"{number}.txt")
        killer.join()
        web.start()
    assert set(answered) <= set(names())
    assert_nothing_is_half(root)
    assert web.upload("last.txt") == 201
    assert "last.txt" in names()
