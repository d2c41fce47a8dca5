"""The writers of what a State owes: web, API and tasks all call these and those in ``steps``."""

import copy
import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.countries.models import Country
from apps.treaties.obligations.choices import (
    BY_PEOPLE,
    SETS_THE_CYCLE,
    DateSource,
    DueKind,
    DutyKind,
    Origin,
)
from apps.treaties.obligations.keeping import check_keeping, confirmed_by, is_wider
from apps.treaties.obligations.models import Occurrence, ReportingObligation
from apps.treaties.obligations.steps import submit
from apps.treaties.obligations.tasks import derive_obligations_task
from focalpoint.actors import Actor
from focalpoint.policies import authorize
from focalpoint.refusals import refuse_unknown
from focalpoint.services import create_record, locked, update_record, writing
from focalpoint.wakeups import start_on_commit

# Who answers for it, and who reads it; of a duty and of a date alike.
KEEPING = frozenset({"lead_institution", "responsible", "visibility", "note"})
# What people name themselves, of a duty that they entered.
NAMING = frozenset({"title", "body"})
HAND_KINDS = (DutyKind.REGIONAL, DutyKind.MEETING, DutyKind.OTHER)
NEW_DATE = frozenset(
    {"kind", "title", "original_due_on", "latest_on", "precision", "source", *KEEPING}
)


def create_obligation(
    *,
    actor: Actor,
    country: Country,
    kind: str,
    title: str,
    body: str = "",
    reason: str = "",
    **keeping: Any,
) -> ReportingObligation:
    """Enter a duty by hand: to a regional body, a meeting, anything else with a date.

    ``keeping`` are the fields in ``KEEPING``. Raises ``PermissionDenied`` or ``ValidationError``.
    """
    refuse_unknown(keeping, KEEPING)
    if kind not in HAND_KINDS:
        raise ValidationError({"kind": _("Duties of treaties and of the UPR follow from facts.")})
    obligation = ReportingObligation(
        country=country,
        office_id=_office(actor, country),
        kind=kind,
        title=title.strip(),
        body=body.strip(),
        **keeping,
    )
    authorize(actor, "create", obligation)
    check_keeping(actor, obligation)
    return create_record(actor=actor, instance=obligation, reason=reason)


def update_obligation(
    *,
    actor: Actor,
    obligation: ReportingObligation,
    changes: Mapping[str, Any],
    version: int | None,
    reason: str = "",
) -> ReportingObligation:
    """Say who answers for a duty and who reads it; its open dates that stood as it did follow."""
    refuse_unknown(changes, KEEPING | NAMING)
    if obligation.is_derived:
        # Whoever sends back what they read changes nothing by it.
        named = {name for name in NAMING & changes.keys() if changes[name]}
        refuse_unknown(dict.fromkeys(named), KEEPING)
        changes = {name: value for name, value in changes.items() if name not in NAMING}
    with writing(actor, reason=reason, event="reportingobligation.changed"):
        before = locked(actor, obligation)
        changed: ReportingObligation = _update(actor, obligation, changes, version)
        _hand_on(actor, before, changed)
    return changed


def _hand_on(actor: Actor, before: ReportingObligation, after: ReportingObligation) -> None:
    """Let dates follow their duty: open ones in what they shared with it, all to who reads it."""
    names = ("lead_institution_id", "responsible_id", "visibility", "office_id")
    if all(getattr(before, name) == getattr(after, name) for name in names):
        return
    for occurrence in Occurrence.objects.visible_to(actor).filter(obligation=after):
        follows = {
            name: getattr(after, name)
            for name in names
            if occurrence.is_open and getattr(occurrence, name) == getattr(before, name)
        }
        if is_wider(occurrence.visibility, after.visibility):
            follows |= {"visibility": after.visibility, "office_id": after.office_id}
        if follows:
            update_record(actor=actor, instance=occurrence, changes=follows, version=None)


