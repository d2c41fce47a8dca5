"""A list that was read, brought together with the record: which instruments, which participants."""

import datetime as dt
import re
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.treaties.choices import ActionKind, Format, Precision
from apps.treaties.import_comparing import Claim, slot_of
from apps.treaties.import_models import ImportedRow, ImportedTable, RowOutcome
from apps.treaties.import_progress import report
from apps.treaties.import_writing import Writer
from apps.treaties.models import ImportBatch, Treaty
from apps.treaties.participants import KnownParticipants, key_of
from apps.treaties.publishers import publisher_of, source_name
from apps.treaties.sources.lists import (
    Fault,
    ListedAction,
    ListedFile,
    ListedRow,
    ListedTable,
    SourceFileError,
    TreatyName,
)
from apps.treaties.statements.writing import StatementWriter

# More unreadable rows than that, and most of all: the file is not what it seems to be.
MOST_ASIDE = 10_000
REPORTED = 2000  # rows
_FILE_NAME = re.compile(
    r"(?:declarations[_-])?(?:([IVXL]+)|(\d{1,2}))-(\d{1,2})(?:[-.]?([a-z]))?(?=\.|$)"
)
_ROMAN = (
    *("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII"),
    *("XIV", "XV", "XVI", "XVII", "XVIII", "XIX", "XX", "XXI", "XXII", "XXIII", "XXIV", "XXV"),
    *("XXVI", "XXVII", "XXVIII", "XXIX"),
)

Matched = tuple[ListedTable, Treaty]


def number_in(file_name: str) -> str:
    """The depositary's number that the name of a file proposes, such as IV-11-b for 4-11-b.csv."""
    found = _FILE_NAME.match(file_name.rsplit("/", 1)[-1])
    if found is None:
        return ""
    roman, digits, number, letter = found.groups()
    if digits:
        roman = _ROMAN[int(digits)] if int(digits) < len(_ROMAN) else ""
    return "-".join(part for part in (roman, number, letter) if part) if roman else ""


def matched_tables(file: ListedFile, batch: ImportBatch) -> list[Matched]:
    """The instruments of the tables. Raises ``SourceFileError`` where one is not on record."""
    treaties = list(Treaty.objects.all())
    titles = [(treaty, key_of(treaty.full_title)) for treaty in treaties]
    found: list[Matched] = []
    for table in file.tables:
        own = _named(table.treaty, titles, file.format)
        chosen = batch.treaty
        if chosen and own and own != chosen:
            raise SourceFileError(
                "other_instrument",
                _("The list is about “%(own)s”, not about “%(chosen)s”.")
                % {"own": own.short_title, "chosen": chosen.short_title},
            )
        if chosen and len(file.tables) > 1:
            raise SourceFileError(
                "several_instruments", _("The list is about several instruments: choose none.")
            )
        treaty = own or chosen or _proposed(file, table, batch.file_name, treaties)
        if treaty is not None:
            found.append((table, treaty))
        elif file.format != Format.ICRC:
            raise _unknown(table.treaty)
    if not found:
        raise _unknown(TreatyName())
    return found


def _named(name: TreatyName, titles: Sequence[tuple[Treaty, str]], format: str) -> Treaty | None:
    """The instrument that the file names itself; ``titles`` are those on record, by their keys."""
    title = key_of(name.title)
    for treaty, full in titles:
        if name.code == treaty.code or (name.mtdsg and name.mtdsg == treaty.mtdsg):
            return treaty
        if title and not name.mtdsg and (title == full or title.startswith(f"{full} ")):
            return treaty
        if format == Format.AFRICAN_UNION and full in title:
            return treaty
    if name.mtdsg:
        return next((treaty for treaty, full in titles if full == title), None)
    return None


def _proposed(
    file: ListedFile, table: ListedTable, file_name: str, treaties: Sequence[Treaty]
) -> Treaty | None:
    """The instrument of a list that names none: by the name of the file, or the only one it is."""
    if table.treaty.mtdsg or table.treaty.title or table.treaty.code:
        return None
    if file.format == Format.AFRICAN_UNION:
        own = [treaty for treaty in treaties if "African Union" in treaty.depositary]
        return own[0] if len(own) == 1 else None
    number = number_in(file_name)
    return next((treaty for treaty in treaties if number and treaty.mtdsg == number), None)


