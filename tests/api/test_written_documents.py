"""Writing documents over the API: by the rights, checks and services of the pages."""

from typing import Any, ClassVar

import pytest

from apps.accounts.models import User
from apps.accounts.selectors import actor_for
from apps.reports import tasks
from apps.reports.models import Document, DocumentVersion
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests import factories as f
from tests.api.client import Api
from tests.api.contract import (
    CreateContract,
    HistoryContract,
    UpdateContract,
    pointers,
    problem,
)
from tests.api.documents import FRAME, draft, section, write

pytestmark = pytest.mark.django_db


class TestDocument(CreateContract, UpdateContract, HistoryContract):
    path = "/documents/"
    factory = f.DocumentFactory
    body: ClassVar = {"kind": "country_update", **FRAME}
    change: ClassVar = {"title": "Update of the year", "cycle": None}

    def make(self, office: Any, **fields: Any) -> Any:
        return self.factory(office=office, **fields)


class TestFrame:
    @pytest.mark.parametrize(
        ("wrong", "where"),
        [
            ({"kind": "novel"}, "#/kind"),
            ({"title": ""}, "#/title"),
            ({"title": "a\0b"}, "#/title"),
            ({"language": "tlh"}, "#/language"),
            ({"audience": "office"}, "#/audience"),
            ({"as_of": "2999-01-01"}, "#/as_of"),
            ({"as_of": "2025-01-01"}, "#"),
            ({"period_end": "2025-01-01"}, "#"),
            ({"cycle": 4}, "#/cycle"),
            ({"cycle": 6}, "#/cycle"),
            ({"kind": "upr_report"}, "#/cycle"),
            ({"kind": "treaty_annex"}, "#/treaty"),
            ({"treaty": "NOWHERE"}, "#/treaty"),
            ({"status": "approved"}, "#/status"),
        ],
    )
    def test_what_makes_no_sense_is_named(
        self, official: Api, office: Any, wrong: dict[str, Any], where: str
    ) -> None:
        body = {"kind": "country_update", **FRAME, **wrong}
        assert pointers(official.post("/documents/", body)) == {where}
        with acting(SYSTEM):
            assert not Document.objects.exists()

    def test_an_annex_names_its_instrument_by_code(self, official: Api, office: Any) -> None:
        treaty: Any = f.TreatyFactory()
        body = {"kind": "treaty_annex", **FRAME, "treaty": treaty.code}
        row = official.post("/documents/", body).json()
        assert row["treaty"] == treaty.code

    def test_the_network_has_the_annual_report_alone(
        self, coordinator: Api, focal_point: Api, office: Any
    ) -> None:
        annual = {"kind": "annual_report", **FRAME}
        made = coordinator.post("/documents/", annual)
        assert (made.status_code, made.json()["country"]) == (201, None)
        url = made.headers["Location"]
        assert coordinator.get(f"{url}history/").json()["results"]
        problem(focal_point.get(url), 404)
        problem(focal_point.post("/documents/", annual), 403)
        closed = {**annual, "audience": "government"}
        assert pointers(coordinator.post("/documents/", closed)) == {"#/audience"}
        update = {"kind": "country_update", **FRAME}
        assert pointers(coordinator.post("/documents/", update)) == {"#/country"}
        update["country"] = office.country.code
        problem(coordinator.post("/documents/", update), 403)

    @pytest.mark.parametrize("who", ["auditor", "ministry_officer", "contributor", "secretariat"])
    def test_others_begin_none(self, who: str, request: pytest.FixtureRequest, office: Any) -> None:
        api: Api = request.getfixturevalue(who)
        body = {"kind": "country_update", **FRAME, "country": office.country.code}
        problem(api.post("/documents/", body), 403)

    def test_another_day_has_all_drafted_again(self, official: Api, document_path: str) -> None:
        read = official.get(document_path)
        changed = official.patch(
            document_path, {"as_of": "2026-03-01"}, if_match=read.headers["ETag"]
        )
        assert changed.json()["as_of"] == "2026-03-01"
        assert section(official, document_path)["draft_status"] == "waiting"
        draft(document_path)
        assert section(official, document_path)["drafted"]["as_of"] == "2026-03-01"

    def test_drafting_again_is_asked_for_once(
        self, official: Api, auditor: Api, foreigner: Api, anonymous: Api, document_path: str
    ) -> None:
        before = section(official, document_path)["version"]
        for _time in range(2):
            assert official.post(f"{document_path}redraft/").status_code == 200
        # One new row of version 1.
        assert section(official, document_path)["version"] == before + 1
        problem(auditor.post(f"{document_path}redraft/"), 403)
        problem(foreigner.post(f"{document_path}redraft/"), 404)
        problem(anonymous.post(f"{document_path}redraft/"), 401)
        assert pointers(official.post(f"{document_path}redraft/", {"codes": []})) == {"#/codes"}


