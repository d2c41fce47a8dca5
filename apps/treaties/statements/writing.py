"""Statements of a list brought together with the record, by the same rules as actions.

A text that the record has already is unchanged; a text that the same source words otherwise than
before replaces the old one; one that the source no longer has is flagged. Withdrawals that are on
record stay on record.
"""

import datetime as dt
import hashlib
import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.db.models import Max

from apps.countries.models import Confidence
from apps.treaties.choices import (
    BINDING_KINDS,
    ActionKind,
    DateBasis,
    Precision,
    Publisher,
    StatementKind,
)
from apps.treaties.import_models import ImportedRow, ImportedTable, RowOutcome
from apps.treaties.models import ImportBatch, TreatyAction
from apps.treaties.participants import KnownParticipants, key_of
from apps.treaties.sources.lists import Statement
from apps.treaties.statements.models import TreatyStatement

# Texts at least so much alike are two versions of one statement.
ALIKE = 0.7
# So many characters are compared: more would take longer than it tells.
COMPARED = 4000
LONGEST_NAME = 8  # words
_UPON_CONSENT = {
    StatementKind.RESERVATION,
    StatementKind.DECLARATION,
    StatementKind.DECLARATION_OR_RESERVATION,
}


def text_key(text: str) -> str:
    """What two spellings of one text have in common, as a hash."""
    words = " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())
    return hashlib.sha256((words or text).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Dated:
    """When a statement was made, and what says so."""

    on: dt.date
    precision: str
    basis: DateBasis


def dated(statement: Statement, actions: Iterable[TreatyAction], as_of: dt.date) -> Dated:
    """The date of a statement.

    Where the list gives none, reservations and declarations are of the day of the consent to be
    bound, as depositaries print them unless they say otherwise; others are at the latest of the
    day of the list.
    """
    if statement.date is not None and statement.date <= as_of:
        return Dated(statement.date, Precision.DAY, DateBasis.STATED)
    done = sorted(
        (action for action in actions if not action.is_retraction and action.date <= as_of),
        key=lambda action: action.date,
    )
    if statement.dated_by == DateBasis.SIGNATURE:
        kinds: Collection[str] = (ActionKind.SIGNATURE, ActionKind.DEFINITIVE_SIGNATURE)
        basis = DateBasis.SIGNATURE
    elif statement.kind in _UPON_CONSENT or statement.dated_by == DateBasis.CONSENT:
        kinds, basis = BINDING_KINDS, DateBasis.CONSENT
    else:
        kinds, basis = (), DateBasis.LIST
    found = [action for action in done if action.kind in kinds]
    if not found:
        return Dated(as_of, Precision.LATEST, DateBasis.LIST)
    return Dated(found[-1].date, found[-1].precision, basis)


class Named:
    """Finds the participants that a text names."""

    def __init__(self, known: KnownParticipants) -> None:
        self.codes = known.codes()

    def in_text(self, text: str, *, but: uuid.UUID) -> list[str]:
        """The codes of those whom a text names, without whoever made it."""
        words = key_of(text, most=len(text)).split()
        found: dict[str, None] = {}
        place = 0
        while place < len(words):
            for length in range(min(LONGEST_NAME, len(words) - place), 0, -1):
                country = self.codes.get(" ".join(words[place : place + length]))
                if country is not None:
                    if country[0] != but:
                        found.setdefault(country[1])
                    place += length - 1
                    break
            place += 1
        return list(found)


class StatementWriter:
    """Takes in the statements of a table; ``rows`` are those that wait for a person."""

    def __init__(self, batch: ImportBatch, known: KnownParticipants) -> None:
        self.batch = batch
        self.known = known
        self.named = Named(known)
        self.rows: list[ImportedRow] = []

    def take_in(
        self,
        table: ImportedTable,
        statements: Sequence[Statement],
        actions: Mapping[uuid.UUID, Sequence[TreatyAction]],
        *,
        language: str,
        only: uuid.UUID | None = None,
    ) -> Counter[str]:
        """Judge the statements of a list and write what follows; how many became what.

        ``actions`` are what stands of each participant. ``only``: the list is silent on the others
        (the rows of one participant that were kept).
        """
        counts: Counter[str] = Counter()
        by_country: dict[uuid.UUID, list[Statement]] = defaultdict(list)
        for statement in statements:
            key = key_of(statement.participant)
            country = only or self.known.find(key)
            if country is not None:
                by_country[country].append(statement)
            elif not self.known.is_nobody(key):
                counts["unmatched"] += 1
                self.rows.append(unmatched_row(table, statement, key, language))
        record, newest = _on_record(table, only), _newest(table)
        added: list[TreatyStatement] = []
        for country in sorted({*by_country, *record}):
            judged = _Judged(table, record[country], newest)
            for statement in by_country[country]:
                judged.see(statement)
            for statement, replaced in judged.wanted(counts):
                when = dated(statement, actions.get(country, ()), table.as_of)
                added.append(self._made(table, country, statement, when, replaced, language))
            if only is None:
                self._flag(table, judged, counts)
        TreatyStatement.objects.bulk_create(added, batch_size=500)
        return counts

    def _flag(self, table: ImportedTable, judged: "_Judged", counts: Counter[str]) -> None:
        for statement in judged.gone():
            counts["vanished"] += 1
            self.rows.append(
                ImportedRow(
                    table=table,
                    number=0,
                    outcome=RowOutcome.VANISHED,
                    code="vanished",
                    cells=[statement.kind, statement.head],
                    statement=statement,
                )
            )

    def _made(
        self,
        table: ImportedTable,
        country: uuid.UUID,
        statement: Statement,
        when: Dated,
        replaced: TreatyStatement | None,
        language: str,
    ) -> TreatyStatement:
        concerned: list[str] = []
        if statement.kind == StatementKind.OBJECTION:
            concerned = self.named.in_text(statement.text, but=country)
        return TreatyStatement(
            treaty_id=table.treaty_id,
            country_id=country,
            kind=statement.kind,
            text=statement.text,
            key=text_key(statement.text),
            language=language,
            articles=list(statement.articles),
            concerned=concerned,
            date=when.on,
            precision=when.precision,
            dated_by=when.basis,
            source=table.source,
            source_as_of=table.as_of,
            confidence=_confidence(when, self.batch.publisher),
            note="\n".join(statement.notes),
            batch=self.batch,
            replaces=replaced,
            **_withdrawal(replaced),
        )


class _Judged:
    """The statements of one participant beside what the record has."""

    def __init__(
        self, table: ImportedTable, record: Sequence[TreatyStatement], newest: Mapping[str, dt.date]
    ) -> None:
        self.table, self.newest = table, newest
        self.left = [each for each in record if not each.is_retraction]
        self.taken_back = {each.key for each in record if each.is_retraction}
        self.seen: set[str] = set()
        self.unchanged = 0
        self.differing: list[Statement] = []

    def see(self, statement: Statement) -> None:
        key = text_key(statement.text)
        if key in self.seen:
            return
        self.seen.add(key)
        found = next((each for each in self.left if each.key == key), None)
        if found is None and key not in self.taken_back:
            self.differing.append(statement)
            return
        self.unchanged += 1
        if found is not None:
            self.left.remove(found)

    def wanted(self, counts: Counter[str]) -> Iterator[tuple[Statement, TreatyStatement | None]]:
        """What is to be written, with what it replaces; call it once, after all were seen."""
        counts["statements_unchanged"] += self.unchanged
        for statement in self.differing:
            found = self._version_of(statement)
            if found is None:
                counts["statements"] += 1
                yield statement, None
                continue
            self.left.remove(found)
            if self._known_until(found) > self.table.as_of:
                counts["outdated"] += 1
                continue
            counts["statements_revised"] += 1
            yield statement, found

    def gone(self) -> list[TreatyStatement]:
        """What the same source had before, and a list as new as that no longer has."""
        sections = _heads(self.table.sections)
        return [
            each
            for each in self.left
            if each.source == self.table.source
            and each.kind in sections
            and not each.is_withdrawn
            and self._known_until(each) <= self.table.as_of
        ]

    def _version_of(self, statement: Statement) -> TreatyStatement | None:
        own = [each for each in self.left if each.source == self.table.source]
        likely = [(_likeness(each.text, statement.text), each.pk, each) for each in own]
        best = max(likely, default=None)
        return best[2] if best and best[0] >= ALIKE else None

    def _known_until(self, statement: TreatyStatement) -> dt.date:
        return max(self.newest.get(statement.source, dt.date.min), statement.source_as_of)


def _heads(sections: Iterable[str]) -> set[str]:
    """The kinds that stand under the heads of a list: the text itself parts the first one."""
    found = set(sections)
    if StatementKind.DECLARATION_OR_RESERVATION in found:
        found |= {StatementKind.DECLARATION, StatementKind.RESERVATION}
    return found


def _likeness(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, one[:COMPARED].split(), other[:COMPARED].split(), False)
    # The cheap bounds first: most pairs have nothing in common.
    if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
        return 0.0
    return matcher.ratio()


def _on_record(
    table: ImportedTable, only: uuid.UUID | None
) -> defaultdict[uuid.UUID, list[TreatyStatement]]:
    rows = TreatyStatement.objects.filter(treaty=table.treaty_id, replaced_by=None)
    if only is not None:
        rows = rows.filter(country=only)
    found: defaultdict[uuid.UUID, list[TreatyStatement]] = defaultdict(list)
    for statement in rows.order_by("pk"):
        found[statement.country_id].append(statement)
    return found


def _newest(table: ImportedTable) -> dict[str, dt.date]:
    """The day of the newest list of each source that had statements, without this one."""
    lists = ImportedTable.objects.filter(treaty=table.treaty_id).exclude(sections=[])
    return dict(
        lists.exclude(pk=table.pk).order_by().values_list("source").annotate(newest=Max("as_of"))
    )


def _withdrawal(replaced: TreatyStatement | None) -> dict[str, Any]:
    """A withdrawal outlives another wording of what was withdrawn."""
    if replaced is None:
        return {}
    names = ("withdrawal_notified_on", "withdrawal_effective_on", "withdrawal_source")
    return {name: getattr(replaced, name) for name in names}


def _confidence(when: Dated, publisher: str) -> Confidence:
    """How sure the record is of who stated it when; the text is as the list gives it."""
    if publisher == Publisher.SECONDARY or when.basis == DateBasis.LIST:
        return Confidence.LOW
    return Confidence.HIGH if when.basis == DateBasis.STATED else Confidence.MEDIUM


# A kept statement, as JSON, until its participant is known.
KEPT = "statement"


def unmatched_row(
    table: ImportedTable, statement: Statement, key: str, language: str
) -> ImportedRow:
    """A statement of somebody who is not known, kept until a person says who it is."""
    return ImportedRow(
        table=table,
        number=statement.number,
        outcome=RowOutcome.UNMATCHED,
        participant=statement.participant[:200],
        key=key,
        cells=[statement.participant, str(statement.kind.label), statement.text[:500]],
        code="unmatched",
        claims=[
            {
                KEPT: {
                    "kind": statement.kind.value,
                    "text": statement.text,
                    "date": statement.date.isoformat() if statement.date else None,
                    "dated_by": statement.dated_by.value if statement.dated_by else None,
                    "articles": list(statement.articles),
                    "notes": list(statement.notes),
                    "language": language,
                }
            }
        ],
    )


def restored_statement(row: ImportedRow) -> tuple[Statement, str] | None:
    """The statement of a row that was kept, with its language; ``None`` where it is of actions."""
    kept = row.claims[0].get(KEPT) if row.claims else None
    if kept is None:
        return None
    statement = Statement(
        kind=StatementKind(kept["kind"]),
        participant=row.participant,
        text=kept["text"],
        number=row.number,
        date=dt.date.fromisoformat(kept["date"]) if kept["date"] else None,
        dated_by=DateBasis(kept["dated_by"]) if kept["dated_by"] else None,
        articles=tuple(kept["articles"]),
        notes=tuple(kept["notes"]),
    )
    return statement, kept["language"]
