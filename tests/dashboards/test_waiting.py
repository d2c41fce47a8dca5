"""What waits for a ministry: stages of plans, and dates that it answers for."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from apps.countries.models import Country, Institution
from apps.treaties.plans.choices import PlanStatus, StageStatus
from focalpoint.roles import Role
from tests.costs import at_most
from tests.factories import (
    CountryFactory,
    InstitutionFactory,
    OccurrenceFactory,
    PlanStageFactory,
    RatificationPlanFactory,
    StageDependencyFactory,
    TreatyActionFactory,
    TreatyFactory,
    person,
)

pytestmark = pytest.mark.django_db
PART = "/ministry/waiting/"
TODAY = timezone.now().date()


@pytest.fixture
def state() -> Country:
    return CountryFactory(name="Aravia", time_zone="UTC")


@pytest.fixture
def ministry(state: Country) -> Institution:
    return InstitutionFactory(country=state, name="Ministry of Justice")


@pytest.fixture
def parliament(state: Country) -> Institution:
    return InstitutionFactory(country=state, name="Parliament")


@pytest.fixture
def officer(client: Client, ministry: Institution) -> Client:
    client.force_login(person(Role.MINISTRY_OFFICER, ministry))
    return client


def in_days(days: int) -> dt.date:
    return TODAY + dt.timedelta(days=days)


def context(client: Client) -> Any:
    response = client.get(PART)
    assert response.status_code == 200
    return response.context


def text(client: Client) -> str:
    return " ".join(client.get(PART).text.split())


class TestStages:
    @pytest.fixture
    def plan(self, ministry: Institution) -> Any:
        return RatificationPlanFactory(office=ministry)

    def stage(self, plan: Any, institution: Institution, **values: Any) -> Any:
        return PlanStageFactory(plan=plan, office=plan.office, institution=institution, **values)

    def test_our_turn_stands_before_what_waits_for_others(
        self, officer: Client, plan: Any, ministry: Institution, parliament: Institution
    ) -> None:
        debate = self.stage(plan, parliament, title="Debate", due_on=in_days(3))
        deposit = self.stage(plan, ministry, title="Deposit", due_on=in_days(9))
        StageDependencyFactory(stage=deposit, blocked_by=debate)
        review = self.stage(plan, ministry, title="Legal review", due_on=in_days(20))
        waiting = context(officer)["waiting"]
        assert [(w.step.stage, w.is_ours) for w in waiting] == [(review, True), (deposit, False)]
        page = text(officer)
        assert "Our turn since" in page
        assert "First comes: Debate" in page

    def test_what_is_finished_or_closed_or_anothers_does_not_wait(
        self, officer: Client, plan: Any, ministry: Institution, parliament: Institution
    ) -> None:
        done = {"status": StageStatus.DONE, "finished_on": TODAY}
        self.stage(plan, ministry, title="Finished", **done)
        self.stage(plan, parliament, title="Of parliament")
        closed = RatificationPlanFactory(office=ministry, status=PlanStatus.DROPPED)
        self.stage(closed, ministry, title="Given up")
        assert context(officer)["waiting"] == []
        assert "No plan waits for you" in text(officer)

    def test_it_costs_the_same_for_many(
        self, officer: Client, plan: Any, ministry: Institution
    ) -> None:
        self.stage(plan, ministry)
        officer.get(PART)
        with at_most(11):
            officer.get(PART)
        for _number in range(5):
            self.stage(RatificationPlanFactory(office=ministry), ministry)
        with at_most(11):
            officer.get(PART)


class TestDates:
    def test_those_that_the_institution_leads_overdue_first(
        self, officer: Client, ministry: Institution, parliament: Institution
    ) -> None:
        led = OccurrenceFactory(office=ministry, lead_institution=ministry)
        overdue = OccurrenceFactory(
            office=ministry, original_due_on=in_days(-5), confirmed_at=timezone.now()
        )
        OccurrenceFactory(office=parliament, lead_institution=parliament)
        dates = context(officer)["dates"]
        assert (list(dates.shown), dates.total) == ([overdue, led], 2)
        assert "by rule, not confirmed" in text(officer)

    def test_of_the_past_by_rule_alone_nothing_is_claimed(
        self, officer: Client, ministry: Institution
    ) -> None:
        OccurrenceFactory(office=ministry, original_due_on=in_days(-5))
        assert context(officer)["dates"].total == 0
        assert "No date is yours" in text(officer)

    def test_what_nobody_leads_is_the_focal_points(
        self, client: Client, parliament: Institution, ministry: Institution
    ) -> None:
        OccurrenceFactory(office=parliament)
        client.force_login(person(Role.FOCAL_POINT, ministry))
        assert context(client)["dates"].total == 1
        assert "nobody leads yet" in text(client)


def test_the_page_asks_for_it_and_shows_the_next_report(
    officer: Client, ministry: Institution, state: Country
) -> None:
    treaty = TreatyFactory()
    TreatyActionFactory(treaty=treaty, country=state)
    report = OccurrenceFactory(office=ministry, obligation__treaty=treaty)
    page = officer.get("/ministry/").text
    assert f'hx-get="{PART}"' in page
    assert report.get_absolute_url() in page
    part = officer.get(PART, headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert "Reports and other dates" in part
