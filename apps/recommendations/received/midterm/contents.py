"""What a draft of the mid-term report says: themes, clusters, recommendations, what was done."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.countries.models import Country
from apps.recommendations.cluster_models import ClusterMember, ClusterStatus
from apps.recommendations.received.choices import EntryKind, Mechanism, Position
from apps.recommendations.received.rules import THEMES
from apps.recommendations.received.selectors import recommendations, works
from apps.recommendations.received_models import (
    ReceivedRecommendation,
    RecommendationProgress,
    RecommendationWork,
)
from apps.recommendations.statuses import ProgressStatus
from focalpoint.actors import Actor
from focalpoint.documents.blocks import Block, Facts, Heading, Items, Report, Table, Text
from focalpoint.visibility import GOVERNMENT_LEVELS

# What is said of one recommendation: the newest reports tell most.
REPORTS_SHOWN = 3


@dataclass
class Material:
    """What is on record of a State's recommendations, as an actor reads it."""

    country: Country
    rows: list[ReceivedRecommendation]
    works: dict[uuid.UUID, RecommendationWork]
    reports: dict[uuid.UUID, list[RecommendationProgress]] = field(default_factory=dict)
    clusters: dict[uuid.UUID, str] = field(default_factory=dict)


def material_of(country: Country, cycle: int | None, actor: Actor) -> Material:
    """The review's recommendations with the work on them; a few queries, however many.

    The whole government reads the draft: what one office keeps to itself is no part of it.
    """
    found = recommendations().filter(
        country=country,
        kind=EntryKind.RECOMMENDATION,
        mechanism=Mechanism.UPR,
        dropped_on=None,
    )
    rows = list(found.filter(cycle=cycle) if cycle else found)
    keys = [row.pk for row in rows]
    reports: defaultdict[uuid.UUID, list[RecommendationProgress]] = defaultdict(list)
    said = RecommendationProgress.objects.visible_to(actor).filter(
        recommendation__in=keys, visibility__in=GOVERNMENT_LEVELS
    )
    for report in said.order_by("-effective_on", "-id"):
        reports[report.recommendation_id].append(report)
    members = ClusterMember.objects.visible_to(actor).filter(
        recommendation__in=keys, cluster__status=ClusterStatus.ACCEPTED
    )
    clusters = dict(members.values_list("recommendation", "cluster__title"))
    return Material(country, rows, works(actor, rows), reports, clusters)


def report_of(material: Material, cycle: int | None, author: str) -> Report:
    """The draft in the active language; everything in it names the paragraph that it answers."""
    country = material.country
    today = date_format(country.local_date(timezone.now()), "DATE_FORMAT")
    review = _("cycle %(number)d") % {"number": cycle} if cycle else _("all cycles")
    return Report(
        title=_("Mid-term report on the Universal Periodic Review"),
        subtitle=review,
        state=str(country),
        training=_("Training data: this State is fictional") if country.is_training else "",
        marking=_("For the government"),
        draft=_("DRAFT"),
        reference=f"{country.code} UPR",
        checksum="",
        made=today,
        front=[
            (_("State"), str(country)),
            (_("Review"), review),
            (_("Recommendations"), str(len(material.rows))),
            (_("As of"), today),
            (_("Drafted by"), author),
        ],
        blocks=list(_blocks(material)),
    )


def _blocks(material: Material) -> Iterable[Block]:
    yield Heading(_("Overview"))
    yield Text(
        _(
            "Put together from what is on record; nobody has approved this draft. Each entry names"
            " its document and paragraph, and each report the day from which it holds."
        ),
        quiet=True,
    )
    yield _overview(material)
    for title, rows in _by_theme(material.rows):
        yield Heading(str(title))
        words = ngettext("%(number)d recommendation", "%(number)d recommendations", len(rows))
        yield Text(words % {"number": len(rows)}, quiet=True)
        for ask, members in _together(material, rows):
            yield Heading(ask, 2)
            for row in members:
                yield from _entry(material, row)


def _overview(material: Material) -> Table:
    counted: Counter[tuple[str, str]] = Counter()
    for row in material.rows:
        work = material.works.get(row.pk)
        counted[row.position, work.status if work else ProgressStatus.NOT_STARTED] += 1
    statuses = ProgressStatus.choices
    lines = [
        [str(label), *(str(counted[value, status]) for status, _words in statuses)]
        for value, label in Position.choices
        if any(counted[value, status] for status, _words in statuses)
    ]
    head = [_("Position"), *(str(words) for _status, words in statuses)]
    return Table(head, lines, [2.0, *[1.0] * len(statuses)])


def _by_theme(
    rows: Sequence[ReceivedRecommendation],
) -> Iterable[tuple[str, list[ReceivedRecommendation]]]:
    """Each recommendation once, under the first theme that it has."""
    found: defaultdict[str, list[ReceivedRecommendation]] = defaultdict(list)
    for row in rows:
        first = next((theme.code for theme in THEMES if theme.code in row.tags), "")
        found[first].append(row)
    for theme in THEMES:
        if theme.code in found:
            yield str(theme.label), found[theme.code]
    if "" in found:
        yield _("Other themes"), found[""]


def _together(
    material: Material, rows: Sequence[ReceivedRecommendation]
) -> Iterable[tuple[str, list[ReceivedRecommendation]]]:
    """The recommendations of a cluster below one heading, the others each below its own text."""
    found: defaultdict[str, list[ReceivedRecommendation]] = defaultdict(list)
    for row in rows:
        found[material.clusters.get(row.pk) or row.text[:300]].append(row)
    return found.items()


def _entry(material: Material, row: ReceivedRecommendation) -> Iterable[Block]:
    work = material.works.get(row.pk)
    states = [str(state.country or f"“{state.name}”") for state in row.states.all()]
    position = str(Position(row.position).label)
    if row.position_raw:
        position = f"{position} ({row.position_raw})"
    yield Facts(
        [
            (_("Paragraph"), f"{row.symbol} ¶{row.paragraph}" if row.paragraph else row.symbol),
            (_("Recommendation"), row.text),
            (_("Recommended by"), ", ".join(states) or "–"),
            (_("Position"), position),
            (_("Lead institution"), str(work.lead) if work and work.lead else _("nobody yet")),
            (_("Status"), work.get_status_display() if work else _("Not started")),
        ]
    )
    said = material.reports.get(row.pk, [])[:REPORTS_SHOWN]
    if said:
        yield Items([_said(report) for report in said])
    else:
        yield Text(_("Nothing is reported yet."), quiet=True)


def _said(report: RecommendationProgress) -> str:
    words = _("%(day)s, %(status)s: %(text)s") % {
        "day": date_format(report.effective_on, "DATE_FORMAT"),
        "status": report.get_status_display(),
        "text": report.text,
    }
    return words if report.approved_at else f"{words} [{_('not approved')}]"
