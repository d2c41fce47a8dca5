"""Dates of the lists, as exact as they are given: a day, a month or a year."""

import datetime as dt
import re
import unicodedata

from django.utils.translation import gettext as _

from apps.treaties.choices import Precision
from apps.treaties.sources.lists import CellError

_ENGLISH = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# Without accents.
_FRENCH = {"janv": 1, "fev": 2, "mars": 3, "avr": 4, "mai": 5, "juin": 6, "juil": 7, "aou": 8}
_MONTHS = {name: number for number, name in enumerate(_ENGLISH, 1)} | _FRENCH
_WORD = r"[^\W\d_]{3,10}\.?"
_DAY = re.compile(rf"(\d{{1,2}})(?:er)?[ -]({_WORD})[ -](\d{{4}})")
_MONTH = re.compile(rf"({_WORD})[ -](\d{{4}})")
_YEAR = re.compile(r"(\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")
_DIGITS = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")

Dated = tuple[dt.date, Precision]


def listed_date(text: str) -> Dated:
    """The date that a text is; day before month, as the lists say of themselves.

    Raises ``CellError``.
    """
    if found := _ISO.fullmatch(text):
        year, month, day = found.groups()
        return _made(text, int(year), int(month), int(day) if day else None)
    if found := _DIGITS.fullmatch(text):
        day, month, year = found.groups()
        return _made(text, int(year), int(month), int(day))
    if found := _DAY.fullmatch(text):
        return _made(text, int(found[3]), _month(found[2], text), int(found[1]))
    if found := _MONTH.fullmatch(text):
        return _made(text, int(found[2]), _month(found[1], text), None)
    if found := _YEAR.fullmatch(text):
        return _made(text, int(found[1]), None, None)
    raise no_date(text)


def no_date(text: str) -> CellError:
    """The fault of a cell that is no date."""
    return CellError("no_date", _("“%(text)s” is no date.") % {"text": text[:80]})


def _month(word: str, text: str) -> int:
    plain = unicodedata.normalize("NFKD", word.casefold().rstrip("."))
    letters = "".join(letter for letter in plain if letter.isalpha())
    for length in (4, 3):
        if number := _MONTHS.get(letters[:length]):
            return number
    raise no_date(text)


def _made(text: str, year: int, month: int | None, day: int | None) -> Dated:
    try:
        date = dt.date(year, month or 1, day or 1)
    except ValueError as error:
        raise CellError(
            "impossible_date", _("“%(text)s” is a date that does not exist.") % {"text": text}
        ) from error
    if day:
        return date, Precision.DAY
    return date, Precision.MONTH if month else Precision.YEAR
