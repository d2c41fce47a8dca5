"""Dates in cells. What could be two dates is reported, not guessed."""

import datetime as dt
import re
from enum import Enum

from django.utils.translation import gettext as _

from focalpoint.imports.sheets import Cell, text_of


class DayOrder(Enum):
    """How 03/04/2026 is meant."""

    UNKNOWN = ""
    DAY_FIRST = "day"
    MONTH_FIRST = "month"


_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_ISO = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?"
)
_DOTTED = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
_SLASHED = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")
_SHORT = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2}")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_EPOCH = dt.date(1899, 12, 30)
# Serial numbers of Excel from 1950 to 2150; others are no dates of work.
_SERIALS = range(18_264, 91_313)


class DateError(ValueError):
    """The cell holds no date, or could hold two; the message says which."""


def date_of(cell: Cell, order: DayOrder = DayOrder.UNKNOWN) -> dt.date | None:
    """The date in a cell: a real one, ISO 8601, 31.5.2026, or a serial number of Excel.

    31/5/2026 is read where only one reading is a date, or as ``order`` says. Raises ``DateError``.
    """
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    text = text_of(cell).translate(_DIGITS)
    if not text:
        return None
    if isinstance(cell, bool):
        raise _no_date(text)
    if _SERIAL.fullmatch(text):
        return _of_serial(float(text), text)
    return _of_text(text, order)


def _of_serial(number: float, text: str) -> dt.date:
    if int(number) not in _SERIALS:
        raise _no_date(text)
    return _EPOCH + dt.timedelta(days=int(number))


def _of_text(text: str, order: DayOrder) -> dt.date:
    if found := _ISO.fullmatch(text):
        year, month, day = map(int, found.groups())
        return _made(year, month, day, text)
    if found := _DOTTED.fullmatch(text):
        day, month, year = map(int, found.groups())
        return _made(year, month, day, text)
    if found := _SLASHED.fullmatch(text):
        first, second, year = map(int, found.groups())
        return _slashed(first, second, year, text, order)
    if _SHORT.fullmatch(text):
        raise DateError(
            _("“%(text)s” leaves the century open: write the year with four digits.")
            % {"text": text}
        )
    raise _no_date(text)


def _slashed(first: int, second: int, year: int, text: str, order: DayOrder) -> dt.date:
    if order is DayOrder.DAY_FIRST or first > 12 or first == second:
        return _made(year, second, first, text)
    if order is DayOrder.MONTH_FIRST or second > 12:
        return _made(year, first, second, text)
    both = {
        "text": text,
        "one": dt.date(year, second, first).isoformat() if year else text,
        "other": dt.date(year, first, second).isoformat() if year else text,
    }
    raise DateError(_("“%(text)s” could be %(one)s or %(other)s: write one of these.") % both)


def _made(year: int, month: int, day: int, text: str) -> dt.date:
    try:
        return dt.date(year, month, day)
    except ValueError as error:
        raise DateError(_("“%(text)s” is a date that does not exist.") % {"text": text}) from error


def _no_date(text: str) -> DateError:
    return DateError(_("“%(text)s” is no date: write it as 2026-05-31.") % {"text": text[:60]})
