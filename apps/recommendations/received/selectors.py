"""Reads of recommendations: the public facts for everybody, the State's work for its people."""

import uuid
from collections.abc import Collection
from typing import Any

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Prefetch, Q, QuerySet

from apps.catalogue.models import Item
from apps.countries.models import Country
from apps.recommendations.received.choices import EntryKind, ImportStatus, RowOutcome
from apps.recommendations.received.rules import findings
from apps.recommendations.received_import_models import RecommendationImport, RecommendationRow
from apps.recommendations.received_models import (
    ReceivedRecommendation,
    RecommendationProgress,
    RecommendationWork,
    RecommendingState,
)
from focalpoint.actors import Actor


def recommendations() -> QuerySet[ReceivedRecommendation]:
    """All entries, the newest documents first; each with its State and who recommended."""
    states = RecommendingState.objects.filter(is_nobody=False).select_related("country")
    return (
        ReceivedRecommendation.objects.select_related("country")
        .prefetch_related(Prefetch("states", states.order_by("order", "id")))
        .order_by("rank")
    )


def recommendation_to(country: Country | None, key: str) -> ReceivedRecommendation | None:
    """The recommendation of a key, if it was made to a State."""
    try:
        wanted = uuid.UUID(key)
    except ValueError:
        return None
    return recommendations().filter(pk=wanted, country=country).first()


def catalogue_items(recommendation: ReceivedRecommendation) -> list[Item]:
    """The entries of the catalogue that a recommendation serves by its rules. One query."""
    found = findings(recommendation.text, recommendation.themes)
    codes = {code for each in found for _framework, code in each.theme.items}
    rows = Item.objects.filter(code__in=codes, is_active=True).select_related("framework")
    return list(rows.order_by("framework__order", "order")) if codes else []


def works(
    actor: Actor, entries: Collection[ReceivedRecommendation]
) -> dict[uuid.UUID, RecommendationWork]:
    """The work on those recommendations that ``actor`` reads, by the recommendation."""
    rows = RecommendationWork.objects.visible_to(actor).filter(recommendation__in=entries)
    return {row.recommendation_id: row for row in rows.select_related("lead")}


def reports(
    actor: Actor, recommendation: ReceivedRecommendation
) -> QuerySet[RecommendationProgress]:
    """What ``actor`` reads of what was done, the newest first."""
    rows: QuerySet[RecommendationProgress] = RecommendationProgress.objects.visible_to(actor)
    return (
        rows.filter(recommendation=recommendation)
        .select_related("reported_by", "approved_by")
        .order_by("-effective_on", "-id")
    )


def all_reports(actor: Actor) -> QuerySet[RecommendationProgress]:
    """Every report that ``actor`` reads."""
    rows: QuerySet[RecommendationProgress] = RecommendationProgress.objects.visible_to(actor)
    return rows.select_related("recommendation", "country")


def touching_prevention(rows: QuerySet[Any], value: bool) -> QuerySet[Any]:
    """Those that touch atrocity prevention: as a person says, else as the rule does."""
    corrected = RecommendationWork.objects.filter(
        recommendation=OuterRef("pk"), prevention__isnull=False
    )
    said = Exists(corrected.filter(prevention=value))
    return rows.filter(said | (Q(prevention=value) & ~Exists(corrected)))


def imports_for(actor: Actor, own: Country | None) -> QuerySet[RecommendationImport]:
    """The files that the secretariat brought in, or those of the own State's office."""
    rows = RecommendationImport.objects.select_related("uploaded_by", "country").order_by("-id")
    return rows if actor.administers else rows.filter(country=own)


def rows_aside(batch: RecommendationImport, outcome: str) -> QuerySet[RecommendationRow]:
    """The rows of a file that wait, or waited, for a person."""
    return batch.rows.filter(outcome=outcome).order_by("number", "id")


def unknown_names() -> QuerySet[Any, Any]:
    """The names of recommending States that wait for somebody to say whom they mean.

    Each as a mapping: ``key``, ``name``, ``rows`` (how often it waits) and ``first`` (where).
    """
    waiting = RecommendingState.objects.filter(country=None, is_nobody=False)
    grouped = waiting.order_by().values("key")
    return grouped.annotate(
        name=Max("name"), rows=Count("id"), first=Min("recommendation__symbol")
    ).order_by("key")


def unknown_states() -> QuerySet[Any, Any]:
    """The same of the States that rows concern."""
    waiting = RecommendationRow.objects.filter(
        outcome=RowOutcome.UNMATCHED, resolved_at=None, batch__status=ImportStatus.DONE
    )
    grouped = waiting.order_by().values("key")
    return (
        grouped.annotate(shown=Max("name"), rows=Count("id"), first=Min("batch__file_name"))
        .annotate(name=F("shown"))
        .order_by("key")
    )


def unknown_name_count() -> int:
    """How many names wait."""
    states = RecommendingState.objects.filter(country=None, is_nobody=False)
    rows = RecommendationRow.objects.filter(
        outcome=RowOutcome.UNMATCHED, resolved_at=None, batch__status=ImportStatus.DONE
    )
    keys = states.order_by().values_list("key")
    return keys.union(rows.order_by().values_list("key")).count()


def only_recommendations(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Without the concerns that treaty bodies state beside them."""
    return rows.filter(kind=EntryKind.RECOMMENDATION)
