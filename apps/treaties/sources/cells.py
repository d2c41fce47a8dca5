"""Cells of a depositary's table: names with note marks, dates with marks and brackets."""

import html
import re

from django.utils.translation import gettext as _

from apps.treaties.choices import ActionKind
from apps.treaties.sources.dates import listed_date, no_date
from apps.treaties.sources.headings import Meaning
from apps.treaties.sources.lists import CellError, ListedAction

_RAISED = re.compile(r"<\s*(sup|superscript)\b[^<>]{0,80}>(.{0,80}?)<\s*/\s*\1\s*>", re.I | re.S)
_TAG = re.compile(r"<[^<>]{1,120}>")
# "China3", "Germany 4,5": numbers of notes behind a name.
_NUMBERS = re.compile(r"(?<=\D)\s*\d{1,3}(?:\s*,\s*\d{1,3})*\s*$")
_DATED = re.compile(
    r"\s*(?P<open>\[)?\s*"
    r"(?P<date>(?:\d{1,2}(?:er)?[ -])?(?:[^\W\d_]{3,10}\.?[ -])?\d{4}|\d{4}-\d\d(?:-\d\d)?"
    r"|\d{1,2}[./]\d{1,2}[./]\d{4})"
    r"\s*(?P<mark>[A-Za-z]{1,2}(?![A-Za-z]))?\s*(?P<close>\])?\s*(?P<late>[A-Za-z]{1,2}(?![A-Za-z]))?"
    r"\s*[,;]?"
)
# "31 Feb 2014" looks like a date; what has no four digits does not.
_FORMULA = re.compile(r"\s*[=@]|\s*[+-]\s*[A-Za-z(]")


def plain(text: str) -> str:
    """A text without raised note numbers, tags and doubled white space."""
    if "<" in text or "&" in text:
        text = html.unescape(text)
        text = _TAG.sub("", _RAISED.sub("", text))
    return " ".join(text.split())


def raised_numbers(text: str) -> list[str]:
    """The numbers of the notes that stand raised in a text."""
    if "<" not in text and "&" not in text:
        return []
    found = (match[2] for match in _RAISED.finditer(html.unescape(text)))
    return [number.strip() for each in found for number in each.split(",") if number.strip()]


def participant(text: str) -> str:
    """The name of a participant without its notes."""
    return _NUMBERS.sub("", plain(text)).strip()


def is_formula(text: str) -> bool:
    """Whether a cell holds a formula, which no list of status has a reason for."""
    return bool(_FORMULA.match(text))


def actions_of(text: str, meaning: Meaning) -> list[ListedAction]:
    """The actions in a cell, in their order; none where it is empty. Raises ``CellError``."""
    rest = plain(text)
    found: list[ListedAction] = []
    whole = rest
    while rest:
        match = _DATED.match(rest)
        if match is None or bool(match["open"]) != bool(match["close"]):
            raise no_date(whole)
        found.append(_action(match, meaning))
        rest = rest[match.end() :]
    return found


def _action(match: re.Match[str], meaning: Meaning) -> ListedAction:
    date, precision = listed_date(match["date"])
    mark = match["mark"] or match["late"] or ""
    kind = meaning.kind(mark)
    if kind is None and mark:
        raise CellError(
            "unknown_mark",
            _("“%(mark)s” is no mark of the column “%(column)s”.")
            % {"mark": mark, "column": meaning.heading},
        )
    if kind is None:
        raise CellError(
            "no_mark",
            _("A date without a mark says nothing in the column “%(column)s”.")
            % {"column": meaning.heading},
        )
    taken_over = mark == "d" and kind == ActionKind.SIGNATURE
    return ListedAction(
        kind=kind,
        date=date,
        precision=precision,
        ended=bool(match["open"]),
        note="Succession to signature." if taken_over else "",
    )
