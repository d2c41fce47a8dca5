"""What the network may know of re-ratings beside the approved assessments that a State shares."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from apps.assessments.levels import Level
from apps.assessments.models import AssessmentSnapshot
from apps.assessments.rerating.selectors import Basis, bases_of, basis_on
from apps.assessments.rerating_models import FactorRerating
from apps.countries.models import Country
from focalpoint.actors import Actor
from focalpoint.names import named
from focalpoint.visibility import NETWORK_LEVELS


@dataclass(frozen=True, slots=True)
class Rerated:
    """A factor that was judged anew since an approval: how, and from which day on."""

    factor: str
    level_words: Any
    on: dt.date


def with_shared_reratings(
    rows: QuerySet[AssessmentSnapshot], actor: Actor, on: dt.date
) -> QuerySet[AssessmentSnapshot, Any]:
    """``rows`` with what ``rerated_since`` needs, in the same statement."""
    shared = FactorRerating.objects.visible_to(actor).filter(
        country=OuterRef("country_id"),
        visibility__in=NETWORK_LEVELS,
        withdrawn_at=None,
        effective_on__lte=on,
    )
    told = JSONObject(
        code="factor__code",
        label="factor__label",
        title="factor__title",
        level="level",
        day="effective_on",
        written="created_at",
    )
    newest_first = shared.order_by("factor__order", "-effective_on", "-created_at")
    return rows.annotate(shared_reratings=ArraySubquery(newest_first.values(told=told)))


def rerated_since(
    country: Country, found: Sequence[Any], on: dt.date
) -> tuple[Basis | None, list[Rerated]]:
    """Which of the rows of ``with_shared_reratings`` is in force on a day, and what followed it.

    The last word on each factor, in the order of the framework. No statement.
    """
    read = sorted(found, key=lambda each: (each.approved_at, each.number))
    approved = [
        (
            each.pk,
            each.assessment_id,
            each.number,
            each.approved_at,
            each.period_end,
            each.content["reference"],
            each.content.get("replaces"),
        )
        for each in read
    ]
    basis = basis_on(bases_of(country, approved), on)
    if basis is None:
        return None, []
    newest: dict[str, Rerated] = {}
    for told in read[0].shared_reratings:
        day = dt.date.fromisoformat(told["day"])
        written = dt.datetime.fromisoformat(told["written"])
        if told["code"] not in newest and basis.is_before(day, written):
            factor = f"{told['label'] or told['code']} {named(told['title'])}"
            newest[told["code"]] = Rerated(factor, Level(told["level"]).label, day)
    return basis, list(newest.values())
