"""Reads of measures: the checklist of an instrument with what covers each of its items."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models
from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from apps.countries.models import Country
from apps.treaties.measures.models import (
    DomesticMeasure,
    Extent,
    MeasureCoverage,
    RequirementWaiver,
    TreatyRequirement,
)
from apps.treaties.models import Treaty
from focalpoint.actors import Actor


class Answer(models.TextChoices):
    """How the State's law answers what an instrument asks; derived, never stored."""

    COVERED = "covered", _("Covered")
    PARTLY = "partly", _("Covered in part")
    NOT = "not_covered", _("Not covered")
    NOT_APPLICABLE = "not_applicable", _("Does not apply")


@dataclass(frozen=True)
class Item:
    """One item of a checklist with the measures that answer it, in force or not yet."""

    requirement: TreatyRequirement
    answer: Answer
    measures: tuple[DomesticMeasure, ...] = ()
    waiver: RequirementWaiver | None = None


@dataclass(frozen=True)
class Checklist:
    """What one instrument asks, item by item; a share of one State, never a score between them."""

    items: tuple[Item, ...] = ()

    @property
    def covered(self) -> int:
        """How many items are covered in full."""
        return sum(item.answer == Answer.COVERED for item in self.items)

    @property
    def partly(self) -> int:
        return sum(item.answer == Answer.PARTLY for item in self.items)

    @property
    def applicable(self) -> int:
        """Of how many: those that do not apply are left out."""
        return sum(item.answer != Answer.NOT_APPLICABLE for item in self.items)


def measures(actor: Actor) -> QuerySet[DomesticMeasure]:
    """The measures that ``actor`` reads, each with what it covers."""
    rows: QuerySet[DomesticMeasure] = DomesticMeasure.objects.visible_to(actor)
    covered = MeasureCoverage.objects.visible_to(actor).select_related("requirement__treaty")
    return rows.select_related("country").prefetch_related(
        Prefetch("coverages", covered.order_by("requirement__treaty__order", "requirement__order"))
    )


def requirements(treaty: Treaty) -> QuerySet[TreatyRequirement]:
    """What an instrument asks, in its order."""
    return TreatyRequirement.objects.filter(treaty=treaty, is_active=True).order_by("order")


def checklist(treaty: Treaty, country: Country, actor: Actor, on: dt.date) -> Checklist:
    """How a State's law answers an instrument on a date, as far as ``actor`` reads."""
    return checklists([treaty], country, actor, on)[treaty.pk]


def checklists(
    treaties: Sequence[Treaty], country: Country, actor: Actor, on: dt.date
) -> dict[uuid.UUID, Checklist]:
    """The same for several instruments, by their keys; as many queries as for one."""
    wanted = list(
        TreatyRequirement.objects.filter(treaty__in=treaties, is_active=True).order_by("order")
    )
    rows = MeasureCoverage.objects.visible_to(actor).filter(
        Q(measure__repealed_on=None) | Q(measure__repealed_on__gt=on),
        measure__country=country,
        requirement__in=wanted,
    )
    covering: dict[uuid.UUID, list[MeasureCoverage]] = defaultdict(list)
    for row in rows.select_related("measure").order_by("measure__law", "measure_id"):
        covering[row.requirement_id].append(row)
    waived = {
        waiver.requirement_id: waiver
        for waiver in RequirementWaiver.objects.visible_to(actor).filter(
            country=country, requirement__in=wanted
        )
    }
    found: dict[uuid.UUID, list[Item]] = {treaty.pk: [] for treaty in treaties}
    for requirement in wanted:
        item = _item(requirement, covering[requirement.pk], waived.get(requirement.pk), on)
        found[requirement.treaty_id].append(item)
    return {pk: Checklist(tuple(items)) for pk, items in found.items()}


def _item(
    requirement: TreatyRequirement,
    covering: Sequence[MeasureCoverage],
    waiver: RequirementWaiver | None,
    on: dt.date,
) -> Item:
    named = tuple(row.measure for row in covering)
    if waiver is not None:
        return Item(requirement, Answer.NOT_APPLICABLE, named, waiver)
    # A bill covers nothing before it is in force.
    extents = {
        row.extent
        for row in covering
        if row.measure.in_force_on is not None and row.measure.in_force_on <= on
    }
    if Extent.FULL in extents:
        return Item(requirement, Answer.COVERED, named)
    return Item(requirement, Answer.PARTLY if extents else Answer.NOT, named)
