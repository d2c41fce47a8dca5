"""What a list says, written to the record: judged row by row, written in bulk, never deleted."""

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db.models import Max

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
from focalpoint.catalogues.syncing import BATCH

Pair = tuple[uuid.UUID, uuid.UUID]


class Writer:
    """Judges what lists say of participants beside the record, and writes what follows."""

    def __init__(self, batch: ImportBatch, treaties: Collection[uuid.UUID]) -> None:
        self.batch = batch
        self.record: dict[Pair, list[TreatyAction]] = defaultdict(list)
        # Who stands on record of each instrument before the list is taken in.
        self.before: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
        # What a State reported itself is no list's to confirm, revise or miss.
        rows = TreatyAction.objects.filter(treaty__in=treaties, replaced_by=None, is_reported=False)
        for action in rows.select_related("batch").order_by("pk"):
            self.record[action.treaty_id, action.country_id].append(action)
            self.before[action.treaty_id].add(action.country_id)
        self.newest: dict[tuple[uuid.UUID, str], dt.date] = {
            (treaty, source): as_of
            for treaty, source, as_of in ImportedTable.objects.filter(treaty__in=treaties)
            .order_by()
            .values_list("treaty_id", "source")
            .annotate(newest=Max("as_of"))
        }
        disputes = StatusConflict.objects.filter(treaty__in=treaties).order_by()
        self.disputes: dict[tuple[Any, ...], str] = {
            tuple(each[:4]): each[4]
            for each in disputes.values_list("treaty_id", "country_id", "slot", "key", "status")
        }
        self.actions: list[TreatyAction] = []
        self.conflicts: list[StatusConflict] = []
        self.rows: list[ImportedRow] = []

    def judge(
        self,
        table: ImportedTable,
        country: uuid.UUID,
        claims: Sequence[Claim],
        covered: frozenset[str],
    ) -> Counter[str]:
        """Take in what a row says of a participant; how many actions became what."""
        record = self.record[table.treaty_id, country]
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
        for country in sorted(self.before[table.treaty_id].difference(listed)):
            for step in self._gone(self.record[table.treaty_id, country], table, covered):
                counts[self._take(step, table, country)] += 1
        return counts

    def known_until(self, action: TreatyAction) -> dt.date:
        """The day of the newest list of the same source that was read before."""
        newest = self.newest.get((action.treaty_id, action.source), action.source_as_of)
        return max(newest, action.source_as_of)

    def flush(self) -> None:
        """Write all of it."""
        # An action must stand before the one that replaces it.
        TreatyAction.objects.bulk_create(self.actions, batch_size=BATCH)
        StatusConflict.objects.bulk_create(self.conflicts, batch_size=BATCH)
        ImportedRow.objects.bulk_create(self.rows, batch_size=BATCH)
        self.actions, self.conflicts, self.rows = [], [], []

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
        place = (table.treaty_id, country, slot, key)
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
        record = self.record[table.treaty_id, country]
        if replaces is not None:
            record.remove(replaces)
        record.append(made)
        self.actions.append(made)
        return made


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
