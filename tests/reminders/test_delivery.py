"""What is sent, to whom, and what becomes of it when it cannot be sent."""

import datetime as dt
from dataclasses import replace

import pytest

from apps.actions.models import Action, Status
from apps.reminders import delivery
from apps.reminders.models import DigestState, ReminderState
from apps.reminders.postbox import Postbox, PostponedError, RefusedError, UnreachableError
from apps.reminders.services import deliver_digests, digests_waiting
from focalpoint import deadlines
from focalpoint.deadlines import sources
from focalpoint.roles import Role
from focalpoint.visibility import Visibility
from tests.factories import InstitutionFactory, MembershipFactory, ReminderFactory
from tests.reminders.conftest import at, change, deliver, digests, leave, ledger, run, states, sweep

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

SENT, PENDING, CANCELLED = ReminderState.SENT, ReminderState.PENDING, ReminderState.CANCELLED
EIGHT = at("2026-06-23 08:00")


@pytest.fixture
def answers(monkeypatch, mailoutbox):
    """What the server says to the next messages; when it has no more to say, it accepts."""
    said = []
    send = Postbox.send

    def answer(postbox, message):
        if said:
            raise said.pop(0)
        send(postbox, message)

    monkeypatch.setattr(Postbox, "send", answer)
    return said


class TestDelivery:
    def test_the_mail_waits_for_eight_in_the_morning(self, office, mailoutbox):
        office.action("2026-06-30")
        run(EIGHT - dt.timedelta(minutes=1))
        assert mailoutbox == []
        assert digests_waiting(now=EIGHT) == 1
        run(EIGHT)
        assert len(mailoutbox) == 1

    def test_what_was_sent_is_settled(self, office, mailoutbox):
        office.action("2026-06-30")
        run(EIGHT)
        [digest], [row], [message] = digests(), ledger(), mailoutbox
        assert (digest.state, digest.sent_at, digest.attempts) == (DigestState.SENT, EIGHT, 1)
        assert digest.subject == message.subject
        assert digest.message_id == message.extra_headers["Message-ID"]
        assert (row.state, row.settled_at) == (SENT, EIGHT)

    def test_repeating_it_sends_nothing_more(self, office, mailoutbox):
        office.action("2026-06-30")
        for minutes in range(0, 60, 5):
            run(EIGHT + dt.timedelta(minutes=minutes))
        assert len(mailoutbox) == 1

    def test_each_recipient_gets_a_message_of_their_own(self, office, mailoutbox):
        people = [office.officer(Role.DEPUTY) for _ in range(4)]
        office.action("2026-06-30")
        run(EIGHT)
        assert all(len(m.recipients()) == 1 and not m.cc and not m.bcc for m in mailoutbox)
        told = {m.recipients()[0].rsplit("<")[-1].rstrip(">") for m in mailoutbox}
        assert told == {office.focal_point.email, *(p.email for p in people)}

    def test_work_runs_out_when_the_time_is_up(self, office, mailoutbox):
        office.action("2026-06-30")
        sweep(EIGHT)
        assert deliver_digests(now=EIGHT, seconds=0)
        assert mailoutbox == []


class TestPace:
    def test_what_may_not_leave_yet_waits_and_is_not_lost(self, office, mailoutbox, settings):
        people = [office.officer(Role.DEPUTY) for _ in range(4)]
        office.action("2026-06-30")
        sweep(EIGHT)
        settings.MAIL_PER_MINUTE = 1  # so that no machine is too slow for this test
        assert deliver_digests(now=EIGHT, seconds=60)
        assert (len(mailoutbox), digests_waiting(now=EIGHT)) == (1, 4)
        # Whoever finds no share at all leaves the rest to the one who had it.
        assert not deliver_digests(now=EIGHT, seconds=60)
        assert len(mailoutbox) == 1
        settings.MAIL_PER_MINUTE = 0
        deliver(EIGHT)
        told = [m.recipients()[0].rsplit("<")[-1].rstrip(">") for m in mailoutbox]
        assert sorted(told) == sorted([office.focal_point.email, *(p.email for p in people)])


