"""Reads of imports: batches, what waits for a person, and counts beside counts."""

from dataclasses import dataclass

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
    tables = list(batch.tables.select_related("treaty", "treaty__body", "treaty__parent"))
    if not tables:
        return []
    statuses = treaty_statuses(as_of=batch.as_of, treaties=[table.treaty for table in tables])
    counts = {row.treaty.pk: row.parties for row in treaty_counts(statuses)}
    return [Reconciled(table, counts[table.treaty_id]) for table in tables]


def rows_aside(batch: ImportBatch, outcome: str) -> QuerySet[ImportedRow]:
    """The rows of a list that wait, or waited, for a person."""
    rows = ImportedRow.objects.filter(table__batch=batch, outcome=outcome)
    return rows.select_related("table__treaty", "action__country").order_by(
        "table__treaty__order", "number", "id"
    )


@dataclass(frozen=True)
class UnknownName:
    """A name that no list's reader knows, with how often it waits."""

    key: str
    name: str
    rows: int
    first: str


def unknown_names() -> list[UnknownName]:
    """The names that wait for somebody to say whom they mean."""
    waiting = ImportedRow.objects.filter(outcome=RowOutcome.UNMATCHED, resolved_at=None)
    grouped = (
        waiting.order_by()
        .values("key")
        .annotate(name=Max("participant"), rows=Count("id"), first=Min("table__source"))
    )
    return [
        UnknownName(each["key"], each["name"], each["rows"], each["first"])
        for each in grouped.order_by("key")
    ]


def conflicts() -> QuerySet[StatusConflict]:
    """The conflicts of sources, those to be decided first."""
    rows = StatusConflict.objects.select_related(
        "treaty", "country", "action", "batch", "decided_by"
    )
    return rows.order_by("-id")


def open_conflicts() -> QuerySet[StatusConflict]:
    """The conflicts that wait for a decision."""
    return conflicts().filter(status=ConflictStatus.OPEN)
