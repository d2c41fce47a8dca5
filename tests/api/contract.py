"""What the API promises of every record of a State that people write; resources subclass it."""

from typing import Any, ClassVar

import orjson
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.history import history_of
from focalpoint.visibility import Visibility
from tests.api.client import Api

BUDGET = 8


def problem(response: Any, status: int) -> dict[str, Any]:
    """The problem that ``response`` is, with the status that it should have."""
    body: dict[str, Any] = orjson.loads(response.content)
    assert response.status_code == status, body
    assert response.headers["Content-Type"] == "application/problem+json"
    assert body["status"] == status
    assert body["type"].startswith("urn:focalpoint:problem:")
    assert body["instance"].startswith("urn:uuid:")
    assert body["title"]
    return body


def pointers(response: Any) -> set[str]:
    """Where a 400 says that something is wrong."""
    errors = problem(response, 400)["errors"]
    return {e.get("pointer") or e.get("parameter") or e.get("header") for e in errors}


def statements(captured: CaptureQueriesContext) -> list[str]:
    return [query["sql"] for query in captured.captured_queries]


@pytest.mark.django_db
class ReadContract:
    """A list and a detail of records of States."""

    path: ClassVar[str]
    factory: ClassVar[Any]

    def make(self, office: Any, **fields: Any) -> Any:
        """A record that the State's own people read."""
        fields.setdefault("visibility", Visibility.GOVERNMENT)
        return self.factory(office=office, **fields)

    def url(self, record: Any, *rest: str) -> str:
        return "/".join([f"{self.path}{record.pk}", *rest, ""])

    # 401

    def test_nobody_reads_without_signing_in(self, anonymous: Api, office: Any) -> None:
        record = self.make(office)
        for url in (self.path, self.url(record)):
            response = anonymous.get(url)
            problem(response, 401)
            assert response.headers["WWW-Authenticate"] == "Token"

    # 404

    def test_another_state_finds_nothing(self, foreigner: Api, office: Any) -> None:
        record = self.make(office)
        problem(foreigner.get(self.url(record)), 404)
        assert foreigner.get(self.path).json()["results"] == []

    def test_a_coordinator_finds_no_draft(self, coordinator: Api, office: Any) -> None:
        problem(coordinator.get(self.url(self.make(office))), 404)

    # 200

    def test_the_own_state_lists_and_reads_it(self, official: Api, office: Any) -> None:
        record = self.make(office)
        row = official.get(self.url(record)).json()
        assert row["id"] == str(record.pk)
        assert row["country"] == office.country.code
        assert row["is_training"] is True
        listed = official.get(self.path).json()["results"]
        assert [entry["id"] for entry in listed] == [row["id"]]
        assert set(listed[0]) <= set(row)

    def test_the_version_is_the_etag(self, official: Api, office: Any) -> None:
        record = self.make(office)
        response = official.get(self.url(record))
        assert response.headers["ETag"] == f'"{response.json()["version"]}"'
        assert "private" in response.headers["Cache-Control"]
        again = official.get(self.url(record), if_none_match=response.headers["ETag"])
        assert (again.status_code, again.content) == (304, b"")

    def test_the_queries_do_not_grow_with_the_rows(self, official: Api, office: Any) -> None:
        records = [self.make(office, **self.one_of_many(n)) for n in range(5)]
        for url in (self.path, self.url(records[0])):
            with CaptureQueriesContext(connection) as captured:
                assert official.get(url).status_code == 200
            assert len(captured) <= BUDGET, "\n".join(statements(captured))

    def one_of_many(self, number: int) -> dict[str, Any]:
        """What lets several records of one State stand side by side."""
        return {}


class HistoryContract(ReadContract):
    """The history of a record, for its own State."""

    def test_the_history_is_open_to_the_own_state_alone(
        self, official: Api, foreigner: Api, coordinator: Api, office: Any
    ) -> None:
        record = self.make(office)
        problem(foreigner.get(self.url(record, "history")), 404)
        problem(coordinator.get(self.url(record, "history")), 404)
        entries = official.get(self.url(record, "history")).json()["results"]
        assert entries[-1]["action"] == "created"
        assert entries[-1]["actor"] == SYSTEM.name


