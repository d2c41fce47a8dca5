"""Matrices of hundreds of rows: cells are put together here; templates would take a second.

::

    Matrix(id="steps", caption=_("States and steps"), corner=_("State"), columns=[Column("(a)", …)],
           groups=[Group("", [Row("Aravia", url, [Cell("✓", "success", _("Done")), …])])])
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import escape

from django.utils.safestring import SafeString, mark_safe

from focalpoint.ui.navigation import Text


@dataclass(frozen=True, slots=True)
class Column:
    """A column head: a short label, its full title, and where it leads."""

    label: Text
    title: Text = ""
    url: str = ""


# Stands in the address of a cell for what its row adds (``Row.query``), so that cells of a thousand
# rows that look alike are put together once. No text of the database holds it.
OF_ROW = "\0"


@dataclass(frozen=True, slots=True)
class Cell:
    """A symbol or a few characters, a tone of the style sheet, and the same in words.

    ``url`` is where it leads; it may end with ``OF_ROW``.
    """

    symbol: Text
    tone: str
    words: Text
    url: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row head with its link, and one cell for each column; ``query`` stands for ``OF_ROW``."""

    label: Text
    url: str
    cells: Sequence[Cell]
    key: str = ""
    query: str = ""


@dataclass(frozen=True)
class Group:
    """Rows under a common head; training States stand in a group of their own."""

    label: Text
    rows: Iterable[Row]
    is_training: bool = False

    @cached_property
    def html(self) -> SafeString:
        """The rows as HTML, every text escaped."""
        seen: dict[Cell, str] = {}
        return mark_safe("".join(row_html(row, seen) for row in self.rows))  # noqa: S308


@dataclass(frozen=True)
class Matrix:
    """`legend` lists (symbol, tone, words); `upright` turns long column heads by a quarter."""

    id: str
    caption: Text
    corner: Text
    columns: Sequence[Column]
    groups: Sequence[Group]
    legend: Sequence[tuple[Text, str, Text]] = field(default=())
    upright: bool = False


def cell_html(cell: Cell) -> str:
    symbol, words = escape(str(cell.symbol)), escape(str(cell.words))
    start = f'<td class="fp-cell fp-cell-{escape(cell.tone)}"'
    if not cell.url:
        return f'{start} aria-label="{words}">{symbol}</td>'
    # The cell is named by its link, so that whoever reads links hears more than a symbol.
    # With scripts the whole matrix is one stop of the Tab key; without them each link is one.
    link = f'<a href="{escape(cell.url)}" aria-label="{words}">{symbol}</a>'
    return f"{start}>{link}</td>"


def row_html(row: Row, seen: dict[Cell, str]) -> str:
    """One row; `seen` keeps the cells that look alike."""
    cells = []
    for cell in row.cells:
        html = seen.get(cell)
        if html is None:
            html = seen[cell] = cell_html(cell)
        cells.append(html)
    label = escape(str(row.label))
    head = f'<a href="{escape(row.url)}">{label}</a>' if row.url else label
    key = f' data-key="{escape(row.key)}"' if row.key else ""
    told = "".join(cells).replace(OF_ROW, escape(row.query))
    return f'<tr{key}><th scope="row" title="{label}">{head}</th>{told}</tr>'