class TestTheLastLook:
    """Between the sweep and the mail, things happen."""

    @pytest.fixture
    def action(self, office):
        action = office.action("2026-06-30")
        sweep(at("2026-06-23 07:59"))
        return action

    @pytest.mark.parametrize(
        "values",
        [
            {"status": Status.DONE},
            {"status": Status.CANCELLED},
            {"due_on": dt.date(2026, 9, 1)},
            {"due_on": None},
        ],
        ids=["done", "cancelled", "moved", "without a date"],
    )
    def test_nothing_is_sent_of_what_no_longer_holds(self, action, values, mailoutbox):
        change(action, **values)
        deliver(EIGHT)
        assert mailoutbox == []
        assert states() == {-7: CANCELLED}
        assert digests()[0].state == DigestState.EMPTY

    def test_nothing_is_sent_to_whom_it_no_longer_concerns(self, action, office, mailoutbox):
        assignee = office.officer()
        change(action, assignee=assignee)
        run(EIGHT)
        assert [m.to for m in mailoutbox] == [[f"{assignee} <{assignee.email}>"]]

    @pytest.mark.parametrize("how", ["left", "closed"])
    def test_nothing_is_sent_to_whoever_has_gone(self, action, office, how, mailoutbox):
        if how == "left":
            leave(office.focal_point, "2026-06-22")
        else:
            change(office.focal_point, is_active=False)
        deliver(EIGHT)
        assert mailoutbox == []

    def test_the_rest_of_the_digest_is_sent(self, action, office, mailoutbox):
        office.action("2026-07-07", title="Still to do")
        sweep(at("2026-06-23 07:59"))
        change(action, status=Status.DONE)
        deliver(EIGHT)
        [message] = mailoutbox
        assert "Still to do" in message.body
        assert action.title not in message.body

    def test_an_empty_digest_gives_its_day_to_what_comes_later(self, action, office, mailoutbox):
        change(action, status=Status.DONE)
        run(EIGHT)
        office.action("2026-06-22")
        run(at("2026-06-23 11:00"))
        assert len(mailoutbox) == 1
        assert len(digests()) == 1

    def test_two_offsets_of_a_deadline_are_one_line(self, action, office, mailoutbox):
        [row] = ledger()
        ReminderFactory(
            object_id=row.object_id,
            country=row.country,
            recipient=row.recipient,
            due_on=row.due_on,
            offset_days=-14,
            digest_id=row.digest_id,
        )
        deliver(EIGHT)
        assert mailoutbox[0].body.count(action.title) == 1
        assert states() == {-14: ReminderState.COLLAPSED, -7: SENT}


class TestWhatARecipientMaySee:
    @pytest.fixture
    def theirs(self, office):
        """Of another office; nobody works there, so it is the focal point's to know of."""
        ministry = InstitutionFactory(country=office.institution.country)
        return office.action(
            "2026-06-30", office=ministry, visibility=Visibility.OFFICE, title="Secret"
        )

    @pytest.fixture
    def contributor(self, office):
        """Once an official, now a contributor, to whom no record of the State is open."""
        user = office.officer(Role.CONTRIBUTOR, time_zone="UTC")
        office.action("2026-06-30", assignee=user, title="Secret")
        return user

    def test_of_a_record_of_another_office_one_learns_the_kind_and_the_date(
        self, office, theirs, mailoutbox
    ):
        run(EIGHT)
        [message] = mailoutbox
        text = message.subject + message.body + message.alternatives[0][0]
        assert "Action due" in text
        assert "Secret" not in text
        assert theirs.reference not in text

    def test_a_record_that_is_closed_to_its_recipient_is_withheld(self, contributor, mailoutbox):
        run(EIGHT)
        assert mailoutbox == []
        assert states() == {-7: ReminderState.WITHHELD}

    def test_it_is_not_tried_again_every_day(self, contributor):
        for day in range(5):
            run(EIGHT + dt.timedelta(days=day))
        assert states() == {-7: ReminderState.WITHHELD}
        assert len(digests()) == 1

    def test_a_source_that_forgets_its_filter_still_shows_nothing(
        self, theirs, mailoutbox, monkeypatch
    ):
        source = sources()["action.due"]

        def careless(actor, ids):
            seen = Action.objects.filter(pk__in=ids)
            return {a.pk: line for a in seen for line in source.lines(actor, [a.pk]).values()}

        monkeypatch.setitem(deadlines._SOURCES, source.kind, replace(source, lines=careless))
        run(EIGHT)
        [message] = mailoutbox
        assert "Secret" not in message.body


