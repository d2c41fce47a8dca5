"""What an approved document says, and how that is put on paper."""

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from apps.reports.choices import DocumentKind
from apps.reports.models import Document
from apps.reports.selectors import MARK, Part
from focalpoint.charts import Chart
from focalpoint.documents.blocks import (
    Block,
    Facts,
    Figure,
    Heading,
    Items,
    Report,
    Table,
    Text,
)
from focalpoint.documents.files import MARKINGS
from focalpoint.names import named

FORMAT = "focalpoint.document/1"


def content_of(document: Document, parts: Sequence[Part]) -> dict[str, Any]:
    """The content of a version: strings, numbers and booleans only, so that it stays canonical."""
    country = document.country
    return {
        "format": FORMAT,
        "kind": document.kind,
        "title": document.title,
        "owner": {
            "code": country.code if country else "",
            "name": country.name if country else "",
            "training": document.is_training,
        },
        "period": {
            "start": document.period_start.isoformat(),
            "end": document.period_end.isoformat(),
        },
        "as_of": document.as_of.isoformat(),
        "language": document.language,
        "audience": document.audience,
        "subject": _subject(document),
        "sections": [
            {
                "code": part.code,
                "title": str(part.title),
                "text": part.text.strip(),
                "written": part.section.is_written,
                "tables": part.tables,
                "charts": part.charts,
                "sources": part.sources,
            }
            for part in parts
            if part.is_shown
        ],
    }


def _subject(document: Document) -> str:
    """What it is about beside its State and its period."""
    if document.treaty is not None:
        return document.treaty.short_title
    return _("Cycle %(number)s") % {"number": document.cycle} if document.cycle else ""


def chart_of(entry: Mapping[str, Any]) -> Chart:
    """A figure of a section as it was drawn."""
    return Chart(
        name=entry["name"],
        title=entry["title"],
        text=entry["text"],
        head=entry["head"],
        rows=entry["rows"],
        spec=json.loads(entry["spec"]),
    )


def told(text: str) -> list[dict[str, Any]]:
    """A text in its parts: paragraphs, headings and lists, for the page and for paper."""
    found: list[dict[str, Any]] = []
    for piece in text.replace("\r\n", "\n").split("\n\n"):
        lines = [line.strip() for line in piece.splitlines() if line.strip()]
        for line in lines:
            if line.startswith("## "):
                found.append({"kind": "heading", "text": line[3:].strip()})
            elif line.startswith("- "):
                if not found or found[-1]["kind"] != "items":
                    found.append({"kind": "items", "lines": []})
                found[-1]["lines"].append(line[2:].strip())
            else:
                found.append({"kind": "text", "text": line})
    return found


def source_line(source: Mapping[str, Any]) -> str:
    """A source in words: what, as of which day, from where."""
    what = " ".join(filter(None, [source["reference"], source["title"]]))
    return _("%(what)s, as of %(day)s (%(source)s)") % {
        "what": what,
        "day": day_of(source["as_of"]),
        "source": source["source"],
    }


def day_of(text: str) -> str:
    """A day of the content in words."""
    return date_format(dt.date.fromisoformat(text), "DATE_FORMAT")


def report_of(
    content: Mapping[str, Any], *, number: int, approved_on: dt.date, sha256: str
) -> Report:
    """An approved version as blocks, in the active language, which is that of the document."""
    report = _report(content)
    standing = [
        (
            _("Version"),
            _("%(number)s, approved on %(day)s")
            % {"number": number, "day": date_format(approved_on, "DATE_FORMAT")},
        ),
        *_readers(content),
        (_("Checksum (SHA-256)"), sha256),
    ]
    return replace(
        report,
        reference=f"{report.reference} {number}",
        checksum=sha256,
        made=date_format(approved_on),
        front=[*report.front, *standing],
    )


def draft_report_of(
    content: Mapping[str, Any],
    *,
    made_at: dt.datetime,
    made_for: str,
    problems: Sequence[str] = (),
) -> Report:
    """What is being written as blocks: nobody approved it, and every page says so.

    ``problems`` stand in the way of its approval. ``made_at`` is local time. Figures stand as their
    tables: a drawing takes more than the process that answers a page can spare.
    """
    report = _report(content, drawn=False)
    moment = date_format(made_at, "DATETIME_FORMAT")
    made = _("Made on %(moment)s for %(person)s")
    standing = [
        (_("Standing"), _("Draft that nobody approved")),
        (_("Made on"), f"{moment} ({made_at:%Z})"),
        (_("Made for"), made_for),
        *_readers(content),
        *([(_("Before approval"), " ".join(problems))] if problems else []),
    ]
    return replace(
        report,
        draft=_("DRAFT – not approved"),
        # One line at the foot of each page.
        made=made % {"moment": moment, "person": Truncator(made_for).chars(50)},
        front=[*report.front, *standing],
        blocks=report.blocks or [Text(_("Nothing is written yet."))],
    )


def _report(content: Mapping[str, Any], *, drawn: bool = True) -> Report:
    """What a document says, approved or not."""
    owner = content["owner"]
    period = f"{day_of(content['period']['start'])} – {day_of(content['period']['end'])}"
    sections = content["sections"]
    return Report(
        title=content["title"],
        subtitle=str(DocumentKind(content["kind"]).label),
        state=named(owner["name"]) if owner["name"] else _("Network of focal points"),
        training=_("Training: fictional State") if owner["training"] else "",
        marking=str(MARKINGS[content["audience"]]),
        draft="",
        reference=owner["code"] or "R2P",
        checksum="",
        made="",
        front=[
            (_("Period"), period),
            (_("As of"), day_of(content["as_of"])),
            *([(_("About"), named(content["subject"]))] if content["subject"] else []),
        ],
        blocks=[block for each in sections for block in _section(each, drawn=drawn)],
    )


def _readers(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(_("Who may read it"), str(MARKINGS[content["audience"]]))]


def _section(section: Mapping[str, Any], *, drawn: bool) -> Iterator[Block]:
    yield Heading(section["title"])
    for piece in told(section["text"]):
        if piece["kind"] == "heading":
            yield Heading(piece["text"], 2)
        elif piece["kind"] == "items":
            yield Items(piece["lines"])
        else:
            yield Text(piece["text"])
    for table in section["tables"]:
        yield Heading(table["title"], 2)
        yield Table(table["head"], table["rows"], [float(width) for width in table["widths"]])
        yield Text(rests_on(table), quiet=True)
    for entry in section["charts"]:
        if drawn:
            yield Figure(chart_of(entry))
        else:
            yield Heading(entry["title"], 2)
            yield Table(entry["head"], entry["rows"], [1.0] * len(entry["head"]))
        yield Text(rests_on(entry), quiet=True)
    if section["sources"]:
        # No heading: the table of contents would repeat it for each chapter.
        yield Text(_("Sources"), quiet=True)
        yield Facts([(f"[{each['mark']}]", source_line(each)) for each in section["sources"]])


def rests_on(entry: Mapping[str, Any]) -> str:
    """The day and the sources of a table or a figure; rows may have their own."""
    facts = {"day": day_of(entry["as_of"]), "marks": " ".join(entry["marks"])}
    if not entry["marks"]:
        if all(MARK.search(" ".join(row)) for row in entry["rows"]):
            return _("As of %(day)s. Each row names its sources.") % facts
        return _("As of %(day)s.") % facts
    return _("As of %(day)s. Sources: %(marks)s") % facts
