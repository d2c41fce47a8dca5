"""Regional groups side by side: how many States share what, and how fresh it is in the median.

A median is shown where at least five States stand behind it: of fewer it would speak of one State.
Nothing is added up over steps or instruments into one figure.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from dateutil.relativedelta import relativedelta
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.appointments.selectors import Coverage
from apps.countries.models import Kind, RegionalGroup
from apps.dashboards.selectors import StepsMatrix, TreatiesMatrix
from apps.treaties.status import Standing
from focalpoint.exports.columns import Column as FileColumn
from focalpoint.exports.columns import Export
from focalpoint.exports.columns import Kind as FileKind
from focalpoint.names import named
from focalpoint.ui.matrix import Cell, Column, Group, Matrix, Row

# States behind a median, at least.
FEWEST = 5
HELD = (Coverage.SERVING, Coverage.REPORTED)


@dataclass(frozen=True, slots=True)
class Figure:
    """How many of a group's States share something, and the median of a number of theirs.

    ``known``: of how many of them the number is known; the others are left out of the median.
    ``middle`` is ``None`` where fewer than ``FEWEST`` States stand behind it.
    """

    name: str
    number: int
    of: int
    known: int
    middle: float | None

    @property
    def unknown(self) -> int:
        """How many share it without the number."""
        return self.number - self.known


@dataclass(frozen=True)
class GroupLine:
    """One regional group, or all Member States (``code`` is empty)."""

    code: str
    label: str
    states: int
    figures: Sequence[Figure]


@dataclass(frozen=True)
class Subject:
    """What is counted: the number of a State, ``None`` where it shares nothing of it.

    ``is_age``: months, of which a small number is fresh; otherwise instruments that it has joined.
    ``shares``: where a State may share it though its number is not known.
    """

    name: str
    label: str
    title: str
    value: Callable[[Any], int | None]
    is_age: bool = True
    shares: Callable[[Any], bool] | None = None


def subjects(steps: StepsMatrix, treaties: TreatiesMatrix) -> list[Subject]:
    """The columns: focal points, each step, assessments, instruments."""
    day = steps.as_of

    def age_of(code: Any) -> Callable[[Any], int | None]:
        def age(state: Any) -> int | None:
            report = steps.reports.get((state.pk, code))
            # What is counted is reports on the step itself.
            own = report if report and report.answer is None else None
            return months(own.effective_on, day) if own else None

        return age

    def serves(state: Any) -> bool:
        return state.focal_point.coverage in HELD

    def tenure(state: Any) -> int | None:
        # A source says that somebody serves, and not since when.
        since = state.focal_point.since if serves(state) else None
        return months(since, day) if since else None

    def assessed(state: Any) -> int | None:
        return months(state.local_date(state.assessed_at), day) if state.assessed_at else None

    def joined(state: Any) -> int | None:
        table = treaties.table
        return sum(table.standing(treaty, state) == Standing.PARTY for treaty in table.treaties)

    return [
        Subject(
            "focal_point",
            _("Focal point"),
            _("States whose focal point serves"),
            tenure,
            shares=serves,
        ),
        *(
            Subject(step.code, step.label, named(step.title), age_of(step.pk))
            for step in steps.steps
        ),
        Subject("assessment", _("Assessment"), _("States that share an assessment"), assessed),
        Subject("treaties", _("Instruments"), _("Instruments joined"), joined, is_age=False),
    ]


def in_groups(states: Iterable[Any]) -> list[tuple[str, str, list[Any]]]:
    """Code, name and States of each regional group by name; those in none last, without a code."""
    found: dict[str, list[Any]] = {}
    for state in states:
        found.setdefault(state.regional_group, []).append(state)
    alone = found.pop("", None)
    named_ones = [(code, str(RegionalGroup(code).label), own) for code, own in found.items()]
    named_ones.sort(key=lambda each: each[1])
    return [*named_ones, ("", _("In no regional group"), alone)] if alone else named_ones


def group_lines(
    states: Sequence[Any], wanted: Sequence[Subject], *, narrowed: bool = False
) -> list[GroupLine]:
    """A line for each group by name, and one for all of them; training States are in none.

    ``narrowed``: a filter left States out, so that the last line speaks of some Member States.
    """
    members = [state for state in states if state.kind == Kind.MEMBER]
    lines = [_line(code, label, own, wanted) for code, label, own in in_groups(members) if code]
    together = _("Member States") if narrowed else _("All Member States")
    return [*lines, _line("", together, members, wanted)] if members else []


def _line(code: str, label: Any, states: Sequence[Any], wanted: Sequence[Subject]) -> GroupLine:
    return GroupLine(code, str(label), len(states), [_figure(each, states) for each in wanted])


def _figure(subject: Subject, states: Sequence[Any]) -> Figure:
    values = [value for state in states if (value := subject.value(state)) is not None]
    middle = float(median(values)) if len(values) >= FEWEST else None
    sharing = sum(map(subject.shares, states)) if subject.shares else len(values)
    return Figure(subject.name, sharing, len(states), len(values), middle)


def months(since: dt.date, day: dt.date) -> int:
    """Whole months from a day to another."""
    passed = relativedelta(day, since)
    return passed.years * 12 + passed.months


def groups_table(lines: Sequence[GroupLine], wanted: Sequence[Subject], asked: QueryDict) -> Matrix:
    """The groups as a page shows them; each leads to its States under the filters ``asked``."""

    def row(line: GroupLine) -> Row:
        cells = [
            _cell(subject, figure) for subject, figure in zip(wanted, line.figures, strict=True)
        ]
        number = Cell(str(line.states), "plain", _states(line))
        return Row(line.label, _address(line, asked), [number, *cells])

    return Matrix(
        id="groups",
        caption=_("Regional groups"),
        corner=_("Regional group"),
        columns=[
            Column(_("States"), _("Member States in the group")),
            *(Column(subject.label, subject.title) for subject in wanted),
        ],
        groups=[Group("", [row(line) for line in lines])],
        legend=[
            ("12/54", "plain", _("States that share it, of those in the group")),
            ("· 8", "plain", _("median age in months, where five States or more stand behind it")),
            ("(6)", "plain", _("States behind the median, where it is not known of all")),
            ("▪ 21", "plain", _("median number of instruments joined")),
        ],
    )


def _address(line: GroupLine, asked: QueryDict) -> str:
    """The States of a line: the filters that are set, and the group."""
    query = asked.copy()
    for name in ("page", "format"):
        query.pop(name, None)
    if line.code:
        query["group"] = line.code
    return f"{reverse('network')}?{query.urlencode()}" if query else reverse("network")


def _states(line: GroupLine) -> str:
    return _("%(group)s: %(number)s States") % {"group": line.label, "number": line.states}


def _cell(subject: Subject, figure: Figure) -> Cell:
    if not subject.is_age:
        if figure.middle is None:
            return Cell("–", "empty", _("Too few States for a median"))
        words = _("Median: %(number)s instruments joined") % {"number": f"{figure.middle:g}"}
        return Cell(f"▪ {figure.middle:g}", "plain", words)
    words = _("%(subject)s: %(number)s of %(of)s States") % {
        "subject": subject.label,
        "number": figure.number,
        "of": figure.of,
    }
    symbol = f"{figure.number}/{figure.of}"
    unknown = _("%(number)s unknown") % {"number": figure.unknown}
    left_out = f"; {unknown}" if figure.unknown else ""
    if figure.middle is None:
        few = _("too few for a median")
        return Cell(symbol, "plain" if figure.number else "empty", f"{words}; {few}{left_out}")
    age = _("median age %(months)s months") % {"months": f"{figure.middle:g}"}
    behind = f" ({figure.known})" if figure.unknown else ""
    return Cell(f"{symbol} · {figure.middle:g}{behind}", "plain", f"{words}; {age}{left_out}")


def groups_export(wanted: Sequence[Subject]) -> Export:
    """The columns of the file: how many, and the median, of each subject.

    Where the number of a State may be unknown, also how many stand behind the median.
    """
    columns = [
        column
        for subject in wanted
        for column in (
            FileColumn(subject.name, subject.label, kind=FileKind.NUMBER, width=12),
            FileColumn(
                f"{subject.name}_median",
                _("%(subject)s, median in months") % {"subject": subject.label}
                if subject.is_age
                else _("%(subject)s, median") % {"subject": subject.label},
                kind=FileKind.NUMBER,
                width=12,
            ),
            *_counted(subject),
        )
    ]
    return Export(GROUPS.name, GROUPS.title, (*GROUPS.columns, *columns))


def _counted(subject: Subject) -> tuple[FileColumn, ...]:
    if subject.shares is None:
        return ()
    label = _("%(subject)s, States behind the median") % {"subject": subject.label}
    return (FileColumn(f"{subject.name}_counted", label, kind=FileKind.NUMBER, width=12),)


GROUPS = Export(
    "network-groups",
    gettext_lazy("Regional groups"),
    (
        FileColumn("group", gettext_lazy("Code"), width=8),
        FileColumn("label", gettext_lazy("Regional group"), width=34),
        FileColumn("states", gettext_lazy("States"), kind=FileKind.NUMBER, width=8),
    ),
)


def groups_rows(lines: Iterable[GroupLine]) -> Iterable[dict[str, Any]]:
    """One row for each group; a median that is not shown is empty."""
    for line in lines:
        row: dict[str, Any] = {"group": line.code, "label": line.label, "states": line.states}
        for figure in line.figures:
            row[figure.name] = figure.number
            row[f"{figure.name}_median"] = figure.middle
            row[f"{figure.name}_counted"] = figure.known
        yield row
