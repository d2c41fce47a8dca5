"""The secretariat's pages of lists: upload, result, unknown names, conflicts; and nobody else's."""

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.countries.models import Country
from apps.treaties.import_models import ImportFile, ParticipantAlias, StatusConflict
from apps.treaties.import_selectors import unknown_names
from apps.treaties.import_services import lists_left_behind, take_in_list
from apps.treaties.models import ImportBatch, Treaty, TreatyAction
from apps.treaties.tasks import read_list_task, resume_lists_task
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.costs import at_most
from tests.factories import (
    MemberStateFactory,
    StatusConflictFactory,
    TreatyActionFactory,
    TreatyFactory,
    person,
)
from tests.treaties.lists import bring_in, bring_in_rows, standing
from tests.treaties.sources import files

pytestmark = pytest.mark.django_db

LIST = reverse("treaty-imports")
UPLOAD = reverse("treaty-import-upload")
NAMES = reverse("treaty-names")
CONFLICTS = reverse("treaty-conflicts")


@pytest.fixture
def treaty() -> Treaty:
    return TreatyFactory(
        mtdsg="IV-1", short_title="Test Convention", full_title="Convention of the tests"
    )


@pytest.fixture(autouse=True)
def alpha() -> Country:
    return MemberStateFactory(name="Alpha", code="0ZZ")


