"""A report in the order that officials expect, put together once for every format."""

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.assessments.charts.change import change
from apps.assessments.charts.coverage import coverage
from apps.assessments.charts.cycles import level_words
from apps.assessments.charts.heat_map import heat_map
from apps.assessments.charts.indicators import indicators
from apps.assessments.charts.quadrant import held_by, is_thin, quadrant
from apps.assessments.models import Extent, Level
from apps.assessments.report.annexes import evidence_list, findings, timeline_annex
from apps.assessments.report.factors import factor_by_factor
from apps.assessments.report.sources import Material
from apps.assessments.scales import LEVELS
from apps.assessments.snapshots import Reading, read_content
from focalpoint.documents.blocks import Block, Facts, Heading, Items, Report, Table, Text, drawn
from focalpoint.names import named


def report_of(material: Material) -> Report:
    """The whole report, in the active language."""
    content, country = material.content, material.country
    reading = read_content(dict(content))
    framework = content["framework"]
    source = f"{framework['title']} ({framework['edition']}), {framework['source_symbol']}"
    rated = {"rated": content["rated"], "total": content["total"]}
    front = [
        (_("Reference"), content["reference"]),
        (_("Period"), f"{date_format(reading.period_start)} – {date_format(reading.period_end)}"),
        (_("Lead institution"), content["lead_institution"]),
        (_("Framework"), source),
        (_("Factors rated"), _("%(rated)s of %(total)s") % rated),
        (_("Standing"), material.standing),
        (_("Who may read it"), material.marking),
    ]
    if material.checksum:
        front.append((_("Checksum (SHA-256)"), material.checksum))
    return Report(
        title=content["title"],
        subtitle=_("National assessment of risk and resilience"),
        state=named(content["state"]["name"]),
        training=_("Training: fictional State") if country.is_training else "",
        marking=material.marking,
        draft="" if material.is_approved else _("DRAFT"),
        reference=content["reference"],
        checksum=material.checksum,
        made=date_format(material.today),
        front=front,
        blocks=list(_blocks(material, reading)),
    )


def _blocks(material: Material, reading: Reading) -> Iterator[Block]:
    content = material.content
    yield Heading(_("Summary"))
    if content.get("extent") == Extent.LEVELS:
        yield from _levels_alone(material, reading)
        return
    yield from _summary(material)
    yield Heading(_("Method"))
    yield Text(content["method"] or _("The assessment does not say how it was made."))
    yield Text(
        _(
            "The levels are judgements of people, never computed: no score, and no comparison "
            "between States. What is unknown is never counted as absent."
        ),
        quiet=True,
    )
    yield Heading(_("Scope and context"))
    yield Text(content["context"] or _("Nothing was written about scope and context."))
    if material.consultations:
        yield Heading(_("Consultation of civil society"))
        yield _consultations(material)
    yield Heading(_("Risk factors"))
    yield from factor_by_factor(material, reading)
    yield Heading(_("Resilience"))
    yield from _resilience(material, reading)
    yield Heading(_("Risk and resilience"))
    yield from drawn(quadrant(material.cycles[-1]), [2.6, 1, 1.2, 1.4])
    yield Heading(_("Populations at risk"))
    yield Text(_("Restricted: not part of this report."))
    yield Heading(_("Recommendations and priorities"))
    yield from _priorities(material)
    yield from material.parts
    yield Heading(_("Annexes"))
    yield from _annexes(material)


def _levels_alone(material: Material, reading: Reading) -> Iterator[Block]:
    """What is left where a State shares no more; nothing counts what it keeps as missing."""
    yield Text(_("The State shares the levels of its assessment, and keeps the texts to itself."))
    yield from _summary(material)
    yield Heading(_("Risk factors"))
    yield from factor_by_factor(material, reading)
    if reading.inhibitors:
        yield Heading(_("Inhibitors"))
        yield _inhibitors(material, reading)
    yield Heading(_("Annexes"))
    yield from _definitions()


def _summary(material: Material) -> Iterator[Block]:
    cycle = material.cycles[-1]
    by_level = [
        (level_words(level), [f for f in cycle.factors if f.level == level])
        for level in (*reversed(Level.values[1:]), Level.UNKNOWN)
    ]
    yield Table(
        head=[_("Level"), _("Number"), _("Factors")],
        rows=[
            [words, str(len(found)), ", ".join(factor.label for factor in found) or "–"]
            for words, found in by_level
        ],
        widths=[1, 0.6, 2.4],
    )
    reason = material.content["unrated_reason"]
    if reason:
        yield Heading(_("Why some factors are not rated"), 2)
        yield Text(reason)
    yield Heading(_("Course over the cycles"), 2)
    chart = heat_map(material.cycles)
    yield from drawn(chart, [2.4, *[1] * (len(chart.head) - 1)], table=False)
    compared = change(material.cycles)
    if compared.spec:
        yield Heading(compared.title, 2)
        yield from drawn(compared, [2.6, 1, 1, 1.2])


