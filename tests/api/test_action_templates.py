"""Templates over the API: read, and started for a date."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from apps.actions.blueprints import provided
from apps.actions.models import Action
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.history import history_of
from tests.api.client import Api
from tests.api.contract import pointers, problem
from tests.factories import TemplateRowFactory

pytestmark = pytest.mark.django_db
PATH = "/action-templates/"


# One day for all of them: a run may pass midnight.
TODAY = timezone.now().date()


def in_days(days: int) -> str:
    return (TODAY + dt.timedelta(days=days)).isoformat()


# Two weeks before it has passed, the day itself has not, in whatever capital.
ANCHOR = in_days(7)


@pytest.fixture
def template(office: Any) -> Any:
    first = TemplateRowFactory(template__office=office, title="Write", amount=-14, position=1)
    TemplateRowFactory(template=first.template, title="Send", amount=0, position=2)
    return first.template


def start(template: Any) -> str:
    return f"{PATH}{template if isinstance(template, str) else template.pk}/start/"


class TestReading:
    def test_the_states_own_stand_before_the_projects(self, official: Api, template: Any) -> None:
        rows = official.get(PATH).json()["results"]
        assert (rows[0]["key"], rows[0]["own"]) == (str(template.pk), True)
        assert {row["key"] for row in rows[1:]} == set(provided())
        assert official.get(f"{PATH}{rows[0]['key']}/").json() == rows[0]
        assert [entry["title"] for entry in rows[0]["entries"]] == ["Write", "Send"]

    def test_another_states_is_not_there(self, foreigner: Api, template: Any) -> None:
        problem(foreigner.get(f"{PATH}{template.pk}/"), 404)
        problem(foreigner.post(start(template), {"anchor": "2027-06-01"}), 404)
        assert {row["own"] for row in foreigner.get(PATH).json()["results"]} == {False}

    def test_what_no_template_is_called_is_not_found(self, official: Api) -> None:
        problem(official.get(f"{PATH}nothing/"), 404)


class TestStarting:
    def test_what_has_not_passed_is_made(self, official: Api, template: Any) -> None:
        response = official.post(start(template), {"anchor": ANCHOR, "reason": "As always"})
        assert response.status_code == 201, response.json()
        (row,) = response.json()["results"]
        assert (row["title"], row["due_on"]) == ("Send", ANCHOR)
        with acting(SYSTEM):
            assert history_of(Action.objects.get(pk=row["id"]))[-1].reason == "As always"

    def test_what_is_chosen_is_made_as_altered(
        self, official: Api, official_user: Any, template: Any
    ) -> None:
        write, send = official.get(f"{PATH}{template.pk}/").json()["entries"]
        entries = [
            {"key": write["key"], "assignee": str(official_user.pk)},
            {"key": send["key"], "due_on": None},
        ]
        body = {"anchor": ANCHOR, "entries": entries}
        first, second = official.post(start(template), body).json()["results"]
        assert (first["due_on"], first["assignee"]) == (in_days(-7), str(official_user.pk))
        assert (second["title"], second["due_on"]) == ("Send", None)

    def test_one_of_the_project_starts_in_the_own_state(self, official: Api, office: Any) -> None:
        rows = official.post(start("upr"), {"anchor": in_days(1000)}).json()["results"]
        assert len(rows) == len(provided()["upr"].entries)
        assert {row["country"] for row in rows} == {office.country.code}

    @pytest.mark.parametrize(
        ("body", "named"),
        [
            ({}, {"#/anchor"}),
            ({"anchor": "soon"}, {"#/anchor"}),
            ({"anchor": "9999-12-31"}, {"#/anchor"}),
            ({"anchor": ANCHOR, "entries": []}, {"#/entries"}),
            ({"anchor": ANCHOR, "entries": [{"key": "?"}]}, {"#/entries/0/key"}),
            ({"anchor": "2020-06-01"}, {"#"}),
        ],
    )
    def test_what_makes_no_sense_is_named(
        self, official: Api, body: dict[str, Any], named: set[str]
    ) -> None:
        assert pointers(official.post(start("step-g"), body)) == named
        with acting(SYSTEM):
            assert not Action.objects.exists()

    def test_who_writes_nothing_starts_nothing(
        self, auditor: Api, coordinator: Api, template: Any
    ) -> None:
        problem(auditor.post(start(template), {"anchor": ANCHOR}), 403)
        problem(coordinator.post(start("upr"), {"anchor": in_days(1000)}), 403)