def _unknown(name: TreatyName) -> SourceFileError:
    if not str(name):
        return SourceFileError(
            "no_instrument", _("The list does not name its instrument: choose it.")
        )
    return SourceFileError(
        "unknown_instrument",
        _("The instrument of the list is not on record: %(name)s.") % {"name": name},
    )


def day_of(file: ListedFile, batch: ImportBatch) -> dt.date:
    """The day of the list: its own, else the one that was given. Raises ``SourceFileError``."""
    day = file.as_of or batch.as_of
    if day is None:
        raise SourceFileError("no_date", _("The list does not say of which day it is: give it."))
    if day > timezone.now().date() + dt.timedelta(days=1):
        raise SourceFileError("future_date", _("The list cannot be of a day to come."))
    return day


class Reading:
    """Goes through the tables of a list; what it finds is written by ``flush`` of its writer."""

    def __init__(self, file: ListedFile, batch: ImportBatch) -> None:
        self.file, self.batch = file, batch
        batch.as_of = day_of(file, batch)
        batch.format = file.format
        batch.publisher = batch.publisher or publisher_of(file.format)
        self.as_of = batch.as_of
        self.matched = matched_tables(file, batch)
        self.known = KnownParticipants()
        self.writer = Writer(batch)
        self.statements = StatementWriter(batch, self.known)
        self.aside = 0
        self.done = 0
        self.total = sum(len(table.rows) for table, _treaty in self.matched)

    def go(self) -> dict[str, int]:
        """Read and write all tables; the counts of the batch. Raises ``SourceFileError``."""
        totals: Counter[str] = Counter()
        rows = self.file.row_count
        for table, treaty in self.matched:
            totals += self._table(table, treaty)
            # A long list need not stay in memory as a whole.
            table.rows.clear()
            table.statements.clear()
        self.writer.flush()
        report(self.batch.pk, self.total, self.total)
        return {
            "rows": rows,
            **{name: totals[name] for name in COUNTED},
        }

    def _table(self, table: ListedTable, treaty: Treaty) -> Counter[str]:
        covered = frozenset(slot_of(kind) for kind in table.kinds)
        kept = ImportedTable(
            batch=self.batch,
            treaty=treaty,
            source=source_name(self.batch.publisher, treaty),
            as_of=self.as_of,
            headings=list(table.headings),
            sections=sorted(table.sections),
            has_signatures=ActionKind.SIGNATURE in table.kinds,
            parties_named=table.parties,
            signatories_named=table.signatories,
            notes=table.notes,
        )
        counts: Counter[str] = Counter()
        seen: dict[uuid.UUID, ListedRow] = {}
        unsure: set[uuid.UUID] = set()
        kept.save(force_insert=True)
        self.writer.open(treaty.pk)
        for fault in table.faults:
            self._set_aside(kept, fault, counts, unsure)
        for row in table.rows:
            self._row(kept, treaty, row, seen, unsure, counts, covered)
        counts += self.writer.judge_absent(kept, {*seen, *unsure}, covered)
        counts += self.statements.take_in(
            kept, table.statements, self.writer.record, language=table.language
        )
        self.writer.set_aside(self.statements.rows)
        self.statements.rows.clear()
        kept.counts = {"rows": len(table.rows) + len(table.faults), **counts}
        kept.parties_counted = sum(
            any(action.binds for action in row.actions) for row in seen.values()
        )
        kept.signatories_counted = sum(
            any(action.kind in _SIGNED for action in row.actions) for row in seen.values()
        )
        kept.save()
        return counts

    def _row(
        self,
        kept: ImportedTable,
        treaty: Treaty,
        row: ListedRow,
        seen: dict[uuid.UUID, ListedRow],
        unsure: set[uuid.UUID],
        counts: Counter[str],
        covered: frozenset[str],
    ) -> None:
        self.done += 1
        if self.done % REPORTED == 0:
            report(self.batch.pk, self.done, self.total)
        if problem := _problem(row, treaty, self.as_of):
            code, message = problem
            fault = Fault(row.number, row.participant, row.cells, code, message)
            self._set_aside(kept, fault, counts, unsure)
            return
        key = key_of(row.participant)
        country = self.known.find(key)
        if country is None:
            if not self.known.is_nobody(key):
                self._keep_unmatched(kept, row, key, counts)
            return
        if country in seen:
            if seen[country].actions != row.actions:
                message = _("The list names this participant twice: see row %(row)d.")
                fault = Fault(
                    row.number,
                    row.participant,
                    row.cells,
                    "twice",
                    message % {"row": seen[country].number},
                )
                self._set_aside(kept, fault, counts, unsure)
            return
        seen[country] = row
        claims = [claim_of(action, kept.source, kept.as_of) for action in row.actions]
        # A cell of the row may be set aside: then what the record has is not gone.
        spoken = frozenset() if country in unsure else covered
        counts += self.writer.judge(kept, country, claims, spoken)

    def _set_aside(
        self, kept: ImportedTable, fault: Fault, counts: Counter[str], unsure: set[uuid.UUID]
    ) -> None:
        self.aside += 1
        if self.aside > MOST_ASIDE and 2 * self.aside > self.total:
            raise SourceFileError(
                "mostly_unreadable",
                _("More than %(most)d rows cannot be read: this is not such a list.")
                % {"most": MOST_ASIDE},
            )
        counts["quarantined"] += 1
        key = key_of(fault.participant)
        if country := self.known.find(key):
            unsure.add(country)
        waiting = ImportedRow(
            table=kept,
            number=fault.number,
            outcome=RowOutcome.QUARANTINED,
            participant=fault.participant[:200],
            key=key,
            column=fault.column[:200],
            cells=list(fault.cells),
            code=fault.code,
            message=fault.message,
        )
        self.writer.set_aside([waiting])

    def _keep_unmatched(
        self, kept: ImportedTable, row: ListedRow, key: str, counts: Counter[str]
    ) -> None:
        counts["unmatched"] += 1
        waiting = ImportedRow(
            table=kept,
            number=row.number,
            outcome=RowOutcome.UNMATCHED,
            participant=row.participant[:200],
            key=key,
            cells=list(row.cells),
            code="unmatched",
            claims=[kept_claim(action) for action in row.actions],
        )
        self.writer.set_aside([waiting])


