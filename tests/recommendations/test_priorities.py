"""Priorities of a State: who sets them, how they move, what is missing around them."""

import datetime as dt
import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from apps.actions.models import Action, ActionLink
from apps.actions.services import create_action, link_action
from apps.recommendations.strategy.gaps import Rule, gaps_of
from apps.recommendations.strategy.services import (
    change_priority,
    create_priority,
    move_priority,
)
from apps.recommendations.strategy_models import StrategyPriority
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.errors import IllegalTransitionError, StaleVersionError
from focalpoint.history import history_of
from focalpoint.roles import Role
from focalpoint.visibility import Visibility
from tests.assessments.test_pages import browser as browser_of
from tests.costs import at_most
from tests.factories import (
    ActionFactory,
    ActionLinkFactory,
    AssessmentFactory,
    AssessmentSnapshotFactory,
    InhibitorFactory,
    InstitutionFactory,
    RiskEventFactory,
    RiskFactorFactory,
    StrategyPriorityFactory,
    actor,
)

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 5, 1)


@pytest.fixture
def factor():
    return RiskFactorFactory(code="RF5", title="Capacity to commit atrocity crimes")


@pytest.fixture
def inhibitor():
    return InhibitorFactory(code="IN2", title="Rule of law")


@pytest.fixture
def officer(ministry):
    return actor(Role.MINISTRY_OFFICER, ministry)


def propose(who, office, **more):
    fields = {"title": "Train the police", "sphere": "home", **more}
    return create_priority(actor=who, country=office.country, fields=fields)


def snapshot_of(office, *, factors=(), inhibitors=(), further=(), **more):
    content = {
        "reference": "TST-RA-2026-0001",
        "title": "National assessment",
        "factors": [
            {"code": code, "label": code, "title": f"Factor {code}", "level": level}
            for code, level in factors
        ],
        "inhibitors": [
            {"code": code, "label": code, "title": f"Inhibitor {code}", "strength": strength}
            for code, strength in inhibitors
        ],
        **dict(further),
    }
    return AssessmentSnapshotFactory(office=office, content=content, **more)


def found(office, who):
    with acting(who):
        gaps = gaps_of(office.country, who)
    return {(gap.rule, gap.code) for gap in gaps.found}


class TestSetting:
    def test_it_gets_a_reference_of_its_own_series(self, official, office):
        year = office.country.local_date(timezone.now()).year
        made = propose(official, office)
        assert made.reference == f"{office.country.code}-PR-{year}-0001"
        assert made.status == "proposed"

    def test_codes_are_kept_in_the_order_of_the_catalogue_and_once(self, official, office):
        first, second = RiskFactorFactory(order=1), RiskFactorFactory(order=2)
        made = propose(official, office, factors=[second.code, first.code, first.code])
        assert made.factors == [first.code, second.code]

    @pytest.mark.parametrize("name", ["factors", "inhibitors"])
    def test_what_the_catalogue_does_not_have_is_refused(self, official, office, name):
        with pytest.raises(ValidationError) as refused:
            propose(official, office, **{name: ["NOTHING"]})
        assert set(refused.value.message_dict) == {name}

    def test_a_code_of_an_earlier_edition_stays_where_nobody_touches_it(self, official, office):
        priority = StrategyPriorityFactory(office=office, factors=["RF-OLD"])
        changes = {"title": "Train all police", "factors": ["RF-OLD"]}
        changed = change_priority(actor=official, priority=priority, changes=changes, version=1)
        assert (changed.title, changed.factors) == ("Train all police", ["RF-OLD"])

    def test_it_comes_from_an_assessment_that_its_writer_reads(self, official, office):
        theirs = AssessmentFactory(office=InstitutionFactory(country=office.country))
        own = AssessmentFactory(office=office)
        with pytest.raises(ValidationError, match="no such assessment"):
            propose(official, office, assessment_reference=theirs.reference)
        made = propose(official, office, assessment_reference=own.reference)
        assert made.assessment_reference == own.reference

    @pytest.mark.parametrize("level", [Visibility.NETWORK, Visibility.PUBLIC])
    def test_it_never_leaves_the_state(self, focal_point, office, level):
        with pytest.raises(ValidationError):
            propose(focal_point, office, visibility=level)

    def test_only_an_institution_that_sees_it_leads_it(self, official, office, ministry):
        with pytest.raises(ValidationError):
            propose(official, office, visibility="office", lead_institution=ministry)

    def test_it_is_not_achieved_before_it_begins(self, official, office):
        days = {"starts_on": dt.date(2027, 1, 1), "target_on": dt.date(2026, 1, 1)}
        with pytest.raises(ValidationError):
            propose(official, office, **days)

    def test_a_ministry_sets_none(self, officer, office):
        with pytest.raises(PermissionDenied):
            propose(officer, office)

    def test_two_writers_do_not_undo_each_other(self, official, office):
        priority = StrategyPriorityFactory(office=office)
        change_priority(actor=official, priority=priority, changes={"why": "Risk"}, version=1)
        with pytest.raises(StaleVersionError):
            change_priority(actor=official, priority=priority, changes={"why": "No"}, version=1)


