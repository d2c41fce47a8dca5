"""The writers of the cycle: from phase to phase, and the calendar."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.accounts.models import Membership
from apps.assessments.cycle.phases import ORDER, PHASES, PLANNED, Phase, is_back
from apps.assessments.cycle.selectors import is_published, phases_done
from apps.assessments.cycle_models import AssessmentPhase
from apps.assessments.models import Assessment, Status
from focalpoint.actors import Actor
from focalpoint.errors import IllegalTransitionError
from focalpoint.policies import authorize
from focalpoint.refusals import refuse_unknown
from focalpoint.roles import FOCAL_POINT_OFFICE, GOVERNMENT_WRITERS
from focalpoint.services import create_record, locked, update_record, writing
from focalpoint.visibility import Visibility

LINE_FIELDS = frozenset({"planned_end", "institution", "person"})
MOVED = "assessment.phase_moved"
PLANNED_EVENT = "assessment.planned"


def move_phase(
    *, actor: Actor, assessment: Assessment, to: str, version: int | None = None, reason: str = ""
) -> Assessment:
    """Take a draft to another phase: the next one, or back to one for a reason.

    Asking for the phase that it is in changes nothing. Raises ``IllegalTransitionError``,
    ``StaleVersionError``, ``PermissionDenied`` or ``ValidationError``.
    """

    def derive(current: Assessment) -> dict[str, Any]:
        if current.status != Status.DRAFT:
            raise IllegalTransitionError(current, current.status, to)
        if to != current.phase and to not in PHASES[current.phase]:
            raise IllegalTransitionError(current, current.phase, to)
        if is_back(current.phase, to) and not reason.strip():
            raise ValidationError({"reason": _("Say why the work goes back.")})
        return {"phase": to}

    with writing(actor, reason=reason, event=MOVED):
        moved = update_record(
            actor=actor,
            instance=assessment,
            changes={},
            version=version,
            event=MOVED,
            derive=derive,
        )
        keep_calendar(moved)
    return moved


@dataclass(frozen=True)
class Line:
    """What one line of the calendar is to say; ``version`` as in the services of other parts."""

    changes: Mapping[str, Any]
    version: int | None = None


def plan_phases(
    *, actor: Actor, assessment: Assessment, lines: Mapping[str, Line], reason: str = ""
) -> list[AssessmentPhase]:
    """Set lines of the calendar, all or none: planned ends in order, and who is responsible.

    A date that has passed is moved for a reason only. Of a version, 0 stands for a line that was
    not there yet. Raises ``StaleVersionError``, ``PermissionDenied`` or ``ValidationError``, whose
    keys are the phases.
    """
    with writing(actor, reason=reason, event=PLANNED_EVENT):
        current = locked(actor, assessment)
        authorize(actor, "change", current)
        rows = {row.phase: row for row in AssessmentPhase.objects.filter(assessment=current)}
        _refuse_closed(current, lines)
        for phase, line in lines.items():
            refuse_unknown(line.changes, LINE_FIELDS)
            rows[phase] = _set_line(actor, current, phase, line, rows.get(phase), reason)
        done = phases_done(current, published=is_published(current))
        _refuse_disorder({phase: row for phase, row in rows.items() if phase not in done})
        keep_calendar(current)
    return [rows[phase] for phase in ORDER if phase in rows]


def keep_calendar(assessment: Assessment) -> None:
    """Write down when phases were done, and take it back of those that are under way again.

    Call it in the transaction that changes the assessment's phase, status or snapshot.
    """
    rows = AssessmentPhase.objects.filter(assessment=assessment)
    done = phases_done(assessment, published=is_published(assessment))
    rows.filter(phase__in=done, done_at=None).update(done_at=timezone.now())
    rows.exclude(phase__in=done).filter(done_at__isnull=False).update(done_at=None)


def _set_line(
    actor: Actor,
    assessment: Assessment,
    phase: str,
    line: Line,
    row: AssessmentPhase | None,
    reason: str,
) -> AssessmentPhase:
    proposed = AssessmentPhase(assessment=assessment, phase=phase)
    for name in LINE_FIELDS:
        setattr(proposed, name, line.changes.get(name, getattr(row, name, None)))
    if row is None:
        if not any(line.changes.values()):
            return proposed
        _check_responsible(proposed)
        proposed.planned_set_at = timezone.now() if proposed.planned_end else None
        return create_record(actor=actor, instance=proposed, event=PLANNED_EVENT)

    def derive(current: AssessmentPhase) -> dict[str, Any]:
        further: dict[str, Any] = {}
        if proposed.planned_end != current.planned_end:
            _refuse_silent_delay(assessment, current, reason)
            further["planned_set_at"] = timezone.now() if proposed.planned_end else None
        if (proposed.institution_id, proposed.person_id) != (
            current.institution_id,
            current.person_id,
        ):
            _check_responsible(proposed)
        return further

    return update_record(
        actor=actor,
        instance=row,
        changes=line.changes,
        version=line.version,
        event=PLANNED_EVENT,
        derive=derive,
    )


def _refuse_closed(assessment: Assessment, lines: Mapping[str, Line]) -> None:
    unknown = set(lines) - set(PLANNED)
    if unknown:
        raise ValidationError({name: _("This phase has no line of its own.") for name in unknown})
    open_ones: set[str] = set(PLANNED)
    if assessment.status == Status.APPROVED:
        open_ones = {Phase.PUBLISH}
    if assessment.status == Status.WITHDRAWN:
        open_ones = set()
    if set(lines) - open_ones:
        raise ValidationError(_("What is over is not planned any more."))


def _refuse_disorder(rows: Mapping[str, AssessmentPhase]) -> None:
    """No phase ends before the one in front of it; what is done, early or late, binds nobody."""
    last: dt.date | None = None
    for phase in PLANNED:
        end = rows[phase].planned_end if phase in rows else None
        if end is None:
            continue
        if last is not None and end < last:
            words = _("It cannot end before the phase in front of it, on %(date)s.")
            raise ValidationError({phase: words % {"date": date_format(last, "DATE_FORMAT")}})
        last = end


def _refuse_silent_delay(assessment: Assessment, row: AssessmentPhase, reason: str) -> None:
    today = assessment.country.local_date(timezone.now())
    if row.done_at or row.planned_end is None or row.planned_end >= today or reason.strip():
        return
    words = _("It was to end on %(date)s. Say why the date is moved.")
    date = date_format(row.planned_end, "DATE_FORMAT")
    raise ValidationError({"reason": words % {"date": date}})


def _check_responsible(row: AssessmentPhase) -> None:
    """Whoever is responsible works for the State, and sees the assessment."""
    assessment, phase = row.assessment, row.phase
    narrow = assessment.visibility == Visibility.OFFICE
    if row.institution is not None and row.institution.country_id != assessment.country_id:
        raise ValidationError({phase: _("This institution belongs to another State.")})
    if narrow and row.institution_id not in (None, assessment.office_id):
        raise ValidationError(
            {
                phase: _(
                    "Only your own office sees this assessment. Let your government see it before"
                    " another institution takes a phase in its hands."
                )
            }
        )
    if row.person is None:
        return
    posts = Membership.objects.filter(
        user=row.person,
        country=assessment.country_id,
        role__in=FOCAL_POINT_OFFICE if narrow else GOVERNMENT_WRITERS,
    )
    where = assessment.office_id if narrow else row.institution_id
    posts = posts.filter(institution=where) if where else posts
    if not posts.in_force().exists():
        words = _("%(person)s does not work where this phase is done.")
        raise ValidationError({phase: words % {"person": row.person}})
