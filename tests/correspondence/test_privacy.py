"""No message tells one person another's address: one recipient, no copies, no address in its text.

Every kind of mail that the product sends is sent here, in a State whose people bear awkward names.
"""

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core import mail as post
from django.db import models
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from apps.accounts import outbox
from apps.accounts.models import Membership, User
from apps.accounts.outgoing_models import OutgoingMail
from apps.accounts.selectors import actor_for
from apps.accounts.services import invite, note_failing_address
from apps.accounts.tasks import send_invitation_task
from apps.actions.handover import tell_of_work_left_behind
from apps.actions.models import Action
from apps.assessments.contribution_models import GuestMail
from apps.assessments.guests.mails import compose
from apps.correspondence.models import Reason
from apps.correspondence.services import tell_sender
from apps.reminders.notices import notify
from apps.reminders.personal import MailChoice, Notice
from apps.reminders.services import deliver_digests, senders_needed, sweep_deadlines
from apps.reminders.watch import self_check
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.notices import notice_kinds, subjects
from focalpoint.roles import Role
from tests.contracts.records import MAKERS
from tests.correspondence.letters import letter
from tests.correspondence.test_reminders import come_in
from tests.factories import (
    ActionFactory,
    ConsultationFactory,
    ConsultationInvitationFactory,
    CountryFactory,
    GuestMailFactory,
    InboundMailFactory,
    InstitutionFactory,
    MembershipFactory,
    ReminderRulesFactory,
    UserFactory,
    person,
)

pytestmark = pytest.mark.django_db

LONG_AGO = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+")
# People who gave no name, their address for one, or what a header must not hold.
AWKWARD = ["", "kwame@example.org", "Osei, Badu", "Ama\nBcc: eve@example.org", "أمينة", '"<x>"']


class World:
    """A State that works every day and at night, and everybody whom it mails."""

    def __init__(self, names: list[str]) -> None:
        # Noon there, so that the mail of the day is due.
        self.now = timezone.now().replace(hour=12)
        self.office = InstitutionFactory(country=CountryFactory(time_zone="UTC"))
        ReminderRulesFactory(country=self.office.country)
        roles = [Role.FOCAL_POINT, Role.DEPUTY, Role.OFFICIAL, Role.MINISTRY_OFFICER]
        self.people: list[User] = [
            person(roles[n % len(roles)], self.office, name=name, time_zone="UTC")
            for n, name in enumerate(names)
        ]
        self.secretary = person(Role.SECRETARIAT, name="Sena")
        yesterday = self.now.date() - dt.timedelta(1)
        self.actions: list[Action] = [
            ActionFactory(office=self.office, assignee=user, due_on=yesterday, due_set_at=LONG_AGO)
            for user in self.people
        ]

    def leave(self, user: User) -> None:
        with acting(SYSTEM, reason="test"):
            Membership.objects.filter(user=user).update(
                starts_on=LONG_AGO.date(), ends_on=self.now.date() - dt.timedelta(1)
            )

    def tell_every_kind_of_news(self) -> None:
        """Each kind that any app declares, from each person to each other one."""
        with acting(SYSTEM):
            post_held = Membership.objects.filter(user=self.people[0]).latest("pk")
        about_whom: dict[type[models.Model], Any] = {
            Membership: post_held,
            Action: self.actions[0],
        }
        for kind in notice_kinds().values():
            model = subjects()[kind.subject].model
            if model not in about_whom:
                about_whom[model] = MAKERS[model](self.office)
            about = about_whom[model]
            for user in self.people:
                notify(
                    actor=actor_for(user),
                    recipients=[other.pk for other in self.people],
                    kind=kind.kind,
                    subject=about,
                    parameters={"number": "3", "person": str(user), "file": "a.pdf"},
                )
                with acting(SYSTEM, reason="test"):
                    MailChoice.objects.update_or_create(
                        user=user, kind=kind.kind, defaults={"channel": "at_once"}
                    )

    def deliver(self) -> None:
        """Sweep, gather and send until nothing is due."""
        sweep_deadlines(now=self.now)
        senders_needed(now=self.now)
        while deliver_digests(now=self.now, seconds=30):
            pass

    def send_account_mails(self) -> None:
        while waiting := OutgoingMail.objects.values_list("pk", flat=True).first():
            outbox.deliver_outgoing(waiting)


def assert_private(message: Any) -> None:
    """One recipient, named in ``To`` alone, and no other address but the installation's own."""
    whole = message.message()
    assert len(message.recipients()) == 1
    assert not message.cc
    assert not message.bcc
    assert len(whole.get_all("To")) == 1
    assert not set(whole) & {"Cc", "Bcc", "cc", "bcc"}
    [to] = ADDRESS.findall(message.recipients()[0].rsplit("<")[-1])
    texts = [str(value) for _name, value in whole.items()]
    texts += [str(part.get_payload(decode=True), "utf-8") for part in leaves(whole)]
    with acting(SYSTEM):
        others = set(User.objects.exclude(email=to).values_list("email", flat=True))
    found = {address.lower() for text in texts for address in ADDRESS.findall(text)}
    assert not found & others


