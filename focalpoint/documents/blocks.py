"""What a report is made of, whatever it is written as."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any

from django.utils.functional import Promise

from focalpoint.charts import Chart

# Other ends of a line.
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e]")
# Controls, halves of characters, and what Unicode keeps from ever being a character: XML knows none
# of them, or a font none, and then a whole document is refused. So does a mark of byte order.
_UNWRITABLE = re.compile(
    "[\x00-\x08\x0e-\x1f\ud800-\udfff\ufdd0-\ufdef\ufeff"
    + "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
    + "]"
)


@dataclass(frozen=True)
class Heading:
    """The title of a section; ``level`` 1 begins a chapter."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Text:
    """Paragraphs, divided by line breaks; ``quiet``: a remark."""

    text: str
    quiet: bool = False

    @property
    def paragraphs(self) -> list[str]:
        return [line.strip() for line in self.text.splitlines() if line.strip()]


@dataclass(frozen=True)
class Items:
    """A list of short texts."""

    items: Sequence[str]


@dataclass(frozen=True)
class Facts:
    """Pairs of a label and a text."""

    pairs: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Table:
    """A table with a head that repeats; ``widths``: shares of the line."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float]


@dataclass(frozen=True)
class Figure:
    """A chart; its table stands elsewhere in the report or is told in ``alternative``."""

    chart: Chart

    @property
    def alternative(self) -> str:
        """What it shows, for who does not see it: every row of its table."""
        rows = ("; ".join(str(cell) for cell in row) for row in self.chart.rows)
        head = "; ".join(self.chart.head)
        return f"{self.chart.title}. {self.chart.text} {head}. {'. '.join(rows)}."


Block = Heading | Text | Items | Facts | Table | Figure


def drawn(chart: Chart, widths: Sequence[float], *, table: bool = True) -> Iterator[Block]:
    """A chart and the table behind it; why there is none, where there is none."""
    if chart.spec is None:
        yield Text(chart.empty)
        return
    yield Figure(chart)
    if table:
        rows = [[str(cell) for cell in row] for row in chart.rows]
        yield Table(list(chart.head), rows, widths)


@dataclass(frozen=True)
class Report:
    """A whole report. ``marking`` stands on every page; ``draft`` is empty once approved."""

    title: str
    subtitle: str
    state: str
    training: str
    marking: str
    draft: str
    reference: str
    checksum: str
    made: str
    front: Sequence[tuple[str, str]]
    blocks: Sequence[Block] = field(default=())


def writable(part: Any) -> Any:
    """A report, a part of it or a text, without the characters that no kind of file takes."""
    match part:
        case str() | Promise():
            return _UNWRITABLE.sub("", _LINE_ENDS.sub("\n", str(part)))
        case Mapping():
            return {key: writable(each) for key, each in part.items()}
        case list() | tuple():
            return [writable(each) for each in part]
    if is_dataclass(part) and not isinstance(part, type):
        parts = {each.name: writable(getattr(part, each.name)) for each in fields(part)}
        return replace(part, **parts)
    return part
