"""Escalation: whom an event alerts, who took note, what was decided, and that nobody is missed."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import Membership, User
from apps.assessments.alert_models import Alert, Escalation
from apps.assessments.alerts.deadlines import open_deadlines
from apps.assessments.alerts.selectors import audience
from apps.assessments.alerts.services import (
    acknowledge_alert,
    choose_alerted,
    decide_escalation,
    escalate_event,
)
from apps.assessments.event_models import RiskEvent
from apps.assessments.events.services import change_event, log_event
from apps.reminders.personal import Notice
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.departures import left_by
from focalpoint.errors import StaleVersionError
from focalpoint.history import history_of
from focalpoint.roles import Role
from focalpoint.visibility import Visibility
from tests.assessments.test_pages import browser
from tests.factories import RiskEventFactory, actor

pytestmark = pytest.mark.django_db

SOON = timezone.now().date() + dt.timedelta(days=3)


@pytest.fixture
def officer(ministry):
    return actor(Role.MINISTRY_OFFICER, ministry)


@pytest.fixture
def event(official, office, factors):
    """Seen by the focal point's office alone."""
    fields = {"title": "Attack on a market", "occurred_on": dt.date(2026, 3, 14)}
    return log_event(actor=official, country=office.country, fields=fields)


def choose(who, country, *people, version=None):
    return choose_alerted(
        actor=who, country=country, people={p.user_id for p in people}, version=version
    )


def escalate(who, event, **more):
    sent = {"message": "Send the police?", "respond_by": SOON, **more}
    return escalate_event(actor=who, event=event, **sent)


def decide(who, escalation, outcome="act", decision="Police are sent.", **more):
    return decide_escalation(
        actor=who, escalation=escalation, outcome=outcome, decision=decision, **more
    )


def alerted(escalation):
    with acting(SYSTEM):
        return set(Alert.objects.filter(escalation=escalation).values_list("person", flat=True))


def alert_of(who, escalation):
    with acting(who):
        return Alert.objects.get(escalation=escalation, person=who.user_id)


def told(who, kind):
    with acting(who):
        return Notice.objects.filter(kind=kind, recipient=who.user_id).count()


def end(who):
    with acting(SYSTEM, reason="left"):
        Membership.objects.filter(user=who.user_id).update(
            ends_on=timezone.now().date() - dt.timedelta(days=1)
        )


class TestChoosing:
    def test_those_chosen_are_alerted_and_the_history_keeps_who_chose(
        self, focal_point, deputy, officer, office
    ):
        kept = choose(focal_point, office.country, focal_point, officer)
        with acting(focal_point):
            found = audience(office.country, focal_point)
            assert {p.user.pk for p in found.people} == {focal_point.user_id, officer.user_id}
            assert not found.stands_in
            assert history_of(kept)[0].actor == focal_point.name

    def test_somebody_who_decides_is_always_among_them(self, focal_point, deputy, officer, office):
        choose(focal_point, office.country, officer)
        with acting(focal_point):
            found = audience(office.country, focal_point)
        assert found.stands_in
        assert {p.user.pk for p in found.people} == {
            focal_point.user_id,
            deputy.user_id,
            officer.user_id,
        }

    def test_where_nobody_is_chosen_it_is_the_focal_point_and_the_deputies(
        self, focal_point, deputy, official, office
    ):
        with acting(official):
            found = audience(office.country, official)
        assert {p.user.pk for p in found.people} == {focal_point.user_id, deputy.user_id}

    def test_where_all_have_left_too(self, focal_point, deputy, officer, office):
        choose(focal_point, office.country, deputy)
        end(deputy)
        with acting(focal_point):
            found = audience(office.country, focal_point)
        assert [p.user.pk for p in found.people] == [focal_point.user_id]

    def test_a_choice_that_somebody_else_made_meanwhile_is_not_overwritten(
        self, focal_point, deputy, office
    ):
        kept = choose(focal_point, office.country, focal_point, version=0)
        choose(deputy, office.country, deputy, version=kept.version)
        for seen in (0, kept.version):
            with pytest.raises(StaleVersionError):
                choose(focal_point, office.country, focal_point, version=seen)

    def test_people_of_another_state_are_refused(self, focal_point, office):
        with pytest.raises(ValidationError, match="hold no post"):
            choose(focal_point, office.country, actor(Role.FOCAL_POINT))

    @pytest.mark.parametrize("role", [Role.OFFICIAL, Role.MINISTRY_OFFICER, Role.AUDITOR])
    def test_others_do_not_choose(self, role, focal_point, office):
        with pytest.raises(PermissionDenied):
            choose(actor(role, office), office.country, focal_point)

    def test_who_leaves_is_told_of(self, focal_point, officer, office, event):
        choose(focal_point, office.country, officer)
        escalate(focal_point, event, open_to_government=True)
        with acting(focal_point):
            membership = Membership.objects.get(user=officer.user_id)
            [left] = left_by(focal_point, membership)
        assert "among those whom escalations alert" in left.words
        assert "1 escalation waits" in left.words
        assert left.url == reverse("alert-list-choose")


