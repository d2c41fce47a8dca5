"""Assessments, engagement and regional groups over the API: what the pages' files say, no more."""

import datetime as dt
from typing import Any

import orjson
import pytest
from django.test import Client
from django.utils import timezone

from apps.appointments.models import ReportedFocalPoint
from apps.dashboards.engaged import Part
from apps.dashboards.network_api import EngagedCellsSerializer
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.api.docs import openapi
from focalpoint.roles import Role
from focalpoint.visibility import Visibility
from tests.api.client import Api
from tests.api.contract import pointers, problem
from tests.costs import statements
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
from tests.factories.engagement import LessonFactory, ParticipationFactory, PartnershipFactory

pytestmark = pytest.mark.django_db
DAY = "2026-06-30"
NAMES = ("assessments", "engagement", "groups")
BUDGET = 8  # six for the matrix, two for the token and the roles behind it


@pytest.fixture(
    params=["official", "deputy", "focal_point", "coordinator", "secretariat", "auditor"]
)
def reader(request: pytest.FixtureRequest, office: Any) -> Api:
    """Everybody who reads the network; the auditor is the network's own."""
    role = Role(request.param)
    of_state = role in (Role.OFFICIAL, Role.DEPUTY, Role.FOCAL_POINT)
    return Api(person(role, office if of_state else None))


def listed(reader: Api, name: str, **query: str) -> list[dict[str, Any]]:
    """The rows of the page's own file."""
    client = Client()
    assert reader.user is not None
    client.force_login(reader.user)
    answer: Any = client.get(f"/network/{name}/", {"format": "json", **query})
    rows: list[dict[str, Any]] = orjson.loads(b"".join(answer.streaming_content))["rows"]
    return rows


def asked(reader: Api, name: str, **query: str) -> dict[str, Any]:
    answer = reader.get(f"/matrix/{name}/", query)
    assert answer.status_code == 200, answer.json()
    found: dict[str, Any] = answer.json()
    return found


def assessed(office: Any, on: dt.date, **facts: Any) -> Any:
    facts.setdefault("visibility", Visibility.NETWORK)
    at = dt.datetime.combine(on, dt.time(12), dt.UTC)
    return AssessmentSnapshotFactory(office=office, approved_at=at, **facts)


@pytest.fixture
def shared(office: Any) -> list[Any]:
    """A training State and five of a group, of which one shares nothing; drafts besides."""
    step: Any = ItemFactory(code="R2013-A", label="(a)")
    group = "AG"
    offices = [
        InstitutionFactory(country=MemberStateFactory(regional_group=group)) for _ in range(6)
    ]
    now = timezone.now()
    for place, each in enumerate([office, *offices[:5]]):
        open_ = {"office": each, "visibility": Visibility.NETWORK}
        day = dt.date(2025, 1 + place, 15)
        assessed(each, day)
        AppointmentFactory(**open_, starts_on=day)
        ProgressReportFactory(**open_, item=step, approved_at=now, effective_on=day)
        for kind in ("dialogue", "exchange"):
            ParticipationFactory(**open_, kind=kind, approved_at=now, starts_on=day)
        PartnershipFactory(**open_, approved_at=now)
        TreatyActionFactory(country=each.country, date=dt.date(2010, 3, 1))
    # What is kept at home, and what nobody approved.
    for each in (office, offices[5]):
        assessed(each, dt.date(2026, 1, 1), number=2, visibility=Visibility.GOVERNMENT)
        LessonFactory(office=each, visibility=Visibility.NETWORK)
    return [office, *offices]


class TestWho:
    @pytest.mark.parametrize("name", NAMES)
    def test_only_who_reads_the_network(
        self,
        name: str,
        anonymous: Api,
        contributor: Api,
        ministry_officer: Api,
        auditor: Api,
        coordinator: Api,
    ) -> None:
        problem(anonymous.get(f"/matrix/{name}/"), 401)
        for reader in (contributor, ministry_officer, auditor):
            problem(reader.get(f"/matrix/{name}/"), 403)
        asked(coordinator, name)