class TestApproval:
    def approve(self, api: Api, document_path: str, **changes: Any) -> Any:
        read = api.get(f"{document_path}content/").json()
        body = {"visibility": "network", "seen": read["sha256"], **changes}
        return api.post(f"{document_path}approve/", body, if_match=f'"{read["document_version"]}"')

    def test_the_text_that_was_read_is_kept_as_a_version(
        self, official: Api, focal_point: Api, document_path: str
    ) -> None:
        read = focal_point.get(f"{document_path}content/").json()
        assert read["problems"] == []
        made = self.approve(focal_point, document_path)
        assert made.status_code == 201, made.json()
        row = made.json()
        assert (row["number"], row["sha256"]) == (1, read["sha256"])
        assert row["content"] == read["content"]
        assert focal_point.get(made.headers["Location"]).json() == row
        assert official.get(document_path).json()["status"] == "approved"
        # The first request came through; its repetition keeps no second version.
        problem(self.approve(focal_point, document_path), 400)

    def test_what_was_not_read_is_not_approved(
        self, official: Api, focal_point: Api, document_path: str
    ) -> None:
        read = focal_point.get(f"{document_path}content/").json()
        write(official, document_path, {"text": "Something else. [1]"})
        body = problem(self.approve(focal_point, document_path, seen=read["sha256"]), 412)
        assert body["current"]["status"] == "draft"
        with acting(SYSTEM):
            assert not DocumentVersion.objects.exists()

    def test_what_stands_in_the_way_is_said(self, focal_point: Api, document_path: str) -> None:
        focal_point.post(f"{document_path}redraft/")
        told = focal_point.get(f"{document_path}content/").json()["problems"]
        said = problem(self.approve(focal_point, document_path), 400)["errors"]
        assert told
        assert [each["detail"] for each in said] == told

    @pytest.mark.parametrize(
        ("wrong", "where"),
        [
            ({"visibility": "public"}, "#/visibility"),
            ({"visibility": "office"}, "#/visibility"),
            ({"seen": "a\0"}, "#/seen"),
            ({"number": 7}, "#/number"),
        ],
    )
    def test_what_makes_no_sense_is_named(
        self, focal_point: Api, document_path: str, wrong: dict[str, Any], where: str
    ) -> None:
        assert pointers(self.approve(focal_point, document_path, **wrong)) == {where}

    def test_only_those_approve_who_may(
        self, official: Api, auditor: Api, foreigner: Api, anonymous: Api, document_path: str
    ) -> None:
        body = {"visibility": "network", "seen": "0" * 64}
        for who, status in ((official, 403), (auditor, 403), (foreigner, 404), (anonymous, 401)):
            problem(who.post(f"{document_path}approve/", body, if_match='"1"'), status)
        problem(official.post(f"{document_path}approve/", body), 428)
        assert pointers(official.post(f"{document_path}approve/", {}, if_match='"1"')) == {
            "#/seen",
            "#/visibility",
        }

    def test_it_moves_as_on_its_page(
        self, official: Api, focal_point: Api, document_path: str
    ) -> None:
        move = f"{document_path}transition/"
        refused = official.post(move, {"to": "approved"}, if_match='"1"')
        assert pointers(refused) == {"#/to"}
        assert official.post(move, {"to": "review"}, if_match='"1"').status_code == 200
        problem(official.post(move, {"to": "draft", "reason": "Look."}, if_match='"1"'), 412)
        assert pointers(official.post(move, {"to": "draft"}, if_match='"2"')) == {"#/reason"}
        assert self.approve(focal_point, document_path).status_code == 201
        body = problem(focal_point.post(move, {"to": "review"}, if_match='"3"'), 409)
        assert body["allowed"] == ["draft"]
        again = {"to": "draft", "reason": "A wrong date."}
        problem(official.post(move, again, if_match='"3"'), 403)
        row = focal_point.post(move, again, if_match='"3"').json()
        assert (row["status"], row["correction"]) == ("draft", "A wrong date.")

    def test_it_is_shared_for_a_reason_and_never_beyond_its_audience(
        self, official: Api, focal_point: Api, foreigner: Api, document_path: str
    ) -> None:
        version = self.approve(focal_point, document_path, visibility="government").json()
        url = f"/document-versions/{version['id']}/"
        share, named = f"{url}share/", {"if_match": '"1"'}
        opened = {"visibility": "network", "reason": "As agreed."}
        problem(foreigner.post(share, opened, **named), 404)
        problem(official.post(share, opened, **named), 403)
        problem(focal_point.post(share, opened), 428)
        assert pointers(focal_point.post(share, {"visibility": "network"}, **named)) == {"#/reason"}
        wider = {**opened, "visibility": "public"}
        assert pointers(focal_point.post(share, wider, **named)) == {"#/visibility"}
        row = focal_point.post(share, opened, **named).json()
        assert (row["visibility"], row["version"]) == ("network", 2)
        assert foreigner.get(url).json()["sha256"] == version["sha256"]
        problem(foreigner.post(share, opened, if_match='"2"'), 403)
        problem(focal_point.post(share, opened, **named), 412)


def test_a_task_drafts_what_was_asked_for_over_the_api(
    official_user: User,
    office: Any,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(tasks.make_drafts_task, "delay", asked.append)
    with django_capture_on_commit_callbacks(execute=True):
        row = Api(official_user).post("/documents/", {"kind": "country_update", **FRAME}).json()
    assert asked == [row["id"]]
    with acting(actor_for(official_user)):
        assert Document.objects.get().begun_by == official_user


def test_a_deputy_approves_as_the_focal_point_does(document_path: str, office: Any) -> None:
    deputy = Api(f.person(Role.DEPUTY, office))
    assert TestApproval().approve(deputy, document_path).status_code == 201
