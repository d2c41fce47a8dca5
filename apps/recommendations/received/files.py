"""The one door to files of recommendations: the content chooses the format, never the name."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Any

from django.utils.translation import gettext as _

from apps.recommendations.received.cells import (
    cycle_of,
    date_of,
    is_draft,
    kind_of,
    mechanism_of,
    number_of,
    session_of,
    text_of,
    values_of,
    yes,
)
from apps.recommendations.received.choices import FileFormat, Mechanism
from apps.recommendations.received.json_files import objects_in
from apps.recommendations.received.listed import LONGEST_TEXT, Fault, Listed, ListedFile
from apps.recommendations.received.positions import position_of
from apps.recommendations.received.texts import numbered, paragraph_in
from apps.treaties.sources.grids import Grid, old_workbook_grids, text_grids, workbook_grids
from apps.treaties.sources.lists import MOST_BYTES, SourceFileError

MOST_ROWS = 50_000
_HEAD_WITHIN = 20
_ZIP = b"PK\x03\x04"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_FORMULA = re.compile(r"\s*[=@](?=[\w(+-])")
# The index itself writes "reccomending".
_RECOMMEND = re.compile(r"rec+om+end")
# The heads of columns, without what spellings differ in.
COLUMNS: dict[str, tuple[str, ...]] = {
    "countries": (
        *("countriesconcerned", "countryconcerned", "countries", "country"),
        *("stateunderreview", "sur", "state"),
    ),
    "text": ("text", "recommendation", "recommendationtext"),
    "states": (
        *("uprrecommendingstates", "uprrecommendingstate", "uprrecommendingcountry"),
        *("uprrecommendingcountries", "recommendingstates", "recommendingstate", "rs"),
    ),
    "position": ("uprposition", "position", "response"),
    "symbol": ("documentsymbol", "symbol"),
    "session": ("uprsession", "session"),
    "cycle": ("uprcycle", "cycle"),
    "paragraph": ("paragraph", "paragraphnumber", "recommendationnumber"),
    "provisional": ("provisional", "isprovisional"),
    "body": ("recommendingbody", "body", "mechanism"),
    "kind": ("annotationtype", "type"),
    "source_id": ("ohchrannotationid", "annotationid", "id"),
    "date": ("documentpublicationdate", "publicationdate", "date"),
    "themes": ("themes", "theme", "issue", "issues"),
    "affected": ("affectedpersons", "affectedgroups"),
    "url": ("url", "documenturl"),
    "fetched": ("fetchedat", "retrievedat"),
}
_FIELD_OF = {name: field for field, names in COLUMNS.items() for name in names}
# What the formats have beside text and State; a file without one of them is read all the same.
_EXPECTED = {
    FileFormat.UN_DOCUMENTS: ("states", "position", "symbol", "session", "provisional", "body"),
    FileFormat.UHRI: ("symbol", "body", "kind", "date", "themes", "affected"),
    FileFormat.UPR_INFO: ("states", "position", "session"),
}
Record = tuple[int, Mapping[str, Any]]


def read_file(content: bytes, *, own_state: str = "") -> ListedFile:
    """Read a file of recommendations, whatever its format.

    ``own_state``: whom a file without a column of States concerns. Raises ``SourceFileError`` with
    a code and a sentence for what is no such file, or is damaged.
    """
    if len(content) > MOST_BYTES:
        most = {"most": MOST_BYTES // 1_000_000}
        raise SourceFileError("too_large", _("The file is larger than %(most)d MB.") % most)
    start = _start(content)
    if not start:
        raise SourceFileError("empty", _("The file is empty."))
    if start.startswith("<"):
        raise SourceFileError(
            "html_page",
            _("This is a web page, not a list: sites answer so when a file is not there."),
        )
    fields, records = _objects(content) if start[0] in "[{" else _table(content)
    if "text" not in fields or ("countries" not in fields and not own_state):
        raise SourceFileError(
            "unknown_format",
            _("No list of recommendations has columns like these: text and State are needed."),
        )
    return _read(fields, records, own_state)


def _read(fields: set[str], records: Callable[[], Iterator[Record]], own_state: str) -> ListedFile:
    form = format_of(fields)
    found = ListedFile(form, missing=tuple(n for n in _EXPECTED[form] if n not in fields))
    for number, cells in records():
        if len(found.rows) + len(found.faults) >= MOST_ROWS:
            most = {"most": MOST_ROWS}
            raise SourceFileError("too_many_rows", _("More than %(most)d rows. Divide it.") % most)
        row, faults = listed(number, cells, own_state)
        found.faults += faults
        if row is not None:
            found.rows.append(row)
        try:
            fetched = date_of(str(cells.get("fetched") or "")[:10])
        except ValueError:
            fetched = None
        if fetched and (found.as_of is None or fetched > found.as_of):
            found.as_of = fetched
    if not found.rows and not found.faults:
        raise SourceFileError("no_rows", _("The list has a head, and no rows below it."))
    return found


def format_of(fields: set[str]) -> FileFormat:
    """The format that has such columns."""
    if "upr_info" in fields:
        return FileFormat.UPR_INFO
    is_index = "source_id" in fields or "affected" in fields
    return FileFormat.UHRI if is_index else FileFormat.UN_DOCUMENTS


@lru_cache(maxsize=1000)
def field_of(head: str) -> str:
    """What a column holds, by its head; empty for what is not read."""
    return _FIELD_OF.get(_plain(head), "")


@lru_cache(maxsize=1000)
def _rank(head: str) -> int:
    """The place of a head among the names of its field; the first one counts most."""
    names = COLUMNS.get(field_of(head), ())
    plain = _plain(head)
    return names.index(plain) if plain in names else len(names)


def _plain(head: str) -> str:
    return _RECOMMEND.sub("recommend", re.sub(r"[\W_]+", "", head.casefold()))


def _start(content: bytes) -> str:
    head = content[:4000]
    for mark, name in _MARKS.items():
        if head.startswith(mark):
            return head.decode(name, "ignore").strip()
    return head.decode("latin-1").strip()


def _objects(content: bytes) -> tuple[set[str], Callable[[], Iterator[Record]]]:
    """The objects of a JSON file, alone or below one name."""
    encoding = next((n for mark, n in _MARKS.items() if content.startswith(mark)), "utf-8")
    try:
        found = objects_in(content.decode(encoding))
    except (ValueError, RecursionError) as error:
        raise SourceFileError(
            "damaged", _("The JSON is damaged or cut off. Fetch the file again.")
        ) from error
    heads = {str(name) for each in found[:200] if isinstance(each, dict) for name in each}

    def records() -> Iterator[Record]:
        for number, each in enumerate(found, start=1):
            yield number, cells_of(each)

    return {field for head in heads if (field := field_of(head))}, records


def cells_of(entry: Any) -> Mapping[str, Any]:
    """What an object of a JSON file says, by field; of what is no object, nothing."""
    given = entry.items() if isinstance(entry, dict) else ()
    said = [(str(n), v) for n, v in given if v not in (None, "", [])]
    # Of several names for one field, the one that is named first above.
    said.sort(key=lambda pair: _rank(pair[0]), reverse=True)
    return {f: v for name, v in said if (f := field_of(name))}


def _table(content: bytes) -> tuple[set[str], Callable[[], Iterator[Record]]]:
    """The rows of a CSV, XLSX or XLS file: of the sheet whose head is known best."""
    best: tuple[int, int, dict[int, str], Grid] | None = None
    for grid in _grids(content):
        for number, cells in grid.head(_HEAD_WITHIN):
            places = _places(cells)
            if places and (best is None or len(places) > best[0]):
                best = (len(places), number, places, grid)
    if best is None:
        return set(), lambda: iter(())
    _count, head, places, chosen = best

    fields = set(places.values())
    heads = next((cells for number, cells in chosen.head(head) if number == head), [])

    @cache
    def usual() -> int:
        return max(len(heads), _usual_width(chosen, head))

    def records() -> Iterator[Record]:
        for number, cells in chosen.rows():
            # Sheets that were put together from several repeat their head.
            if number > head and any(cells) and cells != heads:
                found = {f: cells[p] for p, f in places.items() if p < len(cells)}
                # A comma without quotation marks moves all that follows it.
                is_longer = chosen.is_text and any(cells[len(heads) :])
                yield number, found | {"beyond": is_longer and any(cells[usual() :])}

    if any(re.sub(r"\W", "", each).casefold() == "sur" for each in heads):
        fields.add("upr_info")
    return fields, records


def _usual_width(grid: Grid, head: int) -> int:
    """How many cells most rows below the head have: the last column may have no head of its own."""
    widths = Counter(len(cells) for number, cells in grid.rows() if number > head and any(cells))
    width, rows = max(widths.items(), key=lambda pair: pair[1], default=(0, 0))
    return width if rows > 1 and 2 * rows > widths.total() else 0


def _places(cells: list[str]) -> dict[int, str]:
    """Where each field stands; of heads that repeat, the first one."""
    best: dict[str, int] = {}
    for place, cell in enumerate(cells[:100]):
        field = field_of(cell)
        if field and (field not in best or _rank(cell) < _rank(cells[best[field]])):
            best[field] = place
    return {place: field for field, place in best.items()}


def _grids(content: bytes) -> list[Grid]:
    if content.startswith(_COMPOUND):
        return old_workbook_grids(content)
    return workbook_grids(content) if content.startswith(_ZIP) else text_grids(content)


def listed(
    number: int, cells: Mapping[str, Any], own_state: str = ""
) -> tuple[Listed | None, list[Fault]]:
    """A row as it is meant, and what of it is set aside; no row where it cannot stand at all."""
    raw = text_of(cells.get("text"))
    if problem := _problem(number, cells, raw, own_state):
        return None, [problem]
    faults: list[Fault] = []
    date = None
    try:
        date = date_of(cells.get("date"))
    except ValueError:
        faults.append(_cell(number, "date", "no_date", _("This is no date."), cells))
    position = text_of(cells.get("position"))
    if position_of(position) is None:
        faults.append(
            _cell(number, "position", "unknown_position", _("No such position is known."), cells)
        )
    session = None
    try:
        session = session_of(cells.get("session"))
    except ValueError:
        faults.append(
            _cell(number, "session", "no_session", _("This is no session of the review."), cells)
        )
    symbol, body = text_of(cells.get("symbol")), text_of(cells.get("body"))
    states = values_of(cells.get("states"))
    mechanism = mechanism_of(body, symbol, session)
    if mechanism == Mechanism.OTHER and not body and (states or numbered(raw)[0]):
        # Only reviews have recommending States, and numbers such as 148.12.
        mechanism = Mechanism.UPR
    is_upr = mechanism == Mechanism.UPR
    said = text_of(cells.get("paragraph")).strip(".")
    paragraph = said or (numbered(raw)[0] if is_upr else paragraph_in(raw))
    row = Listed(
        number=number,
        countries=values_of(cells.get("countries")) or (own_state,),
        text=raw,
        states=states,
        position=position[:80],
        symbol="".join(symbol.split())[:80],
        session=session if is_upr else None,
        cycle=(cycle_of(session) or number_of(cells.get("cycle"))) if is_upr else None,
        paragraph=paragraph[:30],
        provisional=yes(cells.get("provisional")) or is_draft(symbol),
        body=(body or ("UPR" if is_upr else ""))[:80],
        mechanism=mechanism,
        kind=kind_of(text_of(cells.get("kind"))),
        source_id=text_of(cells.get("source_id"))[:64],
        date=date,
        themes=values_of(cells.get("themes")),
        affected=values_of(cells.get("affected")),
        url=_address(text_of(cells.get("url"))),
    )
    return row, faults


def _problem(number: int, cells: Mapping[str, Any], raw: str, own_state: str) -> Fault | None:
    """Why a row cannot stand at all."""
    if not raw:
        return _cell(number, "text", "no_text", _("The row holds no text."), cells)
    if len(raw) > LONGEST_TEXT:
        return _cell(number, "text", "too_long", _("The text is too long to be one."), cells)
    if cells.get("beyond"):
        words = _("The row has more cells than the head: is a quotation mark missing?")
        return _cell(number, "", "shifted", words, cells)
    if _FORMULA.match(raw):
        return _cell(number, "text", "formula", _("The cell holds a formula."), cells)
    if not values_of(cells.get("countries")) and not own_state:
        return _cell(number, "countries", "no_state", _("The row names no State."), cells)
    return None


def _cell(number: int, column: str, code: str, message: str, cells: Mapping[str, Any]) -> Fault:
    excerpt = text_of(cells.get(column)) or text_of(cells.get("text"))
    return Fault(number, code, message, column, excerpt[:300])


def _address(text: str) -> str:
    return text[:500] if text.startswith(("https://", "http://")) else ""
