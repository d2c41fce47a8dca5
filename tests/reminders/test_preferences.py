"""What people choose about their mail, what they cannot, and the way out with one click."""

import datetime as dt
import re
import socket

import pytest
from aiosmtpd.controller import Controller
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from apps.accounts.selectors import actor_for
from apps.actions.notices import ASSIGNED, COMMENTED
from apps.reminders.channels import choices_of, choose_mail
from apps.reminders.mailbox import Mailbox, Sink
from apps.reminders.models import ReminderState
from apps.reminders.personal import MailChoice
from apps.reminders.unsubscribing import unsubscribe_url
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.notices import Channel
from focalpoint.roles import Role
from tests.reminders.conftest import at, digests, ledger, run, states

pytestmark = pytest.mark.django_db

DUE = "2026-06-30"  # a Tuesday
WEEK_BEFORE = at("2026-06-23 08:00")


def choose(user, kind, channel):
    actor = actor_for(user)
    with acting(actor):
        choose_mail(actor=actor, user=user, chosen={kind: channel})


def chosen(user):
    return {choice.kind: choice.chosen for choice in choices_of(user)}


class TestChoosing:
    def test_the_usual_holds_until_one_chooses(self, office):
        found = chosen(office.focal_point)
        assert found["action.due"] == Channel.DAILY
        assert (found[ASSIGNED], found[COMMENTED]) == (Channel.AT_ONCE, Channel.DAILY)

    def test_a_choice_is_kept_with_its_history(self, office):
        choose(office.focal_point, COMMENTED, Channel.WEEKLY)
        assert chosen(office.focal_point)[COMMENTED] == Channel.WEEKLY
        [row] = MailChoice.objects.all()
        assert row.events.get().pgh_context["actor_name"] == str(office.focal_point)

    @pytest.mark.parametrize(
        ("kind", "channel"),
        [("action.due", Channel.AT_ONCE), ("action.sung", Channel.DAILY), (COMMENTED, "never")],
    )
    def test_what_there_is_not_cannot_be_chosen(self, office, kind, channel):
        with pytest.raises(ValidationError):
            choose(office.focal_point, kind, channel)

    def test_nobody_chooses_for_another(self, office):
        with pytest.raises(PermissionDenied):
            choose_mail(
                actor=actor_for(office.officer()),
                user=office.focal_point,
                chosen={COMMENTED: Channel.IN_APP},
            )


class TestInAppOnly:
    def test_a_reminder_is_told_by_standing_in_the_inbox(self, office, mailoutbox):
        choose(office.focal_point, "action.due", Channel.IN_APP)
        office.action(DUE)
        run(WEEK_BEFORE)
        assert mailoutbox == []
        assert states() == {-7: ReminderState.SHOWN}
        assert digests() == []
        run(WEEK_BEFORE + dt.timedelta(hours=1))
        assert len(ledger()) == 1

    def test_what_is_overdue_and_ones_own_is_mailed_all_the_same(self, office, mailoutbox):
        choose(office.focal_point, "action.due", Channel.IN_APP)
        office.action(DUE)
        run(at(f"{DUE} 09:00"))
        assert mailoutbox == []
        run(at("2026-07-01 08:00"))
        [message] = mailoutbox
        assert "1 day overdue" in message.body
        assert "List-Unsubscribe" not in message.extra_headers

    def test_another_kind_is_not_touched(self, office, mailoutbox):
        choose(office.focal_point, "assessment.review", Channel.IN_APP)
        office.action(DUE)
        run(WEEK_BEFORE)
        assert len(mailoutbox) == 1

    def test_it_holds_for_what_waits_already(self, office, mailoutbox):
        office.action(DUE)
        run(WEEK_BEFORE - dt.timedelta(hours=2))
        choose(office.focal_point, "action.due", Channel.IN_APP)
        run(WEEK_BEFORE)
        assert mailoutbox == []
        assert states() == {-7: ReminderState.SHOWN}


class TestWeekly:
    def test_it_waits_for_monday(self, office, mailoutbox):
        choose(office.focal_point, "action.due", Channel.WEEKLY)
        office.action(
            "2026-07-14"
        )  # told a week before, on Tuesday 7 July; 14 days before: 30 June
        run(at("2026-06-30 09:00"))
        run(at("2026-07-03 09:00"))
        assert mailoutbox == []
        run(at("2026-07-06 09:00"))
        assert len(mailoutbox) == 1
        assert ReminderState.SENT in states().values()

    def test_never_past_the_deadline_itself(self, office, mailoutbox):
        choose(office.focal_point, "action.due", Channel.WEEKLY)
        office.action("2026-06-25")  # a Thursday; the day before is no Monday
        run(at("2026-06-24 08:00"))
        assert len(mailoutbox) == 1

    def test_one_who_changes_their_mind_is_mailed_at_the_next_look(self, office, mailoutbox):
        choose(office.focal_point, "action.due", Channel.WEEKLY)
        office.action("2026-07-14")
        run(at("2026-06-30 09:00"))
        choose(office.focal_point, "action.due", Channel.DAILY)
        run(at("2026-06-30 10:00"))
        assert len(mailoutbox) == 1
        assert len(ledger()) == 1