class CreateContract(ReadContract):
    """``POST`` to the list."""

    body: ClassVar[dict[str, Any]]

    def new(self, office: Any) -> dict[str, Any]:
        """A body that is accepted."""
        return dict(self.body)

    def test_nobody_creates_without_signing_in(self, anonymous: Api, office: Any) -> None:
        problem(anonymous.post(self.path, self.new(office)), 401)

    def test_an_auditor_creates_nothing(self, auditor: Api, office: Any) -> None:
        problem(auditor.post(self.path, self.new(office)), 403)

    def test_nobody_creates_in_another_state(
        self, official: Api, office: Any, foreign_office: Any
    ) -> None:
        body = {**self.new(office), "country": foreign_office.country.code}
        problem(official.post(self.path, body), 403)

    def test_what_is_created_stands_at_its_location(self, official: Api, office: Any) -> None:
        response = official.post(self.path, self.new(office))
        assert response.status_code == 201, response.json()
        row = response.json()
        assert row["country"] == office.country.code
        assert response.headers["ETag"] == f'"{row["version"]}"'
        assert official.get(response.headers["Location"]).json() == row

    @pytest.mark.parametrize("as_header", [False, True])
    def test_the_history_names_who_and_why(
        self, official: Api, office: Any, as_header: bool
    ) -> None:
        body = self.new(office)
        headers: dict[str, str] = {}
        if as_header:
            headers = {"x_change_reason": "D%C3%A9cid%C3%A9 en r%C3%A9union"}
        else:
            body["reason"] = "Décidé en réunion"
        row = official.post(self.path, body, **headers).json()
        with acting(SYSTEM):
            model = self.factory._meta.model
            entry = history_of(model.objects.get(pk=row["id"]))[0]
        assert official.user is not None
        assert (entry.actor, entry.reason) == (str(official.user), "Décidé en réunion")
        assert entry.via == "api"

    def test_a_member_that_does_not_exist_is_named(self, official: Api, office: Any) -> None:
        response = official.post(self.path, {**self.new(office), "tilte": "x"})
        assert pointers(response) == {"#/tilte"}

    def test_a_body_that_is_no_object_is_refused(self, official: Api) -> None:
        bodies: list[Any] = [[], "x", 1]
        for body in bodies:
            problem(official.post(self.path, body), 400)


class UpdateContract(ReadContract):
    """``PATCH`` and ``PUT`` of a record."""

    change: ClassVar[dict[str, Any]]

    def test_nobody_changes_without_signing_in(self, anonymous: Api, office: Any) -> None:
        problem(anonymous.patch(self.url(self.make(office)), self.change), 401)

    def test_an_auditor_changes_nothing(self, auditor: Api, office: Any) -> None:
        record = self.make(office)
        problem(auditor.patch(self.url(record), self.change, if_match='"1"'), 403)

    def test_another_state_finds_nothing_to_change(self, foreigner: Api, office: Any) -> None:
        record = self.make(office)
        problem(foreigner.patch(self.url(record), self.change, if_match='"1"'), 404)

    @pytest.mark.parametrize("header", [None, "", "*"])
    def test_the_version_must_be_named(
        self, official: Api, office: Any, header: str | None
    ) -> None:
        headers = {} if header is None else {"if_match": header}
        problem(official.patch(self.url(self.make(office)), self.change, **headers), 428)

    def test_an_etag_without_quotes_is_refused_by_name(self, official: Api, office: Any) -> None:
        response = official.patch(self.url(self.make(office)), self.change, if_match="1")
        assert pointers(response) == {"If-Match"}

    def test_a_change_is_saved_with_a_new_version(self, official: Api, office: Any) -> None:
        record = self.make(office)
        url = self.url(record)
        response = official.patch(url, {**self.change, "reason": "New facts"}, if_match='"1"')
        assert response.status_code == 200, response.json()
        row = response.json()
        assert {name: row[name] for name in self.change} == self.change
        assert row["version"] == 2
        assert response.headers["ETag"] == '"2"'
        assert official.get(url).json() == row
        entry = official.get(self.url(record, "history")).json()["results"][0]
        assert (entry["actor"], entry["reason"]) == (str(official.user), "New facts")
        assert entry["via"] == "api"

    def test_the_second_of_two_savers_sees_both_versions(
        self, official: Api, focal_point: Api, office: Any
    ) -> None:
        url = self.url(self.make(office))
        first = focal_point.patch(url, self.change, if_match='"1"').json()
        body = problem(official.patch(url, self.change, if_match='"1"'), 412)
        assert body["current"] == first
        assert body["current_version"] == 2
        assert body["attempted"] == self.change

    def test_what_was_read_can_be_sent_back(self, official: Api, office: Any) -> None:
        url = self.url(self.make(office))
        read = official.get(url)
        response = official.put(url, {**read.json(), **self.change}, if_match=read.headers["ETag"])
        assert response.status_code == 200, response.json()

    def test_a_member_that_only_shows_cannot_be_changed(self, official: Api, office: Any) -> None:
        url = self.url(self.make(office))
        response = official.patch(url, {"version": 99}, if_match='"1"')
        assert pointers(response) == {"#/version"}

    def test_a_record_cannot_be_moved_to_another_state(
        self, official: Api, office: Any, foreign_office: Any
    ) -> None:
        url = self.url(self.make(office))
        body = {"country": foreign_office.country.code}
        assert pointers(official.patch(url, body, if_match='"1"')) == {"#/country"}
