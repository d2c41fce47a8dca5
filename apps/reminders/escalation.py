"""How far up the ladder a deadline has gone, and who is told next: to be seen before it happens."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.countries.models import Country
from apps.reminders.addressing import Moment, deadlines
from apps.reminders.circles import Circle, circles_of
from apps.reminders.forecast import DAY, Mail, climb
from apps.reminders.ladder import Rung
from apps.reminders.models import DeadlineAnswer, Reminder, ReminderState
from apps.reminders.rule_services import rules_of
from apps.reminders.sql import Sql
from focalpoint.actors import Actor
from focalpoint.deadlines import DeadlineKey, sources


@dataclass(frozen=True)
class Step:
    """One rung: whom it concerns, and the day on which they were told, or will be."""

    rung: Rung
    people: Sequence[str]
    day: dt.date
    was_told: bool
    # Whether these are the writers of the one institution that sees the record.
    is_office: bool = False

    @property
    def words(self) -> str:
        """What has happened, or what will if nothing does."""
        who = str(_("The office") if self.is_office else self.rung.label)
        if self.people:
            who = f"{who} ({', '.join(self.people)})"
        facts = {"who": who, "day": date_format(self.day, "DATE_FORMAT")}
        if self.was_told:
            return _("%(who)s was told on %(day)s.") % facts
        return _("If nothing happens by %(day)s: %(who)s is told.") % facts


@dataclass(frozen=True)
class Escalation:
    """The ladder of one deadline; ``stopped`` says why nobody else will be told."""

    steps: Sequence[Step]
    stopped: str = ""


@dataclass(frozen=True)
class _Facts:
    country: Country
    due_on: dt.date
    since: dt.date | None
    owner: uuid.UUID | None
    leads: dict[Rung, list[tuple[uuid.UUID, str]]]
    is_kept: bool


def escalation_of(actor: Actor, deadline: DeadlineKey, *, now: dt.datetime) -> Escalation | None:
    """The ladder of a deadline; ``None`` where nothing is due, or the actor does not work there."""
    kind, pk = deadline
    facts = _facts(actor, deadline, now)
    if facts is None:
        return None
    said = list(
        DeadlineAnswer.objects.visible_to(actor)
        .filter(kind=kind, object_id=pk, due_on=facts.due_on)
        .select_related("recipient")
    )
    steps = _steps(actor, deadline, facts, _held_until(said, facts))
    stopped = _stopped(deadline, said, facts)
    return Escalation([step for step in steps if step.was_told or not stopped], stopped)


def _facts(actor: Actor, deadline: DeadlineKey, now: dt.datetime) -> _Facts | None:
    kind, pk = deadline
    if kind not in sources():
        return None
    # In the scope of the actor: a record that they do not see has no deadline to them.
    at, only = Moment(now), Sql("d.object_id = %s", (str(pk),))
    rows = deadlines(sources()[kind], at.date, where=only).rows()
    if not rows or rows[0][1] not in actor.read_states:
        return None
    _object, country_id, due_on, since, recipient, kept_by, circle_id = rows[0]
    country = Country.objects.get(pk=country_id)
    circle = circles_of(at, [country_id]).get(circle_id, Circle())
    return _Facts(
        country=country,
        due_on=due_on,
        since=country.local_date(since) if since else None,
        owner=recipient if recipient in circle.readers else None,
        leads=circle.leads,
        is_kept=kept_by is not None,
    )


def _steps(
    actor: Actor, deadline: DeadlineKey, facts: _Facts, held_until: dt.date | None
) -> list[Step]:
    kind, pk = deadline
    rules = rules_of(actor, facts.country).as_rules()
    told = dict(
        Reminder.objects.visible_to(actor)
        .filter(kind=kind, object_id=pk, due_on=facts.due_on, rung__gt=0)
        .filter(state=ReminderState.SENT)
        .order_by("-settled_at")
        .values_list("rung", "settled_at")
    )
    coming = climb(
        rules,
        facts.due_on,
        since=facts.since,
        is_owned=facts.owner is not None,
        has_deputy=bool(facts.leads[Rung.DEPUTY]),
        is_kept=facts.is_kept,
    )
    found = []
    for mail in coming:
        people = [name for user, name in facts.leads[mail.rung] if user != facts.owner]
        if not people and mail.rung != Rung.COORDINATOR:
            continue
        at = told.get(mail.rung)
        day = facts.country.local_date(at) if at else _later(mail, held_until)
        is_office = facts.is_kept and mail.rung == Rung.DEPUTY
        found.append(Step(mail.rung, people, day, at is not None, is_office))
    return found


def _later(mail: Mail, held_until: dt.date | None) -> dt.date:
    return max(mail.day, held_until + DAY) if held_until else mail.day


def _counts(answer: DeadlineAnswer, facts: _Facts) -> bool:
    """Whether it is from one of those whom the matter concerns now."""
    leads = {user for rung in facts.leads.values() for user, _name in rung}
    return answer.recipient_id in {facts.owner, *leads}


def _held_until(said: Iterable[DeadlineAnswer], facts: _Facts) -> dt.date | None:
    days = [a.snoozed_until for a in said if a.snoozed_until and _counts(a, facts)]
    return max(days, default=None)


def _stopped(deadline: DeadlineKey, said: Iterable[DeadlineAnswer], facts: _Facts) -> str:
    kind, pk = deadline
    handed_in = sources()[kind].handed_in
    if handed_in is not None and handed_in().filter(pk=pk).exists():
        return _("It has been handed in: nobody else is told.")
    for answer in said:
        on = answer.acknowledged_on
        if on and on >= facts.due_on and _counts(answer, facts):
            words = _("%(person)s acknowledged it on %(day)s: nobody else is told.")
            day = date_format(on, "DATE_FORMAT")
            return words % {"person": answer.recipient, "day": day}
    return ""