class TestPage:
    def test_it_shows_and_keeps_what_i_choose(self, client, office):
        client.force_login(office.focal_point)
        page = client.get("/profile/mail/").content.decode()
        assert "What is overdue and yours is always mailed" in page
        answer = client.post(
            "/profile/mail/", {f"mail.{COMMENTED}": "weekly", "mail.action.due": "in_app"}
        )
        assert answer.status_code == 302
        found = chosen(office.focal_point)
        assert (found[COMMENTED], found["action.due"]) == (Channel.WEEKLY, Channel.IN_APP)

    def test_what_cannot_be_chosen_changes_nothing(self, client, office):
        client.force_login(office.focal_point)
        data = {f"mail.{COMMENTED}": "weekly", "mail.action.due": "never"}
        assert client.post("/profile/mail/", data).status_code == 422
        assert chosen(office.focal_point)[COMMENTED] == Channel.DAILY


class TestOneClick:
    @pytest.fixture
    def link(self, office):
        with acting(SYSTEM):
            return unsubscribe_url(office.focal_point).removeprefix("http://localhost:8000")

    def test_looking_changes_nothing(self, client, office, link):
        page = client.get(link).content.decode()
        assert str(office.focal_point) in page
        assert chosen(office.focal_point)["action.due"] == Channel.DAILY

    def test_a_post_without_signing_in_or_token_is_enough(self, office, link, client_that_checks):
        answer = client_that_checks.post(link, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert set(chosen(office.focal_point).values()) == {Channel.IN_APP}
        event = MailChoice.objects.first().events.get()
        assert "link in a mail" in event.pgh_context["reason"]
        assert client_that_checks.post(link).status_code == 200

    @pytest.mark.parametrize("change", [lambda t: t[:-2] + "xx", lambda t: "x", lambda t: "e30.x"])
    def test_a_link_that_is_not_ours_opens_nothing(self, client, office, link, change):
        [token] = re.findall(r"/unsubscribe/(.+)/$", link)
        assert client.post(f"/unsubscribe/{change(token)}/").status_code == 404
        assert not MailChoice.objects.exists()

    def test_ended_links_open_nothing(self, client, office, link):
        client.force_login(office.focal_point)
        assert client.post("/profile/mail/end-links/").status_code == 302
        assert client.post(link).status_code == 404
        assert not MailChoice.objects.exists()

    def test_it_speaks_the_language_of_the_mail(self, client, office, link):
        with acting(SYSTEM, reason="test"):
            type(office.focal_point).objects.update(language="ar")
        assert 'dir="rtl"' in client.get(link).content.decode()


@pytest.fixture
def client_that_checks():
    return Client(enforce_csrf_checks=True)


class TestHeaders:
    """As a real server gets them."""

    @pytest.fixture
    def box(self, tmp_path, settings):
        box = Mailbox(tmp_path)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        server = Controller(Sink(box), hostname="127.0.0.1", port=port)
        server.start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST = "127.0.0.1"
        settings.EMAIL_PORT = port
        yield box
        server.stop()

    def letter(self, box):
        [key] = box.keys()
        return box.get(key).message

    def test_what_may_be_unsubscribed_says_how(self, office, box, client):
        office.action(DUE)
        run(WEEK_BEFORE)
        message = self.letter(box)
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        # It may be folded onto a line of its own, but not encoded: programs look for the brackets.
        [raw] = [path.read_bytes() for path in box.directory.glob("*.eml")]
        header = rb"^List-Unsubscribe:\s+<http://localhost:8000(/unsubscribe/\S+/)>\r?$"
        [link] = [found.decode() for found in re.findall(header, raw, re.MULTILINE)]
        assert client.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
        assert chosen(office.focal_point)["action.due"] == Channel.IN_APP

    def test_what_may_not_says_nothing_of_it(self, office, box):
        office.action("2026-06-22")
        run(WEEK_BEFORE)
        message = self.letter(box)
        assert message["List-Unsubscribe"] is None
        assert message["List-Unsubscribe-Post"] is None

    def test_a_message_for_another_carries_none(self, office, box):
        officer = office.officer(Role.OFFICIAL)
        office.action("2026-05-01", assignee=officer)
        run(WEEK_BEFORE)
        letters = [box.get(key) for key in sorted(box.keys())]
        assert letters
        assert {letter.message["List-Unsubscribe"] for letter in letters} == {None}
