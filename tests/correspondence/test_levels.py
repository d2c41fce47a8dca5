"""A mail is kept as narrowly as the narrowest action that it is about."""

import datetime as dt

import pytest
from django.core import mail as outbox

from apps.accounts.selectors import actor_for
from apps.correspondence.models import InboundMail, Reason, Status
from apps.correspondence.reception import accept_mail
from apps.correspondence.routing import address_of_action
from apps.correspondence.services import apply_mail, file_mail
from apps.reminders.services import deliver_digests, sweep_deadlines
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.visibility import Visibility
from tests.correspondence.conftest import mails
from tests.correspondence.letters import letter
from tests.factories import ActionFactory

pytestmark = pytest.mark.django_db

BADU = "Badu Osei <badu@example.org>"
NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)


@pytest.fixture
def secret(ministry):
    """An action that only the ministry sees."""
    return ActionFactory(
        office=ministry, title="Vetting", reference="XAA-2026-0077", visibility="office"
    )


def come_in(message, recipient):
    """What the server and the worker do with a mail; gives its record."""
    accept_mail(envelope_sender="a@b.example", recipients=[recipient], raw=message.as_bytes())
    apply_mail(mail_id=mails()[-1].pk)
    return mails()[-1]


def reads(person, mail):
    """Whether a person reads a mail, by the database's own rule too."""
    who = actor_for(person)
    visible = InboundMail.objects.visible_to(who).filter(pk=mail.pk)
    with acting(who):
        found = InboundMail.objects.filter(pk=mail.pk).exists()
        assert found == visible.exists()
    return found


def is_the_ministrys(mail, ministry):
    return (mail.visibility, mail.office_id) == (Visibility.OFFICE, ministry.pk)


def remind(badu, *actions):
    """Send the officer the reminder of these overdue actions; gives the address for answers."""
    long_ago = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
    with acting(SYSTEM, reason="test"):
        for action in actions:
            action.assignee, action.due_on = badu, dt.date(2026, 11, 19)
            action.due_set_at = long_ago
            action.save()
    sweep_deadlines(now=NOON)
    deliver_digests(now=NOON, seconds=30)
    [message] = outbox.outbox
    return message.reply_to[0], message.extra_headers["Message-ID"]


class TestWhatIsLogged:
    def test_mail_to_the_state_about_an_office_only_action_is_its_offices(
        self, secret, state_address, ministry, amina, badu
    ):
        said = letter(state_address, subject="Re: XAA-2026-0077", sender=BADU, text="He failed it.")
        mail = come_in(said, state_address)
        assert (mail.status, mail.action) == (Status.APPLIED, secret)
        assert is_the_ministrys(mail, ministry)
        assert reads(badu, mail)
        assert not reads(amina, mail)

    def test_so_is_the_answer_to_its_reminder(self, secret, ministry, amina, badu):
        reply_to, _id = remind(badu, secret)
        mail = come_in(letter(reply_to, subject="Re: Due", sender=BADU), reply_to)
        assert mail.status == Status.APPLIED
        assert is_the_ministrys(mail, ministry)
        assert not reads(amina, mail)

    def test_an_answer_about_another_action_still_quotes_the_reminder_of_both(
        self, secret, ministry, amina, badu
    ):
        other = ActionFactory(office=ministry, reference="XAA-2026-0078")
        reply_to, _id = remind(badu, secret, other)
        said = letter(reply_to, subject="XAA-2026-0078 is done", sender=BADU)
        mail = come_in(said, reply_to)
        assert (mail.status, mail.action) == (Status.APPLIED, other)
        assert not reads(amina, mail)

    def test_mail_about_what_the_government_sees_is_open_to_its_officials(
        self, action, address, amina
    ):
        mail = come_in(letter(address), address)
        assert (mail.status, mail.visibility) == (Status.APPLIED, Visibility.GOVERNMENT)
        assert reads(amina, mail)


class TestWhatIsHeld:
    def test_before_it_is_read_the_answer_to_its_reminder_is_its_offices(
        self, secret, ministry, badu
    ):
        other = ActionFactory(office=ministry, reference="XAA-2026-0078")
        reply_to, _id = remind(badu, secret, other)
        said = letter(reply_to, sender=BADU).as_bytes()
        accept_mail(envelope_sender="a@b.example", recipients=[reply_to], raw=said)
        [mail] = mails()
        assert mail.status == Status.RECEIVED
        assert is_the_ministrys(mail, ministry)

    def test_an_automatic_answer_to_its_reminder_is_its_offices(
        self, secret, state_address, ministry, amina, badu
    ):
        _reply_to, message_id = remind(badu, secret)
        away = letter(
            state_address,
            sender=BADU,
            subject="Away: Vetting",
            Auto_Submitted="auto-replied",
            In_Reply_To=message_id,
        )
        mail = come_in(away, state_address)
        assert (mail.status, mail.reason) == (Status.HELD, Reason.AUTOMATIC)
        assert is_the_ministrys(mail, ministry)
        assert not reads(amina, mail)

    @pytest.mark.parametrize("said", [{"subject": "XAA-2026-0077"}, {"text": "On XAA-2026-0077."}])
    def test_a_strangers_mail_that_names_it_is_its_offices(
        self, secret, state_address, ministry, amina, badu, said
    ):
        mail = come_in(letter(state_address, sender="x@else.example", **said), state_address)
        assert (mail.status, mail.reason) == (Status.HELD, Reason.UNKNOWN_SENDER)
        assert is_the_ministrys(mail, ministry)
        assert not reads(amina, mail)

    def test_what_is_filed_on_it_by_hand_is_its_offices_from_then_on(
        self, secret, state_address, ministry, amina, badu
    ):
        held = come_in(letter(state_address, sender="x@else.example"), state_address)
        assert reads(amina, held)
        with acting(SYSTEM, reason="test"):
            InboundMail.objects.filter(pk=held.pk).update(sender=badu)
        held = mails()[-1]
        file_mail(actor=actor_for(badu), mail=held, action=secret, version=held.version)
        [mail] = mails()
        assert mail.status == Status.APPLIED
        assert is_the_ministrys(mail, ministry)
        assert not reads(amina, mail)

    def test_another_states_reference_hides_nothing(self, state_address, amina):
        ActionFactory(reference="XBB-2026-0001", visibility="office")
        said = letter(state_address, sender="x@else.example", text="As in XBB-2026-0001.")
        assert reads(amina, come_in(said, state_address))


def test_mail_to_its_own_address_is_its_offices(secret, ministry, amina, badu):
    with acting(SYSTEM):
        address = address_of_action(secret)
    mail = come_in(letter(address, sender=BADU), address)
    assert mail.status == Status.APPLIED
    assert is_the_ministrys(mail, ministry)
    assert not reads(amina, mail)
