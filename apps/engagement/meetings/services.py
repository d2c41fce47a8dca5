"""The writers of meetings: the calendar, a State's part in them, who went."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.countries.models import Country
from apps.engagement.approval.services import change_record, keep_record, owned_by
from apps.engagement.meetings.models import Delegate, Gathering, Participation, Presence
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor
from focalpoint.db.turns import await_turn
from focalpoint.policies import authorize
from focalpoint.refusals import refuse_unknown
from focalpoint.services import create_record, locked, update_record, writing

# What a State's record takes over from the meeting of the calendar.
FACTS = ("kind", "title", "starts_on", "ends_on", "place", "setting", "level")
GATHERING_FIELDS = frozenset(
    {*FACTS, "organiser", "agenda", "url", "source", "upr_session", "is_cancelled", "is_training"}
)
OWN_FIELDS = frozenset(
    {
        "counterparts",
        "presence",
        "head_rank",
        "statement",
        "on_behalf_of",
        "statement_text",
        "statement_url",
        "outcome",
        "visibility",
    }
)
PARTICIPATION_FIELDS = OWN_FIELDS | frozenset(FACTS)
DELEGATE_FIELDS = frozenset({"name", "rank", "institution"})


def open_gathering(*, actor: Actor, fields: Mapping[str, Any], reason: str = "") -> Gathering:
    """Put a meeting into the calendar. Raises ``PermissionDenied`` or ``ValidationError``."""
    refuse_unknown(fields, GATHERING_FIELDS)
    gathering = Gathering(**fields)
    return create_record(actor=actor, instance=gathering, event="gathering.opened", reason=reason)


def change_gathering(
    *,
    actor: Actor,
    gathering: Gathering,
    changes: Mapping[str, Any],
    version: int | None,
    reason: str = "",
) -> Gathering:
    """Change a meeting of the calendar; what States recorded of it follows.

    Raises ``StaleVersionError``, ``PermissionDenied`` or ``ValidationError``.
    """
    refuse_unknown(changes, GATHERING_FIELDS)
    with writing(actor, reason=reason, event="gathering.changed"):
        current: Gathering = Gathering.objects.select_for_update().get(pk=gathering.pk)
        if changes.get("is_training", current.is_training) != current.is_training:
            _refuse_relabelling(current)
        changed = update_record(
            actor=actor, instance=gathering, changes=changes, version=version, reason=reason
        )
        facts = {name: getattr(changed, name) for name in FACTS}
        # The records are the States' own; their facts follow the calendar, whoever may read them.
        with acting(SYSTEM, reason=_("The calendar of meetings was changed"), event="calendar"):
            Participation.objects.filter(gathering=changed).update(**facts)
    return changed


def record_participation(
    *,
    actor: Actor,
    country: Country,
    fields: Mapping[str, Any],
    gathering: Gathering | None = None,
    approve: bool = False,
    reason: str = "",
) -> Participation:
    """Record a State's part in a meeting of the calendar, or in one of its own.

    ``fields``: those of ``PARTICIPATION_FIELDS`` (of ``OWN_FIELDS`` where ``gathering`` is named),
    and optionally ``office``. Raises ``PermissionDenied`` or ``ValidationError``.
    """
    known = OWN_FIELDS if gathering is not None else PARTICIPATION_FIELDS
    refuse_unknown(fields, known | {"office"})
    given = {name: value for name, value in fields.items() if name != "office"}
    if gathering is not None:
        refuse_strangers(gathering, country)
        given |= {name: getattr(gathering, name) for name in FACTS}
    record = Participation(**owned_by(actor, country, fields), gathering=gathering, **given)
    _refuse_the_future(record, country)
    with writing(actor, reason=reason, event="participation.recorded"):
        if gathering is not None:
            # Of two who record it at once the second is told that it is there.
            await_turn("meetings.participation", of=f"{gathering.pk}:{record.office_id}")
        return keep_record(
            actor=actor,
            record=record,
            event="participation.recorded",
            approve=approve,
            reason=reason,
        )


def change_participation(
    *,
    actor: Actor,
    participation: Participation,
    changes: Mapping[str, Any],
    version: int | None,
    reason: str = "",
) -> Participation:
    """Change what a State recorded of a meeting.

    Raises ``StaleVersionError``, ``PermissionDenied`` or ``ValidationError``.
    """
    of_calendar = participation.gathering_id is not None
    proposed = Participation(
        **{
            name: changes.get(name, getattr(participation, name))
            for name in ("starts_on", "presence")
        }
    )
    _refuse_the_future(proposed, participation.country)
    return change_record(
        actor=actor,
        record=participation,
        changes=changes,
        editable=OWN_FIELDS if of_calendar else PARTICIPATION_FIELDS,
        version=version,
        event="participation.changed",
        reason=reason,
    )


def add_delegate(
    *, actor: Actor, participation: Participation, fields: Mapping[str, Any], reason: str = ""
) -> Delegate:
    """Record a person who attended; other States never read it."""
    refuse_unknown(fields, DELEGATE_FIELDS)
    delegate = Delegate(participation=participation, **fields)
    return create_record(actor=actor, instance=delegate, event="delegate.added", reason=reason)


def change_delegate(
    *,
    actor: Actor,
    delegate: Delegate,
    changes: Mapping[str, Any],
    version: int | None,
    reason: str = "",
) -> Delegate:
    """Correct what was recorded of a person who attended."""
    refuse_unknown(changes, DELEGATE_FIELDS)
    return update_record(
        actor=actor,
        instance=delegate,
        changes=changes,
        version=version,
        reason=reason,
        event="delegate.changed",
    )


def remove_delegate(*, actor: Actor, delegate: Delegate, reason: str = "") -> None:
    """Take a person off the delegation."""
    with writing(actor, reason=reason, event="delegate.removed"):
        current = locked(actor, delegate)
        authorize(actor, "delete", current)
        current.delete()


def refuse_strangers(gathering: Gathering, country: Country) -> None:
    """Exercises are for training States, which have no others; what was called off is nobody's."""
    if gathering.is_training and not country.is_training:
        raise ValidationError(_("This meeting is an exercise of the training States."))
    if country.is_training and not gathering.is_training:
        raise ValidationError(_("Training States take part in exercises only."))
    if gathering.is_cancelled:
        raise ValidationError(_("This meeting was called off."))


def _refuse_relabelling(gathering: Gathering) -> None:
    """An exercise of the training States never becomes a real meeting, once States recorded it."""
    with acting(SYSTEM):
        taken = Participation.objects.filter(gathering=gathering).exists()
    if taken:
        words = _("States have recorded this meeting: it stays what it is.")
        raise ValidationError({"is_training": words})


def _refuse_the_future(record: Participation, country: Country) -> None:
    """Who takes part in a meeting that has not begun is planned, not recorded."""
    today: dt.date = country.local_date(timezone.now())
    # What is missing, or no date, is said with the other fields.
    begins: Any = record.starts_on
    if not isinstance(begins, dt.date) or begins <= today:
        return
    if record.presence == Presence.ATTENDED:
        raise ValidationError(
            {"presence": _("It has not begun yet: say that the State will attend.")}
        )
