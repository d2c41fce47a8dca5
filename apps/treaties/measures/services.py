"""The writers of domestic measures."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from apps.countries.models import Country, Institution
from apps.treaties.measures.models import (
    DomesticMeasure,
    MeasureCoverage,
    RequirementWaiver,
    TreatyRequirement,
)
from focalpoint.actors import Actor
from focalpoint.policies import authorize
from focalpoint.services import create_record, locked, update_record, writing
from focalpoint.sharing import sharing_problem
from focalpoint.visibility import Visibility

EDITABLE = frozenset(
    {"law", "article", "text", "in_force_on", "repealed_on", "url", "visibility", "office"}
)
# What a measure covers: the extent by the item of a checklist.
Covered = Mapping[TreatyRequirement, str]


def create_measure(
    *,
    actor: Actor,
    country: Country,
    fields: Mapping[str, Any],
    covers: Covered | None = None,
    reason: str = "",
) -> DomesticMeasure:
    """Record a law with what it covers. Raises ``PermissionDenied`` or ``ValidationError``."""
    _refuse_unknown(fields)
    given = {name: value for name, value in fields.items() if name != "office"}
    office: Institution | None = fields.get("office")
    owner = office.pk if office else actor.office_in(country.pk)
    if owner is None:
        raise PermissionDenied(_("You hold no post in this State."))
    measure = DomesticMeasure(country=country, office_id=owner, **given)
    authorize(actor, "create", measure)
    with writing(actor, reason=reason, event="measure.created"):
        _check_level(actor, measure)
        create_record(actor=actor, instance=measure)
        _set_coverage(actor, measure, covers or {})
    return measure


def update_measure(
    *,
    actor: Actor,
    measure: DomesticMeasure,
    changes: Mapping[str, Any],
    version: int | None,
    covers: Covered | None = None,
    reason: str = "",
) -> DomesticMeasure:
    """Change a measure, and with ``covers`` all that it covers.

    Raises ``StaleVersionError``, ``PermissionDenied`` or ``ValidationError``.
    """
    _refuse_unknown(changes)

    def derive(current: DomesticMeasure) -> dict[str, Any]:
        proposed = DomesticMeasure(country=current.country, office_id=current.office_id)
        proposed.visibility = changes.get("visibility", current.visibility)
        if "office" in changes:
            proposed.office = changes["office"]
        _check_level(actor, proposed, before=current)
        return {}

    with writing(actor, reason=reason, event="measure.changed"):
        changed = update_record(
            actor=actor,
            instance=measure,
            changes=changes,
            version=version,
            event="measure.changed",
            derive=derive,
        )
        if covers is not None:
            _set_coverage(actor, changed, covers)
    return changed


def delete_measure(
    *, actor: Actor, measure: DomesticMeasure, version: int | None = None, reason: str = ""
) -> None:
    """Take away a measure that was recorded by mistake; a law that ended is *repealed* instead."""
    with writing(actor, reason=reason, event="measure.deleted"):
        current = locked(actor, measure)
        authorize(actor, "delete", current)
        MeasureCoverage.objects.filter(measure=current).delete()
        DomesticMeasure.objects.visible_to(actor).filter(pk=current.pk).delete()


def waive_requirement(
    *,
    actor: Actor,
    country: Country,
    requirement: TreatyRequirement,
    why: str,
    visibility: str = Visibility.GOVERNMENT,
) -> RequirementWaiver:
    """Say that an item does not apply to the State, and why; said again, the reason is replaced."""
    office = actor.office_in(country.pk)
    if office is None:
        raise PermissionDenied(_("You hold no post in this State."))
    waiver = RequirementWaiver(
        country=country,
        office_id=office,
        requirement=requirement,
        why=why.strip(),
        visibility=visibility,
    )
    authorize(actor, "create", waiver)
    with writing(actor, reason=why.strip(), event="requirement.waived"):
        rows = RequirementWaiver.objects.visible_to(actor)
        found: RequirementWaiver | None = rows.filter(
            country=country, requirement=requirement
        ).first()
        if found is not None:
            changes = {"why": why.strip()}
            return update_record(actor=actor, instance=found, changes=changes, version=None)
        return create_record(actor=actor, instance=waiver)


def claim_requirement(*, actor: Actor, waiver: RequirementWaiver, reason: str = "") -> None:
    """Say that it applies after all."""
    authorize(actor, "delete", waiver)
    with writing(actor, reason=reason, event="requirement.claimed"):
        RequirementWaiver.objects.visible_to(actor).filter(pk=waiver.pk).delete()


def cover_requirement(
    *,
    actor: Actor,
    measure: DomesticMeasure,
    requirement: TreatyRequirement,
    extent: str,
    reason: str = "",
) -> MeasureCoverage:
    """Say that a measure covers an item; said again, the extent is replaced."""
    row = MeasureCoverage(measure=measure, requirement=requirement, extent=extent)
    authorize(actor, "create", row)
    with writing(actor, reason=reason, event="measure.covers"):
        rows = MeasureCoverage.objects.visible_to(actor)
        found: MeasureCoverage | None = rows.filter(
            measure=measure, requirement=requirement
        ).first()
        if found is None:
            return create_record(actor=actor, instance=row, event="measure.covers")
        return update_record(actor=actor, instance=found, changes={"extent": extent}, version=None)


def uncover_requirement(*, actor: Actor, coverage: MeasureCoverage, reason: str = "") -> None:
    """Say that a measure does not cover an item; the history keeps that it did."""
    authorize(actor, "delete", coverage)
    with writing(actor, reason=reason, event="measure.covers_not"):
        MeasureCoverage.objects.visible_to(actor).filter(pk=coverage.pk).delete()


def _set_coverage(actor: Actor, measure: DomesticMeasure, covers: Covered) -> None:
    wanted = {requirement.pk: extent for requirement, extent in covers.items()}
    for row in list(MeasureCoverage.objects.filter(measure=measure)):
        extent = wanted.pop(row.requirement_id, None)
        if extent is None:
            row.delete()
        elif extent != row.extent:
            update_record(actor=actor, instance=row, changes={"extent": extent}, version=None)
    for pk, extent in wanted.items():
        row = MeasureCoverage(measure=measure, requirement_id=pk, extent=extent)
        create_record(actor=actor, instance=row)


def _check_level(
    actor: Actor, measure: DomesticMeasure, *, before: DomesticMeasure | None = None
) -> None:
    narrow = measure.visibility == Visibility.OFFICE and not actor.is_system
    if narrow and measure.office_id not in actor.offices:
        raise ValidationError(
            {"visibility": _("You do not belong to this office: you could not see it.")}
        )
    problem = sharing_problem(
        actor, measure, before=before.visibility if before else None, after=measure.visibility
    )
    if problem:
        raise ValidationError({"visibility": problem})


def _refuse_unknown(given: Mapping[str, Any]) -> None:
    unknown = sorted(set(given) - EDITABLE)
    if unknown:
        raise ValidationError({name: _("This field cannot be changed here.") for name in unknown})