class TestEscalating:
    def test_those_chosen_are_told_at_once(self, event, official, focal_point, deputy, office):
        choose(focal_point, office.country, deputy)
        made = escalate(official, event)
        assert alerted(made) == {deputy.user_id}
        assert told(deputy, "event.escalated") == 1
        assert told(focal_point, "event.escalated") == 0

    def test_whoever_would_not_see_it_is_named(self, event, official, focal_point, officer, office):
        choose(focal_point, office.country, focal_point, officer)
        with pytest.raises(ValidationError) as refused:
            escalate(official, event)
        assert officer.name in str(refused.value)
        with acting(SYSTEM):
            assert not Escalation.objects.exists()

    def test_the_government_is_let_in_when_asked_for_and_not_before(
        self, event, official, focal_point, officer, office
    ):
        choose(focal_point, office.country, focal_point, officer)
        escalate(official, event, open_to_government=True)
        with acting(officer):
            assert RiskEvent.objects.get().visibility == Visibility.GOVERNMENT
            assert "So that all who are alerted see it" in {e.reason for e in history_of(event)}
        assert told(officer, "event.escalated") == 1

    def test_where_all_see_it_the_level_stays(self, event, official, deputy, focal_point, office):
        choose(focal_point, office.country, deputy)
        escalate(official, event, open_to_government=True)
        with acting(official):
            assert RiskEvent.objects.get().visibility == Visibility.OFFICE

    def test_while_it_is_open_nobody_alerted_is_shut_out(
        self, event, official, focal_point, officer, office
    ):
        choose(focal_point, office.country, focal_point, officer)
        made = escalate(official, event, open_to_government=True)
        narrow = {"changes": {"visibility": "office"}, "version": None}
        with pytest.raises(ValidationError, match=officer.name):
            change_event(actor=official, event=event, **narrow)
        decide(focal_point, made)
        assert change_event(actor=official, event=event, **narrow).visibility == "office"

    def test_an_answer_is_not_due_in_the_past(self, event, official, focal_point):
        with pytest.raises(ValidationError, match="in the past"):
            escalate(official, event, respond_by=dt.date(2020, 1, 1))

    def test_where_nobody_could_be_alerted_it_is_refused(self, event, official):
        with pytest.raises(ValidationError, match="Nobody in your State"):
            escalate(official, event)

    def test_a_ministry_escalates_its_own_events_only(self, office, ministry, officer, focal_point):
        own = RiskEventFactory(country=office.country, office=ministry)
        assert alerted(escalate(officer, own)) == {focal_point.user_id}
        with pytest.raises(PermissionDenied):
            escalate(officer, RiskEventFactory(office=office))

    def test_everybody_alerted_is_reminded_until_it_is_decided(
        self, event, official, focal_point, deputy
    ):
        made = escalate(official, event)
        with acting(SYSTEM):
            rows = list(open_deadlines())
        assert {(row[0], row[2]) for row in rows} == {(made.pk, SOON)}
        assert {row[4] for row in rows} == {focal_point.user_id, deputy.user_id}
        # Kept by the office that alone sees it.
        assert {row[5] for row in rows} == {event.office_id}
        decide(focal_point, made)
        with acting(SYSTEM):
            assert not list(open_deadlines())


