"""The product with a clock of its own, driven by chance, beside what people expect of it."""

import datetime as dt
import re
from collections import Counter
from contextlib import suppress
from typing import Any

from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from apps.accounts.models import User
from apps.accounts.selectors import actor_for
from apps.actions.models import UNFINISHED, Action, Status
from apps.reminders.forecast import DAY
from apps.reminders.ladder import Rung
from apps.reminders.models import Reminder, ReminderState
from apps.reminders.postbox import Postbox, PostponedError
from apps.reminders.services import acknowledge, deliver_digests, resume, snooze
from focalpoint.roles import Role
from focalpoint.visibility import Visibility
from tests.factories import CountryFactory, InstitutionFactory, ReminderRulesFactory, person
from tests.reminders.conftest import Office, at, change, deliver, leave, ledger, sweep
from tests.reminders.expected import Expectations

ZONES = ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago"]
MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)
LINE = re.compile(r"^\* (\S+) ", re.MULTILINE)
RULES: list[dict[str, Any]] = [
    {},
    {"weekend": [6, 7]},
    {"weekend": [5, 6], "send_at": dt.time(14, 30), "quiet_from": dt.time(20)},
    {"days_off": {"2026-03-23": "Day off", "2026-03-24": "Another"}},
    {"kinds": {"action.due": {"before": [10, 3, 0], "after": [2], "every": 3}}},
    {"kinds": {"action.due": {"before": [], "after": [1, 5], "every": 10}}},
    {"tell_deputy_after": None, "tell_focal_point_after": 2},
    {"tell_deputy_after": 1, "tell_focal_point_after": 1},
]

# Few people, few actions and near dates, so that what happens to them meets.
which, who = st.integers(0, 1), st.sampled_from([None, 0, 1, 2])
days = st.sampled_from([-8, -1, 0, 1, 7, 8, 14])
waits = st.sampled_from([7 * MINUTE, 40 * MINUTE, 3 * HOUR, 9 * HOUR, DAY, 6 * DAY])


class KilledError(BaseException):
    """The process ends here; nothing may catch it."""