def leaves(whole: Any) -> list[Any]:
    return [part for part in whole.walk() if not part.is_multipart()]


def sent() -> list[Any]:
    for message in post.outbox:
        assert_private(message)
    return list(post.outbox)


def test_reminders_escalation_and_what_is_told_in_anothers_place() -> None:
    world = World(AWKWARD)
    world.leave(world.people[2])
    with acting(SYSTEM, reason="test"):
        weeks = world.now.date() - dt.timedelta(20)
        Action.objects.filter(pk=world.actions[3].pk).update(due_on=weeks)
    world.deliver()
    told = sent()
    assert len(told) >= len(AWKWARD) - 1
    assert any("in place of" in m.body or "has not answered" in m.body for m in told)


def test_news_of_every_kind() -> None:
    world = World(AWKWARD[:4])
    tell_of_work_left_behind(now=world.now)
    world.tell_every_kind_of_news()
    with acting(SYSTEM):
        kinds = set(Notice.objects.values_list("kind", flat=True))
    assert kinds == set(notice_kinds())
    world.deliver()
    assert len(sent()) >= 4


def test_invitations(office: Any) -> None:
    inviting = person(Role.FOCAL_POINT, office, name="")
    actor = actor_for(inviting)
    with acting(actor):
        invitation = invite(
            actor=actor,
            email="new@example.org",
            name="Nana New",
            role=Role.OFFICIAL,
            country=office.country,
            institution=office,
        )
    send_invitation_task(str(invitation.pk))
    assert len(sent()) == 1


def test_passwords_and_addresses_that_fail(office: Any) -> None:
    world = World(AWKWARD[:4])
    failing = world.people[3]
    answer = f"550 5.1.1 <{failing.email}>: {failing.email} no such user"
    note_failing_address(user=failing, answer=answer, now=world.now)
    Client().post("/accounts/password/reset/", {"email": world.people[0].email})
    world.send_account_mails()
    told = sent()
    assert any("no such user" in message.body for message in told)
    assert any("password" in message.body.lower() for message in told)


def test_the_self_check() -> None:
    for name in AWKWARD:
        MembershipFactory(
            user=UserFactory(name=name), role=Role.SECRETARIAT, country=None, institution=None
        )
    assert self_check(now=timezone.now() + dt.timedelta(hours=1))
    assert len(sent()) >= len(AWKWARD)


def test_mails_to_contributors(office: Any) -> None:
    """None of them learns who else is asked."""
    consultation = ConsultationFactory(office=office)
    asked = [ConsultationInvitationFactory(consultation=consultation) for _two in range(2)]
    with acting(SYSTEM):
        for invitation in asked:
            for kind in GuestMail.Kind:
                compose(GuestMailFactory(invitation=invitation, kind=kind)).send()
    told = sent()
    assert len(told) == 2 * len(GuestMail.Kind)
    for message in told:
        [other] = [each for each in asked if each.email not in message.recipients()]
        assert other.email not in str(message.message())
        assert other.email not in message.body


@pytest.mark.parametrize("reason", [Reason.AMBIGUOUS, Reason.NOT_ALLOWED, Reason.TOO_LARGE])
def test_notices_of_held_mail(office: Any, amina: Any, reason: str) -> None:
    held = InboundMailFactory(institution=office, sender=amina, reason=reason, target="state")
    assert tell_sender(mail_id=held.pk)
    assert len(sent()) == 1


def test_a_mail_whose_line_could_mean_several(office: Any, amina: Any, state_address: str) -> None:
    """The answer names the two whom it could mean, and not where they are reached."""
    for number in range(2):
        person(Role.OFFICIAL, office, name="Kofi Mensah", email=f"kofi{number}@example.org")
    mail = come_in(letter(state_address, subject="Draft the bill @kofi"), state_address)
    if mail.status == "held":
        tell_sender(mail_id=mail.pk)
    sent()


@examples(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(names=st.lists(st.text(max_size=30), min_size=3, max_size=4))
@pytest.mark.slow
def test_whatever_people_are_called(db: None, names: list[str]) -> None:
    clean = ["".join(c for c in name if c.isprintable()) for name in names]
    post.outbox.clear()
    world = World([f"{name}@example.net" for name in clean])
    world.tell_every_kind_of_news()
    world.deliver()
    assert sent()


def test_no_other_module_writes_mail() -> None:
    """What writes mail is sent above; a new sender belongs there too."""
    writers = {
        str(path.relative_to(settings.BASE_DIR))
        for folder in ("apps", "focalpoint", "config")
        for path in Path(settings.BASE_DIR, folder).rglob("*.py")
        if re.search(r"\b(EmailMessage|EmailMultiAlternatives|send_mail)\(", path.read_text())
    }
    assert writers == {
        "apps/accounts/adapters.py",
        "apps/accounts/delivery.py",
        "apps/assessments/guests/mails.py",
        "apps/correspondence/sender_notices.py",
        "apps/reminders/letters.py",
        "apps/reminders/watch.py",
    }
