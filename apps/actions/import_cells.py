"""From the cells of a row to the values of an action's fields."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from apps.actions.import_known import CHOICES, CellError, Known, words_of
from apps.actions.models import Action
from apps.actions.quickadd import fold
from focalpoint.exports.cells import restored
from focalpoint.exports.xlsx_files import CUT, LONGEST_TEXT
from focalpoint.imports.dates import DateError, DayOrder, date_of
from focalpoint.imports.sheets import Cell, text_of

LONGEST_TITLE = 200
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_ENDS_OF_LINES = re.compile("\r\n?")
_LIST = re.compile(r"[;,\n]")
# What spreadsheet programs write into a cell whose formula fails.
_ERRORS = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#GETTING_DATA"}
)


class _Keep:
    """Stands for: the cell says nothing, the field stays as it is (or as it is by default)."""


KEEP = _Keep()


@dataclass(frozen=True)
class Reading:
    """How cells are read: what they may name, whether CSV escaped them, the order of dates."""

    known: Known
    escaped: bool
    order: DayOrder

    def text(self, cell: Cell) -> str:
        """A cell as people typed it."""
        text = text_of(cell)
        if self.escaped:
            text = restored(text)
        if text in _ERRORS:
            raise CellError(_("The cell holds an error of its formula: %(text)s.") % {"text": text})
        return normal(text)

    def value(self, name: str, cell: Cell, action: Action | None) -> Any:
        """The value for a field; ``KEEP`` where the cell says nothing. Raises ``CellError``."""
        try:
            return _READERS[name](self, cell, action)
        except DateError as error:
            raise CellError(str(error)) from error


def normal(text: str) -> str:
    """A text as it is compared: one kind of line end, no control characters, no space around."""
    if text.isprintable():
        return text.strip()
    return _CONTROL.sub("", _ENDS_OF_LINES.sub("\n", text)).strip()


def _title(reading: Reading, cell: Cell, action: Action | None) -> Any:
    text = " ".join(reading.text(cell).split())
    if not text:
        if action is None:
            raise CellError(_("An action needs a title."))
        return KEEP
    if len(text) > LONGEST_TITLE:
        most = {"length": len(text), "most": LONGEST_TITLE}
        raise CellError(_("The title has %(length)d characters, %(most)d at most.") % most)
    return text


def _description(reading: Reading, cell: Cell, action: Action | None) -> Any:
    text = reading.text(cell)
    # The export had to cut it: what was cut off is not taken away here.
    return KEEP if len(text) >= LONGEST_TEXT and text.endswith(CUT) else text


def _choice(name: str) -> Callable[[Reading, Cell, Action | None], Any]:
    def read(reading: Reading, cell: Cell, action: Action | None) -> Any:
        text = reading.text(cell)
        if not text:
            return KEEP
        words = words_of(name)
        folded = fold(text)
        if folded not in words:
            offered = ", ".join(str(label) for label in CHOICES[name].labels)
            facts = {"text": text[:60], "offered": offered}
            raise CellError(_("“%(text)s” is none of: %(offered)s.") % facts)
        return words[folded]

    return read


def _day(reading: Reading, cell: Cell, action: Action | None) -> dt.date | None:
    return date_of(reading.text(cell) if isinstance(cell, str) else cell, reading.order)


def _assignee(reading: Reading, cell: Cell, action: Action | None) -> UUID | None:
    text = reading.text(cell)
    if not text:
        return None
    current = action.assignee if action is not None else None
    if current is not None and text.lower() in (current.email.lower(), current.name.lower()):
        # Also where the person has left since: saving does not unassign.
        return current.pk
    try:
        return reading.known.people.find(text)
    except CellError as error:
        said = {"problem": error}
        raise CellError(
            _("%(problem)s Write the e-mail address of somebody who works for the State.") % said
        ) from error


def _lead(reading: Reading, cell: Cell, action: Action | None) -> UUID | None:
    return _institution(reading, cell, action.lead_institution_id if action else None)


def _office(reading: Reading, cell: Cell, action: Action | None) -> Any:
    found = _institution(reading, cell, action.office_id if action else None)
    return KEEP if found is None else found


def _institution(reading: Reading, cell: Cell, current: UUID | None) -> UUID | None:
    text = reading.text(cell)
    if not text:
        return None
    names = reading.known.institutions
    if current is not None and names.shown.get(current) == text:
        return current
    return names.find(text)


def _codes(reading: Reading, cell: Cell, action: Action | None) -> list[str]:
    return [part.strip() for part in _LIST.split(reading.text(cell)) if part.strip()]


_READERS: dict[str, Callable[[Reading, Cell, Action | None], Any]] = {
    "title": _title,
    "description": _description,
    "status": _choice("status"),
    "priority": _choice("priority"),
    "visibility": _choice("visibility"),
    "start_on": _day,
    "due_on": _day,
    "assignee": _assignee,
    "lead_institution": _lead,
    "office": _office,
    "items": _codes,
    "treaties": _codes,
}
