"""Reads of evidence: of a State, on one record, one item whole."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, QuerySet

from apps.evidence.models import Evidence, Opening, Revision, Status
from focalpoint.actors import Actor
from focalpoint.attachments import carrier_of, carriers

# How many items the card of a record shows; the rest is behind its list.
SHOWN = 20
# How many openings of an item a page shows.
OPENINGS_SHOWN = 100

Key = tuple[str, uuid.UUID]


def evidence(actor: Actor) -> QuerySet[Evidence]:
    """The items that ``actor`` reads, with the facts of their newest revisions.

    ``is_damaged`` says whether any of their files was found damaged.
    """
    rows: Any = Evidence.objects.visible_to(actor).with_latest().select_related("country")
    damaged = Revision.objects.filter(evidence=OuterRef("pk"), damaged_at__isnull=False)
    found: QuerySet[Evidence] = rows.annotate(is_damaged=Exists(damaged))
    return found


@dataclass(frozen=True)
class OnRecord:
    """What hangs on one record: the newest current items, and how many there are more."""

    items: tuple[Evidence, ...]
    more: bool
    withdrawn: tuple[Evidence, ...]

    @property
    def has_damage(self) -> bool:
        """Whether a file of a current item was found damaged."""
        return any(getattr(item, "is_damaged", False) for item in self.items)


def evidence_on(record: models.Model, actor: Actor) -> OnRecord:
    """The evidence of a record of any kind, in one query."""
    rows: Any = evidence(actor)
    found = list(
        rows.on(record, carrier_of(record)).order_by("status", "-effective_on", "-id")[: SHOWN + 1]
    )
    shown = found[:SHOWN]
    return OnRecord(
        items=tuple(item for item in shown if not item.is_withdrawn),
        more=len(found) > SHOWN,
        withdrawn=tuple(item for item in shown if item.is_withdrawn),
    )


def records_of(items: Iterable[Evidence], actor: Actor) -> dict[Key, Any]:
    """The records that items belong to, as far as ``actor`` sees them: one query for each kind."""
    wanted: dict[str, set[uuid.UUID]] = defaultdict(set)
    for item in items:
        wanted[item.target_kind].add(item.target_id)
    found: dict[Key, Any] = {}
    for kind, ids in wanted.items():
        for record in carriers()[kind].records(actor).filter(pk__in=ids):
            found[kind, record.pk] = record
    return found


def revisions_of(item: Evidence, actor: Actor) -> list[Revision]:
    """All revisions of an item, newest first."""
    rows = Revision.objects.visible_to(actor).filter(evidence=item)
    return list(rows.select_related("uploaded_by").order_by("-number"))


def openings_of(item: Evidence, actor: Actor) -> list[Opening]:
    """Who opened the item, newest first; nobody's openings are written down if it is ordinary."""
    if not item.is_watched:
        return []
    rows = Opening.objects.visible_to(actor).filter(revision__evidence=item)
    return list(rows.select_related("user", "revision").order_by("-id")[:OPENINGS_SHOWN])


def damaged_evidence(actor: Actor) -> QuerySet[Evidence]:
    """Current items of the actor's own States with a file that is not what was handed in."""
    damaged = Revision.objects.filter(damaged_at__isnull=False).values("evidence")
    rows: QuerySet[Evidence] = Evidence.objects.visible_to(actor)
    return rows.filter(country__in=actor.read_states, status=Status.CURRENT, pk__in=damaged)
