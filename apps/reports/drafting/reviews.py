"""Sections on what was recommended to a State, and what it did."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Sequence

from django.utils.translation import gettext as _

from apps.engagement.selectors import next_review
from apps.recommendations.received.choices import EntryKind, Mechanism, Position
from apps.recommendations.received.rules import THEMES
from apps.recommendations.received.selectors import recommendations
from apps.recommendations.received_models import ReceivedRecommendation, RecommendationProgress
from apps.recommendations.statuses import ProgressStatus
from apps.reports.drafting.pad import Pad, day

Rows = Sequence[ReceivedRecommendation]
Latest = dict[uuid.UUID, RecommendationProgress]


def review(pad: Pad) -> None:
    """The review that the document is about."""
    found = next_review(pad.state, pad.as_of)
    words = _("This document is about cycle %(number)s of the Universal Periodic Review.")
    pad.say(words % {"number": pad.cycle})
    if found is not None and found.session is not None and found.session.starts_on:
        mark = pad.cite(
            _("Calendar of the Universal Periodic Review"),
            as_of=pad.as_of,
            source=_("UPR sessions in the catalogue"),
        )
        pad.say(
            _("The next review of the State is in session %(number)s, from %(day)s.")
            % {"number": found.number, "day": day(found.session.starts_on)},
            mark,
        )


def overview(pad: Pad) -> None:
    """How many recommendations, by position and by how far they are."""
    rows, latest = _material(pad)
    if not rows:
        pad.say(_("No recommendation of this cycle is on record."))
        return
    marks = [_cite_document(pad, symbol, rows) for symbol in sorted({r.symbol for r in rows})]
    positions = Counter(row.position for row in rows)
    pad.say(
        _("%(number)d recommendations of cycle %(cycle)s are on record.")
        % {"number": len(rows), "cycle": pad.cycle},
        *marks,
    )
    counted: Counter[tuple[str, str]] = Counter()
    for row in rows:
        report = latest.get(row.pk)
        counted[row.position, report.status if report else ""] += 1
    statuses = [*ProgressStatus.choices, ("", _("Nothing reported"))]
    pad.table(
        _("Recommendations by position, and by the newest report open to these readers"),
        [_("Position"), *(str(words) for _status, words in statuses)],
        [
            [str(label), *(str(counted[value, status]) for status, _words in statuses)]
            for value, label in Position.choices
            if positions[value]
        ],
        [2.0, *[1.0] * len(statuses)],
        *marks,
    )


def by_theme(pad: Pad) -> None:
    """Every recommendation with its paragraph, its States, the response, and what was done."""
    rows, latest = _material(pad)
    found: defaultdict[str, list[ReceivedRecommendation]] = defaultdict(list)
    for row in rows:
        found[next((theme.code for theme in THEMES if theme.code in row.tags), "")].append(row)
    for code, title in [*((t.code, str(t.label)) for t in THEMES), ("", _("Other themes"))]:
        if found[code]:
            pad.table(
                title,
                [_("Paragraph"), _("Recommendation"), _("Position"), _("What was done")],
                [_line(pad, row, latest.get(row.pk)) for row in found[code]],
                [1.2, 3, 1, 2.6],
                *sorted({_cite_document(pad, row.symbol, rows) for row in found[code]}),
            )
    if rows:
        pad.say(
            _("The tables name each recommendation by theme, with the newest report of progress.")
        )


def _line(
    pad: Pad, row: ReceivedRecommendation, report: RecommendationProgress | None
) -> list[str]:
    states = ", ".join(str(each.country or f"“{each.name}”") for each in row.states.all())
    done = _("Nothing is reported to these readers.")
    if report is not None:
        mark = pad.cite_record(
            report,
            as_of=report.effective_on,
            reference=str(row),
            title=_("report of progress"),
        )
        status = report.get_status_display()
        done = f"{status}, {day(report.effective_on)}: {' '.join(report.text.split())} {mark}"
    text = f"{row.text} ({states})" if states else row.text
    position = str(Position(row.position).label)
    return [f"{row.symbol} ¶{row.paragraph}" if row.paragraph else row.symbol, text, position, done]


def _material(pad: Pad) -> tuple[list[ReceivedRecommendation], Latest]:
    found = recommendations().filter(
        country=pad.state,
        kind=EntryKind.RECOMMENDATION,
        mechanism=Mechanism.UPR,
        dropped_on=None,
    )
    rows = list(found.filter(cycle=pad.cycle))
    said = RecommendationProgress.objects.visible_to(pad.actor).filter(
        recommendation__in=[row.pk for row in rows],
        effective_on__lte=pad.as_of,
        approved_at__isnull=False,
    )
    kept = pad.open_to_readers(said).select_related("country")
    return rows, {each.recommendation_id: each for each in kept.order_by("effective_on", "id")}


def _cite_document(pad: Pad, symbol: str, rows: Rows) -> str:
    own = [row for row in rows if row.symbol == symbol]
    return pad.cite(
        symbol or _("Recommendations received"),
        as_of=max(row.source_as_of for row in own),
        source=_("document of the review, %(number)d recommendations") % {"number": len(own)},
    )