def _consultations(material: Material) -> Block:
    numbers = ("invited", "contributors", "answers", "taken_up", "partly", "not_taken_up")
    return Table(
        [
            _("Consultation"),
            _("Invited"),
            _("Contributors"),
            _("Answers"),
            _("Taken up"),
            _("Partly"),
            _("Not taken up"),
        ],
        [
            [each["title"], *(str(each.get(number, "–")) for number in numbers)]
            for each in material.consultations
        ],
        [3, 1, 1.2, 1, 1, 1, 1],
    )


def _inhibitors(material: Material, reading: Reading) -> Block:
    head, widths = [_("Inhibitor"), _("Strength")], [3.0, 1.0]
    rows = [
        [f"{each.label} {named(each.title)}", str(each.strength_words)]
        for each in reading.inhibitors
    ]
    if material.working:
        reasons = {
            each.item.label or each.item.code: each.rating.narrative
            for each in material.working.resilience.inhibitors
            if each.rating
        }
        head.append(_("Reasons"))
        widths.append(2.4)
        for row, each in zip(rows, reading.inhibitors, strict=True):
            row.append(reasons.get(each.label, ""))
    return Table(head, rows, widths)


def _resilience(material: Material, reading: Reading) -> Iterator[Block]:
    working = material.working
    yield Heading(_("Inhibitors"), 2)
    if reading.inhibitors:
        yield _inhibitors(material, reading)
    else:
        yield Text(_("No inhibitor is rated."))
    yield Heading(_("Existing structures"), 2)
    if working and working.resilience.structures:
        for structure in working.resilience.structures:
            yield Heading(structure.name, 3)
            facts = [
                (_("Institution"), str(structure.institution or "")),
                (_("Mandate"), structure.mandate),
                (_("Coverage"), str(structure.get_coverage_display())),
                (_("Strength"), str(structure.get_strength_display())),
                (_("Gap"), structure.gap),
                (_("Mitigates"), ", ".join(structure.factors)),
            ]
            yield Facts([pair for pair in facts if pair[1]])
    elif reading.structures:
        yield Table(
            [_("Structure"), _("Strength"), _("Coverage"), _("Mitigates")],
            [
                [s.name, str(s.strength_words), str(s.coverage_words), "; ".join(s.factors)]
                for s in reading.structures
            ],
            [1.6, 0.8, 1.2, 2.4],
        )
    else:
        yield Text(_("No structure is recorded."))


def _priorities(material: Material) -> Iterator[Block]:
    cycle = material.cycles[-1]
    places = held_by(cycle.content)
    thin = [str(factor) for factor in cycle.factors if is_thin(factor, places)]
    worse = {}
    if len(material.cycles) > 1:
        before = material.cycles[-2].by_code
        worse = {
            str(factor): before[factor.code]
            for factor in cycle.factors
            if factor.code in before and 0 < before[factor.code].height < factor.height
        }
    if thin:
        yield Heading(_("High risk that no fair or strong structure holds"), 2)
        yield Items(thin)
    if worse:
        yield Heading(_("Higher risk than in the last cycle"), 2)
        yield Items(list(worse))
    if not thin and not worse:
        yield Text(_("No factor stands out: no high risk without a structure, and none is rising."))
    yield Text(
        _(
            "These follow from the ratings. What the State will do about them stands in its "
            "actions, which are kept apart from the assessment."
        ),
        quiet=True,
    )


def _annexes(material: Material) -> Iterator[Block]:
    yield from _definitions()
    chart = indicators(material.cycles[-1])
    yield Heading(chart.title, 2)
    yield from drawn(chart, [3, *[1] * (len(chart.head) - 1)])
    yield from timeline_annex(material)
    if material.working is None:
        yield Heading(_("Findings and sources"), 2)
        yield Text(
            _(
                "What was found of each indicator, its sources and the evidence stay with the "
                "working record, which the State's own office keeps."
            )
        )
        return
    chart = coverage(material.working.grounds, material.today)
    yield Heading(chart.title, 2)
    yield from drawn(chart, [3, *[1] * (len(chart.head) - 1)])
    yield Heading(_("Findings and sources"), 2)
    yield from findings(material.working)
    yield Heading(_("Evidence"), 2)
    yield from evidence_list(material.working)


def _definitions() -> Iterator[Block]:
    yield Heading(_("Definitions of the levels"), 2)
    levels = [level for level in LEVELS if level != Level.UNKNOWN]
    yield Table(
        [_("Level"), _("Definition")],
        [[level_words(level), str(LEVELS[level])] for level in levels],
        [1, 4],
    )
