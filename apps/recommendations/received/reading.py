"""A file that was read, brought together with the record: whom it concerns, which document."""

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.recommendations.received.cells import base_symbol
from apps.recommendations.received.choices import EntryKind, Mechanism, RowOutcome
from apps.recommendations.received.listed import Listed, ListedFile
from apps.recommendations.received.names import (
    KnownNames,
    brought_together,
    divided,
    names_in,
    states_behind,
)
from apps.recommendations.received.pairing import Found
from apps.recommendations.received.progress import report
from apps.recommendations.received.texts import fingerprint, numbered
from apps.recommendations.received.writing import REVIEW, Writer, facts_of
from apps.recommendations.received_import_models import RecommendationImport
from apps.recommendations.received_models import ReceivedRecommendation
from apps.treaties.participants import key_of
from apps.treaties.sources.lists import SourceFileError

# More unreadable rows than that, and most of all: the file is not what it seems to be.
MOST_ASIDE = 10_000
# What an import counts, in the order in which people read it.
COUNTED = (
    *("rows", "recommendations", "created", "revised", "unchanged", "outdated", "duplicates"),
    *("quarantined", "unnamed", "unmatched", "kept", "vanished", "other_states"),
    *("states", "states_recovered", "states_unknown"),
)
Place = tuple[uuid.UUID, str]  # a State and a document


class Reading:
    """Brings the rows of a file into the record; the rows that need a person are in ``aside``."""

    def __init__(self, batch: RecommendationImport, file: ListedFile) -> None:
        self.batch = batch
        self.file = file
        self.as_of: dt.date = batch.as_of or file.as_of or timezone.now().date()
        training = batch.country is not None and batch.country.is_training
        self.known = KnownNames(with_training=training)
        self.writer = Writer(batch, self.as_of)
        self.documents = self._documents()
        # Rows of which it was said that they name no recommending State.
        self._told: set[int] = set()

    @property
    def counts(self) -> Counter[str]:
        return self.writer.counts

    def go(self) -> dict[str, int]:
        """Write all that the file says; what became of its rows."""
        numbers = {row.number for row in self.file.rows}
        self.counts["rows"] = len(numbers | {fault.number for fault in self.file.faults})
        for fault in self.file.faults:
            self.counts["quarantined"] += 1
            self.writer.set_aside(RowOutcome.QUARANTINED, **facts_of(fault))
        if len(self.file.faults) > max(MOST_ASIDE, len(self.file.rows)):
            raise SourceFileError(
                "mostly_unreadable", _("Most rows cannot be read: this is not such a list.")
            )
        self.take(self.file.rows)
        return {**dict.fromkeys(COUNTED, 0), **self.counts}

    def take(self, rows: Iterable[Listed], *, is_whole: bool = True) -> None:
        """Write rows, document by document; ``is_whole``: they are all that the file says."""
        places: defaultdict[Place, list[Found]] = defaultdict(list)
        for row in rows:
            for name in self._concerned_names(row):
                if (country := self._concerned(row, name)) is not None:
                    places[country, self._document(country, row)].append(self._found(row))
        total, done = sum(map(len, places.values())), 0
        for (country, document), found in places.items():
            self.writer.take(country, document, found, is_whole=is_whole)
            done += len(found)
            report(self.batch.pk, done, total)

    def _concerned_names(self, row: Listed) -> list[str]:
        """The States of a row: names in one line are divided where all of them are known."""
        found: list[str] = []
        for name in row.countries:
            found += divided(name, self.known)
        return found

    def _documents(self) -> dict[tuple[uuid.UUID, str], str]:
        """Under which review a symbol is on record: sources that leave the session out follow."""
        rows = ReceivedRecommendation.objects.filter(mechanism=Mechanism.UPR).order_by()
        if self.batch.country_id:
            rows = rows.filter(country=self.batch.country_id)
        known = rows.values_list("country_id", "symbol", "document").distinct()
        return {(pk, base_symbol(symbol)): document for pk, symbol, document in known}

    def _document(self, country: uuid.UUID, row: Listed) -> str:
        symbol = base_symbol(row.symbol)
        if row.mechanism == Mechanism.UPR and row.session is not None:
            document = f"{REVIEW}{row.session}"
            self.documents[country, symbol] = document
            return document
        return self.documents.get((country, symbol), symbol or f"{row.body}/{row.date or ''}"[:80])

    def _concerned(self, row: Listed, name: str) -> uuid.UUID | None:
        """The State that a row concerns, if it is one to take."""
        key = key_of(name)
        country = self.known.find(key)
        own = self.batch.country_id
        if country is not None and own in (None, country):
            return country
        if country is not None or self.known.is_nobody(key):
            self.counts["other_states"] += 1
            return None
        self.counts["unmatched"] += 1
        self.writer.set_aside(
            RowOutcome.UNMATCHED,
            number=row.number,
            column="countries",
            code="unmatched",
            message=_("Nobody is known by this name."),
            excerpt=row.text[:300],
            name=name[:200],
            key=key,
            claims=claims_of(row, name),
        )
        return None

    def _found(self, row: Listed) -> Found:
        is_upr = row.mechanism == Mechanism.UPR and row.kind == EntryKind.RECOMMENDATION
        if not is_upr:
            return Found(row, row.text, fingerprint(row.text), self._column_only(row))
        _number, plain = numbered(row.text)
        asked, in_text = states_behind(plain, self.known)
        column = [name for words in row.states for name in names_in(words, self.known)]
        states = brought_together(in_text, column, self.known)
        if not states:
            self._say_nobody(row)
        return Found(row, asked or plain, fingerprint(asked or plain), states)

    def _say_nobody(self, row: Listed) -> None:
        """A review has no recommendation that nobody made; the row stands all the same."""
        if row.number in self._told:
            return
        self._told.add(row.number)
        self.counts["unnamed"] += 1
        self.writer.set_aside(
            RowOutcome.QUARANTINED,
            number=row.number,
            column="states",
            code="no_recommender",
            message=_("No recommending State is named, in a column or at the end of the text."),
            excerpt=row.text[-300:],
        )

    def _column_only(self, row: Listed) -> list[Any]:
        column = [name for words in row.states for name in names_in(words, self.known)]
        return list(brought_together((), column, self.known))


def claims_of(row: Listed, name: str) -> dict[str, Any]:
    """A row as JSON keeps it until its State is known."""
    kept = asdict(row) | {"countries": [name], "date": row.date.isoformat() if row.date else None}
    return {field: list(v) if isinstance(v, tuple) else v for field, v in kept.items()}


def restored(claims: dict[str, Any], name: str) -> Listed:
    """The row that was kept, now about a State that is known by ``name``."""
    date = claims["date"]
    lists = {field: tuple(claims[field]) for field in ("states", "themes", "affected")}
    given = {
        **claims,
        **lists,
        "countries": (name,),
        "date": dt.date.fromisoformat(date) if date else None,
        "mechanism": Mechanism(claims["mechanism"]),
        "kind": EntryKind(claims["kind"]),
    }
    return Listed(**given)
