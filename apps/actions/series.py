"""The writers of recurring actions. The next action of a series is made by a task, exactly once."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

import structlog
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.actions.collaboration import ActionWatcher, ChecklistItem
from apps.actions.models import UNFINISHED, Action, ActionLink
from apps.actions.recurrence import Frequency
from apps.actions.series_models import ActionOccurrence, ActionSeries
from apps.actions.services import assignee_problem, create_action, offices_of
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor
from focalpoint.policies import authorize
from focalpoint.services import create_record, locked, update_record, writing

logger = structlog.get_logger(__name__)

# What people change of a rule.
EDITABLE = frozenset({"frequency", "interval", "last_day", "until", "times"})


def start_series(
    *,
    actor: Actor,
    action: Action,
    frequency: str = Frequency.MONTHLY,
    interval: int = 1,
    last_day: bool = False,
    until: dt.date | None = None,
    times: int | None = None,
    reason: str = "",
) -> ActionSeries:
    """Let an action come back; its due date is the first date of the rule.

    With ``last_day`` the first date is the last day of that month. Raises ``PermissionDenied``, or
    ``ValidationError`` for an action without a due date or one of a series already.
    """
    authorize(actor, "change", action)
    with writing(actor, reason=reason, event="action.series_started"):
        current = locked(actor, action)
        if current.due_on is None:
            raise ValidationError(_("Give the action a due date first: the rule counts from it."))
        if ActionOccurrence.objects.filter(action=current).exists():
            raise ValidationError(_("This action comes back already."))
        series = ActionSeries(
            country=current.country,
            office=current.office,
            visibility=current.visibility,
            frequency=frequency,
            interval=interval,
            last_day=last_day,
            starts_on=current.due_on,
            until=until,
            times=times,
        )
        # The rule is made before it is asked for its dates: they need a valid one.
        series.full_clean()
        series.next_on = series.after(current.due_on)
        create_record(actor=actor, instance=series)
        create_record(
            actor=actor,
            instance=ActionOccurrence(series=series, action=current, on=current.due_on),
        )
    return series


def change_series(
    *,
    actor: Actor,
    series: ActionSeries,
    changes: Mapping[str, Any],
    version: int | None,
    reason: str = "",
) -> ActionSeries:
    """Change the rule; it counts from the date of its latest action, which stays as it is.

    Raises as ``update_record`` does.
    """
    unknown = set(changes) - EDITABLE
    if unknown:
        raise ValidationError(
            {name: _("This field cannot be changed here.") for name in sorted(unknown)}
        )

    def derive(current: ActionSeries) -> dict[str, Any]:
        proposed = ActionSeries(**{**_rule_of(current), **changes})
        if {name: getattr(proposed, name) for name in EDITABLE} == {
            name: getattr(current, name) for name in EDITABLE
        }:
            return {}
        latest = _latest(current)
        proposed.starts_on = latest.on
        proposed.clean_fields(exclude=["country", "office"])
        return {"starts_on": latest.on, "next_on": proposed.after(latest.on)}

    return update_record(
        actor=actor,
        instance=series,
        changes=changes,
        version=version,
        reason=reason,
        event="action.series_changed",
        derive=derive,
    )


def stop_series(*, actor: Actor, series: ActionSeries, reason: str = "") -> ActionSeries:
    """No more actions; the open one stays. Stopping twice changes nothing."""
    return _set_stopped(actor, series, True, reason, "action.series_stopped")


def resume_series(*, actor: Actor, series: ActionSeries, reason: str = "") -> ActionSeries:
    """Go on where the series stopped."""
    return _set_stopped(actor, series, False, reason, "action.series_resumed")


def _set_stopped(
    actor: Actor, series: ActionSeries, stopped: bool, reason: str, event: str
) -> ActionSeries:
    def derive(current: ActionSeries) -> dict[str, Any]:
        if (current.stopped_at is not None) == stopped:
            return {}
        return {"stopped_at": timezone.now() if stopped else None}

    return update_record(
        actor=actor,
        instance=series,
        changes={},
        version=None,
        reason=reason,
        event=event,
        derive=derive,
    )


def continue_all_series(*, now: dt.datetime) -> int:
    """Make the next action of every series whose latest one is finished; how many were made.

    One series that fails is reported and stops no other. Repeating it changes nothing.
    """
    made = 0
    with acting(SYSTEM, event="action.recurred", via="task"):
        for series in waiting_series():
            try:
                made += continue_series(series=series, now=now) is not None
            except Exception:
                logger.exception("series_failed", series=str(series))
    return made


def waiting_series() -> list[uuid.UUID]:
    """The series that go on and have no open action. One in the archive stays open until ended."""
    open_ones = ActionOccurrence.objects.filter(
        series=OuterRef("pk"), action__status__in=UNFINISHED
    )
    rows = ActionSeries.objects.filter(stopped_at=None, next_on__isnull=False)
    return list(rows.filter(~Exists(open_ones)).order_by("next_on").values_list("pk", flat=True))


def continue_series(*, series: uuid.UUID, now: dt.datetime) -> Action | None:
    """Make the next action of a series; ``None`` where nothing is to be made.

    It is due on the first date of the rule that has not passed in the capital; the dates that
    passed before are noted on it instead of becoming actions.
    """
    with writing(SYSTEM, event="action.recurred"):
        row = ActionSeries.objects.select_for_update().filter(pk=series).first()
        if row is None or not row.is_going_on:
            return None
        if row.occurrences.filter(action__status__in=UNFINISHED).exists():
            return None
        latest = _latest(row)
        due = row.after(max(latest.on, row.country.local_date(now) - dt.timedelta(days=1)))
        if due is None:
            row.next_on = None
            row.save()
            return None
        passed = row.rule.between(latest.on, due)
        begins = (passed[-1] if passed else latest.on) + dt.timedelta(days=1)
        action = _copy(latest.action, due=due, start=begins)
        create_record(
            actor=SYSTEM,
            instance=ActionOccurrence(series=row, action=action, on=due, passed=passed),
        )
        row.next_on = row.after(due)
        row.office, row.visibility = action.office, action.visibility
        row.save()
    return action


def _copy(action: Action, *, due: dt.date, start: dt.date) -> Action:
    """A new open action like ``action``, with its links, watchers and an unticked checklist."""
    served = ActionLink.objects.filter(action=action)
    links = list(served.select_related(*ActionLink.TARGETS))
    twin = create_action(
        actor=SYSTEM,
        country=action.country,
        title=action.title,
        description=action.description,
        priority=action.priority,
        office=action.office,
        lead_institution=action.lead_institution,
        assignee=_who_still_serves(action),
        start_on=min(start, due),
        due_on=due,
        visibility=action.visibility,
        items=[link.item for link in links if link.item],
        priorities=[link.priority for link in links if link.priority],
        recommendations=[link.recommendation for link in links if link.recommendation],
        treaties=[link.treaty for link in links if link.treaty],
    )
    for item in ChecklistItem.objects.filter(action=action).order_by("position"):
        fresh = ChecklistItem(action=twin, text=item.text, position=item.position)
        create_record(actor=SYSTEM, instance=fresh)
    for watcher in ActionWatcher.objects.filter(action=action):
        create_record(actor=SYSTEM, instance=ActionWatcher(action=twin, user=watcher.user))
    return twin


def _who_still_serves(action: Action) -> User | None:
    """The assignee, unless they have left or could not see it: nobody then."""
    person = action.assignee
    if person is None or assignee_problem(action, person, offices_of(person, action.country)):
        return None
    return person


def _latest(series: ActionSeries) -> ActionOccurrence:
    rows = ActionOccurrence.objects.filter(series=series).select_related("action__country")
    found: ActionOccurrence = rows.order_by("-on")[0]
    return found


def _rule_of(series: ActionSeries) -> dict[str, Any]:
    names = (*EDITABLE, "starts_on")
    return {name: getattr(series, name) for name in names}
