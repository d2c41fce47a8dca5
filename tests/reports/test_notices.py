"""Who is told of a document, of what, and by which mail; and what no mail says."""

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from apps.accounts.models import Membership, User
from apps.accounts.selectors import actor_for
from apps.reminders.personal import Notice
from apps.reminders.services import deliver_digests, senders_needed
from apps.reports import making
from apps.reports.making import make_drafts
from apps.reports.models import Document, SectionDraft
from apps.reports.services import ask_for_drafts, move_document
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor
from focalpoint.notices import subjects
from focalpoint.roles import Role
from tests import factories as f
from tests.reports.conftest import again, approved, begun, written

pytestmark = pytest.mark.django_db

SUBMITTED = "document.submitted"
RETURNED = "document.returned"
APPROVED = "document.approved"
DRAFTED = "document.drafted"
NOT_DRAFTED = "document.not_drafted"


@pytest.fixture
def deputy(office: Any) -> Actor:
    return actor_for(f.person(Role.DEPUTY, office))


def told(kind: str) -> list[Any]:
    """Whom a kind of news reached, once for each time."""
    with acting(SYSTEM):
        rows = Notice.objects.filter(kind=kind).order_by("pk")
        return list(rows.values_list("recipient_id", flat=True))


def move(actor: Actor, document: Document, to: str, reason: str = "") -> None:
    with acting(actor):
        move_document(actor=actor, document=document, to=to, reason=reason)


def ask(actor: Actor, document: Document, *codes: str) -> None:
    with acting(actor):
        ask_for_drafts(actor=actor, document=document, codes=codes or None)


def send_mails() -> None:
    """Whatever the hour: what waits for the morning has gone in two days."""
    for hours in (0, 12, 48):
        now = timezone.now() + dt.timedelta(hours=hours)
        senders_needed(now=now)
        while deliver_digests(now=now, seconds=30):
            pass


def test_those_who_approve_learn_that_a_document_waits_for_them(
    official: Actor, focal_point: Actor, deputy: Actor, update: Document
) -> None:
    f.person(Role.FOCAL_POINT, f.InstitutionFactory())
    f.person(Role.MINISTRY_OFFICER, f.InstitutionFactory(country=update.country))
    move(official, update, "review")
    assert set(told(SUBMITTED)) == {focal_point.user_id, deputy.user_id}
    # A repeated click moves nothing.
    move(official, update, "review")
    assert len(told(SUBMITTED)) == 2


def test_who_hands_in_is_not_told_of_it(
    focal_point: Actor, deputy: Actor, update: Document
) -> None:
    move(focal_point, update, "review")
    assert told(SUBMITTED) == [deputy.user_id]


def test_its_writers_learn_that_it_comes_back_and_that_it_is_approved(
    office: Any, official: Actor, focal_point: Actor, deputy: Actor, update: Document
) -> None:
    """Who began it, who wrote a section, who handed it in; none of the others."""
    clerk = actor_for(f.person(Role.OFFICIAL, office))
    f.person(Role.OFFICIAL, office)
    written(official, update, "We trained the police. [1]")
    move(clerk, update, "review")
    move(deputy, update, "draft", reason="Say more of the north.")
    hands = {focal_point.user_id, official.user_id, clerk.user_id}
    assert set(told(RETURNED)) == hands
    assert told(APPROVED) == []
    approved(deputy, update)
    assert set(told(APPROVED)) == hands
    move(deputy, update, "draft", reason="A wrong date.")
    assert len(told(RETURNED)) == 2 * len(hands)


def test_whoever_asked_learns_once_that_the_drafts_are_there(
    focal_point: Actor, official: Actor, update: Document
) -> None:
    assert told(DRAFTED) == [focal_point.user_id]
    again(official, update)
    assert told(DRAFTED) == [focal_point.user_id, official.user_id]
    # Nothing waits, so nothing is made or told.
    assert make_drafts(actor=official, document=update) == 0
    assert len(told(DRAFTED)) == 2
    assert told(NOT_DRAFTED) == []


