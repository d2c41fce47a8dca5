"""Reads of priorities, and of what they answer."""

import datetime as dt
from collections.abc import Collection, Mapping
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from apps.assessments.events.selectors import factors_by_code
from apps.assessments.models import Assessment
from apps.catalogue.models import INHIBITORS_2014, Item
from apps.catalogue.selectors import items_of
from apps.countries.models import Country
from apps.recommendations.strategy_models import LIVE, StrategyPriority
from focalpoint.actors import Actor
from focalpoint.efforts import Effort, efforts_on, unfinished


def priorities(actor: Actor) -> QuerySet[StrategyPriority]:
    """The priorities that ``actor`` reads, in the order that their State gave them."""
    rows: QuerySet[StrategyPriority] = StrategyPriority.objects.visible_to(actor)
    return rows.select_related("country", "office", "lead_institution").order_by("place", "id")


def live_priorities(country: Country, actor: Actor) -> list[StrategyPriority]:
    """The priorities of a State that are neither achieved nor dropped."""
    return list(priorities(actor).filter(country=country, status__in=LIVE))


def with_work(rows: QuerySet[StrategyPriority], actor: Actor) -> QuerySet[StrategyPriority]:
    """The priorities, each with ``has_work``: whether an open action serves it."""
    work = unfinished("recommendations.priority", OuterRef("pk"), actor)
    return rows.annotate(has_work=Exists(work))


def inhibitors_by_code() -> Mapping[str, Item]:
    """The seven inhibitors by their codes, in their order."""
    items = items_of(INHIBITORS_2014).select_related("framework").order_by("order")
    return {item.code: item for item in items}


def answered(priority: StrategyPriority) -> tuple[list[Item | str], list[Item | str]]:
    """The inhibitors and factors of a priority; a code where the catalogue no longer has it."""
    strengthened = inhibitors_by_code() if priority.inhibitors else {}
    factors = factors_by_code() if priority.factors else {}
    return (
        [strengthened.get(code, code) for code in priority.inhibitors],
        [factors.get(code, code) for code in priority.factors],
    )


def source_of(priority: StrategyPriority, actor: Actor) -> Assessment | None:
    """The assessment that a priority comes from, if ``actor`` reads it."""
    if not priority.assessment_reference:
        return None
    rows = Assessment.objects.visible_to(actor).filter(country=priority.country_id)
    found: Assessment | None = rows.filter(reference=priority.assessment_reference).first()
    return found


def work_on(
    rows: Collection[StrategyPriority], actor: Actor, today: dt.date
) -> Mapping[UUID, Effort]:
    """The actions that serve each of some priorities, in one query."""
    return efforts_on("recommendations.priority", [each.pk for each in rows], actor, today)
