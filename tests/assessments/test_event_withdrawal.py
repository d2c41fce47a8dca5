"""An event that was logged by mistake: taken back for a reason, and counting for nothing."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from apps.assessments.alerts.deadlines import open_deadlines
from apps.assessments.alerts.services import decide_escalation, escalate_event
from apps.assessments.event_models import RiskEvent
from apps.assessments.events.selectors import standing_events
from apps.assessments.events.services import change_event, withdraw_event
from apps.reminders.personal import Notice
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.errors import StaleVersionError
from focalpoint.history import history_of
from focalpoint.roles import Role
from tests.assessments.rerated import in_force, rerate
from tests.assessments.test_pages import browser
from tests.factories import RiskEventFactory, actor

pytestmark = pytest.mark.django_db

WHY = "It was another market, in another State."


@pytest.fixture
def event(office, factors):
    return RiskEventFactory(office=office, factors=["RF8"])


def withdraw(who, event, reason=WHY, version=None):
    return withdraw_event(actor=who, event=event, reason=reason, version=version)


def test_it_stays_with_who_when_and_why(event, official):
    gone = withdraw(official, event, version=1)
    assert (gone.status, gone.withdrawn_by_id, gone.withdrawal_reason) == (
        "withdrawn",
        official.user_id,
        WHY,
    )
    with acting(official):
        newest = history_of(gone)[0]
        assert (newest.actor, newest.reason) == (official.name, WHY)
        assert not standing_events(official).exists()


@pytest.mark.parametrize("reason", ["", "  "])
def test_without_a_reason_it_is_refused(event, official, reason):
    with pytest.raises(ValidationError, match="Say why"):
        withdraw(official, event, reason)


def test_it_is_withdrawn_once_and_changed_no_more(event, official, office):
    with pytest.raises(StaleVersionError):
        withdraw(official, event, version=7)
    gone = withdraw(official, event)
    with pytest.raises(ValidationError, match="withdrawn before"):
        withdraw(official, gone)
    with pytest.raises(PermissionDenied):
        change_event(actor=official, event=gone, changes={"place": "North"}, version=None)
    with pytest.raises(PermissionDenied):
        escalate_event(actor=official, event=gone, message="Look.", respond_by=dt.date(2099, 1, 1))
    with pytest.raises(ValidationError, match="This event was withdrawn"):
        rerate(official, office, None, prompted_by=[gone.pk])


def test_the_database_alone_keeps_it_so(event, official):
    withdraw(official, event)
    rows = RiskEvent.objects.filter(pk=event.pk)
    back = {"status": "logged", "withdrawn_at": None, "withdrawal_reason": ""}
    for change in (back, {"withdrawal_reason": "Another."}):
        with acting(SYSTEM, reason="attack"), pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)


def test_a_ministry_withdraws_its_own_only(event, ministry):
    officer = actor(Role.MINISTRY_OFFICER, ministry)
    with pytest.raises(PermissionDenied):
        withdraw(officer, event)
    own = RiskEventFactory(office=ministry)
    assert withdraw(officer, own).is_withdrawn


def test_no_decision_is_owed_any_more_and_those_alerted_are_told(event, official, focal_point):
    raised = escalate_event(
        actor=official,
        event=event,
        message="The next market is on Friday.",
        respond_by=dt.date(2099, 1, 1),
    )
    with acting(SYSTEM):
        assert open_deadlines().exists()
    withdraw(official, event)
    with acting(SYSTEM):
        assert not open_deadlines().exists()
        told = Notice.objects.filter(kind="event.withdrawn")
        assert focal_point.user_id in set(told.values_list("recipient_id", flat=True))
    with pytest.raises(PermissionDenied):
        decide_escalation(actor=focal_point, escalation=raised, outcome="act", decision="Yes.")
    page = browser(focal_point).get(event.get_absolute_url())
    assert "no decision is owed any more" in page.text
    assert WHY in page.text


def test_a_re_rating_that_it_led_to_stays_and_says_so(event, snapshot, official, office, factors):
    rerate(official, office, factors[7], prompted_by=[event.pk])
    client = browser(official)
    asked = client.get(reverse("event-withdraw", args=[event.reference]))
    assert "Look whether their levels still hold" in asked.text
    withdraw(official, event)
    # The judgement is a person's: it is for a person to take it back.
    assert in_force(official, office).by_code["RF8"].level == "high"
    page = client.get(reverse("factor-course", args=["RF8"]))
    assert "this event was withdrawn" in page.text
    assert "Look whether their levels still hold" in client.get(event.get_absolute_url()).text


def test_lists_leave_it_out_unless_somebody_asks(event, official):
    client = browser(official)
    sent = {"reason": WHY, "version": 1}
    page = client.post(reverse("event-withdraw", args=[event.reference]), sent, follow=True)
    assert "counts for nothing" in page.text
    assert event.reference not in client.get(reverse("event-list")).text
    assert event.reference in client.get(reverse("event-list"), {"status": "withdrawn"}).text
    begun = client.get(reverse("action-create"), {"from": f"event:{event.reference}"})
    assert event.title not in begun.text


def test_over_the_api_it_is_named_as_withdrawn(event, official):
    client = browser(official)
    url = f"/api/v1/events/{event.pk}/"
    sent = {
        "data": {"reason": WHY},
        "content_type": "application/json",
        "headers": {"If-Match": '"1"'},
    }
    done = client.post(f"{url}withdraw/", **sent)
    assert done.status_code == 200, done.text
    assert done.json()["withdrawal_reason"] == WHY
    for status, number in (("withdrawn", 1), ("logged", 0)):
        listed = client.get(f"/api/v1/events/?status={status}").json()
        assert len(listed["results"]) == number
    assert client.get(url).json()["withdrawn_at"] <= timezone.now().isoformat()