class TestMoving:
    def test_the_focal_point_agrees_and_an_official_does_not(self, official, focal_point, office):
        priority = propose(official, office)
        with pytest.raises(PermissionDenied):
            move_priority(actor=official, priority=priority, to="agreed")
        assert move_priority(actor=focal_point, priority=priority, to="agreed").status == "agreed"

    def test_it_goes_on_to_be_achieved_with_what_came_of_it(self, official, office):
        priority = StrategyPriorityFactory(office=office)
        moved = move_priority(actor=official, priority=priority, to="under_way")
        moved = move_priority(actor=official, priority=moved, to="achieved", reason="All trained.")
        assert (moved.status, moved.outcome) == ("achieved", "All trained.")
        with acting(official):
            assert history_of(moved)[0].reason == "All trained."

    def test_it_is_dropped_for_a_reason_only(self, official, office):
        priority = StrategyPriorityFactory(office=office)
        with pytest.raises(ValidationError):
            move_priority(actor=official, priority=priority, to="dropped", reason="  ")
        moved = move_priority(actor=official, priority=priority, to="dropped", reason="No money.")
        again = move_priority(actor=official, priority=moved, to="proposed")
        assert (moved.outcome, again.outcome) == ("No money.", "")

    def test_a_proposal_is_not_achieved(self, focal_point, office):
        priority = StrategyPriorityFactory(office=office, status="proposed")
        with pytest.raises(IllegalTransitionError):
            move_priority(actor=focal_point, priority=priority, to="achieved")


class TestReading:
    def test_the_government_reads_it_and_nobody_abroad_does(self, office, officer, coordinator):
        StrategyPriorityFactory(office=office)
        abroad = actor(Role.FOCAL_POINT, InstitutionFactory())
        for who, number in ((officer, 1), (coordinator, 0), (abroad, 0)):
            with acting(who):
                assert StrategyPriority.objects.count() == number

    def test_what_only_its_office_sees_is_no_ministrys(self, office, officer):
        StrategyPriorityFactory(office=office, visibility=Visibility.OFFICE)
        with acting(officer):
            assert not StrategyPriority.objects.exists()


