"""What proves progress reports: the evidence on each, as far as its reader sees it.

Evidence hangs on one report and stays there: a report that corrects or continues another brings
its own.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber

from apps.evidence.models import Evidence, Status
from apps.evidence.selectors import evidence
from focalpoint.actors import Actor

# The kind of record that evidence names; it stays for ever.
PROGRESS_REPORT = "recommendations.report"
# How many items are shown beside a report; the others are one click away.
SHOWN = 5


@dataclass(frozen=True)
class Proofs:
    """The evidence on one report: what stands first, then what is withdrawn."""

    items: Sequence[Evidence]
    total: int

    @property
    def standing(self) -> list[Evidence]:
        """Those of the items that are not withdrawn."""
        return [item for item in self.items if not item.is_withdrawn]

    @property
    def more(self) -> int:
        return self.total - len(self.items)


def proofs_of(
    reports: Collection[uuid.UUID], actor: Actor, *, as_of: dt.date | None = None
) -> dict[uuid.UUID, Proofs]:
    """The evidence on each of some reports that has any; one query, none for no reports.

    ``as_of``: only what holds on that day already.
    """
    if not reports:
        return {}
    found: dict[uuid.UUID, list[Any]] = defaultdict(list)
    of_report = [F("target_id")]
    order = (F("status").asc(), F("effective_on").desc(), F("id").desc())
    then = {} if as_of is None else {"effective_on__lte": as_of}
    rows = (
        evidence(actor)
        .filter(target_kind=PROGRESS_REPORT, target_id__in=reports, **then)
        .annotate(
            place=Window(RowNumber(), partition_by=of_report, order_by=order),
            total=Window(Count("pk"), partition_by=of_report),
        )
        .filter(place__lte=SHOWN)
        .order_by("target_id", "place")
    )
    for item in rows:
        found[item.target_id].append(item)
    return {pk: Proofs(items, items[0].total) for pk, items in found.items()}


def proof_titles(actor: Actor, reports: Collection[Any]) -> Mapping[Any, list[str]]:
    """For files: the titles of the current evidence on each report, by its id as text."""
    found: dict[str, list[str]] = {str(pk): [] for pk in reports}
    rows = Evidence.objects.visible_to(actor).filter(
        target_kind=PROGRESS_REPORT, target_id__in=reports, status=Status.CURRENT
    )
    for pk, title in rows.order_by("-effective_on", "-id").values_list("target_id", "title"):
        found[str(pk)].append(title)
    return found
