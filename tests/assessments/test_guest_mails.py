"""Mails to contributors: in two parts, noted when they come back, opened after a change of key."""

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.test import Client
from django.urls import reverse

from apps.accounts.outbox import deliver_outgoing
from apps.accounts.outgoing_models import OutgoingMail
from apps.assessments.consultation_models import ConsultationInvitation
from apps.assessments.consultations.invitation_services import renew_link
from apps.assessments.contribution_models import GuestMail
from apps.assessments.guests.mails import compose, deliver_guest_mail, note_return
from apps.correspondence.models import InboundMail
from apps.correspondence.reception import accept_mail
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from tests.assessments.guests import Stage
from tests.assessments.test_pages import browser
from tests.correspondence.letters import delivery_report, letter
from tests.factories import GuestMailFactory

pytestmark = pytest.mark.django_db

Kind = GuestMail.Kind


@pytest.fixture
def stage():
    made = Stage()
    made.opened(people=2)
    return made


def of(invitation, kind=Kind.INVITATION):
    with acting(SYSTEM):
        found = GuestMail.objects.filter(invitation=invitation, kind=kind).last()
        return found or GuestMailFactory(invitation=invitation, kind=kind, occasion="today")


def sent(guest_mail):
    """The message that left."""
    assert deliver_guest_mail(guest_mail.pk)
    return mail.outbox[-1]


def comes_back(message, **more):
    """A server returns a message to the sender of its envelope."""
    [address] = message.to
    report = delivery_report(message.from_email, address=address, **more)
    return accept_mail(envelope_sender="", recipients=[message.from_email], raw=report.as_bytes())


def invited(stage, number=0):
    with acting(stage.official):
        rows = ConsultationInvitation.objects.select_related("consultation")
        return rows.get(pk=stage.invitations[number].pk)


def path_of(guest_mail):
    """Where the link of a mail leads, on this site."""
    with acting(SYSTEM):
        text = compose(guest_mail).body
    address = next(word for word in text.split() if "/open/" in word)
    return "/" + address.split("/", 3)[3]


class TestTwoParts:
    @pytest.mark.parametrize("kind", Kind)
    def test_html_and_text_say_the_same(self, stage, kind):
        with acting(SYSTEM):
            message = compose(of(stage.invitations[0], kind))
        [(html, media_type)] = message.alternatives
        assert media_type == "text/html"
        page = BeautifulSoup(html, "html.parser")
        words = " ".join(page.body.get_text(" ").split())
        for line in filter(None, (each.strip() for each in message.body.splitlines())):
            assert " ".join(line.split()) in words
        assert page.a["href"] == page.a.get_text()
        assert page.html["lang"] == "en"

    def test_what_people_are_called_is_no_markup(self, stage):
        with acting(SYSTEM):
            guest_mail = of(stage.invitations[0])
            guest_mail.invitation.name = "<img src=x>"
            [(html, _type)] = compose(guest_mail).alternatives
        assert "<img" not in html

    def test_arabic_runs_from_right_to_left(self):
        stage = Stage()
        stage.opened(languages=["ar"])
        with acting(SYSTEM):
            [(html, _type)] = compose(of(stage.invitations[0])).alternatives
        assert BeautifulSoup(html, "html.parser").html["dir"] == "rtl"

    def test_the_code_has_both_parts(self, stage):
        address = path_of(of(stage.invitations[0]))
        Client().post(address)
        Client().post(address)
        deliver_outgoing(OutgoingMail.objects.get().pk)
        [(html, _type)] = mail.outbox[-1].alternatives
        code = next(line for line in mail.outbox[-1].body.splitlines() if line.isdigit())
        assert code in html


