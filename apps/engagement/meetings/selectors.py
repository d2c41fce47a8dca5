"""Reads of meetings: the calendar, a State's part, and what the record shows of all States."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from apps.countries.models import Country
from apps.engagement.meetings.models import (
    Delegate,
    Gathering,
    MeetingCommitment,
    MeetingKind,
    Participation,
    Presence,
    Statement,
)
from focalpoint.actors import Actor

# Where States talk of the responsibility to protect with each other: step (g).
DIALOGUES = (MeetingKind.NETWORK, MeetingKind.DEBATE, MeetingKind.DIALOGUE)
# Where States are reviewed by their peers: step (e).
REVIEWS = (MeetingKind.UPR, MeetingKind.REGIONAL_REVIEW)
# Where States learn from each other and from their regions: step (d).
EXCHANGES = (MeetingKind.EXCHANGE, MeetingKind.NETWORK, MeetingKind.REGIONAL_REVIEW)


@dataclass(frozen=True, slots=True)
class Attended:
    """One meeting that a State attended, as far as the reader sees it.

    ``spoke``: a statement was made by the State or for it; ``approved``: the network reads it too.
    """

    participation_id: uuid.UUID
    kind: MeetingKind
    title: str
    on: dt.date
    spoke: bool
    statement: Statement
    on_behalf_of: str
    counterparts: str
    head_rank: str
    approved: bool


def gatherings(actor: Actor) -> QuerySet[Gathering]:
    """The calendar: real States see no exercises, training States nothing else."""
    rows = Gathering.objects.select_related("upr_session")
    if actor.country is None:
        return rows
    return rows.filter(is_training=actor.country.is_training)


def participations(actor: Actor) -> QuerySet[Participation]:
    """What States recorded of meetings, as far as ``actor`` reads it."""
    rows: QuerySet[Participation] = Participation.objects.visible_to(actor)
    return rows.select_related("country", "gathering")


def each_meeting_once(rows: QuerySet[Participation]) -> QuerySet[Participation]:
    """Of the same meeting of the calendar what a State approved first; ``rows`` are approved.

    Two of its institutions may each have recorded it.
    """
    before = Q(approved_at__lt=OuterRef("approved_at")) | Q(
        approved_at=OuterRef("approved_at"), pk__lt=OuterRef("pk")
    )
    first = rows.filter(before, country=OuterRef("country_id"), gathering=OuterRef("gathering_id"))
    return rows.exclude(Exists(first))


def delegates(participation: Participation, actor: Actor) -> QuerySet[Delegate]:
    """Who went: for the State's own people."""
    rows: QuerySet[Delegate] = Delegate.objects.visible_to(actor)
    return rows.filter(participation=participation).order_by("id")


def commitments(actor: Actor) -> QuerySet[MeetingCommitment]:
    """The commitments that ``actor`` reads."""
    rows: QuerySet[MeetingCommitment] = MeetingCommitment.objects.visible_to(actor)
    return rows.select_related("participation__country", "institution")


def meetings_attended(
    countries: Collection[Country],
    actor: Actor,
    *,
    as_of: dt.date,
    since: dt.date | None = None,
    kinds: Collection[str] = DIALOGUES,
    shared_only: bool = False,
) -> Mapping[uuid.UUID, tuple[Attended, ...]]:
    """The meetings of ``kinds`` that each State attended until ``as_of``, the latest first.

    One query for all States. ``since``: not before that day. ``shared_only``: what the State has
    approved, as the network reads it, for its own people too.
    """
    rows = Participation.objects.visible_to(actor).filter(
        country__in=[country.pk for country in countries],
        kind__in=[str(kind) for kind in kinds],
        presence=Presence.ATTENDED,
        starts_on__lte=as_of,
    )
    if since is not None:
        rows = rows.filter(starts_on__gte=since)
    if shared_only:
        rows = rows.filter(approved_at__isnull=False, visibility__in=["network", "public"])
    found: dict[uuid.UUID, list[Attended]] = defaultdict(list)
    for record in rows.order_by("country_id", "-starts_on", "-id"):
        found[record.country_id].append(
            Attended(
                participation_id=record.pk,
                kind=MeetingKind(record.kind),
                title=record.title,
                on=record.starts_on,
                spoke=record.made_statement,
                statement=Statement(record.statement),
                on_behalf_of=record.on_behalf_of,
                counterparts=record.counterparts,
                head_rank=record.head_rank,
                approved=record.approved_at is not None,
            )
        )
    return {pk: tuple(meetings) for pk, meetings in found.items()}
