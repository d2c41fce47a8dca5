"""Comments on factors as threads, and how many are open."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import QuerySet

from apps.assessments.comment_models import FactorComment
from apps.assessments.models import Assessment, FactorRating
from focalpoint.actors import Actor


@dataclass(frozen=True)
class Thread:
    """One comment with its answers, in the order in which they were said."""

    comment: FactorComment
    answers: list[FactorComment] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return self.comment.settled_at is None


def comments(actor: Actor) -> QuerySet[FactorComment]:
    """The comments that ``actor`` reads, with their authors."""
    rows: QuerySet[FactorComment] = FactorComment.objects.visible_to(actor)
    return rows.select_related("author", "settled_by")


def threads_on(rating: FactorRating, actor: Actor) -> list[Thread]:
    """The threads on one factor: the open ones first, each group as it came."""
    found = _threads(comments(actor).filter(rating=rating))
    return sorted(found, key=lambda thread: not thread.is_open)


def open_comments(assessment: Assessment, actor: Actor) -> list[FactorComment]:
    """The open threads of an assessment, in the order of its factors."""
    rows = comments(actor).filter(
        rating__assessment=assessment, thread=None, settled_at__isnull=True
    )
    found = rows.select_related("author", "rating__factor").order_by(
        "rating__factor__order", "created_at", "id"
    )
    listed = list(found)
    for comment in listed:
        comment.rating.assessment = assessment
    return listed


def open_by_rating(found: Iterable[FactorComment]) -> dict[UUID, int]:
    """How many threads are open on each rating."""
    numbers: dict[UUID, int] = {}
    for comment in found:
        numbers[comment.rating_id] = numbers.get(comment.rating_id, 0) + 1
    return numbers


def _threads(rows: Iterable[FactorComment]) -> list[Thread]:
    threads: dict[UUID, Thread] = {}
    answers: list[tuple[UUID, FactorComment]] = []
    for row in rows:
        if row.thread_id is None:
            threads[row.pk] = Thread(row)
        else:
            answers.append((row.thread_id, row))
    for thread, answer in answers:
        threads[thread].answers.append(answer)
    return list(threads.values())
