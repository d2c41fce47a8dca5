"""Whatever people do and whatever stands still: each reminder once, none lost, none wrong."""

import datetime as dt
import re
import zoneinfo
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.accounts.models import User
from apps.actions.models import UNFINISHED, Action, Status
from apps.reminders.models import ReminderState
from apps.reminders.postbox import Postbox, PostponedError
from apps.reminders.schedule import SEND_AT, latest_offset
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.factories import CountryFactory, InstitutionFactory, person
from tests.reminders.conftest import Office, at, change, deliver, leave, ledger, sweep

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

ZONES = ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago"]
MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)
LINE = re.compile(r"^\* (\S+) ", re.MULTILINE)

# Few people, few actions and near dates, so that what happens to them meets.
who = st.sampled_from([None, 0, 1, 2])
which = st.integers(0, 1)
days = st.sampled_from([-8, -1, 0, 1, 7, 8, 14])
time = st.sampled_from([7 * MINUTE, 40 * MINUTE, 3 * HOUR, 9 * HOUR, DAY, 6 * DAY])
waits = st.tuples(st.just("wait"), time)
beats = st.sampled_from([("sweep",), ("sweep",), ("deliver",), ("beat",)])
changes = st.one_of(
    st.tuples(st.just("create"), days, who),
    st.tuples(st.just("move"), which, days),
    st.tuples(st.just("finish"), which),
    st.tuples(st.just("reopen"), which),
    st.tuples(st.just("assign"), which, who),
    st.tuples(st.just("leave"), st.integers(0, 2)),
)
step = st.one_of(
    waits,
    beats,
    changes,
    st.tuples(st.just("between_sweep_and_mail"), changes),
    st.tuples(st.just("for_a_moment"), which, days),
    st.tuples(st.just("server"), st.booleans()),
)


