"""States × approved assessments: when, how complete, how fresh; what each State shares of its own.

Freshness is the age of the approval on the day of the page. No level of risk stands here: levels
are read State by State, never side by side.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Case, QuerySet, Value, When
from django.db.models.fields.json import KT, KeyTransform
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.assessments.consultations.selectors import consulted_assessments
from apps.assessments.models import AssessmentSnapshot, Extent
from apps.assessments.resilience_models import Strength
from apps.dashboards import moves
from apps.dashboards.drill import Trail
from apps.dashboards.exports import STATE, TRAINING, between, compared, state_values
from apps.dashboards.matrices import grouped_rows, month_cell
from focalpoint.actors import Actor
from focalpoint.db.days import day_in
from focalpoint.exports.columns import Column as FileColumn
from focalpoint.exports.columns import Export, Kind
from focalpoint.ui.matrix import Cell, Column, Matrix, Row
from focalpoint.visibility import NETWORK_LEVELS

# Months: the report asks for a look every two years (¶71 (b)), and half of that is recent.
RECENT, CURRENT = 12, 24


@dataclass(frozen=True, slots=True)
class Assessed:
    """The last assessment of a State that it shares, as it stood on the day.

    ``inhibitors`` and ``rated_inhibitors`` are numbers; ``consulted`` says whether civil society
    was heard in it. ``url`` is the page of what is shared, ``snapshot`` its identifier.
    """

    snapshot: uuid.UUID
    approved_on: dt.date
    period_end: dt.date
    rated: int
    total: int
    inhibitors: int
    rated_inhibitors: int
    consulted: bool
    extent: str
    url: str

    def age_in_months(self, day: dt.date) -> int:
        """Whole months from the approval to ``day``."""
        passed = relativedelta(day, self.approved_on)
        return passed.years * 12 + passed.months

    def columns(self, day: dt.date) -> dict[str, Any]:
        """What is compared between two days, on one of them."""
        months = {"age_in_months": self.age_in_months(day)}
        return {name: getattr(self, name) for name in COMPARED if name not in months} | months

    def freshness(self, day: dt.date) -> int:
        """2 within a year of the approval, 1 within two, 0 when it is longer ago."""
        months = self.age_in_months(day)
        return int(months < RECENT) + int(months < CURRENT)


@dataclass(frozen=True)
class AssessedMatrix:
    """States with what they share of their last assessment, by State.

    Where it is compared with an earlier day ``since``, ``before`` says what was the last one then.
    """

    as_of: dt.date
    states: Sequence[Any]
    found: Mapping[uuid.UUID, Assessed]
    since: dt.date | None = None
    before: Mapping[uuid.UUID, Assessed] = field(default_factory=dict)


def assessed_matrix(
    actor: Actor, as_of: dt.date, states: Sequence[Any], since: dt.date | None = None
) -> AssessedMatrix:
    """The last shared assessment of each of ``states`` up to a day; two queries.

    One more where it is compared with an earlier day.
    """
    found: list[Any] = []
    before: list[Any] = []
    # The last one of the earlier day comes first, and stands on the later one if none followed.
    for row in _latest(actor, as_of, states, since):
        (found if row.is_later else before).append(row)
    named = {state.pk: state for state in states}
    was = _by_state(before, named)
    return AssessedMatrix(as_of, states, was | _by_state(found, named), since, was)


def _by_state(rows: Sequence[Any], states: Mapping[uuid.UUID, Any]) -> dict[uuid.UUID, Assessed]:
    consulted = consulted_assessments({row.assessment_id: row.approved_at for row in rows})
    return {
        row.country_id: Assessed(
            snapshot=row.pk,
            approved_on=states[row.country_id].local_date(row.approved_at),
            period_end=row.period_end,
            rated=int(row.rated),
            total=int(row.total),
            inhibitors=len(row.shared_inhibitors or ()),
            rated_inhibitors=sum(
                each["strength"] not in ("", Strength.UNKNOWN)
                for each in row.shared_inhibitors or ()
            ),
            consulted=row.assessment_id in consulted,
            extent=row.extent,
            url=row.get_absolute_url(),
        )
        for row in rows
    }


def _latest(
    actor: Actor, as_of: dt.date, states: Sequence[Any], since: dt.date | None
) -> QuerySet[Any]:
    """The last one of each State up to ``as_of``; with ``since`` the last one up to it, too."""
    rows: QuerySet[Any] = AssessmentSnapshot.objects.visible_to(actor)
    shared = rows.alias(approved_on=day_in("country__time_zone", "approved_at")).filter(
        country__in=[state.pk for state in states],
        visibility__in=NETWORK_LEVELS,
        approved_on__lte=as_of,
    )
    earlier = [When(approved_on__lte=since, then=Value(False))] if since else []
    # The whole content is long, and little of it stands on this page.
    latest: QuerySet[Any] = (
        shared.annotate(
            rated=KT("content__rated"),
            total=KT("content__total"),
            shared_inhibitors=KeyTransform("inhibitors", "content"),
            is_later=Case(*earlier, default=Value(True)),
        )
        .defer("content")
        .order_by("country_id", "is_later", "-approved_at", "-number", "extent")
        .distinct("country_id", "is_later")
    )
    return latest


# What the arrows mean here.
WORDS = {
    moves.Move.FURTHER: gettext_lazy("Newer, or more than before"),
    moves.Move.BACK: gettext_lazy("Grown older than a year or two, or less than before"),
    moves.Move.NEW: moves.Move.NEW.label,
}
# The columns that are compared, as files and programs call them, in the order of the page.
COMPARED = ("approved_on", "age_in_months", "rated", "rated_inhibitors", "consulted", "extent")


def assessed_moves(
    before: Assessed | None, now: Assessed | None, since: dt.date, as_of: dt.date
) -> dict[str, moves.Move | None]:
    """How each of the columns moved between two days.

    An approval that nothing came before is new; its other columns then compare with nothing. An
    older approval moves by its age alone.
    """
    found: dict[str, moves.Move | None] = dict.fromkeys(COMPARED)
    if now is None:
        return found
    if before is None:
        return found | {"approved_on": moves.Move.NEW}
    pairs = {
        "approved_on": (before.approved_on, now.approved_on),
        "age_in_months": (before.freshness(since), now.freshness(as_of)),
        # Frameworks may differ in length.
        "rated": (before.rated * now.total, now.rated * before.total),
        "rated_inhibitors": (
            before.rated_inhibitors * now.inhibitors,
            now.rated_inhibitors * before.inhibitors,
        ),
        "consulted": (before.consulted, now.consulted),
        "extent": (before.extent == Extent.FULL, now.extent == Extent.FULL),
    }
    return {name: moves.further(*pair) for name, pair in pairs.items()}


def assessed_table(matrix: AssessedMatrix, trail: Trail | None = None) -> Matrix:
    """The matrix as a page shows it."""
    trail = trail or Trail()

    def row(state: Any) -> Row:
        found = matrix.found.get(state.pk)
        cells = _cells(found, matrix.as_of) if found else _nothing()
        if found and matrix.since:
            cells = _moved(cells, matrix.before.get(state.pk), found, matrix.since, matrix.as_of)
        if found:
            cells = [replace(cell, url=found.url) for cell in cells]
        return Row(str(state), trail.state(state.code), cells, state.code)

    return Matrix(
        id="assessments",
        caption=_("States and their approved assessments"),
        corner=_("State"),
        columns=[
            Column(_("Approved"), _("Month in which the last shared assessment was approved")),
            Column(_("Age"), _("Months since then")),
            Column(_("Factors"), _("Risk factors that have a level, of those in the framework")),
            Column(
                _("Resilience"), _("Inhibitors that have a strength, of those in the framework")
            ),
            Column(_("Civil society"), _("Whether a consultation was held")),
            Column(_("Shared"), _("Whether the whole is shared, or its levels alone")),
        ],
        groups=grouped_rows(matrix.states, row),
        legend=[
            ("●", "success", _("approved within a year")),
            ("◑", "info", _("within two years")),
            ("○", "warning", _("longer ago")),
            ("·", "empty", _("Nothing shared")),
            *(moves.legend(WORDS) if matrix.since else ()),
        ],
    )


def _moved(
    cells: list[Cell], before: Assessed | None, now: Assessed, since: dt.date, as_of: dt.date
) -> list[Cell]:
    moved = assessed_moves(before, now, since, as_of)
    was = _cells(before, since) if before else _nothing()
    return [
        moves.marked(cell, moved[name], str(then.words), since)
        for name, cell, then in zip(COMPARED, cells, was, strict=True)
    ]


# By freshness: longer ago, within two years, within one.
_FRESH = (("○", "warning"), ("◑", "info"), ("●", "success"))


def _cells(found: Assessed, as_of: dt.date) -> list[Cell]:
    months = found.age_in_months(as_of)
    symbol, tone = _FRESH[found.freshness(as_of)]
    day = {"date": date_format(found.approved_on)}
    return [
        month_cell(found.approved_on, _("Approved %(date)s") % day),
        Cell(f"{symbol} {months}", tone, _("%(months)s months old") % {"months": months}),
        _share(found.rated, found.total, _("%(rated)s/%(total)s factors have a level")),
        _share(
            found.rated_inhibitors,
            found.inhibitors,
            _("%(rated)s/%(total)s inhibitors have a strength"),
        ),
        Cell("✓", "success", _("Civil society was consulted"))
        if found.consulted
        else Cell("–", "neutral", _("No consultation is recorded")),
        Cell("▤", "plain", _("The whole is shared"))
        if found.extent == Extent.FULL
        else Cell("≡", "info", _("The levels alone are shared")),
    ]


def _share(rated: int, total: int, words: str) -> Cell:
    said = words % {"rated": rated, "total": total}
    if not total:
        return Cell("–", "neutral", said)
    return Cell(f"{rated}/{total}", "success" if rated == total else "plain", said)


def _nothing() -> list[Cell]:
    return [Cell("·", "empty", _("No shared assessment"))] * 6


ASSESSED = Export(
    "network-assessments",
    gettext_lazy("States and their approved assessments"),
    (
        *STATE,
        FileColumn("approved_on", gettext_lazy("Approved"), kind=Kind.DATE),
        FileColumn("period_end", gettext_lazy("Period until"), kind=Kind.DATE),
        FileColumn("age_in_months", gettext_lazy("Months old"), kind=Kind.NUMBER, width=10),
        FileColumn("rated", gettext_lazy("Factors with a level"), kind=Kind.NUMBER, width=10),
        FileColumn("total", gettext_lazy("Factors"), kind=Kind.NUMBER, width=10),
        FileColumn(
            "rated_inhibitors",
            gettext_lazy("Inhibitors with a strength"),
            kind=Kind.NUMBER,
            width=10,
        ),
        FileColumn("inhibitors", gettext_lazy("Inhibitors"), kind=Kind.NUMBER, width=10),
        FileColumn(
            "consulted", gettext_lazy("Civil society consulted"), kind=Kind.YES_NO, width=12
        ),
        FileColumn("extent", gettext_lazy("Shared"), words=Extent.choices, width=16),
        TRAINING,
    ),
)
_FIELDS = (
    "approved_on",
    "period_end",
    "rated",
    "total",
    "rated_inhibitors",
    "inhibitors",
    "consulted",
    "extent",
)


def assessed_export(matrix: AssessedMatrix) -> Export:
    """The file's columns; where two days are compared, also what stood before and how it moved."""
    shapes = {column.name: column for column in ASSESSED.columns}
    more = [
        column
        for name in COMPARED
        for column in compared(
            name,
            shapes[name].label,
            matrix.since,
            WORDS.items(),
            kind=shapes[name].kind,
            words=shapes[name].words,
        )
    ]
    return between(ASSESSED, more)


def assessed_rows(matrix: AssessedMatrix) -> Iterable[dict[str, Any]]:
    """One row for each State; empty where it shares nothing."""
    for state in matrix.states:
        found = matrix.found.get(state.pk)
        yield {
            **state_values(state),
            **{name: getattr(found, name) if found else None for name in _FIELDS},
            "age_in_months": found.age_in_months(matrix.as_of) if found else None,
            **_compared(matrix, state),
        }


def _compared(matrix: AssessedMatrix, state: Any) -> dict[str, Any]:
    if matrix.since is None:
        return {}
    found, before = matrix.found.get(state.pk), matrix.before.get(state.pk)
    moved = assessed_moves(before, found, matrix.since, matrix.as_of)
    was = before.columns(matrix.since) if before else dict.fromkeys(COMPARED)
    return {f"{name}_before": was[name] for name in COMPARED} | {
        f"{name}_move": moved[name] for name in COMPARED
    }