class TestFailures:
    @pytest.fixture(autouse=True)
    def action(self, office):
        action = office.action("2026-06-30")
        sweep(EIGHT)
        return action

    def test_the_servers_answer_is_kept(self, answers):
        answers.append(PostponedError("451 4.3.0 Try again later"))
        deliver(EIGHT)
        [digest] = digests()
        assert digest.last_error == "451 4.3.0 Try again later"
        assert (digest.state, digest.attempts) == (DigestState.PENDING, 1)
        assert states() == {-7: PENDING}

    def test_it_is_tried_again_ever_more_rarely_and_given_up_after_two_days(self, answers):
        minutes, last = [], EIGHT
        while (digest := digests()[0]).state == DigestState.PENDING:
            minutes.append((digest.next_attempt_at - last).total_seconds() / 60)
            last = digest.next_attempt_at
            answers[:] = [PostponedError("451 Later")]
            deliver(last)
        assert minutes[:9] == [0, 1, 2, 5, 10, 30, 60, 60, 60]
        assert dt.timedelta(hours=47) < last - EIGHT <= dt.timedelta(days=2)
        assert digest.state == DigestState.FAILED
        assert digest.last_error == "451 Later"
        assert states() == {-7: ReminderState.FAILED}

    def test_success_after_failure_clears_the_answer(self, answers, mailoutbox):
        answers.append(PostponedError("451 Later"))
        deliver(EIGHT)
        deliver(EIGHT + dt.timedelta(minutes=1))
        [digest] = digests()
        assert (digest.state, digest.last_error, digest.attempts) == (DigestState.SENT, "", 2)
        assert len(mailoutbox) == 1

    def test_a_recipient_who_is_refused_fails_at_once(self, answers):
        answers.append(RefusedError("550 5.1.1 No such user"))
        deliver(EIGHT)
        [digest] = digests()
        assert (digest.state, digest.last_error) == (DigestState.FAILED, "550 5.1.1 No such user")
        assert states() == {-7: ReminderState.FAILED}

    def test_the_next_offset_of_a_failed_one_is_tried_anew(self, answers, mailoutbox):
        answers.append(RefusedError("550 No such user"))
        deliver(EIGHT)
        run(at("2026-06-24 09:00"))
        assert mailoutbox == []
        run(at("2026-06-29 09:00"))
        assert len(mailoutbox) == 1

    def test_one_refused_recipient_does_not_hold_up_the_others(self, office, answers, mailoutbox):
        office.officer(Role.DEPUTY)
        sweep(EIGHT)
        answers.append(RefusedError("550 No such user"))
        deliver(EIGHT)
        assert len(mailoutbox) == 1

    def test_without_a_server_the_others_are_left_alone(self, office, answers, mailoutbox):
        office.officer(Role.DEPUTY)
        sweep(EIGHT)
        answers.append(UnreachableError("ConnectionRefusedError: nobody there"))
        deliver(EIGHT)
        assert mailoutbox == []
        assert sorted(digest.attempts for digest in digests()) == [0, 1]

    def test_a_message_that_cannot_be_written_does_not_hold_up_the_others(
        self, office, monkeypatch, mailoutbox
    ):
        broken, others = office.focal_point, office.officer(Role.DEPUTY)
        sweep(EIGHT)
        compose = delivery.compose

        def fail_for_one(digest, *rest, **options):
            if digest.recipient_id == broken.pk:
                raise ValueError("a bug")
            return compose(digest, *rest, **options)

        monkeypatch.setattr(delivery, "compose", fail_for_one)
        deliver(EIGHT)
        assert [m.to for m in mailoutbox] == [[f"{others} <{others.email}>"]]
        [digest] = digests(recipient=broken)
        assert digest.last_error == "ValueError: a bug"
        assert digest.next_attempt_at == EIGHT + dt.timedelta(minutes=1)

    def test_a_failed_delivery_leaves_nothing_marked_as_sent(self, answers):
        answers.append(PostponedError("451 Later"))
        deliver(EIGHT)
        [digest] = digests()
        assert (digest.sent_at, digest.message_id) == (None, "")


class TestSenders:
    def test_no_more_than_the_allowed_number_deliver_at_once(self, office, settings, mailoutbox):
        settings.REMINDER_SENDERS = 0
        office.action("2026-06-30")
        run(EIGHT)
        assert mailoutbox == []


def test_a_person_in_two_states_gets_both_in_one_mail(office, mailoutbox):
    abroad = MembershipFactory(user=office.focal_point, role=Role.FOCAL_POINT)
    office.action("2026-06-30", title="Here")
    office.action("2026-06-30", title="There", office=abroad.institution)
    run(EIGHT)
    [message] = mailoutbox
    assert "Here" in message.body
    assert "There" in message.body