def add_occurrence(
    *,
    actor: Actor,
    obligation: ReportingObligation,
    fields: Mapping[str, Any],
    submitted_on: dt.date | None = None,
    symbol: str = "",
    reason: str = "",
) -> Occurrence:
    """Enter a date by hand, past ones included: a special report, a meeting, the history.

    The State stands by what it enters. ``submitted_on`` and ``symbol``: it was handed in already.
    """
    refuse_unknown(fields, NEW_DATE)
    kept = {
        name: getattr(obligation, name)
        for name in ("lead_institution", "responsible", "visibility")
        if name not in fields
    }
    occurrence = Occurrence(
        obligation=obligation,
        country_id=obligation.country_id,
        office_id=obligation.office_id or actor.office_in(obligation.country_id),
        origin=Origin.HAND,
        confirmed_at=timezone.now(),
        confirmed_by_id=actor.user_id,
        due_set_at=timezone.now(),
        **{**kept, **fields},
    )
    occurrence.due_on = occurrence.original_due_on
    authorize(actor, "create", occurrence)
    check_keeping(actor, occurrence)
    with writing(actor, reason=reason, event="occurrence.created"):
        created = create_record(actor=actor, instance=occurrence)
        if submitted_on is not None:
            created = submit(
                actor=actor, occurrence=created, submitted_on=submitted_on, symbol=symbol
            )
        if created.kind == DueKind.PERIODIC and obligation.treaty_id:
            start_on_commit(derive_obligations_task, str(created.country_id))
    return created


def update_occurrence(
    *,
    actor: Actor,
    occurrence: Occurrence,
    changes: Mapping[str, Any],
    version: int | None,
    reason: str = "",
) -> Occurrence:
    """Say who answers for a date and who reads it; the date itself has its own door."""
    refuse_unknown(changes, KEEPING)
    with writing(actor, reason=reason, event="occurrence.changed"):
        changed: Occurrence = _update(actor, occurrence, changes, version)
    return changed


def override_due_date(
    *,
    actor: Actor,
    occurrence: Occurrence,
    due_on: dt.date,
    source: str,
    reason: str,
    version: int | None = None,
) -> Occurrence:
    """Let another date count, for a source and a reason; the original one stays on record.

    The original date itself takes an earlier override back. Only what is still open has a date to
    move: raises ``ValidationError`` otherwise.
    """
    if source not in BY_PEOPLE:
        raise ValidationError({"source": _("Say where the date comes from.")})
    if not reason.strip():
        raise ValidationError({"reason": _("Say why, and where it is written.")})

    def derive(current: Occurrence) -> dict[str, Any]:
        _refuse_closed(current)
        back = due_on == current.original_due_on
        return {
            "override_on": None if back else due_on,
            "override_source": DateSource.NONE if back else source,
            "override_reason": "" if back else reason.strip(),
            "due_on": due_on,
            "due_set_at": timezone.now() if due_on != current.due_on else current.due_set_at,
            "latest_on": None,
            **confirmed_by(actor),
        }

    with writing(actor):
        moved = update_record(
            actor=actor,
            instance=occurrence,
            changes={},
            version=version,
            reason=reason.strip(),
            event="occurrence.date_set",
            derive=derive,
        )
        if moved.obligation.treaty_id and (source in SETS_THE_CYCLE or not moved.is_moved):
            start_on_commit(derive_obligations_task, str(moved.country_id))
    return moved


def confirm_due_date(
    *, actor: Actor, occurrence: Occurrence, version: int | None = None, reason: str = ""
) -> Occurrence:
    """Stand by a date as it is: it is the State's own then, and overdue when it has passed."""

    def derive(current: Occurrence) -> dict[str, Any]:
        _refuse_closed(current)
        return {} if current.is_confirmed else confirmed_by(actor)

    return update_record(
        actor=actor,
        instance=occurrence,
        changes={},
        version=version,
        reason=reason,
        event="occurrence.date_confirmed",
        derive=derive,
    )


def _update(actor: Actor, record: Any, changes: Mapping[str, Any], version: int | None) -> Any:
    def derive(current: Any) -> dict[str, Any]:
        proposed = copy.copy(current)
        for name, value in changes.items():
            setattr(proposed, name, value)
        if proposed.office_id is None:
            # Whoever takes it up first owns it.
            proposed.office_id = actor.office_in(current.country_id)
        check_keeping(actor, proposed, before=current)
        return {"office_id": proposed.office_id}

    return update_record(
        actor=actor, instance=record, changes=changes, version=version, derive=derive
    )


def _refuse_closed(occurrence: Occurrence) -> None:
    if not occurrence.is_open:
        raise ValidationError(_("Only what is still to be handed in has a date to decide on."))


def _office(actor: Actor, country: Country) -> Any:
    office = actor.office_in(country.pk)
    if office is None:
        raise PermissionDenied(_("You hold no post in this State."))
    return office
