"""What differs between two texts, word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

TOKEN = re.compile(r"\s+|\w+|[^\w\s]")
# Comparing takes time that grows with the square of the words.
MOST_TOKENS = 3_000
# Below this likeness the two texts say more when they stand whole.
LEAST_LIKE = 0.35
# So many characters of what stayed the same are shown beside a change.
AROUND = 60
SAME, WENT, CAME = "same", "went", "came"


@dataclass(frozen=True)
class Piece:
    """A run of words: the ``same`` in both texts, or one that ``went`` or ``came``."""

    kind: str
    text: str


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """The way from one text to the other; empty where the two are better read whole.

    Long runs that stayed the same are shortened in their middle.
    """
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    if not old or not new or max(len(old), len(new)) > MOST_TOKENS:
        return ()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    runs = list(_runs(matcher, old, new))
    kept = sum(len(run.text) for run in runs if run.kind == SAME and run.text.strip())
    if kept < LEAST_LIKE * min(len(before), len(after)):
        return ()
    return tuple(_shortened(runs))


def _runs(matcher: "SequenceMatcher[str]", old: list[str], new: list[str]) -> Iterator[Piece]:
    """What stayed and what changed in turn; a mere space between two changes belongs to them."""
    went = came = ""
    for what, a, b, c, d in matcher.get_opcodes():
        was, now = "".join(old[a:b]), "".join(new[c:d])
        if what != "equal" or (not was.strip() and (went or came)):
            went, came = went + was, came + now
            continue
        yield from _change(went, came)
        went = came = ""
        yield Piece(SAME, was)
    yield from _change(went, came)


def _change(went: str, came: str) -> Iterator[Piece]:
    if went:
        yield Piece(WENT, went)
    if came:
        yield Piece(CAME, came)


def _shortened(runs: list[Piece]) -> Iterator[Piece]:
    last = len(runs) - 1
    for place, piece in enumerate(runs):
        text = piece.text
        if piece.kind != SAME or len(text) <= 3 * AROUND:
            yield piece
            continue
        start = "" if place == 0 else _until_space(text[:AROUND])
        end = "" if place == last else _until_space(text[-AROUND:][::-1])[::-1]
        yield Piece(SAME, f"{start}…{end}")


def _until_space(text: str) -> str:
    """Whole words only: what follows the last space is left out."""
    return text.rpartition(" ")[0] + " " if " " in text else text
