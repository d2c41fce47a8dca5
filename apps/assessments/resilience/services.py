"""The writers of what holds risks down: ratings of inhibitors, and structures."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.assessments.models import Assessment
from apps.assessments.resilience_models import InhibitorRating, ResilienceStructure
from apps.assessments.selectors import risk_factors
from apps.catalogue.models import INHIBITORS_2014, Item
from focalpoint.actors import Actor
from focalpoint.errors import StaleVersionError
from focalpoint.policies import authorize
from focalpoint.refusals import constraint_of, refuse_unknown
from focalpoint.services import create_record, locked, update_record, writing

INHIBITOR_FIELDS = frozenset({"strength", "narrative"})
STRUCTURE_FIELDS = frozenset(
    {"name", "institution", "mandate", "coverage", "strength", "gap", "factors"}
)
RATED = "inhibitor.rated"


def rate_inhibitor(
    *,
    actor: Actor,
    assessment: Assessment,
    inhibitor: Item,
    changes: Mapping[str, Any],
    version: int | None,
) -> InhibitorRating:
    """Say how strong an inhibitor is, for the first time or anew.

    ``version`` is that of the rating which the person saw, 0 where there was none. Raises
    ``StaleVersionError``, ``PermissionDenied``, and ``ValidationError``, also where the assessment
    is no draft any more.
    """
    refuse_unknown(changes, INHIBITOR_FIELDS)
    rating = InhibitorRating(assessment=assessment, inhibitor=inhibitor, **changes)
    authorize(actor, "create", rating)
    if inhibitor.framework.code != INHIBITORS_2014:
        raise ValidationError({"inhibitor": _("This is none of the inhibitors.")})
    with _in_draft(), writing(actor, event=RATED):
        rows: QuerySet[InhibitorRating] = InhibitorRating.objects.visible_to(actor)
        recorded = rows.filter(assessment=assessment, inhibitor=inhibitor)
        current = recorded.first()
        if current is None:
            # Of two first ratings at once, the second finds that of the other.
            locked(actor, assessment)
            current = recorded.first()
        if current is None:
            return create_record(actor=actor, instance=rating, event=RATED)
        return update_record(
            actor=actor, instance=current, changes=changes, version=version, event=RATED
        )


def add_structure(
    *, actor: Actor, assessment: Assessment, fields: Mapping[str, Any]
) -> ResilienceStructure:
    """Add a structure to a draft. Raises ``PermissionDenied`` or ``ValidationError``."""
    refuse_unknown(fields, STRUCTURE_FIELDS)
    structure = ResilienceStructure(assessment=assessment, **fields)
    authorize(actor, "create", structure)
    structure.factors = _factors(assessment, structure.factors)
    with _in_draft():
        return create_record(actor=actor, instance=structure, event="structure.added")


def change_structure(
    *,
    actor: Actor,
    structure: ResilienceStructure,
    changes: Mapping[str, Any],
    version: int | None,
) -> ResilienceStructure:
    """Change a structure of a draft.

    Raises ``StaleVersionError``, ``PermissionDenied`` or ``ValidationError``.
    """
    refuse_unknown(changes, STRUCTURE_FIELDS)
    values = dict(changes)
    if "factors" in values:
        values["factors"] = _factors(structure.assessment, values["factors"])
    with _in_draft():
        return update_record(
            actor=actor,
            instance=structure,
            changes=values,
            version=version,
            event="structure.changed",
        )


def remove_structure(
    *, actor: Actor, structure: ResilienceStructure, version: int | None, reason: str = ""
) -> None:
    """Take a structure out of a draft; the history keeps it.

    Raises ``StaleVersionError``, ``PermissionDenied`` or ``ValidationError``.
    """
    with _in_draft(), writing(actor, reason=reason, event="structure.removed"):
        current = locked(actor, structure)
        authorize(actor, "delete", current)
        if version is not None and version != current.version:
            raise StaleVersionError(current, {})
        current.delete()


def _factors(assessment: Assessment, codes: Any) -> list[str]:
    """The codes in the order of the framework; ``ValidationError`` for one that is no factor."""
    known = list(risk_factors(assessment.framework).values_list("code", flat=True))
    if strangers := set(codes) - set(known):
        raise ValidationError(
            {
                "factors": _("These are no factors of the framework: %(codes)s.")
                % {"codes": ", ".join(sorted(strangers))}
            }
        )
    return [code for code in known if code in set(codes)]


@contextmanager
def _in_draft() -> Iterator[None]:
    """Say what the database refused once the assessment was handed in."""
    try:
        yield
    except IntegrityError as error:
        if constraint_of(error) == "found_in_draft_only":
            raise ValidationError(
                _(
                    "The assessment was handed in meanwhile, so this was not saved. Ask the focal "
                    "point to return it to draft."
                )
            ) from error
        raise
