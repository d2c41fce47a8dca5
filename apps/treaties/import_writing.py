"""What a list says, written to the record: judged row by row, written in bulk, never deleted."""

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db import models
from django.db.models import Max
from django.utils import timezone

from apps.countries.models import Confidence
from apps.treaties.choices import ActionKind, Precision, Publisher
from apps.treaties.import_comparing import (
    Claim,
    Step,
    Verdict,
    compare,
    dispute_key,
    slot_of,
    vanished,
    withdrawals,
)
from apps.treaties.import_models import ImportedRow, ImportedTable, RowOutcome, StatusConflict
from apps.treaties.models import ImportBatch, TreatyAction
from focalpoint.db.rows import insert_rows

# So many rows are written at once: memory stays flat however long the list is.
STEP = 5000


class Writer:
    """Judges what a list says of participants beside the record, and writes what follows.

    One instrument at a time: ``open`` loads its record, ``flush`` writes what is left.
    """

    def __init__(self, batch: ImportBatch) -> None:
        self.batch = batch
        self.record: defaultdict[uuid.UUID, list[TreatyAction]] = defaultdict(list)
        # Who stands on record of the instrument before the list is taken in.
        self.before: set[uuid.UUID] = set()
        self.newest: dict[str, dt.date] = {}
        self.disputes: dict[tuple[Any, ...], str] = {}
        self.actions: list[TreatyAction] = []
        self.conflicts: list[StatusConflict] = []
        self.rows: list[ImportedRow] = []

    def open(self, treaty: uuid.UUID) -> None:
        """Load what is on record of an instrument; what was open before is let go of."""
        self._write(least=STEP)
        self.record.clear()
        # What a State reported itself is no list's to confirm, revise or miss.
        rows = TreatyAction.objects.filter(treaty=treaty, replaced_by=None, is_reported=False)
        for action in rows.order_by("pk"):
            self.record[action.country_id].append(action)
        self.before = set(self.record)
        # Lists of statements alone say nothing of actions.
        lists = ImportedTable.objects.filter(treaty=treaty).exclude(headings=[]).order_by()
        self.newest = dict(lists.values_list("source").annotate(newest=Max("as_of")))
        disputes = StatusConflict.objects.filter(treaty=treaty).order_by()
        self.disputes = {
            tuple(each[:3]): each[3]
            for each in disputes.values_list("country_id", "slot", "key", "status")
        }

    def judge(
        self,
        table: ImportedTable,
        country: uuid.UUID,
        claims: Sequence[Claim],
        covered: frozenset[str],
    ) -> Counter[str]:
        """Take in what a row says of a participant; how many actions became what."""
        record = self.record[country]
        wanted = [*claims, *withdrawals(claims, record)]
        steps = compare(wanted, record, known_until=self.known_until, covered=covered)
        if not wanted:
            steps = self._gone(record, table, covered)
        counts: Counter[str] = Counter()
        for step in steps:
            counts[self._take(step, table, country)] += 1
        return counts

    def judge_absent(
        self, table: ImportedTable, listed: Collection[uuid.UUID], covered: frozenset[str]
    ) -> Counter[str]:
        """Flag what the list said before of participants that it no longer names."""
        counts: Counter[str] = Counter()
        for country in sorted(self.before.difference(listed)):
            for step in self._gone(self.record[country], table, covered):
                counts[self._take(step, table, country)] += 1
        return counts

    def known_until(self, action: TreatyAction) -> dt.date:
        """The day of the newest list of the same source that was read before."""
        newest = self.newest.get(action.source, action.source_as_of)
        return max(newest, action.source_as_of)

    def set_aside(self, rows: Sequence[ImportedRow]) -> None:
        """Keep rows that wait for a person."""
        self.rows += rows
        self._write(least=STEP)

    def flush(self) -> None:
        """Write all that is left."""
        self._write(least=1)

    def _write(self, *, least: int) -> None:
        """Write what has come together, if it is as much as that. Links are checked at the end."""
        if len(self.actions) >= least or len(self.conflicts) + len(self.rows) >= least:
            for waiting in (self.actions, self.conflicts, self.rows):
                _insert(waiting)
                waiting.clear()

    def _gone(
        self, record: Iterable[TreatyAction], table: ImportedTable, covered: frozenset[str]
    ) -> list[Step]:
        return vanished(
            record, table.source, table.as_of, known_until=self.known_until, covered=covered
        )

    def _take(self, step: Step, table: ImportedTable, country: uuid.UUID) -> str:
        """Do what follows from a verdict; under which name it counts."""
        claim, action = step.claim, step.action
        if step.verdict is Verdict.VANISHED and action is not None:
            self.rows.append(_gone_row(table, action))
        elif step.verdict in (Verdict.CREATE, Verdict.REVISE) and claim is not None:
            self._add(claim, table, country, replaces=action)
        elif (
            step.verdict in (Verdict.CONFLICT, Verdict.OVERRULE)
            and claim is not None
            and action is not None
        ):
            return self._dispute(step.verdict, claim, action, table, country)
        return str(step.verdict.value)

    def _dispute(
        self,
        verdict: Verdict,
        claim: Claim,
        action: TreatyAction,
        table: ImportedTable,
        country: uuid.UUID,
    ) -> str:
        slot, key = slot_of(claim.kind), dispute_key(claim, action)
        place = (country, slot, key)
        if place in self.disputes:
            # Decided once, decided for good; and an open one waits only once.
            is_open = self.disputes[place] == "open"
            return str((Verdict.CONFLICT if is_open else Verdict.SAME).value)
        self.disputes[place] = "open"
        stands = action
        other: Claim | TreatyAction = claim
        if verdict is Verdict.OVERRULE:
            stands, other = self._add(claim, table, country, replaces=action), action
        self.conflicts.append(
            StatusConflict(
                treaty_id=table.treaty_id,
                country_id=country,
                batch=self.batch,
                slot=slot,
                key=key,
                action=stands,
                kind=other.kind,
                date=other.date,
                precision=other.precision,
                effective_on=other.effective_on,
                source=other.source,
                source_as_of=other.as_of if isinstance(other, Claim) else other.source_as_of,
                note=other.note,
            )
        )
        return str(Verdict.CONFLICT.value)

    def _add(
        self,
        claim: Claim,
        table: ImportedTable,
        country: uuid.UUID,
        *,
        replaces: TreatyAction | None,
    ) -> TreatyAction:
        made = TreatyAction(
            treaty_id=table.treaty_id,
            country_id=country,
            kind=claim.kind,
            date=claim.date,
            precision=claim.precision,
            effective_on=claim.effective_on,
            source=claim.source,
            source_as_of=claim.as_of,
            confidence=_confidence(claim, self.batch.publisher),
            note=claim.note,
            batch=self.batch,
            replaces=replaces,
        )
        record = self.record[country]
        if replaces is not None:
            record.remove(replaces)
        record.append(made)
        self.actions.append(made)
        return made


def _insert(records: Sequence[models.Model]) -> None:
    """Insert new records by a few statements, without what a model costs for each value."""
    now = timezone.now()
    for start in range(0, len(records), STEP):
        part = records[start : start + STEP]
        names = [field.attname for field in part[0]._meta.concrete_fields]
        made = {name: now for name in ("created_at", "updated_at") if name in names}
        rows = ({name: getattr(record, name) for name in names} | made for record in part)
        insert_rows(type(part[0]), list(rows))


def _confidence(claim: Claim, publisher: str) -> Confidence:
    if claim.precision == Precision.LATEST or publisher == Publisher.SECONDARY:
        return Confidence.LOW
    return Confidence.MEDIUM if publisher == Publisher.AFRICAN_UNION else Confidence.HIGH


def _gone_row(table: ImportedTable, action: TreatyAction) -> ImportedRow:
    return ImportedRow(
        table=table,
        number=0,
        outcome=RowOutcome.VANISHED,
        code="vanished",
        cells=[ActionKind(action.kind).value, action.date.isoformat()],
        action=action,
    )
