"""Answers to reminders, and reminders that come back."""

import datetime as dt

import pytest
from django.core import mail as outbox
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.outbox import write_mail
from apps.accounts.selectors import actor_for
from apps.accounts.services import change_email, confirm_address
from apps.actions.models import ActionUpdate
from apps.correspondence.models import Reason, Status
from apps.correspondence.reception import accept_mail
from apps.correspondence.services import apply_mail
from apps.reminders.models import Digest, DigestState, Reminder, ReminderState
from apps.reminders.services import deliver_digests, sweep_deadlines
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.correspondence.conftest import mails
from tests.correspondence.letters import delivery_report, letter
from tests.factories import ActionFactory, person

pytestmark = pytest.mark.django_db

LONG_AGO = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)


@pytest.fixture
def remind(office, amina):
    """Send the reminder of so many overdue actions of the official; gives the message."""

    def remind(number=1, *, at=NOON):
        made = [
            ActionFactory(
                office=office,
                reference=f"XAA-2026-{n:04d}",
                assignee=amina,
                due_on=dt.date(2026, 11, 19),
                due_set_at=LONG_AGO,
            )
            for n in range(1, number + 1)
        ]
        sweep_deadlines(now=at)
        deliver_digests(now=at, seconds=30)
        return made, outbox.outbox[-1] if outbox.outbox else None

    return remind


def come_in(message, recipient, *, envelope_sender="amina@example.org"):
    """What the server and the worker do with a mail; gives its record."""
    accept_mail(envelope_sender=envelope_sender, recipients=[recipient], raw=message.as_bytes())
    newest = mails()[-1]
    apply_mail(mail_id=newest.pk)
    return mails()[-1]


def log_of(action):
    with acting(SYSTEM):
        return list(ActionUpdate.objects.filter(action=action).values_list("text", flat=True))


def stored(record):
    with acting(SYSTEM):
        return type(record).objects.get(pk=record.pk)


def the_digest():
    with acting(SYSTEM):
        return Digest.objects.select_related("recipient").get()


class TestAnswers:
    def test_the_answer_to_a_reminder_of_one_action_is_logged_there(self, remind):
        [action], message = remind()
        [reply_to] = message.reply_to
        mail = come_in(letter(reply_to, text="It is done."), reply_to)
        assert (mail.status, mail.action) == (Status.APPLIED, action)
        assert log_of(action) == ["It is done."]

    def test_each_deadline_of_several_has_its_own_address(self, remind):
        actions, message = remind(3)
        [html] = [str(content) for content, _kind in message.alternatives]
        for action in actions:
            name = f"{action.reference.lower()}."
            assert name in message.body
            assert f"mailto:{name}" in html
        address = next(w for w in message.body.split() if w.startswith("xaa-2026-0002."))
        assert come_in(letter(address), address).action == actions[1]

    def test_an_answer_to_several_is_held_and_names_them(self, remind, office):
        _actions, message = remind(2)
        [reply_to] = message.reply_to
        mail = come_in(letter(reply_to), reply_to)
        assert (mail.status, mail.reason) == (Status.HELD, Reason.AMBIGUOUS)
        assert "XAA-2026-0001, XAA-2026-0002" in mail.detail
        assert mail.country == office.country

    def test_unless_it_says_which_one(self, remind):
        actions, message = remind(2)
        [reply_to] = message.reply_to
        said = letter(reply_to, text="Done with xaa-2026-0002.")
        assert come_in(said, reply_to).action == actions[1]
        assert log_of(actions[0]) == []

    def test_an_answer_that_goes_to_the_state_finds_its_action(self, remind, state_address):
        [action], message = remind()
        answer = letter(state_address, In_Reply_To=message.extra_headers["Message-ID"])
        assert come_in(answer, state_address).action == action

    def test_nobody_else_may_answer_in_its_name(self, remind):
        [action], message = remind()
        person(Role.FOCAL_POINT, email="abroad@example.org")
        [reply_to] = message.reply_to
        mail = come_in(letter(reply_to, sender="abroad@example.org"), reply_to)
        assert mail.reason == Reason.NOT_ALLOWED
        assert log_of(action) == []

    def test_without_a_domain_reminders_carry_no_address(self, remind, settings):
        settings.MAIL_DOMAIN = ""
        _actions, message = remind(2)
        assert message.reply_to == []
        assert message.from_email == settings.DEFAULT_FROM_EMAIL
        assert "mailto:" not in str(message.alternatives)

    def test_people_read_the_usual_sender(self, remind, settings):
        _actions, message = remind()
        assert message.message()["From"] == settings.DEFAULT_FROM_EMAIL
        assert message.from_email.startswith("bounce-")


