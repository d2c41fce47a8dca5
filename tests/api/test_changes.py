"""What changed, over the API: what the page's file says, for each of its readers."""

import datetime as dt
from typing import Any

import orjson
import pytest
from django.test import Client

from apps.dashboards import asked_changes, changes
from focalpoint.api.docs import openapi
from focalpoint.roles import Role
from focalpoint.visibility import Visibility
from tests.api.client import Api
from tests.api.contract import pointers, problem
from tests.costs import at_most
from tests.factories import (
    AppointmentFactory,
    AssessmentSnapshotFactory,
    InstitutionFactory,
    ItemFactory,
    MemberStateFactory,
    ProgressReportFactory,
    TreatyActionFactory,
    person,
)
from tests.factories.engagement import GatheringFactory, PartnershipFactory

pytestmark = pytest.mark.django_db
DAYS = {"since": "2025-06-30", "until": "2026-06-30"}
WITHIN = dt.datetime(2026, 1, 15, 12, tzinfo=dt.UTC)
BUDGET = 9
OF_STATE = ("auditor", "ministry_officer", "official", "deputy", "focal_point")


@pytest.fixture(params=[*OF_STATE, "coordinator", "secretariat", "network_auditor"])
def reader(request: pytest.FixtureRequest, office: Any) -> Api:
    """Everybody who may open the page."""
    role = Role(request.param.removeprefix("network_"))
    return Api(person(role, office if request.param in OF_STATE else None))


@pytest.fixture
def abroad() -> Any:
    return InstitutionFactory(country=MemberStateFactory(name="Quentia", code="WQE"))


@pytest.fixture
def _changed(office: Any, abroad: Any) -> None:
    """In two States something at each level; one thing that nobody approved."""
    step: Any = ItemFactory(code="R2013-A", label="(a)")
    for each in (office, abroad):
        AssessmentSnapshotFactory(office=each, visibility=Visibility.NETWORK, approved_at=WITHIN)
        AppointmentFactory(
            office=each, visibility=Visibility.NETWORK, starts_on=dt.date(2026, 2, 1)
        )
        for level, title in ((Visibility.GOVERNMENT, "At home"), (Visibility.NETWORK, "Shared")):
            PartnershipFactory(office=each, visibility=level, approved_at=WITHIN, title=title)
        ProgressReportFactory(
            office=each, item=step, visibility=Visibility.GOVERNMENT, approved_at=WITHIN
        )
        PartnershipFactory(office=each, visibility=Visibility.NETWORK, title="A draft")
        TreatyActionFactory(country=each.country, date=dt.date(2026, 3, 1))


def listed(reader: Api, **query: str) -> list[dict[str, Any]]:
    """The rows of the page's own file."""
    client = Client()
    assert reader.user is not None
    client.force_login(reader.user)
    answer: Any = client.get("/changes/", {"format": "json", **query})
    rows: list[dict[str, Any]] = orjson.loads(b"".join(answer.streaming_content))["rows"]
    return rows


def asked(reader: Api, **query: str) -> dict[str, Any]:
    answer = reader.get("/changes/", query)
    assert answer.status_code == 200, answer.json()
    found: dict[str, Any] = answer.json()
    return found