class TestGaps:
    def test_a_high_risk_without_a_priority(self, office, official):
        snapshot_of(office, factors=[("RF1", "high"), ("RF2", "moderate"), ("RF3", "very_high")])
        StrategyPriorityFactory(office=office, factors=["RF3"], status="proposed")
        assert found(office, official) == {(Rule.HIGH_FACTOR, "RF1")}

    def test_what_was_dropped_answers_nothing(self, office, official):
        snapshot_of(office, factors=[("RF1", "high")])
        StrategyPriorityFactory(office=office, factors=["RF1"], status="dropped", outcome="No.")
        assert found(office, official) == {(Rule.HIGH_FACTOR, "RF1")}

    def test_a_thin_inhibitor_without_a_priority(self, office, official):
        rated = [("IN1", "weak"), ("IN2", "missing"), ("IN3", "fair"), ("IN4", "unknown")]
        snapshot_of(office, inhibitors=rated)
        StrategyPriorityFactory(office=office, inhibitors=["IN2"], status="proposed")
        assert found(office, official) == {(Rule.THIN_INHIBITOR, "IN1")}

    def test_a_decided_priority_without_an_open_action(self, office, official):
        idle = StrategyPriorityFactory(office=office)
        busy = StrategyPriorityFactory(office=office, status="under_way")
        StrategyPriorityFactory(office=office, status="proposed")
        for priority, status in ((busy, "open"), (idle, "done")):
            action = ActionFactory(office=office, status=status)
            ActionLinkFactory(action=action, item=None, priority=priority)
        assert found(office, official) == {(Rule.NO_ACTION, idle.reference)}

    def test_without_an_approved_assessment_no_risk_is_known(self, office, official):
        assert found(office, official) == set()

    @pytest.mark.parametrize("is_first", [True, False])
    @pytest.mark.parametrize("until", [dt.date(2025, 12, 31), dt.date(2025, 11, 30)])
    def test_a_correction_counts_and_not_what_it_replaces(self, office, official, until, is_first):
        """Whichever row comes first, and also where the period was what had to be corrected."""
        now = timezone.now()
        replaced = {
            "factors": [("RF1", "high")],
            "period_end": dt.date(2025, 12, 31),
            "approved_at": now - dt.timedelta(days=30),
        }
        correction = {
            "factors": [("RF1", "moderate")],
            "period_end": until,
            "approved_at": now,
            "further": {
                "reference": "TST-RA-2026-0002",
                "replaces": {"reference": "TST-RA-2026-0001", "number": 1},
            },
        }
        made = [correction, replaced] if is_first else [replaced, correction]
        for each in made:
            snapshot_of(office, **each)
        assert found(office, official) == set()

    def test_levels_alone_are_enough(self, office, official):
        """A snapshot that holds no inhibitors, as the first ones did, is read as it is."""
        snapshot = snapshot_of(office, factors=[("RF1", "high")])
        assert "inhibitors" in snapshot.content
        assert found(office, official) == {(Rule.HIGH_FACTOR, "RF1")}

    def test_it_costs_three_statements_whatever_the_rows(self, office, official):
        snapshot_of(office, factors=[(f"RF{n}", "high") for n in range(14)])
        for number in range(5):
            StrategyPriorityFactory(office=office, factors=[f"RF{number}"])
        with acting(official), at_most(2):
            assert len(gaps_of(office.country, official).found) == 14


class TestServing:
    def test_an_action_serves_a_priority_once(self, office, official):
        priority = StrategyPriorityFactory(office=office)
        action = ActionFactory(office=office)
        first = link_action(actor=official, action=action, priority=priority)
        assert link_action(actor=official, action=action, priority=priority) == first

    def test_another_states_priority_is_not_served(self, office, official):
        theirs = StrategyPriorityFactory(office=InstitutionFactory())
        with pytest.raises((PermissionDenied, ValidationError)):
            link_action(actor=official, action=ActionFactory(office=office), priority=theirs)

    def test_a_ministry_makes_an_action_of_a_priority(self, office, officer, ministry):
        priority = StrategyPriorityFactory(office=office)
        made = create_action(
            actor=officer, country=office.country, title="Write the course", priorities=[priority]
        )
        with acting(officer):
            [link] = ActionLink.objects.filter(action=made)
        assert link.priority_id == priority.pk

    def test_of_a_priority_out_of_sight_nothing_is_told(self, office, officer):
        priority = StrategyPriorityFactory(office=office, visibility="office", title="Secret plan")
        action = ActionFactory(office=office)
        ActionLinkFactory(action=action, item=None, priority=priority)
        for name in ("action-detail", "action-related"):
            page = browser_of(officer).get(reverse(name, args=[action.reference]))
            assert page.status_code == 200
            assert "Secret plan" not in page.content.decode()
            assert priority.reference not in page.content.decode()
        rows = browser_of(officer).get(reverse("action-list"), {"format": "json"})
        assert priority.reference not in b"".join(rows.streaming_content).decode()


