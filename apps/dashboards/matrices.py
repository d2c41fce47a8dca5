"""How the network's matrices look: symbols, tones and words for each cell."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.appointments.selectors import Coverage, Vacancy
from apps.countries.models import Kind
from apps.dashboards import moves
from apps.dashboards.drill import Trail, at_report, step_url, treaty_url
from apps.dashboards.selectors import StepsMatrix, TreatiesMatrix, step_label
from apps.recommendations.models import ProgressStatus
from apps.recommendations.selectors import Progress
from apps.treaties.models import Treaty
from apps.treaties.status import Brief, Standing
from focalpoint.days import spoken
from focalpoint.names import named
from focalpoint.ui.matrix import Cell, Column, Group, Matrix, Row

# A report older than this is shown as ageing (months of the two-year rhythm that ¶71 suggests).
STALE_AFTER_DAYS = 730

# Symbol and tone of each status: a symbol that grows with the work done, never colour alone.
PROGRESS = {
    ProgressStatus.NOT_STARTED: ("○", "neutral"),
    ProgressStatus.PLANNED: ("◔", "info"),
    ProgressStatus.UNDER_WAY: ("◑", "progress"),
    ProgressStatus.PARTLY_DONE: ("◕", "warning"),
    ProgressStatus.DONE: ("●", "success"),
    ProgressStatus.SUSTAINED: ("★", "success"),
}
NOTHING = ("·", "empty")
STANDINGS = {
    Standing.PARTY: ("✓", "success"),
    Standing.PROVISIONAL: ("p", "info"),
    Standing.SIGNED: ("S", "warning"),
    Standing.WITHDRAWN: ("w", "danger"),
    Standing.NOT_PARTY: ("–", "neutral"),
    Standing.NOT_OPEN: ("·", "empty"),
}
# Behind the symbol of a status.
ANSWERED = "~"

# Behind the symbol of a standing.
RESERVES = "†"
RESERVES_WORDS = gettext_lazy("with a reservation, or a declaration that may be one")

# Behind the symbol of a standing that it does not change.
REPORTED = "°"


def steps_table(matrix: StepsMatrix, trail: Trail | None = None) -> Matrix:
    """States × steps, with focal point, assessment, and shared actions at the end of each row."""
    trail = trail or Trail()
    addresses = [step_url(step) for step in matrix.steps]
    columns = [Column(step_label(step), named(step.title)) for step in matrix.steps]
    columns += [
        Column(_("Focal point"), _("Whether a focal point serves")),
        Column(_("Assessment"), _("Newest approved assessment that is shared")),
        Column(_("Actions"), _("Open actions that are shared")),
        Column(_("Newest"), _("Effective date of the newest shared report")),
    ]

    def row(state: Any) -> Row:
        page = trail.state(state.code)
        keys = [(state.pk, step.pk) for step in matrix.steps]
        reports = [matrix.reports.get(key) for key in keys]
        cells = [
            _moved_report(report, matrix.before.get(key), step_label(step), matrix)
            for report, key, step in zip(reports, keys, matrix.steps, strict=True)
        ]
        cells = [
            replace(cell, url=f"{address}{state.code}{at_report(report)}") if report else cell
            for cell, report, address in zip(cells, reports, addresses, strict=True)
        ]
        newest = max((report.effective_on for report in reports if report), default=None)
        cells += [
            _leading(_moved_focal_point(state, matrix), f"{page}#focal-point"),
            _leading(_moved_assessment(state, matrix.since), f"{page}#assessments"),
            _leading(_count_cell(state), f"{page}#actions"),
        ]
        cells.append(
            month_cell(newest, date_format(newest))
            if newest
            else Cell("·", "empty", _("Nothing shared"))
        )
        return Row(str(state), page, cells, state.code)

    return Matrix(
        id="steps",
        caption=matrix.caption,
        corner=_("State"),
        columns=columns,
        groups=grouped_rows(matrix.states, row),
        legend=[
            *((*PROGRESS[status], status.label) for status in ProgressStatus),
            ("✓", "success", _("Focal point serves")),
            ("r", "info", _("Reported by a source")),
            ("✕", "danger", _("Vacant")),
            (*NOTHING, _("Nothing shared")),
            (f"●{ANSWERED}", "success", _("Answered by a report on an item of another framework")),
            *(moves.legend() if matrix.since else ()),
        ],
    )


def treaties_table(matrix: TreatiesMatrix, trail: Trail | None = None) -> Matrix:
    """States × instruments."""
    trail = trail or Trail()
    names = [str(treaty) for treaty in matrix.table.treaties]
    addresses = [treaty_url(treaty.code) for treaty in matrix.table.treaties]
    labels = {standing: str(standing.label) for standing in Standing}

    def row(state: Any) -> Row:
        cells = [
            _moved_treaty(treaty, name, state, matrix, labels, address)
            for treaty, name, address in zip(matrix.table.treaties, names, addresses, strict=True)
        ]
        page, query = trail.state(state.code), trail.treaties(state.code)
        return Row(str(state), page, cells, state.code, query)

    return Matrix(
        id="treaties",
        caption=_("States and instruments"),
        corner=_("State"),
        columns=[
            Column(name, named(t.full_title), reverse("treaty-detail", args=[t.code]))
            for t, name in zip(matrix.table.treaties, names, strict=True)
        ],
        groups=grouped_rows(matrix.states, row),
        legend=[
            *((*STANDINGS[standing], standing.label) for standing in Standing),
            (REPORTED, "plain", _("Deposit reported by the State, not confirmed")),
            (f"✓{RESERVES}", "success", RESERVES_WORDS),
            *(moves.legend()[:2] if matrix.before else ()),
        ],
        upright=True,
    )


def grouped_rows(states: Sequence[Any], row: Any) -> list[Group]:
    """The rows of a matrix: training States first and apart, then Member States."""
    members = [row(state) for state in states if state.kind == Kind.MEMBER]
    training = [row(state) for state in states if state.kind == Kind.TRAINING]
    groups = []
    # Three rows that would drown below two hundred.
    if training:
        groups.append(Group(_("Training States (fictional, in no count)"), training, True))
    if members:
        groups.append(Group(_("Member States") if training else "", members))
    return groups


def _leading(cell: Cell, url: str) -> Cell:
    """The cell with its address, unless it says nothing."""
    return cell if cell.tone == NOTHING[1] else replace(cell, url=url)


def _moved_report(
    report: Progress | None, before: Progress | None, label: str, matrix: StepsMatrix
) -> Cell:
    cell = _report_cell(report, label, matrix)
    if matrix.since is None:
        return cell
    was = str(before.status.label) if before else _("nothing shared")
    return moves.marked(cell, moves.of_report(before, report), was, matrix.since)


def _moved_focal_point(state: Any, matrix: StepsMatrix) -> Cell:
    cell = focal_point_cell(state)
    if matrix.since is None:
        return cell
    before = matrix.focal_points.get(state.pk)
    was = (before.coverage if before else Coverage.UNKNOWN).label
    move = moves.of_focal_point(before, state.focal_point)
    return moves.marked(cell, move, str(was), matrix.since)


def _moved_assessment(state: Any, since: dt.date | None) -> Cell:
    cell = _assessment_cell(state)
    approved = state.assessed_at
    if since is None or approved is None or state.local_date(approved) <= since:
        return cell
    return replace(
        cell,
        symbol=f"{cell.symbol}{moves.ARROWS[moves.Move.NEW]}",
        words=_("%(words)s, after %(date)s") % {"words": cell.words, "date": date_format(since)},
    )


def _moved_treaty(
    treaty: Treaty,
    name: str,
    state: Any,
    matrix: TreatiesMatrix,
    labels: Mapping[Standing, str],
    address: str,
) -> Cell:
    brief = matrix.table.brief(treaty, state)
    cell = _treaty_cell(f"{name}: {labels[brief.standing]}", brief, address)
    if matrix.before is None:
        return cell
    before = matrix.before.standing(treaty, state)
    move = moves.of_standing(before, brief.standing)
    return moves.marked(cell, move, labels[before], matrix.before.as_of)


def _report_cell(report: Progress | None, label: str, matrix: StepsMatrix) -> Cell:
    if report is None:
        return Cell(*NOTHING, _("%(step)s: nothing shared") % {"step": label})
    status = report.status
    symbol, tone = PROGRESS[status]
    words = _("%(step)s: %(status)s, %(date)s") % {
        "step": label,
        "status": status.label,
        "date": date_format(report.effective_on),
    }
    if report.answer:
        symbol = f"{symbol}{ANSWERED}"
        words = _("%(words)s, answered by the report on %(item)s") % {
            "words": words,
            "item": report.answer,
        }
    if (matrix.as_of - report.effective_on).days > STALE_AFTER_DAYS:
        return Cell(f"{symbol}*", tone, _("%(words)s (over two years old)") % {"words": words})
    return Cell(symbol, tone, words)


def _treaty_cell(words: str, status: Brief, address: str) -> Cell:
    if status.date:
        words = f"{words}, {spoken(status.date)}"
    symbol, tone = STANDINGS[status.standing]
    if status.reserves:
        symbol, words = f"{symbol}{RESERVES}", f"{words}, {RESERVES_WORDS}"
    if status.reported_on is not None:
        report = _("deposit of %(date)s reported by the State, not confirmed")
        told = report % {"date": spoken(status.reported_on)}
        symbol, words = f"{symbol}{REPORTED}", f"{words}; {told}"
    return Cell(symbol, tone, words, address)


def focal_point_cell(state: Any) -> Cell:
    """Serving (shared by the State), reported by a source, vacant, or unknown to the network."""
    known: Vacancy = state.focal_point
    words = {"source": known.dated_source, "date": date_format(known.since) if known.since else ""}
    cells = {
        Coverage.SERVING: Cell("✓", "success", _("A focal point serves")),
        Coverage.REPORTED: Cell("r", "info", _("Reported by a source: %(source)s") % words),
        Coverage.VACANT: Cell("✕", "danger", _("Vacant since %(date)s") % words),
        Coverage.REPORTED_NONE: Cell("–", "plain", _("None, says a source: %(source)s") % words),
        Coverage.UNKNOWN: Cell("·", "empty", _("No information")),
    }
    return cells[known.coverage]


def _assessment_cell(state: Any) -> Cell:
    if state.assessed_at is None:
        return Cell("·", "empty", _("No shared assessment"))
    # The day in its own capital, as everywhere.
    day = state.local_date(state.assessed_at)
    words = _("Approved %(date)s") % {"date": date_format(day)}
    return month_cell(day, words)


def month_cell(day: dt.date, words: str) -> Cell:
    """A month; its words begin with what is seen, as speech input needs it (WCAG 2.5.3)."""
    month = day.strftime("%Y-%m")
    return Cell(month, "plain", f"{month}, {words}")


def _count_cell(state: Any) -> Cell:
    number = state.shared_actions
    if number is None:
        return Cell("", "empty", _("Known for today only"))
    return Cell(
        str(number) if number else "·",
        "plain" if number else "empty",
        _("%(number)d open actions shared") % {"number": number},
    )
