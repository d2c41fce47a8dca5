"""Reads of imports: batches, what waits for a person, and counts beside counts."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Min, QuerySet

from apps.treaties.import_models import (
    ConflictStatus,
    ImportedRow,
    ImportedTable,
    RowOutcome,
    StatusConflict,
)
from apps.treaties.models import ImportBatch
from apps.treaties.selectors import treaty_counts, treaty_statuses


def imported_lists() -> QuerySet[ImportBatch]:
    """The lists that were brought in, newest first; the catalogue's own file is none."""
    return ImportBatch.objects.exclude(format="").select_related("uploaded_by").order_by("-id")


@dataclass(frozen=True)
class Reconciled:
    """Parties to one instrument: as the file counts them, as we count it, as the record does."""

    table: ImportedTable
    on_record: int

    @property
    def agrees(self) -> bool:
        """Whether nothing differs."""
        named = self.table.difference in (None, 0)
        return named and self.table.parties_counted == self.on_record


def reconciliation(batch: ImportBatch) -> list[Reconciled]:
    """The counts of parties of each table of a list, as of its day."""
    tables = list(
        # A list of statements alone counts no parties.
        batch.tables.exclude(headings=[]).select_related("treaty", "treaty__body", "treaty__parent")
    )
    if not tables:
        return []
    statuses = treaty_statuses(as_of=batch.as_of, treaties=[table.treaty for table in tables])
    counts = {row.treaty.pk: row.parties for row in treaty_counts(statuses)}
    return [Reconciled(table, counts[table.treaty_id]) for table in tables]


def rows_aside(batch: ImportBatch, outcome: str) -> QuerySet[ImportedRow]:
    """The rows of a list that wait, or waited, for a person."""
    rows = ImportedRow.objects.filter(table__batch=batch, outcome=outcome)
    return rows.select_related("table__treaty", "action__country", "statement__country").order_by(
        "table__treaty__order", "number", "id"
    )


def unknown_names() -> QuerySet[Any, Any]:
    """The names that wait for somebody to say whom they mean.

    Each as a mapping: ``key``, ``name``, ``rows`` (how often it waits) and ``first`` (its list).
    """
    waiting = ImportedRow.objects.filter(outcome=RowOutcome.UNMATCHED, resolved_at=None)
    grouped = waiting.order_by().values("key")
    return grouped.annotate(
        name=Max("participant"), rows=Count("id"), first=Min("table__source")
    ).order_by("key")


def unknown_name_count() -> int:
    """How many names wait; thousands of them are not read for it."""
    waiting = ImportedRow.objects.filter(outcome=RowOutcome.UNMATCHED, resolved_at=None)
    return waiting.order_by().values("key").distinct().count()


def conflicts() -> QuerySet[StatusConflict]:
    """The conflicts of sources, those to be decided first."""
    rows = StatusConflict.objects.select_related(
        "treaty", "country", "action", "batch", "decided_by"
    )
    return rows.order_by("-id")


def open_conflicts() -> QuerySet[StatusConflict]:
    """The conflicts that wait for a decision."""
    return conflicts().filter(status=ConflictStatus.OPEN)
