"""The writers of what follows an approved assessment: the next cycle, or a correction."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.assessments.finding_models import IndicatorFinding
from apps.assessments.models import Assessment, FactorRating, Status
from apps.assessments.rerating.selectors import rerated_between
from apps.assessments.resilience_models import InhibitorRating, ResilienceStructure
from apps.assessments.services import create_assessment
from apps.assessments.succession.selectors import FOUND, INHIBITS, JUDGED, RATED, STRUCTURED
from apps.catalogue.models import Item
from focalpoint.actors import Actor
from focalpoint.refusals import constraint_of, refuse_unknown
from focalpoint.services import locked, writing

NEXT_FIELDS = frozenset({"title", "period_start", "period_end", "lead_institution", "visibility"})
ONE_FOLLOWER = {"one_next_cycle_at_a_time", "one_correction_at_a_time"}
YEAR = re.compile(r"\b(19|20)\d\d\b")


def begin_next(
    *, actor: Actor, former: Assessment, fields: Mapping[str, Any], reason: str = ""
) -> Assessment:
    """Begin the next cycle from an approved assessment, with all that it says.

    Factors that were re-rated since begin with the levels in force.

    ``fields``: those of ``NEXT_FIELDS`` that differ from the former; the period must be given.
    Raises ``PermissionDenied`` or ``ValidationError`` (not approved, or begun already).
    """
    refuse_unknown(fields, NEXT_FIELDS)
    return _begin(actor, former, fields, reason=reason, correction_reason="")


def correct_assessment(*, actor: Actor, former: Assessment, reason: str) -> Assessment:
    """Begin a correction of an approved assessment: a draft of the same period with all it says.

    Once approved, its snapshot replaces the former one and says why.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("Say what is to be corrected, and why.")})
    return _begin(actor, former, {}, reason=reason, correction_reason=reason.strip())


def next_title(title: str, end: dt.date) -> str:
    """The title with the years in it replaced by that in which the next period ends."""
    return YEAR.sub(str(end.year), title)


def next_period(former: Assessment) -> tuple[dt.date, dt.date]:
    """As long as the former period, and right behind it."""
    start = former.period_end + dt.timedelta(days=1)
    return start, start + (former.period_end - former.period_start)


def _begin(
    actor: Actor,
    former: Assessment,
    fields: Mapping[str, Any],
    *,
    reason: str,
    correction_reason: str,
) -> Assessment:
    with _one_at_a_time(), writing(actor, reason=reason, event="assessment.begun_from"):
        then = locked(actor, former)
        if then.status != Status.APPROVED:
            raise ValidationError(_("Only what is approved is followed up or corrected."))
        values = {
            "title": then.title,
            "period_start": then.period_start,
            "period_end": then.period_end,
            "method": then.method,
            "context": then.context,
            "contributors": then.contributors,
            "lead_institution": then.lead_institution,
            "visibility": then.visibility,
            **fields,
        }
        made = create_assessment(
            actor=actor,
            country=then.country,
            fields={**values, "office": then.office},
            begun_from=then,
            correction_reason=correction_reason,
        )
        _carry_over(actor, then, made)
    return made


def _carry_over(actor: Actor, then: Assessment, made: Assessment) -> None:
    """Copy what the former says, item by item, as far as the framework still knows the item."""
    ratings = {
        rating.factor.code: rating
        for rating in _parts(FactorRating, actor, then).select_related("factor")
    }
    since = {} if made.is_correction else rerated_between(then, actor)
    for rating in _parts(FactorRating, actor, made).select_related("factor"):
        if before := ratings.get(rating.factor.code):
            said = _said(before, RATED)
            if anew := since.get(rating.factor.code):
                said |= _said(anew, JUDGED)
            FactorRating.objects.filter(pk=rating.pk).update(**said)
    items = {
        item.code: item
        for item in Item.objects.filter(framework=made.framework_id, parent__isnull=False)
    }
    IndicatorFinding.objects.bulk_create(
        IndicatorFinding(
            assessment=made, indicator=items[before.indicator.code], **_said(before, FOUND)
        )
        for before in _parts(IndicatorFinding, actor, then).select_related("indicator")
        if before.indicator.code in items
    )
    InhibitorRating.objects.bulk_create(
        InhibitorRating(
            assessment=made, inhibitor_id=before.inhibitor_id, **_said(before, INHIBITS)
        )
        for before in _parts(InhibitorRating, actor, then)
    )
    ResilienceStructure.objects.bulk_create(
        ResilienceStructure(assessment=made, **_said(before, STRUCTURED))
        for before in _parts(ResilienceStructure, actor, then).order_by("pk")
    )


def _parts(model: Any, actor: Actor, assessment: Assessment) -> QuerySet[Any]:
    rows: QuerySet[Any] = model.objects.visible_to(actor)
    return rows.filter(assessment=assessment)


def _said(item: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(item, name) for name in names}


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """The database's refusal of a second draft, also of one that the actor cannot see."""
    try:
        yield
    except IntegrityError as error:
        if constraint_of(error) in ONE_FOLLOWER:
            raise ValidationError(_("Such a draft is under way already.")) from error
        raise
