"""How reminders of comparable systems fail, one test for each; none of them may happen here."""

import datetime as dt

import pytest

from apps.actions.models import Status
from apps.reminders.models import DigestState
from apps.reminders.postbox import Postbox, RefusedError
from apps.reminders.services import sweep_deadlines
from focalpoint.roles import Role
from tests.reminders.conftest import at, change, deliver, digests, ledger, run, states, sweep

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


@pytest.mark.slow
def test_a_daily_mail_that_never_stops(office, mailoutbox):
    office.action("2026-06-01")
    for day in range(60):
        run(at("2026-06-10 08:00") + day * DAY)
    # Nine weeks overdue: once for what was missed, then once a week, and never twice.
    assert len(mailoutbox) == 9


def test_an_exact_date_match_so_that_a_missed_run_loses_the_reminder(office, mailoutbox):
    office.action("2026-06-30")
    run(at("2026-06-26 10:00"))  # nothing ran on the 23rd, when the week before began
    [message] = mailoutbox
    assert "in 4 days" in message.body


def test_overdue_mail_that_never_fires_because_the_due_date_slid(office, mailoutbox):
    action = office.action("2026-06-30")
    for day in range(6):
        due = dt.date(2026, 6, 30) + day * DAY
        change(action, due_on=due, due_set_at=at("2026-06-30 09:00") + day * DAY)
        run(at("2026-06-30 10:00") + day * DAY)
    mailoutbox.clear()
    run(at("2026-07-06 08:00"))
    [message] = mailoutbox
    assert "1 day overdue" in message.body


@pytest.mark.slow
def test_a_reminder_after_the_work_was_submitted(office, mailoutbox):
    action = office.action("2026-06-30")
    sweep(at("2026-06-30 07:55"))
    change(action, status=Status.DONE)
    deliver(at("2026-06-30 08:00"))
    for day in range(30):
        run(at("2026-06-30 09:00") + day * DAY)
    assert mailoutbox == []


def test_a_date_change_that_leaves_the_old_reminder_standing(office, mailoutbox):
    action = office.action("2026-06-30")
    sweep(at("2026-06-23 07:55"))
    change(action, due_on=dt.date(2026, 7, 30), due_set_at=at("2026-06-23 07:58"))
    for day in range(7):
        run(at("2026-06-23 08:00") + day * DAY)
    assert mailoutbox == []
    run(at("2026-06-30 08:00"))
    [message] = mailoutbox
    assert "30 July 2026" in message.body
    assert "30 June 2026" not in message.body


def test_five_hundred_people_in_cc(office, mailoutbox):
    for _ in range(12):
        office.officer(Role.DEPUTY)
    office.action("2026-06-30")
    run(at("2026-06-30 08:00"))
    assert len(mailoutbox) == 13
    assert {len(message.recipients()) for message in mailoutbox} == {1}
    for message in mailoutbox:
        assert message.message().as_string().count("@example.org") == 1


def test_a_mail_without_the_facts(office, mailoutbox, settings):
    settings.SITE_URL = "https://focalpoint.example"
    action = office.action("2026-06-30", title="Answer the ministry")
    run(at("2026-06-30 08:00"))
    facts = (
        office.institution.country.name,
        action.reference,
        "Answer the ministry",
        "30 June 2026",
        f"https://focalpoint.example/actions/{action.reference}/",
    )
    [message] = mailoutbox
    [html] = [content for content, _kind in message.alternatives]
    for fact in facts:
        assert fact in message.body
        assert fact in html


def test_a_sender_that_fails_silently(office, monkeypatch, client):
    def refuse(postbox, message):
        raise RefusedError("550 5.7.1 Relaying denied")

    monkeypatch.setattr(Postbox, "send", refuse)
    office.action("2026-06-30")
    run(at("2026-06-30 08:00"))
    [digest] = digests()
    assert (digest.state, digest.last_error) == (DigestState.FAILED, "550 5.7.1 Relaying denied")
    client.force_login(office.focal_point)
    assert "550 5.7.1 Relaying denied" in client.get("/reminders/deliveries/").content.decode()


def test_email_in_the_wrong_language(office, mailoutbox):
    change(office.focal_point, language="fr")
    office.officer(Role.DEPUTY, language="es")
    office.action("2026-06-30")
    run(at("2026-06-30 08:00"))
    dates = {m.extra_headers["Content-Language"]: m.body for m in mailoutbox}
    assert "30 juin 2026" in dates["fr"]
    assert "30 de junio de 2026" in dates["es"]


def test_two_schedulers_two_mails(office, mailoutbox):
    office.action("2026-06-30")
    now = at("2026-06-30 08:00")
    for _ in range(2):
        sweep_deadlines(now=now)
        sweep_deadlines(now=now)
        deliver(now)
        deliver(now)
    assert len(mailoutbox) == len(ledger()) == 1


def test_a_reminder_of_last_year_for_a_date_of_this_one(office, mailoutbox):
    """Beat stood still for months; what it missed is one reminder, with the facts of today."""
    office.action("2025-12-01")
    run(at("2026-06-30 10:00"))
    [message] = mailoutbox
    assert "211 days overdue" in message.body
    assert list(states()) == [210]
