"""What a drafting function writes on: words, tables and figures, each with what it rests on.

A source is a record with its reference and its day, or a count of records. The text names it by a
number in brackets, so that a person may rewrite the sentence and the source stays with it.
"""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.countries.models import Country
from apps.reports.readers import may_cite, reader_for
from apps.treaties.models import Treaty
from focalpoint.actors import Actor
from focalpoint.charts import Chart
from focalpoint.scope import scope_filter


@dataclass
class Pad:
    """One section while it is drafted. ``country`` is ``None`` in the annual report.

    ``start`` and ``end`` are the period, ``as_of`` the day on which the record is read.
    """

    actor: Actor
    country: Country | None
    start: dt.date
    end: dt.date
    as_of: dt.date
    audience: str
    treaty: Treaty | None = None
    cycle: int | None = None
    lines: list[str] = field(default_factory=list)
    tables: list[dict[str, Any]] = field(default_factory=list)
    charts: list[dict[str, Any]] = field(default_factory=list)
    sources: list[dict[str, Any]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    # The numbers that sources have had in this section: one never comes to mean another.
    numbers: dict[str, int] = field(default_factory=dict)

    @property
    def state(self) -> Country:
        """The State whose document it is."""
        assert self.country is not None
        return self.country

    @cached_property
    def reader(self) -> Actor:
        """Somebody of the audience: what they do not read, the document does not say."""
        return reader_for(self.audience, self.country)

    @property
    def last(self) -> dt.date:
        """The last day of the period that the document knows of."""
        return min(self.end, self.as_of)

    def open_to_readers(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Those of ``rows`` that the audience reads; how many it does not is told in numbers.

        ``rows`` start at ``visible_to`` the writer.
        """
        kept = rows.filter(scope_filter(rows.model, self.reader))
        self.leave_out(rows.model, rows.count() - kept.count())
        return kept

    def leave_out(self, model: type[models.Model], hidden: int) -> None:
        """Tell the writer how many records of a kind are kept from the readers."""
        if hidden:
            words = ngettext(
                "%(number)d record is not open to these readers and stays out: %(kind)s.",
                "%(number)d records are not open to these readers and stay out: %(kind)s.",
                hidden,
            )
            name = model._meta.verbose_name_plural
            self.left_out.append(words % {"number": hidden, "kind": name})

    def citable(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The same; none of a kind that a document for these readers never names."""
        if may_cite(self.audience, rows.model):
            return self.open_to_readers(rows)
        self.leave_out(rows.model, rows.count())
        return rows.none()

    def cite(
        self,
        title: str,
        *,
        as_of: dt.date,
        source: str,
        reference: str = "",
        record: models.Model | None = None,
    ) -> str:
        """Note a source and return its mark, such as ``[3]``; the same source keeps its mark."""
        named = f"{record._meta.label_lower}:{record.pk}" if record is not None else ""
        key = f"{named or title}|{reference}|{source}|{'' if named else as_of.isoformat()}"
        mark = self.numbers.setdefault(key, max(self.numbers.values(), default=0) + 1)
        if all(each["mark"] != mark for each in self.sources):
            self.sources.append(
                {
                    "mark": mark,
                    "title": title,
                    "reference": reference,
                    "as_of": as_of.isoformat(),
                    "source": source,
                    "record": named,
                }
            )
        return f"[{mark}]"

    def cite_record(
        self, record: Any, *, as_of: dt.date, reference: str = "", title: str = ""
    ) -> str:
        """Cite a record of a State."""
        return self.cite(
            title or str(record),
            as_of=as_of,
            source=_("record of %(state)s") % {"state": record.country},
            reference=reference,
            record=record,
        )

    def cite_counts(self, what: str) -> str:
        """Cite a count over the records that the audience may read."""
        return self.cite(
            what,
            as_of=self.as_of,
            source=_("FocalPoint: what States have approved and shared, counted on this day"),
        )

    def say(self, text: str, *marks: str) -> None:
        """A paragraph; paragraphs are divided by an empty line."""
        self.lines.append(" ".join([text.strip(), *marks]))

    def items(self, lines: Sequence[str]) -> None:
        """A list of short lines."""
        if lines:
            self.lines.append("\n".join(f"- {' '.join(line.split())}" for line in lines))

    def head(self, text: str) -> None:
        """A heading within the section."""
        self.lines.append(f"## {' '.join(text.split())}")

    def table(
        self,
        title: str,
        head: Sequence[str],
        rows: Sequence[Sequence[str]],
        widths: Sequence[float],
        *marks: str,
    ) -> None:
        """A table with what it rests on; one without rows is not drawn."""
        if rows:
            self.tables.append(
                {
                    "title": title,
                    "head": [str(cell) for cell in head],
                    "rows": [[str(cell) for cell in row] for row in rows],
                    "widths": [str(width) for width in widths],
                    "marks": list(marks),
                    "as_of": self.as_of.isoformat(),
                }
            )

    def chart(self, chart: Chart, *marks: str) -> None:
        """A figure with the table behind it; one with nothing to draw is not drawn."""
        if chart.spec is not None:
            self.charts.append(
                {
                    "name": chart.name,
                    "title": chart.title,
                    "text": chart.text,
                    "head": [str(cell) for cell in chart.head],
                    "rows": [[str(cell) for cell in row] for row in chart.rows],
                    # Text, so that the numbers of a drawing do not touch the checksum.
                    "spec": json.dumps(chart.spec, sort_keys=True),
                    "marks": list(marks),
                    "as_of": self.as_of.isoformat(),
                }
            )

    def content(self) -> dict[str, Any]:
        """What is kept of the draft."""
        self.sources.sort(key=lambda each: each["mark"])
        return {
            "text": "\n\n".join(self.lines),
            "tables": self.tables,
            "charts": self.charts,
            "sources": self.sources,
            "left_out": self.left_out,
            "numbers": self.numbers,
        }


def day(on: dt.date) -> str:
    """A day in words of the language of the document."""
    return date_format(on, "DATE_FORMAT")
