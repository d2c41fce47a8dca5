"""Whom a name means: a person says it once, and a task settles what waited for it.

Each file is settled in one transaction. Whoever goes on where a worker died finds what is left.
"""

import datetime as dt
import uuid
from collections.abc import Collection

import structlog
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from apps.countries.models import Country
from apps.recommendations.received.choices import FileFormat, FoundIn, ImportStatus, RowOutcome
from apps.recommendations.received.imports import LEFT_BEHIND, MOST_ATTEMPTS, STEP, TURN
from apps.recommendations.received.listed import ListedFile
from apps.recommendations.received.progress import report
from apps.recommendations.received.reading import Reading, restored
from apps.recommendations.received_import_models import RecommendationImport, RecommendationRow
from apps.recommendations.received_models import RecommendingState
from apps.treaties.import_models import ParticipantAlias
from apps.treaties.import_services import map_participant
from apps.treaties.participants import key_of
from focalpoint.actors import Actor
from focalpoint.db.turns import take_turn
from focalpoint.policies import authorize
from focalpoint.services import writing

logger = structlog.get_logger(__name__)


def decide_name(
    *, actor: Actor, name: str, country: Country | None, note: str = ""
) -> ParticipantAlias:
    """Say whom a name means (``None``: no State), once for all lists; ``settle_name`` follows.

    What somebody decided before stands, and what could not be settled then is tried again. Raises
    ``ValidationError`` and ``PermissionDenied``.
    """
    key = key_of(name)
    with writing(actor, reason=note, event="recommendation_name.decided"):
        alias = ParticipantAlias.objects.filter(key=key).first()
        if alias is None:
            alias, _counts = map_participant(actor=actor, name=name, country=country, note=note)
        else:
            authorize(actor, "map", alias)
            _rows(key).filter(attempts__gt=0).update(attempts=0)
    return alias


def settle_name(*, actor: Actor, alias: ParticipantAlias) -> dict[str, int]:
    """Give what waits for a name its State, or take it for none; how much was settled.

    What is settled already is left alone. While a file is brought in, nothing waits for that: what
    is left is taken up again later. Raises ``PermissionDenied``.
    """
    authorize(actor, "map", alias)
    left = _rows(alias.key).filter(attempts__lt=MOST_ATTEMPTS)
    total = left.count()
    files = list(left.order_by("batch").values_list("batch", flat=True).distinct())
    settled = {"states": 0, "rows": 0}
    try:
        settled["states"] = _settle_states(actor, alias)
        for batch_id in files:
            report(alias.pk, settled["rows"], total)
            if _begin(actor, alias, batch_id):
                settled["rows"] += _settle_file(actor, alias, batch_id)
    except _BusyError:
        logger.info("recommendation_name_put_off", alias=str(alias.pk), **settled)
        return settled
    logger.info("recommendation_name_settled", alias=str(alias.pk), **settled)
    return settled


class _BusyError(Exception):
    """Another transaction writes recommendations."""


def _take_turn() -> None:
    if not take_turn(TURN):
        raise _BusyError


def _settle_states(actor: Actor, alias: ParticipantAlias) -> int:
    """The recommending States of that name."""
    with writing(actor, reason=alias.note, event="recommendation_name.settled"):
        _take_turn()
        waiting = RecommendingState.objects.filter(key=alias.key, country=None, is_nobody=False)
        if alias.country is None:
            return waiting.update(is_nobody=True)
        twins = RecommendingState.objects.filter(country=alias.country)
        waiting.filter(recommendation__in=twins.values("recommendation")).delete()
        return waiting.update(country=alias.country, found=FoundIn.PERSON)


def _begin(actor: Actor, alias: ParticipantAlias, batch_id: uuid.UUID) -> bool:
    """Count the attempt, in a transaction of its own: rows that kill their worker are given up."""
    with writing(actor):
        _take_turn()
        rows = _rows(alias.key).filter(batch=batch_id, attempts__lt=MOST_ATTEMPTS)
        return rows.update(attempts=F("attempts") + 1) > 0


def _settle_file(actor: Actor, alias: ParticipantAlias, batch_id: uuid.UUID) -> int:
    """The rows of one file that concern the State of that name."""
    rows = _rows(alias.key).filter(batch=batch_id).order_by("number", "id")
    with writing(actor, reason=alias.note, event="recommendation_name.settled"):
        if not take_turn(TURN):
            # Somebody came between: that was no attempt.
            rows.order_by().filter(attempts__gt=0).update(attempts=F("attempts") - 1)
            return 0
        waiting = list(rows)
        rows.order_by().update(resolved_at=timezone.now())
        if waiting and alias.country is not None:
            batch = RecommendationImport.objects.select_related("country").get(pk=batch_id)
            reading = Reading(batch, ListedFile(FileFormat(batch.format)))
            claims = [restored(row.claims, alias.country.name) for row in waiting]
            # The other rows of the file were taken when it was brought in.
            reading.take(claims, is_whole=False)
            RecommendationRow.objects.bulk_create(reading.writer.aside, batch_size=STEP)
            added = {name: batch.counts.get(name, 0) + n for name, n in reading.counts.items()}
            batch.counts = {**batch.counts, **added}
            batch.save(update_fields=["counts", "updated_at"])
    return len(waiting)


def _rows(key: str) -> QuerySet[RecommendationRow]:
    """The rows that wait for the name of the State that they concern."""
    return RecommendationRow.objects.filter(
        key=key, outcome=RowOutcome.UNMATCHED, resolved_at=None, batch__status=ImportStatus.DONE
    )


def names_in_work(keys: Collection[str]) -> list[ParticipantAlias]:
    """The names among those that are decided, and that a task settles."""
    given_up = RecommendationRow.objects.filter(
        key=OuterRef("key"),
        outcome=RowOutcome.UNMATCHED,
        resolved_at=None,
        attempts__gte=MOST_ATTEMPTS,
    )
    decided = ParticipantAlias.objects.filter(key__in=keys).exclude(Exists(given_up))
    return list(decided.select_related("country").order_by("key"))


def names_left_behind(*, now: dt.datetime) -> list[ParticipantAlias]:
    """Names that are decided and that something still waits for; for the system."""
    rows = RecommendationRow.objects.filter(
        key=OuterRef("key"),
        outcome=RowOutcome.UNMATCHED,
        resolved_at=None,
        batch__status=ImportStatus.DONE,
        attempts__lt=MOST_ATTEMPTS,
    )
    states = RecommendingState.objects.filter(key=OuterRef("key"), country=None, is_nobody=False)
    decided = ParticipantAlias.objects.filter(updated_at__lt=now - LEFT_BEHIND)
    return list(decided.filter(Exists(rows) | Exists(states)).order_by("pk"))