class TestSame:
    """What the page's file says of a day that has passed, for each of its readers."""

    def test_assessments(self, reader: Api, shared: list[Any]) -> None:
        rows = listed(reader, "assessments", as_of=DAY)
        states = asked(reader, "assessments", as_of=DAY)["states"]
        assert [row["country"] for row in rows] == [state["country"] for state in states]
        assert sum(state["assessment"] is not None for state in states) == 6
        for row, state in zip(rows, states, strict=True):
            told = dict(state["assessment"] or {})
            told.pop("snapshot", None)
            of_state = ("country", "country_name", "regional_group", "is_training")
            assert {name: row[name] for name in row if name not in of_state} == (
                told or dict.fromkeys(set(row) - set(of_state))
            )
            assert (row["regional_group"] or "", row["is_training"]) == (
                state["group"],
                state["is_training"],
            )

    def test_engagement(self, reader: Api, shared: list[Any]) -> None:
        rows = listed(reader, "engagement", as_of=DAY)
        found = asked(reader, "engagement", as_of=DAY)
        assert found["counted_from"] == "2024-07-01"
        assert [row["country"] for row in rows] == [state["country"] for state in found["states"]]
        assert sum(bool(state["cells"]) for state in found["states"]) == 6
        nothing = {"number": 0, "newest": None}
        for row, state in zip(rows, found["states"], strict=True):
            for part in Part:
                cell = state["cells"].get(part, nothing)
                assert cell == {"number": row[part], "newest": row[f"{part}_newest"]}
                assert part not in state["cells"] or cell["number"] > 0

    def test_groups(self, reader: Api, shared: list[Any]) -> None:
        # A group of too few for a median.
        lonely: Any = MemberStateFactory(regional_group="EEG")
        assessed(InstitutionFactory(country=lonely), dt.date(2025, 3, 1))
        # A source says that somebody serves, and not since when.
        with acting(SYSTEM, reason="test set-up"):
            ReportedFocalPoint.objects.create(
                country=lonely,
                appointed=True,
                source="A list",
                as_of=dt.date(2014, 1, 1),
                confidence="high",
            )
        rows = {row["group"]: row for row in listed(reader, "groups", as_of=DAY)}
        found = asked(reader, "groups", as_of=DAY)
        lines = {line["group"]: line for line in found["groups"]} | {"": found["together"]}
        assert set(rows) == set(lines) == {"AG", "EEG", ""}
        codes = [column["code"] for column in found["columns"]]
        assert codes == ["focal_point", "R2013-A", "assessment", "treaties"]
        for code, line in lines.items():
            row = rows[code]
            assert line["states"] == row["states"]
            assert line["figures"] == {
                name: {
                    "number": row[name],
                    "counted": row.get(f"{name}_counted", row[name]),
                    "median": row[f"{name}_median"],
                }
                for name in codes
            }
        assert lines["AG"]["figures"]["assessment"] == {
            "number": 5,
            "counted": 5,
            "median": 14.0,
        }
        for name, counted in (("assessment", 1), ("focal_point", 0)):
            figure = lines["EEG"]["figures"][name]
            assert figure == {"number": 1, "counted": counted, "median": None}