class TestPages:
    def test_from_a_gap_to_a_priority_that_is_filled_in(self, office, official, factor, inhibitor):
        snapshot_of(office, factors=[("RF5", "high")], inhibitors=[("IN2", "weak")])
        page = browser_of(official).get(reverse("strategy-gaps")).content.decode()
        address = reverse("priority-create")
        for source, name, code in (
            ("factor:RF5", "factors", "RF5"),
            ("inhibitor:IN2", "inhibitors", "IN2"),
        ):
            assert f"{address}?from={source}" in page
            form = browser_of(official).get(address, {"from": source}).context["form"]
            assert form[name].value() == [code]

    def test_the_reference_of_an_assessment_out_of_sight_is_not_offered(
        self, office, official, factor
    ):
        snapshot_of(office, factors=[("RF5", "high")])
        page = browser_of(official).get(reverse("priority-create"), {"from": "factor:RF5"})
        offered = dict(page.context["form"].fields["assessment_reference"].choices)
        assert "TST-RA-2026-0001" not in offered

    def test_from_a_priority_to_an_action_in_two_clicks(self, office, official, factor):
        priority = StrategyPriorityFactory(office=office, factors=["RF5"])
        client = browser_of(official)
        part = client.get(reverse("priority-actions", args=[priority.pk])).content.decode()
        address = f"{reverse('action-create')}?from=priority:{priority.reference}"
        assert address in part
        form = client.get(address).context["form"]
        assert form["title"].value() == priority.title
        assert form["serves"].value() == [f"priority:{priority.reference}", "item:RF5"]
        sent = {
            "title": "Write the course",
            "priority": 2,
            "visibility": "government",
            "office": str(office.pk),
            "serves": form["serves"].value(),
        }
        assert client.post(address, sent).status_code == 302
        with acting(SYSTEM):
            action = Action.objects.get()
            links = ActionLink.objects.filter(action=action)
            assert {link.priority_id or link.item_id for link in links} == {priority.pk, factor.pk}
        detail = client.get(priority.get_absolute_url())
        assert detail.context["work"].open == 1
        assert not detail.context["is_idle"]

    def test_what_the_person_takes_out_is_not_served(self, office, official, factor):
        address = f"{reverse('action-create')}?from=factor:RF5"
        sent = {"title": "Other", "priority": 2, "visibility": "government", "office": office.pk}
        assert browser_of(official).post(address, sent).status_code == 302
        with acting(SYSTEM):
            assert not ActionLink.objects.exists()

    def test_an_event_of_one_office_begins_an_action_of_that_office(self, office, official, factor):
        event = RiskEventFactory(office=office, factors=["RF5"], visibility="office")
        address = f"{reverse('action-create')}?from=event:{event.reference}"
        form = browser_of(official).get(address).context["form"]
        assert form["visibility"].value() == "office"
        assert event.reference in form["description"].value()
        assert form["serves"].value() == ["item:RF5"]

    @pytest.mark.parametrize("source", ["", "event:NOWHERE", "factor:", "x:y", "priority:XX-1"])
    def test_what_nobody_sees_begins_nothing(self, office, official, source):
        page = browser_of(official).get(reverse("action-create"), {"from": source})
        assert page.status_code == 200
        assert "serves" not in page.context["form"].fields

    def test_the_list_names_the_open_actions_and_their_absence(self, office, official):
        StrategyPriorityFactory(office=office, title="Idle one")
        busy = StrategyPriorityFactory(office=office, title="Busy one")
        ActionLinkFactory(action=ActionFactory(office=office), item=None, priority=busy)
        page = browser_of(official).get(reverse("priority-list")).content.decode()
        assert page.count("no open action") == 1
        assert "1 open, 0 done" in page

    def test_an_official_is_not_offered_to_agree(self, office, official, focal_point):
        priority = StrategyPriorityFactory(office=office, status="proposed")
        address = priority.get_absolute_url()
        offered = {
            who: {move["value"] for move in browser_of(who).get(address).context["moves"]}
            for who in (official, focal_point)
        }
        assert offered == {official: {"dropped"}, focal_point: {"agreed", "dropped"}}

    def test_dropping_without_a_word_is_said_and_not_done(self, office, official):
        priority = StrategyPriorityFactory(office=office)
        address = reverse("priority-transition", args=[priority.reference])
        page = browser_of(official).post(address, {"to": "dropped", "version": 1}, follow=True)
        assert "Say why the priority is dropped." in page.content.decode()
        with acting(SYSTEM):
            priority.refresh_from_db()
        assert priority.status == "agreed"

    def test_the_gaps_as_a_file(self, office, official):
        snapshot_of(office, factors=[("RF1", "high")])
        answer = browser_of(official).get(reverse("strategy-gaps"), {"format": "json"})
        [row] = json.loads(b"".join(answer.streaming_content))["rows"]
        assert (row["rule"], row["code"]) == ("factor_without_priority", "RF1")

    def test_actions_are_found_by_their_priority(self, office, official):
        priority = StrategyPriorityFactory(office=office)
        action = ActionFactory(office=office, title="Serves it")
        ActionFactory(office=office, title="Serves nothing")
        ActionLinkFactory(action=action, item=None, priority=priority)
        page = browser_of(official).get(reverse("action-list"), {"serves": priority.reference})
        assert "Serves it" in page.content.decode()
        assert "Serves nothing" not in page.content.decode()
