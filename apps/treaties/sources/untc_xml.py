"""XML of the UN Treaty Collection: read as a stream, found by the names of elements at any depth.

Entities are never expanded and nothing outside of the file is fetched (defusedxml).
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from xml.etree.ElementTree import Element, ParseError
from xml.parsers.expat import errors as expat

from defusedxml import ElementTree as DefusedTree
from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext as _

from apps.treaties.choices import Format, StatementKind
from apps.treaties.sources import cells as reading
from apps.treaties.sources.lists import (
    ListedFile,
    ListedTable,
    SourceFileError,
    Statement,
    TreatyName,
)
from apps.treaties.sources.statements import statements_in
from apps.treaties.sources.tables import Budget, DepositaryTable, is_head, no_columns
from apps.treaties.sources.tables import wrong_encoding as wrong_letters

DEEPEST = 60
# Elements whose text is kept, with whatever stands inside of them.
_TEXTS = {
    *("Entry", "Column", "Participant", "Text", "Number", "Name", "Titlesect", "Conclusion"),
    *("Signatories", "Parties", "Labeltext", "Date", "Territories", "Territory"),
}
_CELLS = {"Entry", "Column"}
_SECTIONS = {
    "Declarations": StatementKind.DECLARATION_OR_RESERVATION,
    "DeclarationsAndReservations": StatementKind.DECLARATION_OR_RESERVATION,
    "Reservations": StatementKind.RESERVATION,
    "Objections": StatementKind.OBJECTION,
    "DeclarationsUnderArticle": StatementKind.UNDER_ARTICLE,
    "Notifications": StatementKind.NOTIFICATION,
    "TerritorialApplications": StatementKind.TERRITORIAL_APPLICATION,
}
# What a statement is put together from.
_PIECES = {
    "Participant": "Participant",
    "Text": "Text",
    "Territories": "Text",
    "Territory": "Text",
    "Date": "Date",
    "Number": "Number",
}
_TRUNCATED = {
    expat.codes[expat.XML_ERROR_NO_ELEMENTS],
    expat.codes[expat.XML_ERROR_UNCLOSED_TOKEN],
    expat.codes[expat.XML_ERROR_PARTIAL_CHAR],
    expat.codes[expat.XML_ERROR_UNCLOSED_CDATA_SECTION],
}
_ENCODING = {
    expat.codes[expat.XML_ERROR_UNKNOWN_ENCODING],
    expat.codes[expat.XML_ERROR_INCORRECT_ENCODING],
}
_ROMAN = re.compile(r"\bCHAP\w*\s+([IVXL]+)\b", re.IGNORECASE)
# A title begins with its number, such as “1.”, “3. a)” or “11 b.”
_PLACE = re.compile(r"\s*(\d{1,3})\s*[.\-]?\s*(?:([a-z])\s*[.)]\s*)?[.\-]?\s*(\S.*)", re.DOTALL)


@dataclass
class _Head:
    """What the file says of an instrument as a whole."""

    chapter: str = ""
    title: str = ""
    conclusion: str = ""
    counts: dict[str, int] = field(default_factory=dict)

    def name(self) -> TreatyName:
        roman = _ROMAN.search(self.chapter)
        place = _PLACE.match(self.title)
        if place is None:
            return TreatyName(title=self.title)
        number = "-".join(part for part in place.groups()[:2] if part)
        mtdsg = f"{roman[1].upper()}-{number}" if roman else ""
        return TreatyName(mtdsg=mtdsg, title=place[3].strip())


@dataclass
class _Body:
    """The tables, notes and statements of one instrument."""

    tables: list[DepositaryTable] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    statements: list[Statement] = field(default_factory=list)
    sections: set[StatementKind] = field(default_factory=set)


def read_xml(content: bytes) -> ListedFile:
    """The tables of a file of the depositary. Raises ``SourceFileError``."""
    _refuse_mixed_letters(content)
    reader = _Reader()
    try:
        for event, element in _events(content):
            reader.see(event, element)
    except DefusedXmlException as error:
        raise SourceFileError(
            "entities", _("The XML declares entities, which no list of status needs.")
        ) from error
    except ParseError as error:
        raise _unreadable(error, content) from error
    except (ValueError, LookupError) as error:
        raise SourceFileError(
            "wrong_encoding", _("The encoding of the XML is not known.")
        ) from error
    return reader.file()


def _events(content: bytes) -> Iterator[tuple[str, Element]]:
    return iter(
        DefusedTree.iterparse(
            io.BytesIO(content), events=("start", "end"), forbid_entities=True, forbid_external=True
        )
    )


def _refuse_mixed_letters(content: bytes) -> None:
    """Refuse a file that says Latin-1 and is UTF-8: all its accents would turn into two letters."""
    declared = re.match(rb"\s*<\?xml[^>]{0,200}encoding=[\"']([\w-]+)", content[:300])
    name = declared[1].lower() if declared else b"utf-8"
    if not name.startswith((b"iso-8859", b"latin", b"windows-125")) or content.isascii():
        return
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return
    place = next(index for index, byte in enumerate(content) if byte > 127)
    raise wrong_letters(content[max(0, place - 20) : place + 20].decode("utf-8", "replace"))


def _unreadable(error: ParseError, content: bytes) -> SourceFileError:
    line, _column = error.position
    place = {"line": line}
    if error.code in _TRUNCATED:
        return SourceFileError("truncated", _("The XML ends in line %(line)d, too early.") % place)
    if error.code in _ENCODING or not _is_encoded_as_declared(content):
        return SourceFileError(
            "wrong_encoding",
            _("Letters in line %(line)d are not in the encoding that the file names.") % place,
        )
    return SourceFileError("not_xml", _("The XML is broken in line %(line)d.") % place)


def _is_encoded_as_declared(content: bytes) -> bool:
    head = content[:300].lower()
    if b"encoding=" in head and b"utf-8" not in head:
        return True
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


class _Reader:
    """Follows the stream; what was read of an element is let go of at once."""

    def __init__(self) -> None:
        self.path: list[Element] = []
        self.heads: list[_Head] = []
        self.bodies: list[_Body] = []
        self.rows: list[list[str]] = []  # the cells of each row that is open, rows may be nested
        self.number = 0
        self.budget = Budget()
        self.pending: dict[str, str] = {}
        self.marks: list[str] = []  # the notes to the statement that is being read
        self.section: StatementKind | None = None
        self.section_head: list[str] = []

    def see(self, event: str, element: Element) -> None:
        if event == "start":
            self._start(element)
        else:
            self.path.pop()
            self._end(element)
            if self.path and not any(above.tag in _TEXTS for above in self.path):
                # Else a file of many rows would stay in memory as a whole.
                self.path[-1].remove(element)

    def _start(self, element: Element) -> None:
        self.path.append(element)
        if len(self.path) > DEEPEST:
            raise SourceFileError("too_deep", _("The XML is nested too deeply."))
        if element.tag == "Row":
            self.rows.append([])
        elif element.tag == "Header":
            self.heads.append(_Head())
        elif element.tag == "Treaty":
            self.bodies.append(_Body())
        elif element.tag == "EndNote":
            self._forget()
        elif element.tag in _SECTIONS:
            self._forget()
            self.section, self.section_head = _SECTIONS[element.tag], []
            self._body.sections.add(self.section)

    def _end(self, element: Element) -> None:
        tag = element.tag
        if tag in _CELLS and self.rows:
            self.rows[-1].append(_text(element))
        elif tag == "Row":
            self._row(self.rows.pop())
        elif tag in _PIECES and not self.rows:
            self._piece(tag, _text(element))
        elif tag == "EndNote":
            self._body.notes[self.pending.get("Number", "")] = self.pending.get("Text", "")
            self._forget()
        elif tag in _SECTIONS:
            self._statement()
            self.section = None
        elif self.path and self.path[-1].tag in _SECTIONS:
            self._statement()
        else:
            self._fact(tag, element)

    def _piece(self, tag: str, raw: str) -> None:
        """A part of a statement or of a note; another name begins another statement."""
        if tag == "Participant":
            self._statement()
        if self.section is not None:
            self.marks += reading.raised_numbers(raw)
        piece = _PIECES[tag]
        self.pending[piece] = f"{self.pending.get(piece, '')}\n{reading.plain(raw)}".strip()

    def _forget(self) -> None:
        self.pending.clear()
        self.marks.clear()

    def _row(self, cells: list[str]) -> None:
        if not cells:
            return
        self.number += 1
        if self.section is not None:
            self._section_row(cells)
            return
        tags = {above.tag for above in self.path}
        tables = self._body.tables
        if tags & {"Thead", "TableHeader"}:
            if is_head(cells):
                tables.append(DepositaryTable(cells, self.budget))
            return
        if not tables and is_head(cells):
            tables.append(DepositaryTable(cells, self.budget))
        elif not tables:
            raise no_columns()
        elif "Tbody" in tags or "SpecialTables" in tags or "Participants" in tags:
            tables[-1].add(self.number, cells)

    def _section_row(self, cells: list[str]) -> None:
        """A row of a table of notifications or territories, whose headings name a date."""
        if not self.section_head:
            self.section_head = [reading.plain(cell).casefold() for cell in cells]
            return
        self._piece("Participant", cells[0])
        for heading, cell in zip(self.section_head[1:], cells[1:], strict=False):
            self._piece("Date" if "date" in heading else "Text", cell)
        self._statement()

    def _statement(self) -> None:
        """Keep what was put together of a statement, if it is whole."""
        pieces, marks = dict(self.pending), tuple(dict.fromkeys(self.marks))
        if self.section is None or not (pieces.get("Participant") and pieces.get("Text")):
            if self.section is not None:
                self._forget()
            return
        self._forget()
        self.budget.spend(list(pieces.values()))
        found = statements_in(
            self.section,
            reading.participant(pieces["Participant"]),
            pieces["Text"],
            number=len(self._body.statements) + 1,
            date=pieces.get("Date", ""),
            notes=marks,
        )
        self._body.statements.extend(found)

    def _fact(self, tag: str, element: Element) -> None:
        above = self.path[-1].tag if self.path else ""
        if tag == "Name" and above == "Chapter":
            self._head.chapter = reading.plain(_text(element))
        elif tag == "Titlesect":
            self._head.title = reading.plain(_text(element))
        elif tag == "Conclusion":
            self._head.conclusion = reading.plain(_text(element))
        elif tag in ("Signatories", "Parties"):
            digits = re.search(r"\d+", _text(element))
            if digits and len(digits[0]) < 6:
                self._head.counts[tag] = int(digits[0])

    @property
    def _head(self) -> _Head:
        if not self.heads:
            self.heads.append(_Head())
        return self.heads[-1]

    @property
    def _body(self) -> _Body:
        if not self.bodies:
            self.bodies.append(_Body())
        return self.bodies[-1]

    def file(self) -> ListedFile:
        """What was read; a head stands inside of its instrument or beside it."""
        bodies = [body for body in self.bodies if body.tables]
        if not bodies:
            raise no_columns()
        heads = self.heads or [_Head()]
        if len(heads) != len(bodies):
            raise SourceFileError(
                "unlike_heads",
                _("The file has %(heads)d heads for %(tables)d instruments.")
                % {"heads": len(heads), "tables": len(bodies)},
            )
        tables, unread = [], []
        for head, body in zip(heads, bodies, strict=True):
            tables.append(_joined(head, body))
            unread += [heading for table in body.tables for heading in table.unread]
        return ListedFile(Format.UNTC_XML, tables, unread=tuple(dict.fromkeys(unread)))


def _joined(head: _Head, body: _Body) -> ListedTable:
    """One instrument: its table, which may be divided into parts with heads of their own."""
    first = body.tables[0].table
    for part in body.tables[1:]:
        first.rows += part.table.rows
        first.faults += part.table.faults
    first.treaty = head.name()
    first.parties = head.counts.get("Parties")
    first.signatories = head.counts.get("Signatories")
    first.notes, first.sections = body.notes, frozenset(body.sections)
    # The depositary numbers its notes once for the whole instrument.
    first.statements = [
        replace(each, notes=tuple(body.notes[mark] for mark in each.notes if mark in body.notes))
        for each in body.statements
    ]
    first.language = "fr" if head.chapter.upper().startswith("CHAPITRE") else "en"
    return first


def _text(element: Any) -> str:
    """The text of an element; raised note numbers inside of it keep their tag."""
    parts = [element.text or ""]
    for child in element:
        inner = _text(child)
        raised = str(child.tag).lower() in ("sup", "superscript")
        parts += [f"<sup>{inner}</sup>" if raised else f" {inner} ", child.tail or ""]
    return "".join(parts)
