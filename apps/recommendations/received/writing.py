"""What a file says, written to the record: document by document, in bulk, nothing deleted."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from apps.engagement.models import UprSession
from apps.recommendations.received.cells import base_symbol
from apps.recommendations.received.choices import FoundIn, Position, RowOutcome
from apps.recommendations.received.listed import Fault
from apps.recommendations.received.pairing import Found, merged, paired
from apps.recommendations.received.positions import position_of
from apps.recommendations.received.rules import tags_of, touches_prevention
from apps.recommendations.received.texts import fingerprint
from apps.recommendations.received_import_models import RecommendationImport, RecommendationRow
from apps.recommendations.received_models import ReceivedRecommendation, RecommendingState

# So many rows are written by one statement.
STEP = 500
# How the document of a review begins whose session is known.
REVIEW = "UPR/"
_LAST_DAY = 99_999_999
# What says nothing, so that another file may fill it in.
_EMPTY: tuple[Any, ...] = ("", None, [], Position.UNKNOWN)


class Writer:
    """Takes in what a file says of one State in one document at a time."""

    def __init__(self, batch: RecommendationImport, as_of: dt.date) -> None:
        self.batch = batch
        self.as_of = as_of
        self.counts: Counter[str] = Counter()
        self.aside: list[RecommendationRow] = []
        sessions = UprSession.objects.exclude(starts_on=None).order_by()
        self._sessions = dict(sessions.values_list("number", "starts_on"))

    def take(
        self, country: uuid.UUID, document: str, rows: Sequence[Found], *, is_whole: bool = True
    ) -> None:
        """Add, revise or leave what a document says of a State; count what became of it.

        What stands on record and not among rows that are not the whole document is not missed.
        """
        found, faults = merged(rows, self.counts)
        for fault in faults:
            self.counts["quarantined"] += 1
            self.set_aside(RowOutcome.QUARANTINED, **facts_of(fault))
        names = {document, *self._earlier_names(document, found)}
        record = ReceivedRecommendation.objects.filter(country=country, document__in=names)
        there = list(record.select_related("batch").prefetch_related("states").order_by("pk"))
        self._move(there, document)
        # What could not be moved has a copy in this document: that one is meant.
        there.sort(key=lambda known: known.document != document)
        pairs, new, gone = paired(found, there)
        self._count(found)
        self._create(country, document, new)
        for each, known in pairs:
            self._compare(each, known)
        if is_whole:
            self._miss(found, gone)

    @staticmethod
    def _earlier_names(document: str, found: Sequence[Found]) -> set[str]:
        """Under what a review may be on record by a source that leaves its session out."""
        if not document.startswith(REVIEW):
            return set()
        return {name for each in found if (name := base_symbol(each.row.symbol))}

    def _move(self, there: Sequence[ReceivedRecommendation], document: str) -> None:
        """Put recommendations to the others of their review, once its session is known."""
        places = {_place(known) for known in there if known.document == document}
        for known in there:
            if known.document == document or self._is_the_secretariats(known):
                continue
            if _place(known) not in places:
                known.document = document
                known.rank = self._rank(known)
                known.save(update_fields=["document", "rank", "updated_at"])
                places.add(_place(known))

    def set_aside(self, outcome: RowOutcome, **facts: Any) -> None:
        """Keep a row for a person to look at."""
        self.aside.append(RecommendationRow(batch=self.batch, outcome=outcome, **facts))

    def _count(self, found: Sequence[Found]) -> None:
        self.counts["recommendations"] += len(found)
        for each in found:
            self.counts[f"position_{_position(each)}"] += 1
            states = [state for state in each.states if not state.is_nobody]
            self.counts["states"] += len(states)
            self.counts["states_recovered"] += sum(s.found == FoundIn.TEXT for s in states)
            self.counts["states_unknown"] += sum(s.country is None for s in states)

    def _create(self, country: uuid.UUID, document: str, new: Sequence[Found]) -> None:
        rows = [self._fresh(country, document, each) for each in new]
        ReceivedRecommendation.objects.bulk_create(rows, batch_size=STEP)
        states = [
            RecommendingState(
                recommendation=row,
                country_id=state.country,
                name=state.name,
                key=state.key,
                order=order,
                found=state.found,
                is_nobody=state.is_nobody,
            )
            for row, each in zip(rows, new, strict=True)
            for order, state in enumerate(each.states)
        ]
        RecommendingState.objects.bulk_create(states, batch_size=STEP)
        self.counts["created"] += len(rows)

    def _fresh(self, country: uuid.UUID, document: str, each: Found) -> ReceivedRecommendation:
        row = ReceivedRecommendation(
            country_id=country,
            document=document,
            batch=self.batch,
            source=self.batch.format,
            source_as_of=self.as_of,
            **self._values(each),
            **_derived(each.text, each.row.themes),
        )
        row.rank = self._rank(row)
        return row

    def _values(self, each: Found) -> dict[str, Any]:
        row = each.row
        return {
            "kind": row.kind,
            "mechanism": row.mechanism,
            "body": row.body,
            "symbol": row.symbol,
            "session": row.session,
            "cycle": row.cycle,
            "paragraph": row.paragraph,
            "text": each.text,
            "original": row.text,
            "position_raw": row.position,
            "position": _position(each),
            "themes": list(row.themes),
            "affected": list(row.affected),
            "date": row.date,
            "provisional": row.provisional,
            "source_id": row.source_id,
            "url": row.url or self.batch.url,
        }

    def _rank(self, row: ReceivedRecommendation) -> str:
        """The newest document first; within it the paragraphs by their numbers."""
        day = row.date or (self._sessions.get(row.session) if row.session else None)
        age = _LAST_DAY - int(day.strftime("%Y%m%d")) if day else _LAST_DAY
        parts = [f"{int(n):05d}" for n in row.paragraph.split(".") if n.isdecimal()]
        return f"{age:08d}|{row.document[:60]}|{'.'.join(parts)[:40]}|{row.pk.hex}"

    def _compare(self, each: Found, known: ReceivedRecommendation) -> None:
        """Revise what a newer or final version says otherwise; an empty cell says nothing."""
        theirs = self._is_the_secretariats(known)
        changes = self._differing(each, known)
        is_older = self.as_of < known.source_as_of or (
            each.row.provisional and not known.provisional
        )
        if is_older:
            changes = {n: v for n, v in changes.items() if getattr(known, n) in _EMPTY}
        elif known.dropped_on is not None:
            changes["dropped_on"] = None
        if theirs:
            changes = self._filling_in(each, known, changes)
        if {"text", "themes"} & changes.keys() or not (is_older or theirs):
            changes |= _follows(known, changes)
        is_replaced = not is_older and known.provisional and not theirs
        has_states = self._bring_states(each, known, replace=is_replaced)
        if not changes and not has_states:
            self.counts["outdated" if is_older else "unchanged"] += 1
            return
        self.counts["revised"] += 1
        if changes:
            if not theirs:
                changes |= {"batch": self.batch, "source": self.batch.format}
                if not is_older:
                    changes["source_as_of"] = self.as_of
            for name, value in changes.items():
                setattr(known, name, value)
            known.rank = self._rank(known)
            known.save()

    def _differing(self, each: Found, known: ReceivedRecommendation) -> dict[str, Any]:
        said = {n: v for n, v in self._values(each).items() if v not in _EMPTY}
        if known.source_id:
            # Another program's number: the first one stands.
            said.pop("source_id", None)
        return {n: v for n, v in said.items() if getattr(known, n) != v}

    def _is_the_secretariats(self, known: ReceivedRecommendation) -> bool:
        return self.batch.country_id is not None and known.batch.country_id is None

    def _filling_in(
        self, each: Found, known: ReceivedRecommendation, changes: dict[str, Any]
    ) -> dict[str, Any]:
        """A State fills in what the secretariat's file did not say; what it said stands."""
        filled = {n: v for n, v in changes.items() if getattr(known, n) in _EMPTY}
        if differing := sorted(set(changes) - set(filled)):
            self.counts["kept"] += 1
            self.set_aside(
                RowOutcome.KEPT,
                number=each.row.number,
                column=", ".join(differing)[:60],
                code="secretariat_stands",
                message=_("The secretariat's file says otherwise: ask it to look at the document."),
                excerpt=each.row.text[:300],
            )
        return filled

    def _bring_states(self, each: Found, known: ReceivedRecommendation, *, replace: bool) -> bool:
        """Add the States that the file names; a final version also takes away what it does not."""
        there = list(known.states.all())
        keys = {state.key for state in there}
        countries = {state.country_id for state in there if state.country_id}
        fresh = [
            RecommendingState(
                recommendation=known,
                country_id=state.country,
                name=state.name,
                key=state.key,
                order=order,
                found=state.found,
                is_nobody=state.is_nobody,
            )
            for order, state in enumerate(each.states)
            if state.key not in keys and (state.country is None or state.country not in countries)
        ]
        named = {state.key for state in each.states} | {s.country for s in each.states if s.country}
        gone = [s for s in there if s.key not in named and s.country_id not in named]
        if not (replace and each.states):
            gone = []
        for state in gone:
            state.delete()
        RecommendingState.objects.bulk_create(fresh)
        return bool(fresh or gone)

    def _miss(self, found: Sequence[Found], gone: Sequence[ReceivedRecommendation]) -> None:
        """What stood in a provisional text and is not in the final one keeps its work, marked."""
        is_final = bool(found) and not any(each.row.provisional for each in found)
        texts = {(each.row.paragraph, each.fingerprint) for each in found}
        for known in gone:
            if not (is_final and known.provisional and known.dropped_on is None):
                continue
            # A second copy of what is in the file is not missing from it.
            if self._is_the_secretariats(known) or (known.paragraph, known.fingerprint) in texts:
                continue
            known.dropped_on = self.as_of
            known.save(update_fields=["dropped_on", "updated_at"])
            self.counts["vanished"] += 1
            self.set_aside(
                RowOutcome.VANISHED,
                number=0,
                code="vanished",
                message=_("It stood in the provisional text. The State's work on it is kept."),
                excerpt=known.original[:300],
            )


def _place(known: ReceivedRecommendation) -> tuple[str, str, str]:
    """What tells it apart within its document."""
    return known.paragraph, known.fingerprint, known.source_id


def _position(each: Found) -> Position:
    return position_of(each.row.position) or Position.UNKNOWN


def _derived(text: str, themes: Sequence[str]) -> dict[str, Any]:
    """What follows from a text and the themes of its source."""
    tags = tags_of(text, themes)
    return {
        "tags": tags,
        "prevention": touches_prevention(tags),
        "fingerprint": fingerprint(text),
    }


def _follows(known: ReceivedRecommendation, changes: dict[str, Any]) -> dict[str, Any]:
    """What has to change with the text and the themes that a record gets."""
    facts = _derived(changes.get("text", known.text), changes.get("themes", known.themes))
    return {n: v for n, v in facts.items() if getattr(known, n) != v}


def facts_of(fault: Fault) -> dict[str, Any]:
    return {
        "number": fault.number,
        "column": fault.column,
        "code": fault.code,
        "message": fault.message,
        "excerpt": fault.excerpt,
    }
