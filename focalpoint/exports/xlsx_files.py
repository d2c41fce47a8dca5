"""XLSX (ECMA-376), written row by row into a ZIP stream: neither memory nor disk holds the sheet.

Every text is a text cell, never a formula; one that a spreadsheet program could take for a formula
when it is edited carries the mark ``quotePrefix``.
"""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from focalpoint.exports import xlsx_parts as parts
from focalpoint.exports.cells import is_risky
from focalpoint.exports.columns import Kind
from focalpoint.exports.csv_files import LIST_SEPARATOR
from focalpoint.exports.files import File, Heading
from focalpoint.exports.reading import Values

# A spreadsheet program refuses longer texts and more rows.
LONGEST_TEXT = 32_767
MOST_ROWS = 1_048_576
# What stands at the end of a text that had to be cut.
CUT = "… [cut]"
# Before that date Excel counts a day that never was.
FIRST_DAY = dt.date(1900, 3, 1)
_EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet knows no time zones
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ENDS_OF_LINES = re.compile("\r\n?")
_LEVEL = 3  # of compression: twice as fast as the usual one, a tenth larger


class _Sink(io.RawIOBase):
    """Where the ZIP is written to, and taken from piece by piece."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._pieces.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        taken = b"".join(self._pieces)
        self._pieces.clear()
        return taken


def xlsx_file(file: File) -> Iterator[bytes]:
    """The workbook in pieces: the list, and a sheet that says what it is about."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
        for name, content in parts.fixed(file.title, file.about_title):
            archive.writestr(name, content)
        with archive.open(parts.SHEET, "w") as sheet:
            for piece in _sheet(file):
                sheet.write(piece.encode())
                yield sink.take()
        archive.writestr(parts.ABOUT, "".join(_about_sheet(file)))
        yield sink.take()
    yield sink.take()


def _sheet(file: File) -> Iterator[str]:
    headings = file.headings
    letters = [letters_of(index) for index in range(len(headings))]
    yield parts.sheet_start([heading.width for heading in headings], frozen=True)
    labels = [_text(f"{letter}1", h.label, 3) for letter, h in zip(letters, headings, strict=True)]
    yield f'<row r="1">{"".join(labels)}</row>'
    last = 1
    for chunk in file.chunks:
        numbers = range(last + 1, last + 1 + len(chunk[0]))
        cells = [
            _cells(heading, letter, numbers, values)
            for heading, letter, values in zip(headings, letters, chunk, strict=True)
        ]
        rows = zip(numbers, *cells, strict=True)
        yield "".join(f'<row r="{number}">{"".join(row)}</row>' for number, *row in rows)
        last += len(numbers)
        if last > MOST_ROWS:
            raise ValueError(f"A sheet holds no more than {MOST_ROWS} rows.")
    yield "</sheetData>"
    yield f'<autoFilter ref="A1:{letters[-1]}{last}"/>'
    yield _validations(headings, letters)
    yield "</worksheet>"


def _about_sheet(file: File) -> Iterable[str]:
    yield parts.sheet_start([24, 80], frozen=False)
    for number, (_name, label, value) in enumerate(file.all_about, start=1):
        shown = _any_cell(f"B{number}", value)
        yield f'<row r="{number}">{_text(f"A{number}", str(label), 3)}{shown}</row>'
    yield "</sheetData></worksheet>"


def _validations(headings: Sequence[Heading], letters: Sequence[str]) -> str:
    """Where people may change a choice, the program offers its words."""
    found = []
    for heading, letter in zip(headings, letters, strict=True):
        words = ",".join(heading.words.values())
        if not heading.offered or not words or len(words) > 255 or '"' in words:
            continue
        listed = quoteattr(f"{letter}2:{letter}{MOST_ROWS}")
        found.append(
            f'<dataValidation type="list" allowBlank="1" showErrorMessage="1" sqref={listed}>'
            f"<formula1>{escape(chr(34) + words + chr(34))}</formula1></dataValidation>"
        )
    if not found:
        return ""
    return f'<dataValidations count="{len(found)}">{"".join(found)}</dataValidations>'


def _cells(heading: Heading, letter: str, numbers: range, values: Values) -> list[str]:
    make = _MAKE.get(heading.kind, _any_cell)
    spoken = heading.spoken(values)
    return [
        "" if value is None or value == "" else make(f"{letter}{number}", value)
        for number, value in zip(numbers, spoken, strict=True)
    ]


def _any_cell(place: str, value: Any) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f'<c r="{place}"><v>{value}</v></c>'
    return _text(place, value if isinstance(value, str) else str(value))


def _text(place: str, text: str, style: int = 0) -> str:
    if len(text) > LONGEST_TEXT:
        text = text[: LONGEST_TEXT - len(CUT)] + CUT
    if not style and is_risky(text):
        style = 4
    clean = escape(_FORBIDDEN.sub("", _ENDS_OF_LINES.sub("\n", text)))
    styled = f' s="{style}"' if style else ""
    return f'<c r="{place}"{styled} t="inlineStr"><is><t xml:space="preserve">{clean}</t></is></c>'


def _date(place: str, value: dt.date) -> str:
    if value < FIRST_DAY:
        return _text(place, value.isoformat())
    days = value.toordinal() - _EPOCH.toordinal()
    return f'<c r="{place}" s="1"><v>{days}</v></c>'


def _instant(place: str, value: dt.datetime) -> str:
    since = value.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0) - _EPOCH
    return f'<c r="{place}" s="2"><v>{since.total_seconds() / 86400:.9f}</v></c>'


def _list(place: str, values: Iterable[str]) -> str:
    joined = LIST_SEPARATOR.join(values)
    return _text(place, joined) if joined else ""


_MAKE: dict[Kind, Callable[[str, Any], str]] = {
    Kind.DATE: _date,
    Kind.INSTANT: _instant,
    Kind.LIST: _list,
}


def letters_of(index: int) -> str:
    """The name of a column: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
