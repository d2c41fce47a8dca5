"""Events on a line of time, beside the levels in force of the factors that they bear on."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.assessments.charts.cycles import level_words
from apps.assessments.charts.timeline_spec import (
    SEVERAL,
    Bar,
    Board,
    Mark,
    Tick,
    spec_of,
)
from apps.assessments.event_models import EventKind
from apps.assessments.rerating.timeline import Line, Stretch, Timeline
from focalpoint.charts import Cell, Chart, row_label

NAME = "timeline"
# Events of one row that lie in the same part of the line are drawn as one, with their number.
PARTS = 30
# Behind the last day: room in which the levels that hold now are seen, as a share of the span.
ROOM = 0.06
# At most so many dates are written below the line; months between two of them.
MOST_TICKS = 7
STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240)


def timeline(told: Timeline) -> Chart:
    """One row for each factor: its level from day to day, and the events that bear on it."""
    title = _("Events and levels in force")
    text = _(
        "From %(since)s to %(until)s: what happened, by the factors that it bears on, and how each "
        "was judged. A number in a mark counts events that lie close together. Levels go from 1 "
        "to 4."
    ) % {"since": date_format(told.since), "until": date_format(told.until)}
    board = _board(told)
    if told.is_empty or not board.rows:
        why = _("Nothing was logged or approved in this time.")
        return Chart(NAME, title, text, empty=why)
    return Chart(
        NAME,
        title,
        text,
        head=[_("Date"), _("What"), _("Title"), _("Factors")],
        rows=list(_rows(told)),
        spec=spec_of(board),
        is_open=True,
    )


def _rows(told: Timeline) -> Iterator[list[Cell]]:
    """What the chart shows, the newest first."""
    found: list[tuple[dt.date, list[Cell]]] = []
    for event in told.events:
        names = ", ".join(_name(told, code) for code in event.factors)
        kind = str(event.get_kind_display())
        found.append((event.occurred_on, [event.when, kind, event.title, names or "–"]))
    for raised in told.escalations:
        event = raised.event
        day = event.country.local_date(raised.created_at)
        title = f"{event.title} ({raised.get_outcome_display()})"
        names = ", ".join(_name(told, code) for code in event.factors)
        found.append((day, [date_format(day), _("Escalation"), title, names or "–"]))
    for rerating in told.reratings:
        day, code = rerating.effective_on, rerating.factor.code
        said = f"{_name(told, code)}: {level_words(rerating.level)}"
        found.append((day, [date_format(day), _("Re-rated"), rerating.reason[:200], said]))
    begun = _begun(told)
    for basis in told.approvals:
        # The levels that it brought, or confirmed otherwise than before.
        said = _levels(begun.get(basis.since_on, ()))
        words = _("Approved assessment")
        found.append(
            (basis.since_on, [date_format(basis.since_on), words, basis.reference, said or "–"])
        )
    held = _levels(begun.get(told.since, ()))
    if held:
        found.append((told.since, [date_format(told.since), _("Levels then in force"), "", held]))
    for _day, row in sorted(found, key=lambda each: each[0], reverse=True):
        yield row


def _begun(told: Timeline) -> Mapping[dt.date, list[tuple[Line, Stretch]]]:
    """The levels that an approval brought, by the day on which they began."""
    found: dict[dt.date, list[tuple[Line, Stretch]]] = defaultdict(list)
    for line in told.lines:
        for stretch in told.levels.get(line.code, ()):
            if stretch.rerating is None:
                found[stretch.start].append((line, stretch))
    return found


def _levels(begun: Iterable[tuple[Line, Stretch]]) -> str:
    return "; ".join(f"{line.label}: {level_words(stretch.level)}" for line, stretch in begun)


def _name(told: Timeline, code: str) -> str:
    line = told.by_code.get(code)
    return line.label if line else code


def _board(told: Timeline) -> Board:
    span = max((told.until - told.since).days, 1)
    end = span * (1 + ROOM)

    def at(day: dt.date | None) -> float:
        return end if day is None else min(max((day - told.since).days, 0), span)

    rows = {line.code: row_label(line.label, line.title) for line in told.lines}
    approved, raised, loose = _("Approvals"), _("Escalations"), _("Other events")
    named = [approved] if told.approvals else []
    named += [raised] if told.escalations else []
    if any(not event.factors for event in told.events):
        named.append(loose)
    marks = [
        Mark(rows[code] if code else loose, at(event.occurred_on), EventKind(event.kind))
        for event in told.events
        for code in event.factors or [""]
    ]
    return Board(
        rows=[*named, *rows.values()],
        bars=[
            Bar(rows[code], at(stretch.start), at(stretch.end), stretch.level)
            for code, stretches in told.levels.items()
            for stretch in stretches
        ],
        marks=_gathered(marks, span),
        approvals=[(approved, at(basis.since_on), basis.reference) for basis in told.approvals],
        escalations=[
            (raised, at(each.event.country.local_date(each.created_at)))
            for each in told.escalations
        ],
        ticks=_ticks(told.since, told.until),
        end=end,
    )


def _gathered(marks: list[Mark], span: int) -> list[Mark]:
    """One mark for all that lie in the same part of a row, in its middle."""
    parts: dict[tuple[str, int], list[Mark]] = {}
    for mark in marks:
        parts.setdefault((mark.row, int(mark.at * PARTS / (span + 1))), []).append(mark)
    found = []
    for (row, _part), here in parts.items():
        middle = sum(mark.at for mark in here) / len(here)
        kind = here[0].kind if len(here) == 1 else SEVERAL
        found.append(Mark(row, middle, kind, len(here)))
    return found


def _ticks(since: dt.date, until: dt.date) -> list[Tick]:
    """Firsts of months, so far apart that they can be read."""
    months = (until.year - since.year) * 12 + until.month - since.month + 1
    step = next((each for each in STEPS if months / each <= MOST_TICKS), STEPS[-1])
    words = "Y" if step >= STEPS[4] else "M Y"
    found = []
    for month in range(since.year * 12 + since.month, until.year * 12 + until.month):
        if month % step == 0:
            day = dt.date(month // 12, month % 12 + 1, 1)
            found.append(Tick((day - since).days, date_format(day, words)))
    if not found:
        return [Tick(0, date_format(since, "SHORT_DATE_FORMAT"))]
    return found