class TestAsked:
    @pytest.mark.parametrize("name", NAMES)
    def test_a_filter_that_makes_no_sense_is_named(self, coordinator: Api, name: str) -> None:
        for query in (
            {"group": "X"},
            {"organisation": "NOWHERE"},
            {"as_of": "yesterday"},
            {"as_of": "0001-01-01"},
            {"since": "3020-01-01"},
            {"before": "2020-01-01"},
        ):
            assert pointers(coordinator.get(f"/matrix/{name}/", query)) == set(query)

    def test_groups_are_compared_with_no_earlier_day(self, coordinator: Api) -> None:
        query = {"since": "2020-01-01"}
        assert pointers(coordinator.get("/matrix/groups/", query)) == set(query)

    @pytest.mark.parametrize("name", ["assessments", "engagement"])
    def test_it_is_narrowed_by_group_and_name(self, coordinator: Api, name: str) -> None:
        state: Any = MemberStateFactory(regional_group="EEG")
        MemberStateFactory(regional_group="AG")
        for query in ({"group": "EEG"}, {"q": state.code}):
            states = asked(coordinator, name, **query)["states"]
            assert [each["country"] for each in states] == [state.code]

    def test_groups_are_narrowed_too(self, coordinator: Api) -> None:
        MemberStateFactory(regional_group="EEG")
        MemberStateFactory(regional_group="AG")
        found = asked(coordinator, "groups", group="EEG")
        assert [line["group"] for line in found["groups"]] == ["EEG"]
        assert found["together"]["states"] == 1
        assert asked(coordinator, "groups", q="no such State")["together"] is None

    def test_a_day_before_a_state_was_a_member_does_not_know_it(self, coordinator: Api) -> None:
        MemberStateFactory(un_member_since=dt.date(2011, 7, 14))
        for name in ("assessments", "engagement"):
            assert len(asked(coordinator, name, as_of="2011-07-14")["states"]) == 1
            assert asked(coordinator, name, as_of="2011-07-13")["states"] == []

    def test_what_is_shared_is_read_at_its_own_address(self, coordinator: Api, office: Any) -> None:
        made = assessed(office, dt.date(2025, 5, 30))
        (state,) = asked(coordinator, "assessments", as_of=DAY)["states"]
        assert state["assessment"]["snapshot"] == str(made.pk)
        assert state["assessment"]["age_in_months"] == 13
        assert coordinator.get(f"/snapshots/{made.pk}/").status_code == 200


class TestCompared:
    """With ``since``: the page's own arrows, for each of its readers."""

    SINCE = "2024-06-30"

    def test_assessments_say_how_each_column_moved(self, reader: Api, office: Any) -> None:
        assessed(office, dt.date(2023, 1, 15))
        assessed(office, dt.date(2026, 1, 15), number=2)
        query = {"as_of": DAY, "since": self.SINCE}
        found = asked(reader, "assessments", **query)
        [row] = listed(reader, "assessments", **query)
        [told] = [state["assessment"] for state in found["states"]]
        assert found["since"] == self.SINCE
        assert told["before"]["approved_on"] == "2023-01-15"
        assert told["moves"]["approved_on"] == told["moves"]["age_in_months"] == "further"
        for name, move in told["moves"].items():
            assert row[f"{name}_move"] == move
            assert row[f"{name}_before"] == told["before"][name]

    def test_the_first_one_is_new_and_nothing_is_nothing(
        self, coordinator: Api, office: Any
    ) -> None:
        MemberStateFactory(code="WOT")
        assessed(office, dt.date(2026, 1, 15))
        found = asked(coordinator, "assessments", as_of=DAY, since=self.SINCE)["states"]
        told = {state["country"]: state["assessment"] for state in found}
        assert told["WOT"] is None
        [(_code, new)] = [each for each in told.items() if each[1]]
        assert new["before"] is None
        assert {name: move for name, move in new["moves"].items() if move} == {"approved_on": "new"}

    def test_engagement_says_how_many_there_were(self, reader: Api, office: Any) -> None:
        open_ = {"office": office, "visibility": Visibility.NETWORK, "approved_at": timezone.now()}
        for kind, days in (
            ("dialogue", (2023, 2025, 2026)),
            ("upr", (2023,)),
            ("exchange", (2025,)),
        ):
            for year in days:
                ParticipationFactory(**open_, kind=kind, starts_on=dt.date(year, 1, 15))
        query = {"as_of": DAY, "since": self.SINCE}
        found = asked(reader, "engagement", **query)
        [state] = found["states"]
        [row] = listed(reader, "engagement", **query)
        assert state["cells"]["dialogues"] == {
            "number": 2,
            "newest": "2026-01-15",
            "before": 1,
            "move": "further",
        }
        assert state["cells"]["reviews"] == {
            "number": 0,
            "newest": None,
            "before": 1,
            "move": "back",
        }
        assert state["cells"]["exchanges"]["move"] == "new"
        for part, cell in state["cells"].items():
            assert (row[f"{part}_before"], row[f"{part}_move"]) == (cell["before"], cell["move"])

    @pytest.mark.parametrize("name", ["assessments", "engagement"])
    def test_without_it_nothing_is_compared(
        self, coordinator: Api, shared: list[Any], name: str
    ) -> None:
        found = asked(coordinator, name, as_of=DAY)
        assert found["since"] is None
        assert '"move' not in orjson.dumps(found).decode()
        assert '"before"' not in orjson.dumps(found).decode()

    @pytest.mark.parametrize("name", ["assessments", "engagement"])
    def test_what_is_kept_at_home_moves_nothing(
        self, coordinator: Api, office: Any, name: str
    ) -> None:
        home = {"office": office, "visibility": Visibility.GOVERNMENT}
        assessed(office, dt.date(2023, 1, 15), visibility=Visibility.GOVERNMENT)
        ParticipationFactory(**home, approved_at=timezone.now(), starts_on=dt.date(2026, 1, 15))
        [state] = asked(coordinator, name, as_of=DAY, since=self.SINCE)["states"]
        assert not state.get("cells")
        assert state.get("assessment") is None