def told(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """What file and answer both say of each change."""
    names = ("on", "kind", "country", "title", "detail")
    return [tuple(row[name] or "" for name in names) for row in rows]


@pytest.mark.usefixtures("_changed")
class TestSame:
    def test_it_says_what_the_file_says(self, reader: Api) -> None:
        found = asked(reader, **DAYS)
        assert told(found["results"]) == told(listed(reader, **DAYS)) != []
        home = {None} if found["country"] is None else {found["country"]}
        assert found["country"] is None or {row["country"] for row in found["results"]} == home

    def test_who_reads_the_network_names_a_state_or_all(
        self, focal_point: Api, coordinator: Api, office: Any
    ) -> None:
        for reader in (focal_point, coordinator):
            for country in ("WQE", "", office.country.code):
                found = asked(reader, **DAYS, country=country)
                assert found["country"] == (country or None)
                assert told(found["results"]) == told(listed(reader, **DAYS, country=country))
                assert found["results"]

    def test_each_reads_what_is_shared_with_them(
        self, focal_point: Api, coordinator: Api, office: Any
    ) -> None:
        def titles(reader: Api, country: str) -> set[str]:
            found = asked(reader, **DAYS, country=country)["results"]
            return {row["title"] for row in found if row["kind"] == "partnership"}

        assert titles(focal_point, office.country.code) == {"At home", "Shared"}
        assert titles(coordinator, office.country.code) == {"Shared"}
        assert titles(focal_point, "WQE") == titles(coordinator, "WQE") == {"Shared"}

    def test_what_belongs_to_a_training_state_is_marked(self, official: Api) -> None:
        assert {row["is_training"] for row in asked(official, **DAYS)["results"]} == {True}
        others = asked(official, **DAYS, country="")["results"]
        assert {row["is_training"] for row in others} == {False}

    def test_the_days_are_those_of_the_page_when_left_out(self, official: Api) -> None:
        GatheringFactory(title="Annual meeting", starts_on=dt.date(2026, 2, 20))
        found = asked(official, until="2026-06-30")
        assert (found["since"], found["until"]) == ("2026-02-20", "2026-06-30")
        assert {row["kind"] for row in found["results"]} == {"treaty"}

    def test_more_than_can_be_shown_is_cut_and_said(
        self, coordinator: Api, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert asked(coordinator, **DAYS)["cut"] is False
        monkeypatch.setattr(changes, "MOST", 2)
        found = asked(coordinator, **DAYS)
        assert (len(found["results"]), found["cut"]) == (2, True)

    def test_the_address_is_that_of_its_page(self, coordinator: Api) -> None:
        client = Client()
        assert coordinator.user is not None
        client.force_login(coordinator.user)
        for row in asked(coordinator, **DAYS)["results"]:
            assert row["url"].startswith("http://testserver/")
            assert client.get(row["url"].removeprefix("http://testserver")).status_code == 200

    def test_it_asks_no_more_than_the_page(self, coordinator: Api) -> None:
        with at_most(BUDGET):
            asked(coordinator, **DAYS, country="WQE")

    def test_the_example_has_the_members_of_an_answer(self, coordinator: Api) -> None:
        operation = openapi()["paths"]["/api/v1/changes/"]["get"]
        (example,) = operation["responses"]["200"]["content"]["application/json"][
            "examples"
        ].values()
        found = asked(coordinator, **DAYS)
        assert set(example["value"]) == set(found)
        assert set(example["value"]["results"][0]) == set(found["results"][0])


class TestAsked:
    def test_nobody_reads_it_without_signing_in(self, anonymous: Api) -> None:
        problem(anonymous.get("/changes/"), 401)

    def test_a_contributor_may_not_ask(self, contributor: Api) -> None:
        problem(contributor.get("/changes/"), 403)

    @pytest.mark.parametrize(
        ("query", "wrong"),
        [
            ({"since": "2026-06-30", "until": "2025-06-30"}, "until"),
            ({"since": "soon"}, "since"),
            ({"until": "0001-01-01"}, "until"),
            ({"country": "NOWHERE"}, "country"),
            ({"country": "\0"}, "country"),
            ({"page": "2"}, "page"),
        ],
    )
    def test_what_makes_no_sense_is_named(
        self, coordinator: Api, query: dict[str, str], wrong: str
    ) -> None:
        assert pointers(coordinator.get("/changes/", query)) == {wrong}

    def test_who_does_not_read_the_network_names_no_state(
        self, ministry_officer: Api, auditor: Api, office: Any, abroad: Any
    ) -> None:
        for reader in (ministry_officer, auditor):
            assert pointers(reader.get("/changes/", {"country": "WQE"})) == {"country"}
            assert asked(reader)["country"] == office.country.code

    def test_page_and_operation_ask_the_same_question(self) -> None:
        operation = openapi()["paths"]["/api/v1/changes/"]["get"]
        documented = {each["name"] for each in operation["parameters"] if each["in"] == "query"}
        assert documented == set(asked_changes.ChangesForm.base_fields)
