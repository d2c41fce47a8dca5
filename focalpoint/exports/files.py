"""A file in the making: labels in the reader's language, facts about the file, and its rows."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from focalpoint.exports.columns import Column, Kind
from focalpoint.exports.reading import Reader, Values


@dataclass(frozen=True)
class Heading:
    """A column as this file shows it."""

    name: str
    label: str
    kind: Kind
    words: Mapping[Any, str]
    offered: bool
    width: int

    @classmethod
    def of(cls, column: Column) -> "Heading":
        words = {value: str(label) for value, label in column.words}
        if column.kind is Kind.YES_NO:
            words = {True: _("yes"), False: _("no")}
        return cls(column.name, str(column.label), column.kind, words, column.offered, column.width)

    def spoken(self, values: Values) -> Values:
        """The values in words, where the column has words for them."""
        if not self.words:
            return values
        words = self.words
        return [words.get(value, value) for value in values]


@dataclass
class File:
    """What every format writes. Everything in words is settled here, in the reader's language.

    ``about`` says of the file what its rows do not: (name for machines, label, value).
    """

    reader: Reader
    about: list[tuple[str, str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.title = str(self.reader.export.title)
        self.headings = [Heading.of(column) for column in self.reader.export.columns]
        self.about_title = _("About")
        self.rows_label = _("Rows")
        self.language = get_language() or "en"

    @cached_property
    def chunks(self) -> Iterator[list[Values]]:
        """The rows, once."""
        return iter(self.reader)

    @property
    def all_about(self) -> list[tuple[str, str, Any]]:
        """The facts with the number of rows, known when all of them are read."""
        return [*self.about, ("rows", self.rows_label, self.reader.count)]


def utc_text(instant: dt.datetime) -> str:
    """ISO 8601 to the second, in UTC."""
    return f"{instant.astimezone(dt.UTC).isoformat()[:19]}Z"