@pytest.fixture
def web(client: Client) -> Client:
    client.force_login(person(Role.SECRETARIAT, name="Sena Cole"))
    return client


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The lists that the worker was asked to read."""
    lists: list[str] = []
    monkeypatch.setattr(read_list_task, "delay_on_commit", lists.append)
    return lists


def upload(web: Client, content: bytes, name: str = "4-1.csv", **more: Any) -> Any:
    more = {"as_of": "2015-03-14", **more}
    return web.post(UPLOAD, {"file": SimpleUploadedFile(name, content), **more})


def counted(page: str) -> dict[str, str]:
    """The counts that the page of a list shows."""
    return dict(re.findall(r'data-count="(\w+)">\s*(\d+)', page))


class TestUpload:
    def test_is_read_by_the_worker_in_the_name_of_who_brought_it(
        self, web: Client, treaty: Treaty, asked: list[str]
    ) -> None:
        response = upload(web, files.table(("Alpha", "", "1 Jan 2000")))
        batch = ImportBatch.objects.get()
        assert response.url == batch.get_absolute_url()
        assert "It begins in a moment" in web.get(response.url).text
        assert asked == [str(batch.pk)]
        read_list_task(asked[0])
        page = web.get(response.url).text
        assert counted(page)["created"] == "1"
        assert "Sena Cole" in page
        assert standing(treaty) == [("Alpha", "ratification", "2000-01-01")]

    def test_of_the_same_file_leads_to_its_first_import(
        self, web: Client, treaty: Treaty, asked: list[str]
    ) -> None:
        content = files.table(("Alpha", "", "1 Jan 2000"))
        first, again = upload(web, content), upload(web, content)
        assert first.url == again.url
        assert "brought in before" in web.get(again.url).text
        assert len(asked) == 1

    @pytest.mark.parametrize(
        ("content", "more", "complaint"),
        [
            (b"", {}, "The file is empty."),
            (b"x", {"as_of": "2999-01-01"}, "cannot be of a day to come"),
            (b"x", {"publisher": "nobody"}, "nobody"),
        ],
    )
    def test_says_on_the_field_what_is_wrong(
        self, web: Client, content: bytes, more: dict[str, str], complaint: str
    ) -> None:
        response = upload(web, content, **more)
        assert response.status_code == 422
        assert complaint in response.text
        assert not ImportFile.objects.exists()

    def test_of_what_is_no_list_says_why_and_changes_nothing(
        self, web: Client, asked: list[str]
    ) -> None:
        response = upload(web, b"<!doctype html><title>404</title>")
        read_list_task(asked[0])
        page = web.get(response.url).text
        assert "Nothing was brought in." in page
        assert "This is a web page, not a list" in page
        assert "Not imported" in web.get(LIST).text
        assert not TreatyAction.objects.exists()

    def test_that_a_dead_worker_left_behind_is_begun_anew(
        self, web: Client, treaty: Treaty, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        upload(web, files.table(("Alpha", "", "1 Jan 2000")))
        batch = ImportBatch.objects.get()
        begun: list[Any] = []
        monkeypatch.setattr(read_list_task, "apply_async", lambda args, **_more: begun.append(args))
        resume_lists_task()
        assert begun == []
        later = timezone.now() + dt.timedelta(hours=1)
        assert lists_left_behind(now=later) == [batch]
        monkeypatch.setattr("apps.treaties.tasks.lists_left_behind", lambda **_now: [batch])
        resume_lists_task()
        assert begun == [(str(batch.pk),)]


class TestAList:
    def test_shows_its_counts_its_reconciliation_and_what_is_aside(
        self, web: Client, treaty: Treaty
    ) -> None:
        batch = bring_in(
            files.xml(
                ("Alpha", "", "1 Jan 2000"), ("Alphaland", "", "1 Jan 2000"), ("Bad", "", "soon")
            )
        )
        page = web.get(batch.get_absolute_url()).text
        assert "-1 to the file's own count" in page
        assert "“soon” is no date." in page
        assert "Alphaland" not in page
        other = web.get(f"{batch.get_absolute_url()}?show=unmatched").text
        assert "Nobody is known by this name." in other
        assert "Alphaland" in other

    def test_shows_what_it_no_longer_has(self, web: Client, treaty: Treaty) -> None:
        bring_in_rows(treaty, ("Alpha", "1 Jan 2000", ""))
        batch = bring_in_rows(treaty, ("Alpha", "", ""), as_of=dt.date(2016, 1, 1))
        page = web.get(batch.get_absolute_url()).text
        assert "The list had it before." in page

    def test_costs_the_same_however_long_it_is(self, web: Client, treaty: Treaty) -> None:
        rows = [(f"Nowhere {number}", "", "soon") for number in range(60)]
        batch = bring_in_rows(treaty, *rows)
        web.get(batch.get_absolute_url())
        with at_most(14):
            web.get(batch.get_absolute_url())

    def test_that_is_not_there_is_not_found(self, web: Client) -> None:
        assert web.get(reverse("treaty-import", args=[uuid.uuid4()])).status_code == 404

    def test_of_the_catalogue_is_no_list(self, web: Client) -> None:
        with acting(SYSTEM):
            batch = ImportBatch.objects.create(file_name="treaty_actions.csv", sha256="0" * 64)
        assert web.get(batch.get_absolute_url()).status_code == 404
        assert "No list has been brought in yet" in web.get(LIST).text


class TestUnknownNames:
    def test_are_mapped_once(self, web: Client, treaty: Treaty) -> None:
        bring_in_rows(treaty, ("Alphaa", "", "1 Jan 2000"))
        page = web.get(NAMES).text
        assert "looks like Alpha" in page
        response = web.post(
            reverse("treaty-name-map"),
            {"name": "Alphaa", "participant": "0ZZ", "note": "A slip"},
            follow=True,
        )
        assert "“Alphaa” means Alpha: 1 new." in response.text
        assert "Every participant is known" in response.text
        assert standing(treaty) == [("Alpha", "ratification", "2000-01-01")]

    def test_may_mean_nobody(self, web: Client, treaty: Treaty) -> None:
        bring_in_rows(treaty, ("Total", "", "1 Jan 2000"))
        web.post(reverse("treaty-name-map"), {"name": "Total", "participant": "nobody"})
        assert ParticipantAlias.objects.get().country is None
        assert not unknown_names()

    def test_mean_no_training_state_and_nothing_unsaid(
        self, web: Client, treaty: Treaty, country_of_training: Country
    ) -> None:
        bring_in_rows(treaty, ("Total", "", "1 Jan 2000"))
        for who in ("", country_of_training.code, "???"):
            response = web.post(
                reverse("treaty-name-map"), {"name": "Total", "participant": who}, follow=True
            )
            assert "Choose whom the name means." in response.text
        assert not ParticipantAlias.objects.exists()

    @pytest.fixture
    def country_of_training(self) -> Country:
        return MemberStateFactory(kind="training", code="XZZ")


class TestConflicts:
    @pytest.fixture
    def conflict(self, treaty: Treaty, alpha: Country) -> StatusConflict:
        action = TreatyActionFactory(treaty=treaty, country=alpha)
        return StatusConflictFactory(action=action)

    def test_wait_in_the_list_with_both_values(self, web: Client, conflict: StatusConflict) -> None:
        page = web.get(CONFLICTS).text
        assert "Ratification, 1 March 2010" in page
        assert "Ratification, 1 April 2010" in page
        assert conflict.get_absolute_url() in page

    @pytest.mark.parametrize(
        ("decision", "status", "date"),
        [("keep", "kept", "2010-03-01"), ("take", "taken", "2010-04-01")],
    )
    def test_are_decided_with_a_reason(
        self,
        web: Client,
        conflict: StatusConflict,
        treaty: Treaty,
        decision: str,
        status: str,
        date: str,
    ) -> None:
        data = {"decision": decision, "reason": "Certified copy", "version": conflict.version}
        page = web.post(conflict.get_absolute_url(), data, follow=True).text
        assert "Decided. The status follows" in page
        assert "Certified copy" in page
        conflict.refresh_from_db()
        assert conflict.status == status
        assert standing(treaty) == [("Alpha", "ratification", date)]
        assert "No sources differ" in web.get(CONFLICTS).text
        assert "Alpha" in web.get(f"{CONFLICTS}?show=all").text

    def test_are_not_decided_without_a_reason(self, web: Client, conflict: StatusConflict) -> None:
        data = {"decision": "take", "reason": " ", "version": conflict.version}
        response = web.post(conflict.get_absolute_url(), data)
        assert response.status_code == 422
        conflict.refresh_from_db()
        assert conflict.is_open

    def test_that_somebody_has_decided_meanwhile_say_so(
        self, web: Client, conflict: StatusConflict
    ) -> None:
        data = {"decision": "keep", "reason": "Seen", "version": conflict.version}
        web.post(conflict.get_absolute_url(), data)
        page = web.post(conflict.get_absolute_url(), data, follow=True).text
        assert "Somebody has decided it meanwhile." in page


@pytest.mark.parametrize("role", [Role.FOCAL_POINT, Role.COORDINATOR, Role.AUDITOR])
def test_the_pages_are_the_secretariats_alone(client: Client, role: Role) -> None:
    client.force_login(person(role))
    for address in (LIST, NAMES, CONFLICTS):
        assert client.get(address).status_code == 403
    assert upload(client, b"x").status_code == 403
    assert not ImportBatch.objects.exists()


def test_a_list_that_nobody_uploaded_is_read_in_the_systems_name(treaty: Treaty) -> None:
    with acting(SYSTEM):
        batch, _is_new = take_in_list(
            actor=SYSTEM,
            file_name="4-1.csv",
            content=files.table(("Alpha", "", "1 Jan 2000")),
            as_of=dt.date(2015, 3, 14),
        )
    read_list_task(str(batch.pk))
    assert standing(treaty) == [("Alpha", "ratification", "2000-01-01")]
