"""What people expect of the reminders, reckoned the slow way: day by day and offset by offset, from
the rules as people read them, and from nothing that the sweep computes.
"""

import datetime as dt
import zoneinfo
from dataclasses import dataclass
from typing import Any

from apps.accounts.models import User
from apps.actions.models import Action, Status
from apps.reminders.forecast import DAY
from apps.reminders.ladder import Rung
from apps.reminders.models import DeadlineAnswer, ReminderRules
from apps.reminders.schedule import Rules
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from tests.reminders.conftest import Office


@dataclass(frozen=True)
class Answered:
    """What a person said of a deadline as it stands."""

    acknowledged_on: dt.date | None = None
    snoozed_until: dt.date | None = None


class Expectations:
    """Of one State, at one moment (``now``)."""

    now: dt.datetime
    office: Office
    deputy: User
    gone: set[Any]
    rules_record: Any

    def _owed(self, action: Action, recipient: User) -> int | None:
        """The last offset whose mail should have gone by now, by the rules as people read them."""
        rules, said = self._rules(), self._said(action, recipient)
        today = self._last_mail_day(recipient)
        if said.snoozed_until and said.snoozed_until > self._local(recipient).date():
            return None
        rule, due = rules.of("action.due"), action.due_on
        assert due is not None
        owed = None
        for offset in range(-60, (today - due).days + 1 + 10):
            known = said.acknowledged_on and said.acknowledged_on < due and offset < 0
            if said.snoozed_until == due + offset * DAY:
                is_told = said.snoozed_until <= today
            else:
                is_told = (
                    rule.has(offset)
                    and not known
                    and self._mailed_by(rules, action, recipient, offset, today)
                )
            owed = offset if is_told else owed
        return owed

    def _mailed_by(
        self, rules: Rules, action: Action, recipient: User, offset: int, today: dt.date
    ) -> bool:
        assert action.due_on is not None
        day = rules.mail_day(action.due_on, offset)
        set_at = self._set_at(action, recipient)
        if set_at.date() > action.due_on + offset * DAY:
            return False
        if set_at > dt.datetime.combine(day, rules.send_at, set_at.tzinfo):
            day = set_at.date() + (DAY if set_at.time() > rules.send_at else 0 * DAY)
        return day <= today

    def _rung_is_due(self, action: Action, rung: Rung, today: dt.date) -> bool:
        if action.status == Status.IN_REVIEW or action.due_on is None:
            return False
        rules = self._rules()
        waits = rules.ladder.deputy if rung == Rung.DEPUTY else rules.ladder.focal_point
        if waits is None:
            return False
        begin = max(action.due_on, self._set_at(action, self.deputy).date())
        said = [self._said(action, user) for user in self._concerned(action)]
        if any(a.acknowledged_on and a.acknowledged_on >= action.due_on for a in said):
            return False
        if any(a.snoozed_until and a.snoozed_until >= today for a in said):
            return False
        return rules.calendar.on_or_after(begin + waits * DAY) <= today

    def _holders(self, action: Action) -> dict[Rung, list[User]]:
        """Who is above the person who is responsible; nobody, where the office is itself."""
        if action.assignee is None or action.assignee.pk in self.gone:
            return {Rung.DEPUTY: [], Rung.FOCAL_POINT: []}
        return {Rung.DEPUTY: [self.deputy], Rung.FOCAL_POINT: [self.office.focal_point]}

    def _responsible(self, action: Action) -> list[User]:
        leads = [self.office.focal_point, self.deputy]
        if action.assignee is None or action.assignee.pk in self.gone:
            return leads
        return leads if action.status == Status.IN_REVIEW else [action.assignee]

    def _concerned(self, action: Action) -> list[User]:
        return [*self._responsible(action), self.office.focal_point, self.deputy]

    def _said(self, action: Action, user: User) -> Answered:
        assert action.due_on is not None
        with acting(SYSTEM):
            found = DeadlineAnswer.objects.filter(
                object_id=action.pk, due_on=action.due_on, recipient=user
            ).first()
        return Answered(found.acknowledged_on, found.snoozed_until) if found else Answered()

    def _last_mail_day(self, recipient: User) -> dt.date:
        """The last working day on which the mail of the day has gone to a person."""
        rules, local = self._rules(), self._local(recipient)
        gone = local.time() >= rules.send_at
        return rules.calendar.on_or_before(local.date() if gone else local.date() - DAY)

    def _rules(self) -> Rules:
        with acting(SYSTEM):
            record = ReminderRules.objects.select_related("country").get(pk=self.rules_record.pk)
        return record.as_rules()

    def _local(self, user: User) -> dt.datetime:
        return self.now.astimezone(zoneinfo.ZoneInfo(user.time_zone))

    def _set_at(self, action: Action, user: User) -> dt.datetime:
        assert action.due_set_at is not None
        return action.due_set_at.astimezone(zoneinfo.ZoneInfo(user.time_zone))

    def _current(self, pk: Any) -> Action:
        with acting(SYSTEM):
            return Action.objects.select_related("assignee").get(pk=pk)