class TestPromises:
    @pytest.mark.parametrize("name", NAMES)
    def test_the_statements_do_not_grow_with_the_states(
        self, coordinator: Api, shared: list[Any], name: str
    ) -> None:
        asked(coordinator, name)  # the first use of a token is written down
        with statements() as sent:
            asked(coordinator, name)
        assert len(sent) <= BUDGET, "\n".join(sent)

    @pytest.mark.parametrize("name", ["assessments", "engagement"])
    def test_an_earlier_day_costs_one_statement_more(
        self, coordinator: Api, shared: list[Any], name: str
    ) -> None:
        asked(coordinator, name)
        with statements() as plain:
            asked(coordinator, name, as_of=DAY)
        with statements() as compared:
            asked(coordinator, name, as_of=DAY, since="2025-04-01")
        assert len(compared) == len(plain) + 1, "\n".join(compared)
        assert len(compared) <= BUDGET

    def test_every_part_of_engagement_is_documented(self) -> None:
        assert list(EngagedCellsSerializer().fields) == [part.value for part in Part]

    @pytest.mark.parametrize("name", NAMES)
    def test_it_is_kept_by_nobody_else(self, coordinator: Api, name: str) -> None:
        matrix = coordinator.get(f"/matrix/{name}/")
        others = coordinator.get("/matrix/steps/")
        assert matrix.headers["Cache-Control"] == others.headers["Cache-Control"]
        assert "private" in matrix.headers["Cache-Control"]
        # A long answer is packed, a short one is not.
        assert matrix.headers["Vary"].startswith("Authorization, Cookie")

    @pytest.mark.parametrize("name", NAMES)
    def test_the_example_has_the_members_of_an_answer(
        self, coordinator: Api, shared: list[Any], name: str
    ) -> None:
        operation = openapi()["paths"][f"/api/v1/matrix/{name}/"]["get"]
        content = operation["responses"]["200"]["content"]["application/json"]
        (example,) = content["examples"].values()
        found = asked(coordinator, name, as_of=DAY)
        assert set(example["value"]) == set(found)
        for member in ("states", "groups"):
            if member in found:
                assert set(example["value"][member][0]) == set(found[member][0])