class TestAnswering:
    @pytest.fixture
    def made(self, event, official, focal_point, deputy, office):
        choose(focal_point, office.country, focal_point, official)
        return escalate(official, event)

    def test_each_takes_note_once(self, made, focal_point):
        noted = acknowledge_alert(actor=focal_point, alert=alert_of(focal_point, made))
        assert noted.acknowledged_at is not None
        again = acknowledge_alert(actor=focal_point, alert=noted)
        assert again.acknowledged_at == noted.acknowledged_at

    def test_nobody_takes_note_for_another(self, made, focal_point, official):
        with pytest.raises(PermissionDenied):
            acknowledge_alert(actor=official, alert=alert_of(focal_point, made))

    def test_a_decision_is_recorded_with_its_author_and_told(self, made, focal_point, official):
        decided = decide(focal_point, made, "no_action", "The village is calm.")
        assert decided.decided_by_id == focal_point.user_id
        assert told(official, "event.decided") == 1
        # Who decides knows.
        assert alert_of(focal_point, made).acknowledged_at is not None

    def test_it_is_recorded_once(self, made, focal_point):
        decide(focal_point, made)
        with pytest.raises(ValidationError, match="decided before"):
            decide(focal_point, made, decision="Something else.")
        with (
            acting(SYSTEM, reason="attack"),
            pytest.raises(IntegrityError),
            transaction.atomic(),
        ):
            Escalation.objects.update(decision="Something else.")

    @pytest.mark.parametrize(
        ("given", "field"), [({"decision": " "}, "decision"), ({"outcome": "open"}, "outcome")]
    )
    def test_it_needs_words(self, made, focal_point, given, field):
        with pytest.raises(ValidationError) as refused:
            decide(focal_point, made, **given)
        assert set(refused.value.message_dict) == {field}

    def test_who_was_not_alerted_does_not_decide(self, made, deputy, official):
        for who in (deputy, official):
            with pytest.raises(PermissionDenied):
                decide(who, made)

    def test_where_those_alerted_have_left_the_successor_decides(self, made, deputy, focal_point):
        end(focal_point)
        assert decide(deputy, made).decided_by_id == deputy.user_id

    def test_the_alert_itself_is_never_rewritten(self, made):
        for change in ({"message": "Softer."}, {"respond_by": dt.date(2040, 1, 1)}):
            with (
                acting(SYSTEM, reason="attack"),
                pytest.raises(DatabaseError),
                transaction.atomic(),
            ):
                Escalation.objects.update(**change)


class TestPages:
    def test_from_the_event_to_the_decision(self, event, official, focal_point, officer, office):
        chief = browser(focal_point)
        own = reverse("alert-list-choose")
        people = [str(focal_point.user_id), str(officer.user_id)]
        page = chief.post(own, {"version": 0, "people": people}, follow=True)
        assert "Saved." in page.text
        client = browser(official)
        url = reverse("event-escalate", args=[event.reference])
        assert officer.name in client.get(url).text
        sent = {"message": "Send the police?", "respond_by": SOON.isoformat()}
        refused = client.post(url, sent)
        assert refused.status_code == 422
        assert "Send the police?" in refused.text
        page = client.post(url, {**sent, "open_to_government": "on"}, follow=True)
        assert "2 people have not taken note yet." in page.text
        with acting(SYSTEM):
            made = Escalation.objects.get()
        page = browser(officer).post(
            reverse("alert-acknowledge", args=[alert_of(officer, made).pk]), follow=True
        )
        assert "1 person has not taken note yet." in page.text
        decide_url = reverse("escalation-decide", args=[made.pk])
        assert browser(officer).get(decide_url).status_code == 403
        page = chief.post(
            decide_url,
            {"version": made.version, "outcome": "act", "decision": "Police are sent."},
            follow=True,
        )
        assert "Police are sent." in page.text
        assert chief.get(decide_url).status_code == 302

    def test_a_decision_to_act_leads_on_to_a_new_judgement_of_the_factor(
        self, official, focal_point, officer, office, factors
    ):
        fields = {
            "title": "Attack on a market",
            "occurred_on": dt.date(2026, 3, 14),
            "factors": [factors[0].code],
            "visibility": Visibility.GOVERNMENT,
        }
        event = log_event(actor=official, country=office.country, fields=fields)
        made = escalate(official, event)
        path = reverse("factor-rerate", args=[factors[0].code])
        assert path not in browser(focal_point).get(event.get_absolute_url()).content.decode()
        decide(focal_point, made)
        page = browser(focal_point).get(event.get_absolute_url()).content.decode()
        assert f"{path}?event={event.reference}" in page
        # Whoever may not judge it is not led there.
        assert path not in browser(officer).get(event.get_absolute_url()).content.decode()

    def test_a_choice_made_meanwhile_is_said(self, focal_point, deputy, office):
        choose(deputy, office.country, deputy)
        sent = {"version": 0, "people": [str(focal_point.user_id)]}
        page = browser(focal_point).post(reverse("alert-list-choose"), sent, follow=True)
        assert "Somebody chose anew meanwhile." in page.text

    def test_who_has_left_is_shown_and_can_be_taken_out(self, focal_point, deputy, office):
        choose(focal_point, office.country, deputy)
        end(deputy)
        with acting(SYSTEM):
            name = User.objects.get(pk=deputy.user_id).name
        page = browser(focal_point).get(reverse("alert-list-choose"))
        assert f"{name} (has left)" in page.text
