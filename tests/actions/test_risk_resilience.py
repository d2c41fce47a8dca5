"""Risk beside resilience beside action: what nothing holds and nobody works on stands out."""

import json

import pytest
from django.urls import reverse

from apps.actions.resilience import places
from focalpoint.acting import acting
from focalpoint.roles import Role
from focalpoint.visibility import Visibility
from tests.assessments.test_pages import browser
from tests.factories import (
    ActionFactory,
    ActionLinkFactory,
    AssessmentFactory,
    FactorRatingFactory,
    InstitutionFactory,
    ResilienceStructureFactory,
    RiskFactorFactory,
    actor,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return InstitutionFactory()


@pytest.fixture
def official(office):
    return actor(Role.OFFICIAL, office)


@pytest.fixture
def assessment(office):
    return AssessmentFactory(office=office, visibility=Visibility.GOVERNMENT)


@pytest.fixture
def rate(assessment):
    def make(level):
        return FactorRatingFactory(assessment=assessment, factor=RiskFactorFactory(), level=level)

    return make


def standing_out(assessment, who):
    with acting(who):
        return [p.held.rating.factor for p in places(assessment, who) if p.stands_out]


class TestWhatStandsOut:
    def test_a_high_risk_that_nothing_holds(self, assessment, rate, official):
        high, very_high = rate("high"), rate("very_high")
        rate("moderate")
        rate("unknown")
        assert standing_out(assessment, official) == [very_high.factor, high.factor]

    @pytest.mark.parametrize(
        ("strength", "stands"),
        [("strong", False), ("fair", False), ("weak", True), ("missing", True), ("unknown", True)],
    )
    def test_only_a_structure_that_works_holds_it(
        self, assessment, rate, official, strength, stands
    ):
        high = rate("high")
        ResilienceStructureFactory(
            assessment=assessment, strength=strength, factors=[high.factor.code]
        )
        assert bool(standing_out(assessment, official)) is stands

    @pytest.mark.parametrize(
        ("status", "stands"), [("in_progress", False), ("done", True), ("cancelled", True)]
    )
    def test_only_an_open_action_works_on_it(
        self, assessment, rate, official, office, status, stands
    ):
        high = rate("high")
        action = ActionFactory(office=office, status=status)
        ActionLinkFactory(action=action, item=high.factor)
        assert bool(standing_out(assessment, official)) is stands

    def test_another_states_action_works_on_nothing_here(self, assessment, rate, official):
        high = rate("high")
        ActionLinkFactory(action=ActionFactory(visibility="public"), item=high.factor)
        assert standing_out(assessment, official) == [high.factor]


class TestPage:
    def test_it_names_what_stands_out_and_its_file_says_so(self, assessment, rate, official):
        high = rate("high")
        rate("low")
        client = browser(official)
        own = reverse("risk-resilience", args=[assessment.reference])
        page = client.get(own)
        assert "High risk, thin resilience, no open action" in page.text
        assert "Nothing holds it" in page.text
        told = json.loads(client.get(own, {"format": "json"}).getvalue())
        assert [row["code"] for row in told["rows"] if row["stands_out"]] == [high.factor.code]

    def test_a_stranger_finds_nothing(self, assessment):
        own = reverse("risk-resilience", args=[assessment.reference])
        assert browser(actor(Role.FOCAL_POINT)).get(own).status_code == 404
