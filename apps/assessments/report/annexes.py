"""The annexes: events beside levels, what was found on which source, and the evidence."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.assessments.charts.timeline import timeline
from apps.assessments.finding_models import Reliability
from apps.assessments.findings.selectors import Line
from apps.assessments.report.sources import Material, Working
from apps.evidence.models import Evidence
from focalpoint.documents.blocks import Block, Heading, Table, Text, drawn
from focalpoint.names import named


def findings(working: Working) -> Iterator[Block]:
    """Every indicator of every factor with what was found of it, unknown ones included."""
    titles = {each.pk: each.title for each in working.evidence}
    for ground in working.grounds:
        if not ground.lines:
            continue
        yield Heading(str(ground.factor), 3)
        yield Table(
            [_("Indicator"), _("Finding"), _("As of"), _("Source and reliability"), _("Note")],
            [_row(line, titles) for line in ground.lines],
            [2.4, 0.9, 0.9, 1.6, 1.6],
        )


def _row(line: Line, titles: Mapping[Any, str]) -> list[str]:
    indicator, finding = line.indicator, line.finding
    name = f"{indicator.label or indicator.code} {named(indicator.title)}"
    if finding is None:
        return [name, line.presence_words, "", "", ""]
    named_evidence = [titles[pk] for pk in finding.evidence if pk in titles]
    hidden = len(finding.evidence) - len(named_evidence)
    source = finding.source
    if source and finding.reliability != Reliability.UNKNOWN:
        source = f"{source} ({finding.get_reliability_display()})"
    sources = [source, *named_evidence]
    if hidden:
        sources.append(_("%(number)s more items of evidence") % {"number": hidden})
    return [
        name,
        line.presence_words,
        date_format(finding.observed_on, "SHORT_DATE_FORMAT") if finding.observed_on else "",
        "; ".join(each for each in sources if each),
        finding.note,
    ]


def timeline_annex(material: Material) -> Iterator[Block]:
    """What happened meanwhile, beside the levels in force, as far as the marking allows."""
    if material.timeline is None:
        return
    chart = timeline(material.timeline)
    yield Heading(chart.title, 2)
    yield Text(chart.text, quiet=True)
    yield from drawn(chart, [1, 1, 2, 1.6])


def evidence_list(working: Working) -> Iterator[Block]:
    """The current evidence that the reader sees."""
    if not working.evidence:
        yield Text(_("The assessment has no evidence."))
        return
    yield Table(
        [_("Title"), _("Effective"), _("Sensitivity")],
        [_evidence(each) for each in working.evidence],
        [3, 1, 1],
    )


def _evidence(item: Evidence) -> list[str]:
    day = date_format(item.effective_on, "SHORT_DATE_FORMAT") if item.effective_on else ""
    return [item.title, day, str(item.get_sensitivity_display())]
