"""What a State answered to a recommendation: the words of sources, in the one vocabulary."""

import re

from apps.recommendations.received.choices import Position

# As `upr.yaml` maps them, and as reports of the review write the same.
POSITIONS = {
    **dict.fromkeys(
        ("accepted", "accept", "accepts", "supported", "support", "supports"), Position.SUPPORTED
    ),
    **dict.fromkeys(
        (
            *("noted", "note", "takes note", "take note", "taken note", "taken note of"),
            *("rejected", "rejects", "not supported", "not accepted", "general response"),
        ),
        Position.NOTED,
    ),
    **dict.fromkeys(
        ("partially", "partly", "partial", "in part", "supported noted"), Position.PARTLY
    ),
    **dict.fromkeys(
        (
            *("no response", "pending", "pending response", "response pending", "deferred"),
            *("under consideration", "under examination", "under review"),
            *("to be examined", "will be examined"),
        ),
        Position.PENDING,
    ),
    # A row of a treaty body in the index, no answer to a review.
    **dict.fromkeys(
        (
            *("concern", "concerns", "concerns/observations"),
            *("n/a", "na", "none", "null", "unknown"),
        ),
        Position.UNKNOWN,
    ),
}
_ENJOYS = re.compile(r"enjoys?(?: the)? support(?: of .+)?$")
_ENJOYS_NOT = re.compile(r"do(?:es)? not enjoy(?: the)? support(?: of .+)?$")
_IN_PART = re.compile(r"\b(?:partially|partly|partial|in part)\b")
_BETWEEN = re.compile(r"[/,;&+|\n]|\band\b")
_BOTH = {Position.SUPPORTED, Position.NOTED, Position.PARTLY}


def position_of(raw: str) -> Position | None:
    """What a source's word means; ``None`` for a word that is not known.

    Of several words in a cell: a part, where some say support and others do not.
    """
    plain = _bare(raw.casefold())
    if not plain:
        return Position.UNKNOWN
    if (whole := _one(plain)) is not None:
        return whole
    found = {_one(each) for part in _BETWEEN.split(plain) if (each := _bare(part))}
    if len(found) == 1:
        return found.pop()
    return Position.PARTLY if found and found <= _BOTH else None


def _bare(words: str) -> str:
    return re.sub(r"[_ \t]+", " ", words).strip(" \r\n.*-–•()")


def _one(words: str) -> Position | None:
    known = POSITIONS.get(words)
    if known is not None:
        return known
    if _ENJOYS.match(words):
        return Position.SUPPORTED
    if _ENJOYS_NOT.match(words):
        return Position.NOTED
    rest, parts = _IN_PART.subn("", words)
    is_answer = POSITIONS.get(_bare(rest)) in (Position.SUPPORTED, Position.NOTED)
    return Position.PARTLY if parts and is_answer else None