def test_a_draft_that_kills_its_worker_is_told_as_what_it_is(
    focal_point: Actor, update: Document
) -> None:
    ask(focal_point, update, "trainings")
    with acting(SYSTEM, reason="test"):
        rows = SectionDraft.objects.filter(status="waiting")
        rows.update(attempts=making.MOST_ATTEMPTS)
        # The trigger sets it with every other change.
        rows.update(updated_at=timezone.now() - 2 * making.JUST_BEGUN)
    make_drafts(actor=focal_point, document=update)
    assert told(NOT_DRAFTED) == [focal_point.user_id]
    assert len(told(DRAFTED)) == 1


def test_a_notice_is_gone_with_the_right_to_read_the_document(
    official: Actor, focal_point: Actor, update: Document
) -> None:
    move(official, update, "review")
    lines = subjects()["document"].lines
    for stranger in (f.actor(Role.FOCAL_POINT), f.actor(Role.COORDINATOR)):
        with acting(stranger):
            assert lines(stranger, [update.pk]) == {}
            assert not Notice.objects.exists()
    with acting(focal_point):
        assert lines(focal_point, [update.pk])[update.pk].title == update.title
        assert {each.kind for each in Notice.objects.all()} == {SUBMITTED, DRAFTED}


def test_the_networks_own_report_is_told_to_its_coordinators(
    coordinator: Actor, focal_point: Actor, deputy: Actor
) -> None:
    colleague = actor_for(f.person(Role.COORDINATOR))
    f.person(Role.AUDITOR)
    report = begun(coordinator, "annual_report")
    assert told(DRAFTED) == [coordinator.user_id]
    move(coordinator, report, "review")
    assert told(SUBMITTED) == [colleague.user_id]
    move(colleague, report, "draft", reason="Not yet.")
    assert told(RETURNED) == [coordinator.user_id]
    with acting(SYSTEM):
        assert not Notice.objects.filter(country__isnull=False).exists()
    lines = subjects()["document"].lines
    with acting(colleague):
        assert [each.kind for each in Notice.objects.all()] == [SUBMITTED]
        assert lines(colleague, [report.pk])[report.pk].state == "Network of focal points"
    with acting(focal_point):
        assert lines(focal_point, [report.pk]) == {}
    send_mails()
    assert mail.outbox
    assert f"/documents/{report.pk}/" in "".join(str(each.body) for each in mail.outbox)


def test_a_coordinator_who_left_finds_nothing_of_the_networks_report(
    coordinator: Actor,
) -> None:
    colleague = f.person(Role.COORDINATOR)
    report = begun(coordinator, "annual_report")
    move(coordinator, report, "review")
    with acting(SYSTEM, reason="test"):
        Membership.objects.filter(user=colleague).update(ended_at=timezone.now())
    left = actor_for(colleague)
    with acting(left):
        assert not Notice.objects.exists()
        assert not Notice.objects.visible_to(left).exists()
    send_mails()
    assert colleague.email not in {address for each in mail.outbox for address in each.to}


def test_a_mail_names_the_document_and_says_nothing_of_what_it_says(
    official: Actor, focal_point: Actor, deputy: Actor, update: Document
) -> None:
    written(official, update, "Quartzite herders are at risk. [1]")
    move(official, update, "review")
    move(deputy, update, "draft", reason="Say nothing of quartzite.")
    send_mails()
    with acting(SYSTEM):
        address = User.objects.get(pk=str(focal_point.user_id)).email
    mine = [each for each in mail.outbox if address in each.to[0]]
    text = " ".join(" ".join(each.body.split()) for each in mine)
    assert "handed this document in: it waits for your approval" in text
    assert "gave this document back to its writers" in text
    assert "The drafts of this document are ready" in text
    assert f"/documents/{update.pk}/" in text
    whole = "".join(str(each.message()) for each in mail.outbox)
    assert "uartzite" not in whole
