"""An import is there or it is not, whoever dies: rows, references, history, ledger, and its page.

A real worker on the real database, killed while it reads, judges and applies; a real web server,
killed while it takes the file. The tests hold the work where they want to strike: by locks that the
worker must wait for.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.selectors import actor_for
from apps.actions.import_models import ActionImport, ImportRow, ImportSheet, Stage
from apps.actions.import_services import decide_to_apply, map_columns, upload_sheet
from apps.actions.import_work import check_import
from apps.actions.models import Action
from apps.countries.references import next_references
from config import connections
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.actions.sheets import xlsx_sheet
from tests.factories import InstitutionFactory, person
from tests.faults.conftest import Broker, World
from tests.faults.web_server import END, WebServer, file
from tests.processes import Launcher, Process, wait_until

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]

ROWS, KNOWN = 2200, 10
WRONG, EXISTING = 1500, 2100  # row numbers: in the second chunk, and in the third
ActionEvent: Any = Action.events.rel.related_model  # type: ignore[attr-defined]


class Sheet:
    """Thousands of new actions, one row with a problem, and actions that are there already.

    Whoever is responsible for these waits for a reminder.
    """

    def __init__(self, world: World) -> None:
        world.people_with_deadlines(KNOWN)
        with acting(SYSTEM):
            self.known = list(Action.objects.select_related("country", "office").order_by("pk"))
            office = self.known[0].office
            # References go on where those of the known ones end.
            self.last = max(number_of(action.reference) for action in self.known)
            with transaction.atomic():
                next_references(office.country, year=timezone.now().year, count=self.last)
        self.importer: User = person(Role.OFFICIAL, office)
        self.actor = actor_for(self.importer)
        self.content = xlsx_sheet([self.row(number) for number in range(2, ROWS + 2)])
        self.client = Client()
        self.client.force_login(self.importer)

    def row(self, number: int) -> dict[str, str]:
        place = number - EXISTING
        reference = self.known[place].reference if 0 <= place < KNOWN else ""
        start = "some day" if number == WRONG else ""
        return {"Reference": reference, "Title": f"Row {number}", "Start": start}

    def checking(self) -> ActionImport:
        """Uploaded, and asked to be checked."""
        with acting(self.actor):
            batch = upload_sheet(
                actor=self.actor,
                country=self.known[0].country,
                file_name="actions.xlsx",
                content=self.content,
            )
            return map_columns(actor=self.actor, batch=batch, mapping=batch.mapping)

    def applying(self) -> ActionImport:
        """Checked, and asked to be applied without the row that has a problem."""
        with acting(self.actor):
            batch = check_import(actor=self.actor, batch=self.checking())
            assert batch.counts == {
                "new": ROWS - KNOWN - 1,
                "changed": KNOWN,
                "same": 0,
                "problem": 1,
                "rows": ROWS,
            }
            return decide_to_apply(actor=self.actor, batch=batch, only_valid=True)

    def page(self, batch: ActionImport) -> str:
        return self.client.get(batch.get_absolute_url()).content.decode()

    def shows(self, batch: ActionImport, text: str) -> None:
        wait_until(lambda: text in self.page(batch), f"the page says {text!r}")

    # What must hold.

    def assert_nothing_is_written(self) -> None:
        with acting(SYSTEM):
            assert set(Action.objects.values_list("pk", "title")) == {
                (action.pk, action.title) for action in self.known
            }
            assert ActionEvent.objects.filter(version__gt=1).count() == 0
            with transaction.atomic():
                country = self.known[0].country
                [following] = next_references(country, year=timezone.now().year, count=1)
                transaction.set_rollback(True)
        assert number_of(following) == self.last + 1

    def assert_all_is_written_once(self) -> None:
        with acting(SYSTEM):
            actions = list(Action.objects.values_list("pk", "title", "reference"))
            events = Counter(ActionEvent.objects.values_list("pgh_obj_id", flat=True))
        numbers = range(2, ROWS + 2)
        assert sorted(title for _pk, title, _reference in actions) == sorted(
            f"Row {number}" for number in numbers if number != WRONG
        )
        known = {action.pk for action in self.known}
        # Gap-free, and none twice.
        given = sorted(number_of(reference) for pk, _title, reference in actions if pk not in known)
        assert given == list(range(self.last + 1, self.last + ROWS - KNOWN))
        assert events == {pk: 2 if pk in known else 1 for pk, _title, _reference in actions}


def number_of(reference: str) -> int:
    return int(reference.rsplit("-", 1)[1])


@pytest.fixture
def sheet(world: World, broker: Broker, settings: Any) -> Sheet:
    # Pages of the test and of the processes show the same progress.
    settings.CACHES = connections.caches(broker.url())
    return Sheet(world)


@contextmanager
def held_at_reading() -> Iterator[None]:
    """The file is open, no row is read."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {ImportRow._meta.db_table} IN SHARE MODE")
        yield


@contextmanager
def held_at_judging(batch: ActionImport) -> Iterator[None]:
    """One chunk is judged; the next one meets a row of the same number that is not committed."""
    with acting(SYSTEM), transaction.atomic():
        sheet = ImportSheet.objects.get(batch=batch)
        ImportRow.objects.create(sheet=sheet, number=WRONG, outcome="problem")
        yield
        transaction.set_rollback(True)


