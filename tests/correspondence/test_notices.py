"""A known sender hears why a mail is held: once, rarely, and never for somebody else's mail."""

import pytest
from django.core import mail as post

from apps.correspondence.models import InboundMail, Reason
from apps.correspondence.services import tell_sender
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from tests.correspondence.letters import letter
from tests.correspondence.test_reminders import come_in
from tests.factories import InboundMailFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(office, amina):
    """A mail of the official that is held, for whatever reason."""

    def held(reason=Reason.AMBIGUOUS, **values):
        return InboundMailFactory(
            institution=office, sender=amina, reason=reason, target="state", **values
        )

    return held


def test_it_says_what_is_wrong_and_what_to_do(held, amina):
    mail = held(detail="Nobody in this State is called “x”.", subject="Send it @x")
    assert tell_sender(mail_id=mail.pk)
    [notice] = post.outbox
    assert notice.to == [amina.email]
    assert notice.subject == "Not logged: Send it @x"
    assert "Nobody in this State is called “x”." in notice.body
    assert notice.extra_headers["In-Reply-To"] == mail.message_id
    # An answering machine must not answer it.
    assert notice.extra_headers["Auto-Submitted"] == "auto-replied"


@pytest.mark.parametrize("reason", ["unknown_address", "not_allowed", "empty", "too_large"])
def test_each_reason_has_its_words(held, reason):
    assert tell_sender(mail_id=held(reason).pk)
    assert "is not logged:\n\n\n" not in post.outbox[0].body


def test_it_is_sent_once(held):
    mail = held()
    assert tell_sender(mail_id=mail.pk)
    assert not tell_sender(mail_id=mail.pk)
    assert len(post.outbox) == 1


def test_no_more_than_so_many_a_day(held, settings):
    settings.MAIL_NOTICES_A_DAY = 2
    told = [tell_sender(mail_id=held().pk) for _ in range(4)]
    assert told == [True, True, False, False]


@pytest.mark.parametrize(
    "reason", [Reason.AUTOMATIC, Reason.UNKNOWN_SENDER, Reason.UNPROVEN_SENDER, Reason.REPEATED]
)
def test_nobody_is_told_of_what_they_may_not_have_sent(held, reason):
    assert not tell_sender(mail_id=held(reason).pk)
    assert post.outbox == []


def test_nor_of_mail_to_a_guessed_address(amina, address):
    forged = f"xaa-2026-0042.{'a' * 16}@mail.example.org"
    mail = come_in(letter(forged), forged)
    assert not tell_sender(mail_id=mail.pk)


def test_unless_a_trusted_server_proved_the_sender(amina, action, settings):
    settings.MAIL_AUTHSERV_IDS = ["mx.example"]
    old = f"xaa-2026-0042.{'a' * 16}@mail.example.org"
    proof = "mx.example; dmarc=pass header.from=example.org"
    mail = come_in(letter(old, Authentication_Results=proof), old)
    assert mail.reason == Reason.UNKNOWN_ADDRESS
    assert tell_sender(mail_id=mail.pk)
    assert "Copy the present one" in post.outbox[0].body


def test_it_is_in_the_language_of_the_sender(held, amina):
    with acting(SYSTEM, reason="test"):
        type(amina).objects.filter(pk=amina.pk).update(language="xx")
    assert tell_sender(mail_id=held().pk)
    assert post.outbox[0].subject.startswith("Not logged")


def test_a_server_that_refuses_leaves_it_to_be_tried_again(held, monkeypatch):
    def refuse(*_arguments, **_options):
        raise OSError("no mail server")

    mail = held()
    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    with pytest.raises(OSError, match="no mail server"):
        tell_sender(mail_id=mail.pk)
    with acting(SYSTEM):
        assert InboundMail.objects.get(pk=mail.pk).told_at is None
    monkeypatch.undo()
    assert tell_sender(mail_id=mail.pk)
