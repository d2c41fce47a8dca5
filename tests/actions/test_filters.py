"""The filters of actions: each narrows the list to what its name says."""

import datetime as dt

import pytest
from django.http import QueryDict
from django.test import RequestFactory
from django.utils import timezone

from apps.actions.filters import ActionFilter
from apps.actions.models import Action
from focalpoint.acting import acting
from focalpoint.roles import Role
from tests.factories import (
    ActionFactory,
    ActionLinkFactory,
    ActionSeenFactory,
    InstitutionFactory,
    ItemFactory,
    RiskFactorFactory,
    TreatyFactory,
    actor,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def today(country):
    return country.local_date(timezone.now())


def listed(who, query=""):
    """The titles that ``who`` finds under the filters of a query string."""
    request = RequestFactory().get("/")
    request.actor = who
    with acting(who):
        rows = Action.objects.visible_to(who)
        found = ActionFilter(QueryDict(query), queryset=rows, request=request)
        assert found.is_valid(), found.errors
        return {action.title for action in found.qs}


def problems(who, query):
    request = RequestFactory().get("/")
    request.actor = who
    with acting(who):
        rows = Action.objects.visible_to(who)
        return ActionFilter(QueryDict(query), queryset=rows, request=request).errors


class TestStatus:
    @pytest.fixture(autouse=True)
    def _actions(self, office):
        for status in ["open", "in_progress", "in_review", "done", "cancelled"]:
            ActionFactory(office=office, title=status, status=status)

    def test_one(self, official):
        assert listed(official, "status=open") == {"open"}

    def test_several(self, official):
        assert listed(official, "status=open&status=done") == {"open", "done"}

    def test_whatever_still_owes_something(self, official):
        wanted = {"open", "in_progress", "in_review"}
        assert listed(official, "status=unfinished") == wanted

    @pytest.mark.parametrize("query", ["", "status=all"])
    def test_all(self, official, query):
        assert len(listed(official, query)) == 5


class TestDeadline:
    @pytest.fixture(autouse=True)
    def _actions(self, office, today):
        days = {"yesterday": -1, "today": 0, "in 14 days": 14, "in 15 days": 15}
        for title, number in days.items():
            due = today + dt.timedelta(days=number)
            ActionFactory(office=office, title=title, due_on=due)
        ActionFactory(office=office, title="undated")
        ActionFactory(
            office=office, title="done", status="done", due_on=today - dt.timedelta(days=3)
        )

    @pytest.mark.parametrize(
        ("due", "titles"),
        [
            ("overdue", {"yesterday"}),
            ("soon", {"today", "in 14 days"}),
            ("later", {"in 15 days"}),
            ("none", {"undated"}),
        ],
    )
    def test_near_and_far(self, official, due, titles):
        assert listed(official, f"due={due}") == titles

    @pytest.mark.parametrize("due", ["overdue", "soon", "later", "none"])
    def test_it_is_the_same_for_those_who_read_many_states(self, official, due):
        """Their list compares each deadline with the date in its own capital."""
        assert listed(official, f"due={due}&country=all") == listed(official, f"due={due}")

    def test_a_range_of_dates(self, official, today):
        last = today + dt.timedelta(days=14)
        query = f"due_after={today}&due_before={last}"
        assert listed(official, query) == {"today", "in 14 days"}


class TestDates:
    @pytest.mark.parametrize(
        ("dates", "titles"),
        [("due", {"due"}), ("no_due", {"started", "neither"}), ("none", {"neither"})],
    )
    def test_with_and_without(self, official, office, today, dates, titles):
        ActionFactory(office=office, title="due", due_on=today, status="done")
        ActionFactory(office=office, title="started", start_on=today)
        ActionFactory(office=office, title="neither")
        assert listed(official, f"dates={dates}") == titles


class TestArchive:
    @pytest.fixture(autouse=True)
    def _actions(self, office):
        ActionFactory(office=office, title="current")
        ActionFactory(office=office, title="put away", archived_at=timezone.now())

    def test_what_is_archived_is_listed_only_when_asked_for(self, official):
        assert listed(official) == {"current"}
        assert listed(official, "archived=only") == {"put away"}
        assert listed(official, "archived=with") == {"current", "put away"}


class TestWhose:
    @pytest.fixture(autouse=True)
    def _actions(self, office, ministry, amina, badu):
        ActionFactory(office=office, title="mine", assignee=amina)
        ActionFactory(office=office, title="his", assignee=badu)
        ActionFactory(office=office, title="nobody's yet")
        ActionFactory(office=office, title="led by the ministry", lead_institution=ministry)
        ActionFactory(office=ministry, title="the ministry's")
        ActionFactory(office=office, title="handed in", assignee=badu, status="in_review")
        ActionFactory(office=office, title="handed in by me", assignee=amina, status="in_review")

    def test_my_work_is_assigned_to_me_or_to_nobody_in_my_institution(self, official, officer):
        assert listed(official, "whose=me") == {"mine", "nobody's yet", "handed in by me"}
        assert listed(officer, "whose=me") == {
            "his",
            "handed in",
            "led by the ministry",
            "the ministry's",
        }

    def test_my_institution_owns_or_leads_it(self, officer):
        assert listed(officer, "whose=office") == {"led by the ministry", "the ministry's"}

    def test_i_review_what_others_handed_in(self, official, focal_point, officer):
        assert listed(official, "whose=review") == {"handed in"}
        assert listed(focal_point, "whose=review") == {"handed in", "handed in by me"}
        assert listed(officer, "whose=review") == set()

    def test_what_changed_since_i_looked(self, official, amina, office):
        seen = ActionFactory(office=office, title="seen")
        old = ActionFactory(office=office, title="changed since")
        now = timezone.now()
        ActionSeenFactory(action=seen, user=amina, seen_at=now + dt.timedelta(hours=1))
        ActionSeenFactory(action=old, user=amina, seen_at=now - dt.timedelta(hours=1))
        assert listed(official, "whose=unread") == {"changed since", "mine", "handed in by me"}


class TestAssignee:
    @pytest.fixture(autouse=True)
    def _actions(self, office, amina, badu):
        ActionFactory(office=office, title="mine", assignee=amina)
        ActionFactory(office=office, title="his", assignee=badu)
        ActionFactory(office=office, title="nobody's")

    def test_me(self, official):
        assert listed(official, "assignee=me") == {"mine"}

    def test_nobody(self, official):
        assert listed(official, "assignee=none") == {"nobody's"}

    def test_a_colleague(self, official, badu):
        assert listed(official, f"assignee={badu.pk}") == {"his"}

    @pytest.mark.parametrize("value", ["nonsense", "01a200dc-07dc-77c5-a607-0248d7abbbb7"])
    def test_anybody_else_is_refused(self, official, value):
        assert "assignee" in problems(official, f"assignee={value}")


class TestLinks:
    @pytest.fixture(autouse=True)
    def _actions(self, office):
        step = ItemFactory(code="R2013-C", label="(c)")
        factor = RiskFactorFactory(code="RF3", label="RF3")
        treaty = TreatyFactory(code="genocide")
        for title, target in {
            "step": {"item": step},
            "factor": {"item": factor},
            "treaty": {"item": None, "treaty": treaty},
        }.items():
            ActionLinkFactory(action=ActionFactory(office=office, title=title), **target)
        ActionFactory(office=office, title="none")

    def test_a_step(self, official):
        assert listed(official, "step=c") == {"step"}

    def test_a_risk_factor(self, official):
        assert listed(official, "factor=RF3") == {"factor"}

    def test_an_instrument(self, official):
        assert listed(official, "treaty=genocide") == {"treaty"}

    @pytest.mark.parametrize("query", ["step=z", "factor=c", "treaty=none"])
    def test_what_does_not_exist_is_named(self, official, query):
        assert query.split("=")[0] in problems(official, query)


class TestOthers:
    def test_priority(self, official, office):
        for number in (1, 2, 3, 4):
            ActionFactory(office=office, title=str(number), priority=number)
        assert listed(official, "priority=3&priority=4") == {"3", "4"}

    def test_visibility(self, official, office):
        for level in ["office", "government"]:
            ActionFactory(office=office, title=level, visibility=level)
        assert listed(official, "visibility=office") == {"office"}

    def test_lead_institution(self, official, office, ministry):
        ActionFactory(office=office, title="theirs", lead_institution=ministry)
        ActionFactory(office=office, title="ours")
        assert listed(official, f"lead={ministry.pk}") == {"theirs"}
        assert "lead" in problems(official, f"lead={InstitutionFactory().pk}")


class TestState:
    @pytest.fixture
    def abroad(self):
        return InstitutionFactory()

    @pytest.fixture(autouse=True)
    def _actions(self, office, abroad):
        ActionFactory(office=office, title="ours", visibility="network")
        ActionFactory(office=abroad, title="theirs", visibility="network")
        ActionFactory(office=abroad, title="their draft")

    def test_people_of_a_state_list_their_own(self, official):
        assert listed(official) == {"ours"}

    def test_and_others_when_they_ask_for_them(self, official, abroad):
        assert listed(official, f"country={abroad.country.code}") == {"theirs"}
        assert listed(official, "country=all") == {"ours", "theirs"}

    def test_the_network_lists_what_is_shared(self, country):
        coordinator = actor(Role.COORDINATOR)
        assert listed(coordinator) == {"ours", "theirs"}
        assert listed(coordinator, f"country={country.code}") == {"ours"}
        assert "country" in problems(coordinator, "country=ZZZ")