@dataclass
class Machine:
    """The product with a clock of its own; beat runs only when a step says so."""

    office: Office
    people: list[User]
    now: dt.datetime = field(default_factory=lambda: at("2026-03-20 07:30"))
    actions: list[Action] = field(default_factory=list)
    gone: set[Any] = field(default_factory=set)
    server_works: bool = True

    def wait(self, time: dt.timedelta) -> None:
        self.now += time

    def create(self, days: int, assignee: int | None) -> None:
        due = (self.now + days * DAY).date().isoformat()
        self.actions.append(
            self.office.action(due, assignee=self._person(assignee), due_set_at=self.now)
        )

    def move(self, number: int, days: int) -> None:
        self._change(number, due_on=(self.now + days * DAY).date(), due_set_at=self.now)

    def finish(self, number: int) -> None:
        self._change(number, status=Status.DONE)

    def reopen(self, number: int) -> None:
        if self._action(number).status == Status.DONE:
            self._change(number, status=Status.IN_PROGRESS)

    def assign(self, number: int, assignee: int | None) -> None:
        self._change(number, assignee=self._person(assignee))

    def leave(self, number: int) -> None:
        """The person's last day was yesterday."""
        if self.people[number].pk not in self.gone:
            leave(self.people[number], (self.now - DAY).date().isoformat())
            self.gone.add(self.people[number].pk)

    def sweep(self) -> None:
        sweep(self.now)

    def beat(self) -> None:
        self.sweep()
        self.deliver()

    def between_sweep_and_mail(self, change: tuple[Any, ...]) -> None:
        """On the next day something happens after the sweep and before the delivery."""
        self.wait(DAY)
        self.sweep()
        self.do(*change)
        self.deliver()

    def for_a_moment(self, number: int, days: int) -> None:
        """While a sweep looks, the date is another one and the work is finished."""
        before = self._action(number).due_on
        self._change(number, due_on=(self.now + days * DAY).date())
        self.finish(number)
        self.sweep()
        self._change(number, due_on=before)
        self.reopen(number)

    def do(self, name: str, *arguments: Any) -> None:
        getattr(self, name)(*arguments)

    def server(self, works: bool) -> None:
        self.server_works = works

    def deliver(self) -> None:
        before = {row.pk for row in ledger(state=ReminderState.SENT)}
        deliver(self.now)
        for row in ledger(state=ReminderState.SENT):
            if row.pk in before:
                continue
            action = self._current(row.object_id)
            assert action.status in UNFINISHED
            assert row.due_on == action.due_on
            recipient = self._responsible(action)
            assert row.recipient_id == recipient.pk
            # What had passed when the date was set is not told.
            assert action.due_set_at is not None
            set_at = action.due_set_at.astimezone(zoneinfo.ZoneInfo(recipient.time_zone))
            assert set_at.date() <= row.due_on + row.offset_days * DAY

    def assert_each_was_mailed_once(self) -> None:
        mailed = sum(len(LINE.findall(str(message.body))) for message in mail.outbox)
        assert mailed == len(ledger(state=ReminderState.SENT))

    def assert_nothing_is_lost(self) -> None:
        for action in map(self._current, (a.pk for a in self.actions)):
            if action.status not in UNFINISHED:
                continue
            recipient = self._responsible(action)
            offset = self._owed(action, zoneinfo.ZoneInfo(recipient.time_zone))
            if offset is not None:
                [row] = ledger(
                    object_id=action.pk,
                    due_on=action.due_on,
                    offset_days=offset,
                    recipient=recipient,
                )
                assert row.state == ReminderState.SENT

    def _owed(self, action: Action, zone: zoneinfo.ZoneInfo) -> int | None:
        """The last offset whose mail should have gone by now, by the rules as people read them."""
        local = self.now.astimezone(zone)
        day = local.date() if local.time() >= SEND_AT else local.date() - DAY
        assert action.due_on is not None
        assert action.due_set_at is not None
        offset = latest_offset((day - action.due_on).days)
        if offset is None:
            return None
        set_at = action.due_set_at.astimezone(zone)
        told_on = action.due_on + offset * DAY
        if set_at.date() > told_on or (set_at.date() == told_on == day and set_at.time() > SEND_AT):
            return None
        return offset

    def _responsible(self, action: Action) -> User:
        assignee = action.assignee
        if assignee is None or assignee.pk in self.gone:
            return self.office.focal_point
        return assignee

    def _person(self, number: int | None) -> User | None:
        return None if number is None else self.people[number]

    def _action(self, number: int) -> Action:
        return self._current(self.actions[number % len(self.actions)].pk)

    def _current(self, pk: Any) -> Action:
        with acting(SYSTEM):
            return Action.objects.select_related("assignee").get(pk=pk)

    def _change(self, number: int, **values: Any) -> None:
        change(self._action(number), **values)


@given(steps=st.lists(step, min_size=6, max_size=40))
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_each_reminder_is_told_once_and_none_is_lost_or_wrong(steps, monkeypatch):
    with transaction.atomic():
        mail.outbox = []
        institution = InstitutionFactory(country=CountryFactory(time_zone="UTC"))
        office = Office(institution, person(Role.FOCAL_POINT, institution, time_zone="UTC"))
        people = [office.officer(time_zone=zone) for zone in ZONES]
        machine = Machine(office, people)
        send = Postbox.send

        def answer(postbox, message):
            if not machine.server_works:
                raise PostponedError("451 Not now")
            send(postbox, message)

        with monkeypatch.context() as patch:
            patch.setattr(Postbox, "send", answer)
            machine.create(8, 0)
            for name, *arguments in steps:
                machine.do(name, *arguments)
            # In the end everything works again, for three days.
            machine.server_works = True
            for _ in range(12):
                machine.wait(5 * HOUR)
                machine.beat()
        machine.assert_each_was_mailed_once()
        machine.assert_nothing_is_lost()
        transaction.set_rollback(True)