_SIGNED = (ActionKind.SIGNATURE, ActionKind.DEFINITIVE_SIGNATURE)
# What a batch counts, in the order in which people read it.
COUNTED = (
    *("created", "unchanged", "revised", "quarantined", "unmatched", "conflicts", "vanished"),
    *("outdated", "statements", "statements_revised", "statements_unchanged"),
)


def _problem(row: ListedRow, treaty: Treaty, as_of: dt.date) -> tuple[str, str] | None:
    """Why a date cannot be: later than its list, or earlier than the instrument."""
    for action in row.actions:
        values = {"date": action.date.isoformat()}
        if action.date > as_of:
            return "later_than_list", _("%(date)s is later than the list itself.") % values
        exact = action.precision == Precision.DAY
        if exact and treaty.adopted_on and action.date < treaty.adopted_on:
            return "before_adoption", (
                _("%(date)s is earlier than the adoption of the instrument.") % values
            )
    return None


def claim_of(action: ListedAction, source: str, as_of: dt.date) -> Claim:
    """An action of a row as a claim of its list."""
    return Claim(
        kind=action.kind,
        date=action.date,
        source=source,
        as_of=as_of,
        precision=action.precision,
        note=action.note,
        ended=action.ended,
    )


def kept_claim(action: ListedAction) -> dict[str, Any]:
    """What a row says of one action, as JSON keeps it until its participant is known."""
    return {
        "kind": action.kind.value,
        "date": action.date.isoformat(),
        "precision": action.precision.value,
        "ended": action.ended,
        "note": action.note,
    }


def restored_claims(row: ImportedRow) -> Iterator[Claim]:
    """The claims of a row that was kept."""
    for kept in row.claims:
        yield Claim(
            kind=ActionKind(kept["kind"]),
            date=dt.date.fromisoformat(kept["date"]),
            source=row.table.source,
            as_of=row.table.as_of,
            precision=Precision(kept["precision"]),
            note=kept["note"],
            ended=kept["ended"],
        )