class TestBounces:
    @pytest.fixture
    def bounced(self, remind):
        """A report on the reminder comes in; gives its mail."""

        def bounced(*, address="amina@example.org", **report):
            if not outbox.outbox:
                remind()
            envelope = outbox.outbox[0].from_email
            message = delivery_report(envelope, address=address, **report)
            return come_in(message, envelope, envelope_sender="<>")

        return bounced

    def test_it_marks_the_delivery_and_the_address(self, bounced, amina):
        mail = bounced()
        assert (mail.status, mail.reason) == (Status.APPLIED, Reason.BOUNCE)
        digest = the_digest()
        assert digest.state == DigestState.BOUNCED
        assert "no such user" in digest.last_error
        assert digest.bounced_at
        assert stored(amina).email_fails
        assert stored(amina).failing_answer == digest.last_error

    @pytest.mark.parametrize("status", ["5.0.0", "5.1.10", "5.2.1", "5.4.4"])
    def test_there_is_more_than_one_way_not_to_exist(self, bounced, amina, status):
        bounced(status=status)
        assert stored(amina).email_fails

    @pytest.mark.parametrize("status", ["4.4.7", "5.2.2", "5.4.7", "5.7.1"])
    def test_what_is_not_about_the_address_leaves_it_alone(self, bounced, amina, status):
        bounced(status=status)
        assert the_digest().state == DigestState.BOUNCED
        assert not stored(amina).email_fails

    def test_a_delay_is_no_failure(self, bounced, amina):
        mail = bounced(action="delayed", status="4.4.1")
        assert (mail.status, mail.reason) == (Status.HELD, Reason.AUTOMATIC)
        assert the_digest().state == DigestState.SENT

    def test_an_answering_machine_is_no_failure(self, remind, amina):
        _actions, message = remind()
        out = letter(message.from_email, subject="Out of office", Auto_Submitted="auto-replied")
        assert come_in(out, message.from_email, envelope_sender="<>").reason == Reason.AUTOMATIC
        assert the_digest().state == DigestState.SENT

    def test_a_report_without_a_status_part_is_understood(self, remind, amina):
        _actions, message = remind()
        text = (
            "Hi. This is the qmail-send program at mx.example.\n"
            "I'm afraid I wasn't able to deliver your message to the following addresses.\n\n"
            "<amina@example.org>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n"
            "--- Below this line is a copy of the message.\n"
        )
        daemon = "MAILER-DAEMON@mx.example"
        report = letter(message.from_email, text=text, sender=daemon, subject="failure notice")
        assert come_in(report, message.from_email, envelope_sender="<>").reason == Reason.BOUNCE
        assert stored(amina).email_fails

    def test_a_report_on_the_address_that_mail_is_passed_on_to(self, bounced, amina):
        bounced(address="amina@elsewhere.example")
        assert the_digest().state == DigestState.BOUNCED
        assert not stored(amina).email_fails

    def test_a_forged_report_does_nothing(self, remind, amina):
        _actions, message = remind()
        name, _dot, _rest = message.from_email.partition(".")
        forged = f"{name}.{'a' * 16}@mail.example.org"
        report = delivery_report(forged, address="amina@example.org")
        assert come_in(report, forged, envelope_sender="<>").status == Status.HELD
        assert the_digest().state == DigestState.SENT
        assert not stored(amina).email_fails

    def test_the_same_report_twice_is_noted_once(self, bounced, amina):
        bounced()
        first = the_digest().bounced_at
        bounced()
        assert the_digest().bounced_at == first


class TestAFailingAddress:
    @pytest.fixture
    def failing(self, amina):
        with acting(SYSTEM, reason="test"):
            User.objects.filter(pk=amina.pk).update(
                failing_email=amina.email, failing_since=timezone.now()
            )
        return amina

    def test_no_mail_goes_there_but_the_reminder_is_in_the_inbox(self, remind, failing):
        [made], _message = remind()
        assert outbox.outbox == []
        with acting(SYSTEM):
            [reminder] = Reminder.objects.filter(recipient=failing)
        assert (reminder.object_id, reminder.state) == (made.pk, ReminderState.FAILED)
        assert the_digest().state == DigestState.FAILED
        assert "comes back" in the_digest().last_error

    def test_a_changed_address_is_mailed_again(self, remind, failing):
        secretary = actor_for(person(Role.SECRETARIAT))
        change_email(actor=secretary, user=failing, email="new@example.org", reason="moved")
        _actions, message = remind()
        assert "new@example.org" in message.to[0]

    def test_so_is_one_that_its_owner_confirms(self, remind, failing):
        confirm_address(actor=actor_for(failing), user=failing)
        _actions, message = remind()
        assert "amina@example.org" in message.to[0]


def test_the_focal_point_is_told_once_of_an_address_that_fails(remind, office, amina, monkeypatch):
    person(Role.FOCAL_POINT, office, email="fp@example.org", name="Kofi")
    sent = []
    monkeypatch.setattr(
        "apps.accounts.services.failing_addresses.write_mail",
        lambda *mail: sent.append(mail) or write_mail(*mail),
    )
    _actions, message = remind()
    report = delivery_report(message.from_email, address="amina@example.org")
    come_in(report, message.from_email, envelope_sender="<>")
    [(subject, text, _html, to)] = sent
    assert to == "fp@example.org"
    assert "Amina Diallo" in subject
    assert "no such user" in text
    # No person ever sees another recipient's address.
    assert "amina@example.org" not in subject + text