class LedgerMachine(Expectations, RuleBasedStateMachine):
    """Beat runs only when a step says so."""

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        mail.outbox = []
        institution = InstitutionFactory(country=CountryFactory(time_zone="UTC"))
        self.rules_record = ReminderRulesFactory(country=institution.country)
        self.office = Office(institution, person(Role.FOCAL_POINT, institution, time_zone="UTC"))
        self.deputy = self.office.officer(Role.DEPUTY, time_zone="UTC")
        self.people = [self.office.officer(time_zone=zone) for zone in ZONES]
        self.now = at("2026-03-20 07:30")  # a Friday
        self.actions: list[Any] = []
        self.gone: set[Any] = set()
        self.server_works = True
        # The process dies while the next message is handed over: before or after it is taken.
        self.dies: str | None = None
        self.lines_twice = 0
        self.sent: set[Any] = set()
        self._send = Postbox.send
        Postbox.send = self._answer  # type: ignore[method-assign,assignment]

    def _answer(self, message: Any) -> None:
        if not self.server_works:
            raise PostponedError("451 Not now")
        if self.dies == "before":
            raise KilledError
        mail.get_connection().send_messages([message])
        if self.dies == "after":
            self.lines_twice += len(LINE.findall(str(message.body)))
            raise KilledError

    # What happens.

    @initialize()
    def begin(self) -> None:
        self.create(8, 0)

    @rule(time=waits)
    def wait(self, time: dt.timedelta) -> None:
        self.now += time

    @rule(days=days, assignee=who)
    @precondition(lambda self: len(self.actions) < 3)
    def create(self, days: int, assignee: int | None) -> None:
        due = (self.now + days * DAY).date().isoformat()
        made = self.office.action(due, assignee=self._person(assignee), due_set_at=self.now)
        self.actions.append(made.pk)

    @rule(number=which, days=days)
    def move(self, number: int, days: int) -> None:
        self._change(number, due_on=(self.now + days * DAY).date(), due_set_at=self.now)

    @rule(number=which)
    def finish(self, number: int) -> None:
        self._change(number, status=Status.DONE)

    @rule(number=which)
    def hand_in(self, number: int) -> None:
        if not self._action(number).is_finished:
            self._change(number, status=Status.IN_REVIEW)

    @rule(number=which)
    def reopen(self, number: int) -> None:
        if self._action(number).status in (Status.DONE, Status.IN_REVIEW):
            self._change(number, status=Status.IN_PROGRESS)

    @rule(number=which, assignee=who)
    def assign(self, number: int, assignee: int | None) -> None:
        self._change(number, assignee=self._person(assignee))

    @rule(number=which, visibility=st.sampled_from([Visibility.OFFICE, Visibility.GOVERNMENT]))
    def share(self, number: int, visibility: Visibility) -> None:
        """All of them work in one institution: who is told does not depend on it."""
        self._change(number, visibility=visibility)

    @rule(number=st.integers(0, 2))
    def leave(self, number: int) -> None:
        """The person's last day was yesterday."""
        if self.people[number].pk not in self.gone:
            leave(self.people[number], (self.now - DAY).date().isoformat())
            self.gone.add(self.people[number].pk)

    @rule(number=which, person=st.integers(0, 4), days=st.sampled_from([None, 1, 3, 6, 13]))
    def answer(self, number: int, person: int, days: int | None) -> None:
        """Somebody acknowledges a deadline, or puts it off, if it is for them to do so."""
        user = [*self.people, self.deputy, self.office.focal_point][person]
        key = "action.due", self._action(number).pk
        actor = actor_for(user, on=self.now.date())
        with suppress(PermissionDenied, ValidationError):
            if days is None:
                acknowledge(actor=actor, deadline=key, now=self.now)
            else:
                until = self._local(user).date() + days * DAY
                snooze(actor=actor, deadline=key, until=until, now=self.now)

    @rule(number=which, person=st.integers(0, 2))
    def take_back(self, number: int, person: int) -> None:
        actor = actor_for(self.people[person], on=self.now.date())
        with suppress(PermissionDenied, ValidationError):
            resume(actor=actor, deadline=("action.due", self._action(number).pk), now=self.now)

    @rule(values=st.sampled_from(RULES))
    def change_rules(self, values: dict[str, Any]) -> None:
        usual = ReminderRulesFactory.build(country=self.office.institution.country)
        fields = {name for more in RULES for name in more}
        change(self.rules_record, **{name: getattr(usual, name) for name in fields} | values)

    @rule(works=st.booleans())
    def server(self, works: bool) -> None:
        self.server_works = works

    @rule()
    def sweep(self) -> None:
        sweep(self.now)

    @rule()
    def deliver(self) -> None:
        deliver(self.now)
        self._check_what_was_told()

    @rule()
    def beat(self) -> None:
        self.sweep()
        self.deliver()

    @rule()
    def two_beats(self) -> None:
        self.sweep()
        self.beat()
        self.deliver()

    @rule(when=st.sampled_from(["before", "after"]))
    def die_in_mid_delivery(self, when: str) -> None:
        """The worker is killed; the database forgets its transaction, the mail server does not."""
        self.wait(DAY)
        self.sweep()
        self.dies = when
        with suppress(KilledError), transaction.atomic():
            deliver_digests(now=self.now, seconds=60)
        self.dies = None
        self._check_what_was_told()

    @rule(number=which, days=days)
    def for_a_moment(self, number: int, days: int) -> None:
        """While a sweep looks, the date is another one and the work is finished."""
        before = self._action(number).due_on
        self._change(number, due_on=(self.now + days * DAY).date())
        self.finish(number)
        self.sweep()
        self._change(number, due_on=before)
        self.reopen(number)

    # What must hold.

    def teardown(self) -> None:
        try:
            if not connection.needs_rollback:
                self._settle()
                self._check_each_was_mailed_once()
                self._check_nothing_is_lost()
        finally:
            Postbox.send = self._send  # type: ignore[method-assign]
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)

    def _settle(self) -> None:
        """In the end everything works again, for long enough to hold a weekend and a holiday.

        Each person's mail hours have a beat in them.
        """
        self.server_works = True
        for _ in range(6):
            self.now = (self.now + DAY).replace(hour=2, minute=0)
            self.beat()
            self.now = self.now.replace(hour=15)
            self.beat()

    def _check_what_was_told(self) -> None:
        new = [row for row in ledger(state=ReminderState.SENT) if row.pk not in self.sent]
        for row in new:
            self._check_told(row)
        for recipient in {row.recipient for row in new}:
            self._check_day([row for row in new if row.recipient_id == recipient.pk], recipient)
        self.sent |= {row.pk for row in new}

    def _check_told(self, row: Reminder) -> None:
        action = self._current(row.object_id)
        assert action.status in UNFINISHED, "told of finished work"
        assert row.due_on == action.due_on, "told of a date that no longer holds"
        if row.rung:
            assert row.recipient in self._holders(action)[Rung(row.rung)]
            assert self._rung_is_due(action, Rung(row.rung), self._local(row.recipient).date())
            return
        assert row.recipient in self._responsible(action), "told to somebody else"
        said = self._said(action, row.recipient)
        today = self._local(row.recipient).date()
        at_snooze = said.snoozed_until == row.due_on + row.offset_days * DAY
        assert not (said.snoozed_until and said.snoozed_until > today), "told in a snooze"
        if not at_snooze:
            assert self._rules().of("action.due").has(row.offset_days), "told at no offset"
            known = said.acknowledged_on and said.acknowledged_on < row.due_on
            assert not (known and row.offset_days < 0), "told of what they knew"
        # What had passed when the date was set is not told.
        set_on = self._set_at(action, row.recipient).date()
        assert set_on <= row.due_on + row.offset_days * DAY
        before = Counter(
            (r.offset_days >= row.offset_days, r.pk in self.sent)
            for r in ledger(
                object_id=row.object_id, due_on=row.due_on, recipient=row.recipient, rung=0
            )
            if r.state == ReminderState.SENT and r.pk != row.pk
        )
        assert not before[True, True], "told again of an earlier offset"

    def _check_day(self, rows: list[Reminder], recipient: User) -> None:
        """Mail goes out on working days, but for a deadline that comes first; never at night.

        What the sweep would have given another day, had it not stood still, goes at once.
        """
        rules, local = self._rules(), self._local(recipient)
        assert rules.quiet_end(local) is None
        days = {row.digest.local_date for row in rows if row.digest}
        assert len(days) == 1, "more than one mail a day"
        if days.pop() < local.date():
            return
        assert local.time() >= rules.send_at or not rules.calendar.is_working(local.date())
        if not rules.calendar.is_working(local.date()):
            following = rules.calendar.on_or_after(local.date())
            assert any(row.offset_days <= 0 and row.due_on < following for row in rows)

    def _check_each_was_mailed_once(self) -> None:
        mailed = sum(len(LINE.findall(str(message.body))) for message in mail.outbox)
        assert mailed - self.lines_twice == len(ledger(state=ReminderState.SENT))

    def _check_nothing_is_lost(self) -> None:
        for action in map(self._current, self.actions):
            if action.status not in UNFINISHED:
                continue
            for recipient in self._responsible(action):
                offset = self._owed(action, recipient)
                if offset is not None:
                    told = ledger(
                        object_id=action.pk, due_on=action.due_on, recipient=recipient, rung=0
                    )
                    sent = [r.offset_days for r in told if r.state == ReminderState.SENT]
                    assert max(sent, default=-999) >= offset, f"offset {offset} was lost"
            for rung, holders in self._holders(action).items():
                for holder in holders:
                    if self._rung_is_due(action, rung, self._last_mail_day(holder)):
                        [row] = ledger(
                            object_id=action.pk, due_on=action.due_on, recipient=holder, rung=rung
                        )
                        assert row.state == ReminderState.SENT, f"rung {rung} was lost"

    def _person(self, number: int | None) -> User | None:
        return None if number is None else self.people[number]

    def _action(self, number: int) -> Action:
        return self._current(self.actions[number % len(self.actions)])

    def _change(self, number: int, **values: Any) -> None:
        change(self._action(number), **values)
