"""Inviting people to a consultation: pasted lists, links, and the mails that bring them."""

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone

from apps.assessments.consultations.forms import InviteForm, read_line
from apps.assessments.consultations.invitation_services import (
    Invitee,
    invite_contributors,
    renew_link,
    revoke_contributor,
)
from apps.assessments.consultations.services import open_consultation
from apps.assessments.contribution_models import GuestMail
from apps.assessments.guests.mails import deliver_guest_mail, mails_waiting
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from tests.assessments.guests import Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    return Stage()


class TestInviting:
    @pytest.mark.parametrize(
        ("line", "found"),
        [
            ("Watch; Lina; LINA@example.org", ("Watch", "Lina", "lina@example.org", "en")),
            ("Watch\tLina\tlina@example.org\tfr", ("Watch", "Lina", "lina@example.org", "fr")),
            ("Watch, lina@example.org", ("Watch", "Watch", "lina@example.org", "en")),
            ("Watch; Lina <lina@example.org>", ("Watch", "Lina", "lina@example.org", "en")),
        ],
    )
    def test_a_pasted_line_is_read(self, line, found):
        assert read_line(line, "en") == Invitee(*found)

    def test_each_wrong_line_is_named_and_nobody_is_invited(self):
        form = InviteForm(
            {"people": "Watch; a@example.org\n\nNobody\nX; a@example.org", "language": "en"}
        )
        assert not form.is_valid()
        told = " ".join(form.errors["people"])
        assert "Line 3" in told
        assert "Line 4" in told
        assert "line 1" in told

    def test_mails_leave_when_it_opens_and_once(self, stage, django_capture_on_commit_callbacks):
        consultation = stage.prepared()
        invite_contributors(
            actor=stage.official, consultation=consultation, people=[stage.invitee("a")]
        )
        assert not mails_waiting()
        open_consultation(actor=stage.official, consultation=consultation)
        invite_contributors(
            actor=stage.official, consultation=consultation, people=[stage.invitee("b")]
        )
        waiting = mails_waiting()
        assert len(waiting) == 2
        assert [deliver_guest_mail(each) for each in waiting + waiting] == [
            True,
            True,
            False,
            False,
        ]
        assert {message.to[0] for message in mail.outbox} == {"a@example.org", "b@example.org"}
        message = mail.outbox[0]
        assert message.subject.startswith("[Training] ")
        assert "/consultation/open/" in message.body
        assert message.extra_headers["Message-ID"]
        with acting(stage.official):
            assert all(each.sent_at for each in consultation.invitations.all())

    def test_the_mail_is_in_the_language_chosen_for_the_person(self, stage):
        consultation = stage.opened(languages=["fr"])
        assert len(mails_waiting()) == 1
        deliver_guest_mail(mails_waiting()[0])
        assert mail.outbox[0].extra_headers["Content-Language"] == "fr"
        assert consultation.status == "open"

    def test_a_mail_that_no_server_takes_is_tried_again(self, stage, monkeypatch):
        stage.opened()
        [waiting] = mails_waiting()

        def refuse(_message):
            raise OSError("no server")

        monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
        with pytest.raises(OSError, match="no server"):
            deliver_guest_mail(waiting)
        with acting(SYSTEM):
            row = GuestMail.objects.get()
            assert row.sent_at is None
            GuestMail.objects.update(next_attempt_at=timezone.now())
        monkeypatch.undo()
        assert mails_waiting() == [waiting]
        assert deliver_guest_mail(waiting)

    def test_nobody_is_invited_twice(self, stage):
        consultation = stage.opened()
        with acting(stage.official):
            known = consultation.invitations.first()
        with pytest.raises(ValidationError, match="Invited already"):
            invite_contributors(
                actor=stage.official,
                consultation=consultation,
                people=[Invitee("W", "L", known.email, "en")],
            )

    def test_a_renewed_link_has_a_mail_of_its_own_and_a_withdrawn_one_none(self, stage):
        consultation = stage.opened()
        with acting(stage.official):
            invitation = consultation.invitations.first()
        renew_link(actor=stage.official, invitation=invitation)
        sent = [deliver_guest_mail(each) for each in mails_waiting()]
        assert sorted(sent) == [False, True]
        renewed = renew_link(actor=stage.official, invitation=invitation)
        revoke_contributor(actor=stage.official, invitation=renewed)
        assert not any(deliver_guest_mail(each) for each in mails_waiting())
