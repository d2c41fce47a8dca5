"""The chain from risk to evidence, both ways, and what is missing in it."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.actions.chain import chain_of, down_from, overview
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.actions.pages import address, within_budget
from tests.costs import at_most
from tests.factories import (
    ActionFactory,
    ActionLinkFactory,
    AssessmentSnapshotFactory,
    EvidenceFactory,
    ItemFactory,
    ProgressReportFactory,
    RiskFactorFactory,
    TreatyActionFactory,
    TreatyFactory,
    person,
)

pytestmark = pytest.mark.django_db
TODAY = dt.date(2027, 1, 1)


@pytest.fixture
def factor():
    return RiskFactorFactory(code="RF8", label="RF8", title="Triggers")


@pytest.fixture
def step():
    return ItemFactory(code="R2013-C", label="(c)", title="Join the instruments")


@pytest.fixture
def treaty():
    return TreatyFactory(code="ROME", short_title="Rome Statute")


@pytest.fixture
def rated(office, factor):
    """An approved assessment in which the factor is high."""
    snapshot = AssessmentSnapshotFactory(office=office)
    rating = {
        "code": factor.code,
        "label": factor.label,
        "title": factor.title,
        "level": "high",
        "trend": "worsening",
        "confidence": "medium",
        "narrative": "",
    }
    with acting(SYSTEM):
        content = {**snapshot.content, "factors": [rating]}
    return AssessmentSnapshotFactory(
        office=office, assessment=snapshot.assessment, number=2, content=content
    )


@pytest.fixture
def linked(action, factor, step, treaty):
    """An action that serves a factor, a step and an instrument."""
    ActionLinkFactory(action=action, item=factor)
    ActionLinkFactory(action=action, item=step)
    ActionLinkFactory(action=action, item=None, treaty=treaty)
    return action


def through(action, who):
    with acting(who):
        return chain_of(action, who, today=TODAY)


class TestThroughAnAction:
    def test_it_shows_what_is_known_of_each_link(
        self, official, office, linked, rated, step, treaty, country
    ):
        ProgressReportFactory(office=office, item=step)
        TreatyActionFactory(treaty=treaty, country=country, kind="signature")
        EvidenceFactory(office=office, action=linked, title="Signed letter")
        fellow = ActionFactory(office=office, title="Fellow")
        ActionLinkFactory(action=fellow, item=step)
        ActionFactory(office=office, title="Stranger")
        found = through(linked, official)
        [factor] = found.factors
        [served] = found.steps
        [instrument] = found.treaties
        assert (factor.rating.level, factor.is_high, factor.open) == ("high", True, 1)
        assert served.progress.status == "under_way"
        assert instrument.standing == "signed"
        assert [item.title for item in found.evidence.items] == ["Signed letter"]
        assert found.fellows == [fellow]

    def test_it_says_what_is_missing(self, official, action):
        assert through(action, official).gaps == [
            "It serves none of the steps (a) to (g) yet.",
            "No risk factor says why it matters.",
        ]

    def test_the_only_answer_to_a_high_risk_is_named(self, official, linked, rated):
        gaps = " ".join(through(linked, official).gaps)
        assert "the only open action on a high risk: RF8 Triggers" in gaps

    def test_what_is_done_asks_for_proof(self, official, office, factor, step):
        done = ActionFactory(office=office, status="done")
        for item in (factor, step):
            ActionLinkFactory(action=done, item=item)
        gaps = through(done, official).gaps
        assert "It is done, but nothing proves it yet." in gaps

    def test_another_state_sees_only_what_is_shared(self, stranger, office, factor, step, rated):
        shared = ActionFactory(office=office, visibility="network")
        ActionLinkFactory(action=shared, item=factor)
        ActionLinkFactory(action=shared, item=step)
        secret = ActionFactory(office=office)
        ActionLinkFactory(action=secret, item=step)
        ProgressReportFactory(office=office, item=step)
        EvidenceFactory(office=office, action=shared)
        found = through(shared, stranger)
        assert found.factors[0].rating is None
        assert found.steps[0].progress is None
        assert found.steps[0].open == 1
        assert found.fellows == []
        assert found.evidence.items == ()

    def test_the_page_shows_it(self, web, linked, rated):
        text = web.get(address("action-related", linked)).text
        for words in ["RF8 Triggers", "Join the instruments", "Rome Statute", "What is missing"]:
            assert words in text, words

    @pytest.mark.parametrize("number", [1, 8])
    def test_its_queries_do_not_grow(self, web, linked, rated, office, number):
        for _ in range(number):
            ActionLinkFactory(action=linked, item=ItemFactory())
            ActionLinkFactory(action=linked, item=None, treaty=TreatyFactory())
            fellow = ActionFactory(office=office)
            ActionLinkFactory(action=fellow, item=ItemFactory(code="R2013-C"))
        web.get(address("action-related", linked))
        with within_budget(16):
            web.get(address("action-related", linked))


class TestDown:
    def test_a_high_risk_without_an_open_action_is_a_gap(self, official, country, rated, linked):
        with acting(SYSTEM, reason="test"):
            type(linked).objects.filter(pk=linked.pk).update(status="done")
        with acting(official):
            found = overview(country, official, today=TODAY)
        [factor] = found.factors
        assert (factor.open, factor.done) == (0, 1)
        assert factor.gap == "The risk is high and no action is open."
        assert factor in found.gaps

    def test_a_signature_without_an_action_is_one(self, official, country, linked, treaty):
        TreatyActionFactory(treaty=treaty, country=country, kind="signature")
        with acting(SYSTEM, reason="test"):
            type(linked).objects.filter(pk=linked.pk).update(status="cancelled")
        with acting(official):
            [link] = overview(country, official, today=TODAY).treaties
        assert link.gap.startswith("Signed and not ratified")

    def test_the_highest_risk_stands_first(self, official, country, rated):
        RiskFactorFactory(code="RF1", order=0)
        with acting(official):
            factors = overview(country, official, today=TODAY).factors
        assert [factor.code for factor in factors] == ["RF8", "RF1"]

    def test_from_a_factor_down_to_the_evidence(
        self, official, office, country, linked, factor, ministry
    ):
        EvidenceFactory(office=office, action=linked)
        EvidenceFactory(office=office, action=linked)
        hidden = ActionFactory(office=ministry, visibility="office")
        ActionLinkFactory(action=hidden, item=factor)
        with acting(official):
            found = down_from(factor, country, official, today=TODAY)
        [action] = found.actions
        assert (action, action.evidence_total) == (linked, 2)
        assert action.also == ["(c)", "Rome Statute"]

    @pytest.mark.parametrize("query", ["", "?factor=RF8", "?step=R2013-C", "?treaty=ROME"])
    def test_the_pages_show_it(self, web, linked, rated, query):
        response = web.get(reverse("action-chain") + query)
        assert response.status_code == 200
        words = linked.title if query else "RF8 Triggers"
        assert words in response.text

    @pytest.mark.parametrize("query", ["?factor=x", "?step=x", "?treaty=x"])
    def test_what_does_not_exist_is_not_found(self, web, query):
        assert web.get(reverse("action-chain") + query).status_code == 404

    def test_it_is_for_those_of_a_state(self, signed_in):
        for role in (Role.COORDINATOR, Role.AUDITOR):
            assert signed_in(person(role)).get(reverse("action-chain")).status_code == 403

    def test_an_instrument_that_only_a_put_away_action_serves_counts_none(
        self, official, country, office, treaty
    ):
        away = ActionFactory(office=office, archived_at=timezone.now())
        ActionLinkFactory(action=away, item=None, treaty=treaty)
        with acting(official):
            [link] = overview(country, official, today=TODAY).treaties
        assert (link.label, link.open, link.done) == ("Rome Statute", 0, 0)

    def test_the_overview_asks_no_more_than_any_page(self, web, linked, rated):
        url = reverse("action-chain")
        web.get(url)
        with at_most(6):
            web.get(url)

    def test_its_queries_do_not_grow(self, web, linked, rated, office):
        for _ in range(10):
            other = ActionFactory(office=office, due_on=timezone.now().date())
            ActionLinkFactory(action=other, item=RiskFactorFactory(code="RF8"))
            ActionLinkFactory(action=other, item=ItemFactory())
        for query in ("", "?factor=RF8"):
            url = reverse("action-chain") + query
            web.get(url)
            with within_budget():
                web.get(url)
