"""Invitations: who may send them, and what the link opens, once, for two weeks."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from apps.accounts import delivery, services
from apps.accounts.links import invitation_token, token_digest
from apps.accounts.models import Invitation, InvitationState, Membership, User
from apps.accounts.tasks import send_unsent_invitations_task
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.history import history_of
from focalpoint.roles import NETWORK_ROLES, STATE_ROLES, Role
from tests.factories import (
    PASSWORD,
    InstitutionFactory,
    MembershipFactory,
    UserFactory,
    person,
)
from tests.processes import wait_until

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

SECRET = "a long and winding sentence"


def invite(actor, institution, role=Role.OFFICIAL, **more):
    return services.invite(
        actor=actor,
        role=role,
        country=institution.country if institution else None,
        institution=institution,
        **{"email": "new@example.org", "name": "Nana New", **more},
    )


def stored(invitation):
    with acting(SYSTEM):
        return Invitation.objects.get(pk=invitation.pk)


def link(invitation):
    return f"/invitations/accept/{invitation_token(invitation)}/"


def newcomer(**more):
    return {
        "name": "Nana New",
        "password": SECRET,
        "language": "fr",
        "time_zone": "Africa/Accra",
        **more,
    }


def expire(invitation):
    """Two weeks pass; the link in the mail stays the same."""
    with acting(SYSTEM, reason="time"):
        Invitation.objects.filter(pk=invitation.pk).update(
            expires_at=timezone.now() - dt.timedelta(seconds=1)
        )


@pytest.fixture
def invitation(official, office, acts):
    return invite(acts(official), office, language="fr")


class TestInviting:
    @pytest.mark.parametrize("role", [Role.OFFICIAL, Role.MINISTRY_OFFICER, Role.CONTRIBUTOR])
    def test_an_official_invites_colleagues_of_the_same_state(self, official, ministry, acts, role):
        assert invite(acts(official), ministry, role).invited_by == official

    @pytest.mark.parametrize("role", [Role.FOCAL_POINT, Role.DEPUTY, Role.AUDITOR])
    def test_an_official_invites_nobody_above_themselves(self, official, office, acts, role):
        with pytest.raises(PermissionDenied):
            invite(acts(official), office, role)

    def test_a_deputy_invites_no_focal_point(self, deputy, office, acts):
        with pytest.raises(PermissionDenied):
            invite(acts(deputy), office, Role.FOCAL_POINT)
        assert invite(acts(deputy), office, Role.DEPUTY)

    @pytest.mark.parametrize("role", [Role.OFFICIAL, Role.FOCAL_POINT])
    def test_nobody_invites_to_another_state(self, office, abroad, acts, role):
        with pytest.raises(PermissionDenied):
            invite(acts(person(role, office)), abroad)

    @pytest.mark.parametrize("role", sorted(NETWORK_ROLES))
    def test_a_state_invites_nobody_to_the_network(self, focal_point, acts, role):
        with pytest.raises(PermissionDenied):
            invite(acts(focal_point), None, role)

    @pytest.mark.parametrize("role", sorted(STATE_ROLES))
    def test_the_secretariat_invites_anyone_anywhere(self, secretariat, abroad, acts, role):
        assert invite(acts(secretariat), abroad, role).country == abroad.country

    def test_the_secretariat_invites_to_the_network(self, secretariat, acts):
        assert invite(acts(secretariat), None, Role.COORDINATOR).country is None

    @pytest.mark.parametrize(
        "role", [Role.MINISTRY_OFFICER, Role.CONTRIBUTOR, Role.AUDITOR, Role.COORDINATOR]
    )
    def test_others_invite_nobody(self, office, acts, role):
        member = person(role, None if role == Role.COORDINATOR else office)
        with pytest.raises(PermissionDenied):
            invite(acts(member), office, Role.CONTRIBUTOR)

    def test_the_same_invitation_is_not_open_twice(self, invitation, official, office, acts):
        with pytest.raises(ValidationError, match="invited already"):
            invite(acts(official), office)

    def test_who_holds_the_role_already_is_not_invited_to_it(self, official, office, acts):
        MembershipFactory(user=UserFactory(email="new@example.org"), institution=office)
        with pytest.raises(ValidationError, match="holds this role"):
            invite(acts(official), office)

    def test_the_database_keeps_only_a_digest_of_the_link(self, invitation):
        token = invitation_token(invitation)
        row = [str(getattr(invitation, field.attname)) for field in invitation._meta.fields]
        assert token_digest(token) in row
        assert all(token not in value for value in row)


class TestMail:
    def test_it_leaves_once_the_invitation_is_committed(self, official, office, acts, worker):
        with worker():
            invitation = invite(acts(official), office, language="fr")
            assert mail.outbox == []
        (message,) = mail.outbox
        assert message.to == ["new@example.org"]
        (html,) = (content for content, kind in message.alternatives if kind == "text/html")
        for body in (message.body, html):
            assert link(invitation) in body
            assert office.country.name in body
        assert stored(invitation).sent_at

    def test_it_is_in_the_language_of_the_invitation(self, official, office, acts, worker):
        with worker():
            invite(acts(official), office, language="ar")
        (html,) = (content for content, _kind in mail.outbox[0].alternatives)
        assert re.search(r'lang="ar"\s+dir="rtl"', html)

    def test_it_says_that_a_training_state_is_fictional(self, official, office, acts, worker):
        with worker():
            invite(acts(official), office)
        assert "fictional" in mail.outbox[0].body

    def test_the_same_task_twice_sends_one_mail(self, invitation):
        assert delivery.deliver_invitation(invitation.pk)
        assert not delivery.deliver_invitation(invitation.pk)
        assert len(mail.outbox) == 1

    def test_a_mail_server_that_refuses_leaves_it_unsent(self, invitation, monkeypatch):
        def refuse(*_args):
            raise ConnectionRefusedError

        monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
        with pytest.raises(ConnectionRefusedError):
            delivery.deliver_invitation(invitation.pk)
        assert stored(invitation).sent_at is None

    def test_one_whose_task_was_lost_is_sent_later_and_once(self, invitation):
        send_unsent_invitations_task()
        assert mail.outbox == []
        with acting(SYSTEM, reason="long ago"):
            Invitation.objects.update(created_at=timezone.now() - dt.timedelta(hours=1))
        send_unsent_invitations_task()
        send_unsent_invitations_task()
        assert [message.to for message in mail.outbox] == [[invitation.email]]

    def test_what_was_withdrawn_is_not_sent(self, invitation, official, acts):
        services.revoke_invitation(actor=acts(official), invitation=invitation)
        assert not delivery.deliver_invitation(invitation.pk)

    def test_sending_again_makes_the_old_link_worthless(self, invitation, official, acts, worker):
        old = link(invitation)
        with worker():
            fresh = services.resend_invitation(actor=acts(official), invitation=invitation)
        assert link(fresh) != old
        assert link(fresh) in mail.outbox[0].body
        assert Client().get(old).status_code == 404
        assert Client().get(link(fresh)).status_code == 200


class TestAccepting:
    def test_a_newcomer_makes_an_account_and_is_signed_in(self, invitation, office):
        browser = Client()
        assert browser.get(link(invitation)).status_code == 200
        answer = browser.post(link(invitation), newcomer())
        assert (answer.status_code, answer.url) == (302, "/welcome/")
        assert browser.get("/welcome/").status_code == 200
        user = User.objects.get(email="new@example.org")
        assert (user.language, user.time_zone) == ("fr", "Africa/Accra")
        assert user.check_password(SECRET)
        with acting(SYSTEM):
            held = Membership.objects.get(user=user)
        assert (held.role, held.institution_id) == (Role.OFFICIAL, office.pk)
        assert stored(invitation).accepted_by_id == user.pk

    def test_the_newcomer_can_sign_in_again_at_once(self, invitation):
        Client().post(link(invitation), newcomer())
        browser = Client()
        answer = browser.post("/accounts/login/", {"login": "new@example.org", "password": SECRET})
        assert (answer.status_code, answer.url) == (302, "/")

    def test_a_second_factor_is_offered(self, invitation):
        browser = Client()
        browser.post(link(invitation), newcomer(language="en"))
        assert "/accounts/2fa/totp/activate/" in browser.get("/welcome/").content.decode()

    def test_the_history_names_the_newcomer_and_the_invitation(self, invitation, official):
        Client().post(link(invitation), newcomer())
        with acting(SYSTEM):
            membership = Membership.objects.get(user__email="new@example.org")
            (entry,) = history_of(membership)
        assert entry.actor == "Nana New"
        assert official.name in entry.reason

    @pytest.mark.parametrize("password", ["short", "password123", "1234567890", "new@example.org"])
    def test_a_weak_password_is_refused_and_nothing_is_made(self, invitation, password):
        answer = Client().post(link(invitation), newcomer(password=password))
        assert answer.context["form"].errors["password"]
        assert not User.objects.filter(email="new@example.org").exists()
        assert stored(invitation).is_open

    def test_the_link_works_once(self, invitation):
        Client().post(link(invitation), newcomer())
        for answer in (Client().get(link(invitation)), Client().post(link(invitation), newcomer())):
            assert answer.status_code == 410

    def test_the_link_expires(self, invitation):
        url = link(invitation)
        expire(invitation)
        assert Client().get(url).status_code == 410
        assert Client().post(url, newcomer()).status_code == 410
        assert not User.objects.filter(email="new@example.org").exists()

    def test_a_withdrawn_link_opens_nothing(self, invitation, official, acts):
        services.revoke_invitation(actor=acts(official), invitation=invitation, reason="mistake")
        assert Client().post(link(invitation), newcomer()).status_code == 410

    def test_an_unknown_link_opens_nothing(self):
        assert Client().get("/invitations/accept/guessed/").status_code == 404

    def test_what_a_removed_official_sent_is_void(self, invitation, official, focal_point, acts):
        with acting(SYSTEM):
            membership = Membership.objects.get(user=official)
        services.end_membership(actor=acts(focal_point), membership=membership, version=None)
        assert Client().post(link(invitation), newcomer()).status_code == 410
        assert not User.objects.filter(email="new@example.org").exists()

    def test_the_page_speaks_the_language_of_the_mail(self, invitation):
        assert Client().get(link(invitation)).headers["Content-Language"] == "fr"


class TestAcceptingWithAnAccount:
    @pytest.fixture
    def member(self, abroad):
        """Somebody who works in another State already."""
        return person(Role.OFFICIAL, abroad, email="new@example.org")

    def test_they_sign_in_and_say_yes(self, invitation, member, acts, signed_in):
        page = Client().get(link(invitation)).content.decode()
        assert re.search(r"/accounts/login/\?next=/invitations/accept/", page)
        browser = signed_in(member)
        browser.get(link(invitation))
        assert browser.post(link(invitation)).url == "/welcome/"
        assert invitation.country_id in acts(member).write_states
        assert browser.get("/welcome/").status_code == 200

    def test_their_other_sessions_end(self, invitation, member, signed_in):
        other, browser = signed_in(member), signed_in(member)
        browser.post(link(invitation))
        assert other.get("/profile/").status_code == 302

    def test_nobody_overwrites_their_account_through_the_link(self, invitation, member):
        answer = Client().post(link(invitation), newcomer())
        assert answer.status_code in (200, 422)
        assert User.objects.get(pk=member.pk).check_password(PASSWORD)
        assert stored(invitation).state == InvitationState.OPEN

    def test_another_person_cannot_take_it(self, invitation, official, signed_in):
        browser = signed_in(official)
        assert "new@example.org" in browser.get(link(invitation)).content.decode()
        browser.post(link(invitation))
        assert stored(invitation).is_open


class TestPages:
    def send(self, browser, office, **more):
        return browser.post(
            "/invitations/new/",
            {
                "name": "Nana New",
                "email": "new@example.org",
                "role": "official",
                "institution": office.pk,
                "language": "en",
                **more,
            },
        )

    def test_an_official_invites_and_sees_the_invitation(self, official, office, signed_in):
        browser = signed_in(official)
        assert self.send(browser, office).url == "/invitations/"
        assert "new@example.org" in browser.get("/invitations/").content.decode()

    def test_a_new_institution_can_be_named_on_the_way(self, official, office, signed_in):
        self.send(
            signed_in(official),
            office,
            institution="",
            new_institution="Ministry of  Interior",
            role="ministry_officer",
        )
        with acting(SYSTEM):
            invitation = Invitation.objects.select_related("institution").get()
        assert invitation.institution.name == "Ministry of Interior"
        assert invitation.institution.country_id == office.country_id

    def test_an_institution_is_asked_for(self, official, office, signed_in):
        answer = self.send(signed_in(official), office, institution="")
        assert answer.context["form"].errors["institution"]

    def test_an_institution_abroad_cannot_be_chosen(self, official, abroad, signed_in):
        answer = self.send(signed_in(official), abroad)
        assert answer.context["form"].errors["institution"]

    def test_a_role_above_is_not_offered(self, official, office, signed_in):
        answer = self.send(signed_in(official), office, role="focal_point")
        assert answer.context["form"].errors["role"]

    def test_the_secretariat_chooses_a_state_first(self, secretariat, office, abroad, signed_in):
        browser = signed_in(secretariat)
        assert "institution" not in browser.get("/invitations/new/").context["form"].fields
        url = f"/invitations/new/?state={office.country.code}"
        page = browser.get(url).content.decode()
        assert office.name in page
        assert abroad.name not in page
        network = browser.get("/invitations/new/?state=network").context["form"]
        assert {value for value, _label in network.fields["role"].choices if value} == NETWORK_ROLES

    @pytest.mark.parametrize("role", [Role.MINISTRY_OFFICER, Role.CONTRIBUTOR, Role.AUDITOR])
    def test_others_find_no_such_page(self, office, signed_in, role):
        browser = signed_in(person(role, office))
        for url in ("/invitations/", "/invitations/new/"):
            assert browser.get(url).status_code == 403

    def test_a_foreign_invitation_does_not_exist(self, invitation, abroad, signed_in):
        browser = signed_in(person(Role.FOCAL_POINT, abroad))
        for verb in ("resend", "revoke"):
            url = f"/invitations/{invitation.pk}/{verb}/"
            assert browser.post(url, {"reason": "attack"}).status_code == 404

    def test_it_is_sent_again_and_withdrawn(self, invitation, official, signed_in):
        browser = signed_in(official)
        assert browser.post(f"/invitations/{invitation.pk}/resend/").url == "/invitations/"
        assert stored(invitation).token_digest != invitation.token_digest
        assert browser.get(f"/invitations/{invitation.pk}/revoke/").status_code == 200
        browser.post(f"/invitations/{invitation.pk}/revoke/", {"reason": "wrong address"})
        assert stored(invitation).state == InvitationState.WITHDRAWN

    def test_an_official_does_not_withdraw_what_is_above_them(
        self, official, deputy, office, focal_point, acts, signed_in
    ):
        above = invite(acts(focal_point), office, Role.DEPUTY)
        url = f"/invitations/{above.pk}/revoke/"
        assert signed_in(official).post(url, {"reason": "no"}).status_code == 403
        assert stored(above).is_open


@pytest.mark.fault
@pytest.mark.django_db(transaction=True)
def test_a_real_worker_mails_the_invitation(launch, tmp_path, acts):
    launch.worker(EMAIL_URL=f"filemail:///{tmp_path}/mails")
    office = InstitutionFactory()
    invitation = invite(acts(person(Role.OFFICIAL, office)), office)
    wait_until(lambda: stored(invitation).sent_at, "the invitation is sent")
    (message,) = [path.read_text() for path in (tmp_path / "mails").iterdir()]
    assert "new@example.org" in message
    assert "/invitations/accept/" in message