class TestReturns:
    def test_the_office_reads_beside_the_invitation_that_it_did_not_arrive(self, stage):
        assert comes_back(sent(of(stage.invitations[0]))) == []
        returned = invited(stage)
        assert returned.state == "undelivered"
        page = browser(stage.official).get(
            reverse("consultation-detail", args=[stage.consultation.pk])
        )
        assert "no such user here" in page.content.decode()
        assert invited(stage, 1).state != "undelivered"

    def test_what_came_back_is_not_kept(self, stage):
        """It holds the mail itself, with a link that is its reader's alone."""
        comes_back(sent(of(stage.invitations[0])))
        with acting(SYSTEM):
            assert not InboundMail.objects.exists()

    @pytest.mark.parametrize("kind", [Kind.REMINDER, Kind.ANSWERED])
    def test_of_mails_that_tell_who_has_answered_nothing_is_said(self, stage, kind):
        with acting(SYSTEM):
            message = compose(of(stage.invitations[0], kind))
        assert comes_back(message) == []
        assert invited(stage).undelivered_at is None
        with acting(SYSTEM):
            assert not InboundMail.objects.exists()

    def test_a_delay_or_an_answering_machine_is_no_return(self, stage):
        message = sent(of(stage.invitations[0]))
        comes_back(message, action="delayed", status="4.4.1")
        machine = letter(message.from_email, subject="Out of office", Auto_Submitted="auto-replied")
        accept_mail(envelope_sender="", recipients=[message.from_email], raw=machine.as_bytes())
        assert invited(stage).undelivered_at is None

    def test_a_new_link_begins_anew_and_the_return_of_the_old_one_says_nothing(self, stage):
        old = sent(of(stage.invitations[0]))
        comes_back(old)
        renew_link(actor=stage.official, invitation=invited(stage))
        assert invited(stage).undelivered_at is None
        comes_back(old)
        assert invited(stage).undelivered_at is None
        assert invited(stage).undelivered_answer == ""

    def test_nor_does_one_that_comes_in_while_the_link_is_renewed(self, stage):
        class Late:
            @property
            def answer(self):
                renew_link(actor=stage.official, invitation=invited(stage))
                return "no such user here"

        guest_mail = of(stage.invitations[0])
        sent(guest_mail)
        note_return(guest_mail.pk, Late())
        assert invited(stage).undelivered_at is None
        assert invited(stage).undelivered_answer == ""

    def test_a_link_renewed_while_its_mail_leaves_waits_for_a_mail_of_its_own(
        self, stage, monkeypatch
    ):
        def renew():
            renew_link(actor=stage.official, invitation=invited(stage))

        guest_mail = of(stage.invitations[0])
        monkeypatch.setattr("apps.assessments.guests.mails.count_message", renew)
        assert deliver_guest_mail(guest_mail.pk)
        assert invited(stage).sent_at is None

    def test_a_forged_address_is_no_return(self, stage):
        message = sent(of(stage.invitations[0]))
        name, _dot, domain = message.from_email.partition("@")
        message.from_email = f"{name[:-1]}{'a' if name[-1] != 'a' else 'b'}@{domain}"
        comes_back(message)
        assert invited(stage).undelivered_at is None


class TestANewKey:
    def test_the_link_of_a_mail_that_waits_still_opens(self, stage, settings):
        waiting = of(stage.invitations[0])
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY = "another key, longer than the one before, which is now former"
        assert Client().get(path_of(waiting)).status_code == 200

    def test_a_link_that_arrived_before_still_opens_beside_it(self, stage, settings):
        before = path_of(of(stage.invitations[0]))
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY = "another key, longer than the one before, which is now former"
        assert path_of(of(stage.invitations[0], Kind.REMINDER)) == before
        assert Client().get(before).status_code == 200

    def test_without_the_former_key_the_newest_mail_opens(self, stage, settings):
        waiting = of(stage.invitations[0])
        settings.SECRET_KEY = "another key, and the one before it is forgotten altogether"
        assert Client().get(path_of(waiting)).status_code == 200

    def test_a_code_on_its_way_lets_in(self, stage, settings, monkeypatch):
        monkeypatch.setattr("apps.assessments.guests.services.new_code", lambda: "12345678")
        address = path_of(of(stage.invitations[0]))
        Client().post(address)
        other = Client()
        asks = other.post(address).url
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY = "another key, longer than the one before, which is now former"
        assert other.post(asks, {"code": "12345678"}).status_code == 302
