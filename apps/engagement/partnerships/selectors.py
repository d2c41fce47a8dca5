"""Reads of partnerships, and what the record shows of all States."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from apps.countries.models import Country
from apps.engagement.partnerships.models import Milestone, Partner, Partnership
from focalpoint.actors import Actor


@dataclass(frozen=True, slots=True)
class Active:
    """A partnership that goes on, as far as the reader sees it."""

    partnership_id: uuid.UUID
    title: str
    topic: str
    since: dt.date
    has_purpose: bool
    has_outcome: bool
    approved: bool


def partnerships(actor: Actor) -> QuerySet[Partnership]:
    """The partnerships that ``actor`` reads, each with its partners."""
    rows: QuerySet[Partnership] = Partnership.objects.visible_to(actor)
    partners = Partner.objects.visible_to(actor).select_related("state").order_by("id")
    return rows.select_related("country").prefetch_related(Prefetch("partners", partners))


def goes_on_since(day: dt.date) -> Q:
    """What has not ended before ``day``; the last day of a partnership counts."""
    return Q(ends_on=None) | Q(ends_on__gte=day)


def milestones(partnership: Partnership, actor: Actor) -> QuerySet[Milestone]:
    """The milestones of one, in the order of their days."""
    rows: QuerySet[Milestone] = Milestone.objects.visible_to(actor)
    found = rows.filter(partnership=partnership).select_related("institution")
    return found.order_by("due_on", "id")


def active_partnerships(
    countries: Collection[Country],
    actor: Actor,
    *,
    as_of: dt.date,
    shared_only: bool = False,
    partner: str = "",
) -> Mapping[uuid.UUID, tuple[Active, ...]]:
    """The partnerships of each State that go on at ``as_of``, the latest first; one query.

    ``shared_only``: what the State has approved and shares, for its own people too.
    ``partner``: only those with a partner of that kind.
    """
    rows = Partnership.objects.visible_to(actor).filter(
        goes_on_since(as_of),
        country__in=[country.pk for country in countries],
        starts_on__lte=as_of,
    )
    if shared_only:
        rows = rows.filter(approved_at__isnull=False, visibility__in=["network", "public"])
    if partner:
        rows = rows.filter(Exists(Partner.objects.filter(partnership=OuterRef("pk"), kind=partner)))
    found: dict[uuid.UUID, list[Active]] = defaultdict(list)
    for record in rows.order_by("country_id", "-starts_on", "-id"):
        found[record.country_id].append(
            Active(
                partnership_id=record.pk,
                title=record.title,
                topic=record.topic,
                since=record.starts_on,
                has_purpose=bool(record.purpose.strip()),
                has_outcome=bool(record.outcome.strip()),
                approved=record.approved_at is not None,
            )
        )
    return {pk: tuple(active) for pk, active in found.items()}