@contextmanager
def held_at_applying(sheet: Sheet) -> Iterator[None]:
    """Two chunks are written; the third meets an action that somebody else has locked."""
    with acting(SYSTEM), transaction.atomic():
        rows = Action.objects.filter(pk=sheet.known[0].pk)
        assert rows.select_for_update(of=("self",)).values_list("pk")[0]
        yield


def stage_of(batch: ActionImport) -> str:
    with acting(SYSTEM):
        stage: str = ActionImport.objects.values_list("status", flat=True).get(pk=batch.pk)
        return stage


def wait_for(batch: ActionImport, stage: Stage) -> None:
    wait_until(lambda: stage_of(batch) == stage, f"the import is {stage}", 60)


def is_waiting_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


def strike(launch: Launcher, worker: Process, sheet: Sheet, batch: ActionImport) -> None:
    """Kill the worker, and find the page and the database as if it had never begun."""
    worker.kill()
    assert stage_of(batch) in (Stage.CHECKING, Stage.APPLYING)
    sheet.assert_nothing_is_written()


def test_a_worker_killed_while_it_reads_and_while_it_judges(
    launch: Launcher, sheet: Sheet, world: World
) -> None:
    batch = sheet.checking()
    launch.beat()
    with held_at_reading():
        first = launch.worker()
        wait_until(is_waiting_for_a_lock, "the file is open")
        strike(launch, first, sheet, batch)
    with held_at_judging(batch):
        second = launch.worker()
        sheet.shows(batch, "1000 rows read")
        strike(launch, second, sheet, batch)
    # Nobody works: the page does not go on telling what the dead one had done.
    sheet.shows(batch, "It begins in a moment")
    launch.worker()
    wait_for(batch, Stage.CHECKED)
    with acting(SYSTEM):
        counts = ActionImport.objects.get(pk=batch.pk).counts
        assert ImportRow.objects.filter(sheet__batch=batch, number=WRONG).count() == 1
    assert (counts["new"], counts["changed"], counts["problem"]) == (ROWS - KNOWN - 1, KNOWN, 1)
    # It can be gone on with by hand.
    with acting(SYSTEM):
        batch = ActionImport.objects.get(pk=batch.pk)
    answer = sheet.client.post(
        reverse("action-import-step", args=[batch.pk, "apply"]),
        {"only_valid": "on", "version": batch.version},
    )
    assert answer.status_code == 302
    wait_for(batch, Stage.APPLIED)
    sheet.assert_all_is_written_once()
    world.wait_for_all()
    world.assert_each_was_told_once()


def test_a_worker_killed_while_it_applies_leaves_it_to_the_next(
    launch: Launcher, sheet: Sheet, world: World
) -> None:
    batch = sheet.applying()
    launch.beat()
    with held_at_applying(sheet):
        worker = launch.worker()
        sheet.shows(batch, 'value="2000"')
        strike(launch, worker, sheet, batch)
    sheet.shows(batch, "It begins in a moment")
    for _ in range(2):
        launch.worker()
    wait_for(batch, Stage.APPLIED)
    sheet.assert_all_is_written_once()
    world.wait_for_all()
    world.assert_each_was_told_once()


@pytest.mark.parametrize("dies", [False, True], ids=["the worker lives", "the worker is killed"])
def test_cancelled_while_it_is_applied_nothing_is_written(
    launch: Launcher, sheet: Sheet, broker: Broker, *, dies: bool
) -> None:
    batch = sheet.applying()
    launch.beat()
    with held_at_applying(sheet):
        worker = launch.worker()
        sheet.shows(batch, 'value="2000"')
        sheet.client.post(reverse("action-import-step", args=[batch.pk, "cancel"]))
        assert "It stops in a moment" in sheet.page(batch)
        # The wish does not live in Redis.
        broker.empty()
        if dies:
            strike(launch, worker, sheet, batch)
            launch.worker()
    wait_for(batch, Stage.CANCELLED)
    assert "nothing was changed" in sheet.page(batch)
    sheet.assert_nothing_is_written()
    with acting(SYSTEM):
        assert ImportSheet.objects.get(batch=batch).content is None


def test_a_web_server_killed_while_it_takes_the_file(launch: Launcher) -> None:
    """In mid-upload, and between the two rows that it writes."""
    web = WebServer(launch, person(Role.OFFICIAL, InstitutionFactory()))
    web.start()
    path = reverse("action-import-upload")
    content = b"Title\n" + b"".join(b"Row %d\n" % number for number in range(20_000))
    body = file("file", "actions.csv", content, "text/csv") + END
    line = web.begin(path, body, part=0.8)
    web.kill()
    line.close()
    assert kept() == []
    web.start()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {ImportSheet._meta.db_table} IN SHARE MODE")
        line = web.begin(path, body)
        wait_until(is_waiting_for_a_lock, "the record is written, the file is not")
        web.kill()
        line.close()
    assert kept() == []
    web.start()
    assert web.post(path, body) == 302
    assert kept() == [content]
    # The same again is known, not doubled.
    assert web.post(path, body) == 422
    assert kept() == [content]
    web.kill()


def kept() -> list[bytes]:
    """The files of all imports; each record has its own."""
    with acting(SYSTEM):
        rows: Any = ImportSheet.objects.values_list("content", flat=True)
        sheets = [bytes(content) for content in rows]
        assert ActionImport.objects.count() == len(sheets)
    return sheets
