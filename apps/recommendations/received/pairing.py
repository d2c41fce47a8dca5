"""Which recommendation of a file is which on record, so that the State's work stays with it."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from apps.recommendations.received.choices import Mechanism
from apps.recommendations.received.listed import Fault, Listed
from apps.recommendations.received.names import Named
from apps.recommendations.received.positions import position_of
from apps.recommendations.received.texts import fingerprint, likeness

# A paragraph that says something wholly different in a new version is another recommendation.
ALIKE = 0.5
# The turns of `paired` that ask for the same paragraph, text and kind, and for a paragraph alone.
_SAME_PLACE, _ALIKE = 1, 5


@dataclass(slots=True)
class Found:
    """A recommendation of a file to one State, with what it asks and who stands behind it."""

    row: Listed
    text: str
    fingerprint: str
    states: list[Named] = field(default_factory=list)

    @property
    def place(self) -> tuple[str, str, str]:
        """What tells it apart within its document."""
        return self.row.paragraph, self.fingerprint, self.row.source_id


def merged(found: Iterable[Found], counts: Counter[str]) -> tuple[list[Found], list[Fault]]:
    """Rows that say the same become one with all its States, as files do with a row for each."""
    kept: dict[Hashable, Found] = {}
    by_paragraph: dict[tuple[str, str], Found] = {}
    faults = []
    for each in found:
        twin = kept.get(each.place)
        if twin is not None:
            counts["duplicates"] += 1
            _join(twin, each)
            if each.row.position and _differ(twin.row, each.row):
                faults.append(_other_position(each, twin))
            continue
        row = each.row
        at = (row.symbol, row.paragraph)
        is_numbered = row.mechanism == Mechanism.UPR and row.paragraph and not row.source_id
        if is_numbered and at in by_paragraph:
            faults.append(_twice(each, by_paragraph[at]))
            continue
        by_paragraph[at] = each
        kept[each.place] = each
    return list(kept.values()), faults


def _twice(each: Found, first: Found) -> Fault:
    message = _("The paragraph stands in row %(row)d already, with another text.")
    return Fault(
        each.row.number,
        "paragraph_twice",
        message % {"row": first.row.number},
        "paragraph",
        each.row.text[:300],
    )


def _differ(one: Listed, other: Listed) -> bool:
    return position_of(one.position) != position_of(other.position)


def _other_position(each: Found, first: Found) -> Fault:
    facts = {"row": first.row.number, "position": first.row.position}
    message = _("It repeats row %(row)d, where the position is “%(position)s”: that one stands.")
    return Fault(
        each.row.number, "other_position", message % facts, "position", each.row.position[:300]
    )


def _join(twin: Found, other: Found) -> None:
    """Give the first row the States of a repeated one, and what it left empty."""
    if not twin.row.position:
        twin.row = replace(twin.row, position=other.row.position)
    known = {state.country or state.key for state in twin.states}
    twin.states += [s for s in other.states if (s.country or s.key) not in known]


Pairs = list[tuple[Found, Any]]


def paired(found: Sequence[Found], record: Sequence[Any]) -> tuple[Pairs, list[Found], list[Any]]:
    """What belongs together, what is new, and what of the record the file does not have.

    By the source's own number, by paragraph and text, by the text alone (paragraphs are counted
    anew in a final version), by the text of the file (it may have been taken apart otherwise), and
    last by the paragraph where its text says nearly the same.
    """
    pairs: Pairs = []
    left, open_ = list(found), list(record)
    passes: tuple[tuple[Callable[[Any], Hashable], Callable[[Any], Hashable]], ...] = (
        (lambda f: f.row.source_id or None, lambda r: r.source_id or None),
        (
            lambda f: (f.row.paragraph, f.fingerprint, f.row.kind),
            lambda r: (r.paragraph, r.fingerprint, r.kind),
        ),
        (lambda f: (f.row.paragraph, f.fingerprint), lambda r: (r.paragraph, r.fingerprint)),
        (lambda f: f.fingerprint, lambda r: r.fingerprint),
        (lambda f: fingerprint(f.row.text), lambda r: fingerprint(r.original)),
        (_numbered_found, _numbered_record),
    )
    for number, (of_file, of_record) in enumerate(passes):
        by_key: dict[Hashable, list[Any]] = defaultdict(list)
        for each in open_:
            by_key[of_record(each)].append(each)
        still = []
        for each in left:
            key = of_file(each)
            candidates = by_key.get(key, []) if key is not None else []
            twin = next((r for r in candidates if _may_be(each, r, turn=number)), None)
            if twin is None:
                still.append(each)
                continue
            candidates.remove(twin)
            pairs.append((each, twin))
        taken = {id(twin) for __, twin in pairs}
        left, open_ = still, [each for each in open_ if id(each) not in taken]
    return pairs, left, open_


def _numbered_found(found: Found) -> Hashable:
    return found.row.paragraph or None


def _numbered_record(record: Any) -> Hashable:
    return record.paragraph or None


def _may_be(found: Found, record: Any, *, turn: int) -> bool:
    # Programs that pass the index on give numbers of their own to the same paragraph and text.
    if turn == _SAME_PLACE:
        return True
    mine, theirs = found.row.source_id, record.source_id
    if mine and theirs and mine != theirs:
        return False
    return turn < _ALIKE or likeness(found.text, record.text) >= ALIKE
