"""Notices as mail: at once, in the morning, on Mondays, or not at all; each once."""

import datetime as dt

import pytest
from django.utils import timezone

from apps.accounts.selectors import actor_for
from apps.actions.notices import ASSIGNED, COMMENTED, MENTIONED
from apps.reminders import news
from apps.reminders.channels import choose_mail
from apps.reminders.models import Digest, DigestState, Occasion
from apps.reminders.notices import notify
from apps.reminders.personal import MailState, Notice
from apps.reminders.postbox import Postbox, RefusedError
from apps.reminders.services import retry_digest
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.notices import Channel
from focalpoint.roles import Role
from focalpoint.visibility import Visibility
from tests.factories import ActionFactory, InstitutionFactory, person
from tests.reminders.conftest import at, change, deliver, sweep

pytestmark = pytest.mark.django_db

# A Wednesday, in the working hours of everybody.
NOON = at("2026-11-25 12:00")
MORNING = at("2026-11-26 08:00")
MONDAY = at("2026-11-30 08:00")


@pytest.fixture
def colleague(office):
    return office.officer(name="Kofi Example", email="kofi@example.org")


@pytest.fixture
def action(office):
    return ActionFactory(office=office.institution, title="Table the bill")


def tell(action, reader, kind=ASSIGNED, when=NOON):
    """Put a notice into a person's inbox at some moment."""
    notify(actor=SYSTEM, recipients=[reader], kind=kind, subject=action)
    with acting(SYSTEM):
        Notice.objects.filter(mail_at=None, mail=None).update(created_at=when)


def look(now):
    """What beat does each minute."""
    news.gather(now=now)
    deliver(now)


def mail_states():
    with acting(SYSTEM):
        return list(Notice.objects.order_by("pk").values_list("mail_state", flat=True))


def choose(user, kind, channel):
    actor = actor_for(user)
    with acting(actor):
        choose_mail(actor=actor, user=user, chosen={kind: channel})


class TestWhen:
    def test_at_once(self, action, colleague, mailoutbox):
        tell(action, colleague)
        look(NOON)
        [message] = mailoutbox
        assert message.to == ["Kofi Example <kofi@example.org>"]
        assert "assigned this action to you" in message.body
        assert "Table the bill" in message.body
        assert "1 piece of news" in message.subject
        assert "Table the bill" not in message.subject
        assert mail_states() == [MailState.SENT]

    def test_what_comes_together_goes_together(self, action, colleague, mailoutbox):
        tell(action, colleague)
        tell(action, colleague, MENTIONED)
        look(NOON)
        [message] = mailoutbox
        assert "2 pieces of news" in message.subject

    def test_each_person_gets_their_own(self, office, action, colleague, mailoutbox):
        tell(action, colleague)
        tell(action, office.focal_point)
        look(NOON)
        assert [len(m.to) for m in mailoutbox] == [1, 1]
        assert len({m.to[0] for m in mailoutbox}) == 2

    def test_in_the_morning(self, action, colleague, mailoutbox):
        tell(action, colleague, COMMENTED)
        look(NOON)
        assert mailoutbox == []
        look(MORNING - dt.timedelta(minutes=1))
        assert mailoutbox == []
        look(MORNING)
        assert len(mailoutbox) == 1

    def test_on_mondays(self, action, colleague, mailoutbox):
        choose(colleague, COMMENTED, Channel.WEEKLY)
        tell(action, colleague, COMMENTED)
        look(MORNING)
        assert mailoutbox == []
        look(MONDAY)
        assert len(mailoutbox) == 1

    def test_not_at_all(self, action, colleague, mailoutbox):
        choose(colleague, ASSIGNED, Channel.IN_APP)
        tell(action, colleague)
        look(NOON)
        assert mailoutbox == []
        assert mail_states() == [MailState.NONE]

    def test_not_in_the_quiet_hours(self, mailoutbox):
        # A State without rules of its own is quiet from eight to seven.
        action = ActionFactory()
        tell(action, person(Role.OFFICIAL, action.office), when=at("2026-11-25 23:00"))
        look(at("2026-11-25 23:01"))
        assert mailoutbox == []
        look(MORNING)
        assert len(mailoutbox) == 1


class TestOnce:
    def test_looking_again_mails_nothing_again(self, action, colleague, mailoutbox):
        tell(action, colleague)
        for _time in range(3):
            look(NOON)
        assert len(mailoutbox) == 1

    def test_what_was_read_meanwhile_is_not_mailed(self, action, colleague, mailoutbox):
        tell(action, colleague, COMMENTED)
        look(NOON)
        with acting(SYSTEM):
            Notice.objects.update(read_at=NOON)
        look(MORNING)
        assert mailoutbox == []
        assert mail_states() == [MailState.NONE]

    def test_what_is_hidden_meanwhile_is_not_mailed(self, office, action, colleague, mailoutbox):
        tell(action, colleague, COMMENTED)
        look(NOON)
        ministry = InstitutionFactory(country=action.country)
        change(action, office=ministry, visibility=Visibility.OFFICE)
        look(MORNING)
        assert mailoutbox == []

    def test_it_joins_the_mail_of_the_day(self, office, action, colleague, mailoutbox):
        office.action("2026-12-03", title="Deadline", assignee=colleague)
        tell(action, colleague, COMMENTED)
        look(NOON)
        sweep(MORNING)
        look(MORNING)
        [message] = mailoutbox
        assert "Deadline" in message.body
        assert "commented on an action that you watch" in message.body

    def test_reminders_never_travel_with_news_alone(self, office, action, colleague, mailoutbox):
        tell(action, colleague)
        news.gather(now=NOON)
        office.action("2026-12-02", assignee=colleague)
        sweep(NOON)
        with acting(SYSTEM):
            told = Digest.objects.get(occasion=Occasion.NEWS)
            assert not told.reminders.exists()


class TestFailure:
    @pytest.fixture
    def refused(self, action, colleague, monkeypatch):
        def refuse(postbox, message):
            raise RefusedError("550 no such user")

        with monkeypatch.context() as patch:
            patch.setattr(Postbox, "send", refuse)
            tell(action, colleague)
            look(NOON)
        with acting(SYSTEM):
            return Digest.objects.get()

    def test_it_is_seen_and_tried_again(self, office, refused, mailoutbox):
        assert refused.state == DigestState.FAILED
        assert mail_states() == [MailState.FAILED]
        actor = actor_for(office.focal_point)
        with acting(actor):
            retry_digest(actor=actor, digest=refused, now=NOON, reason="mended")
        look(NOON)
        assert len(mailoutbox) == 1
        assert mail_states() == [MailState.SENT]

    def test_it_stays_in_the_inbox_whatever_becomes_of_the_mail(self, refused, colleague):
        actor = actor_for(colleague)
        with acting(actor):
            assert Notice.objects.visible_to(actor).count() == 1


def test_the_next_morning_is_one_of_the_readers_own(office, action):
    reader = office.officer(time_zone="Asia/Tokyo")
    tell(action, reader, COMMENTED, when=at("2026-11-25 22:00"))
    with acting(SYSTEM):
        notice = Notice.objects.select_related("recipient").get()
    assert news.mail_time(Channel.DAILY, notice) == at("2026-11-26 08:00", "Asia/Tokyo")
    assert timezone.is_aware(news.mail_time(Channel.WEEKLY, notice))
