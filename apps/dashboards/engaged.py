"""States × engagement: what each State shares of its part in meetings, partnerships, trainings.

Counted in the 24 months before the day of the page, which is the span that the checks of steps (d)
to (g) look back on. Numbers of one State are never added up into one.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import models
from django.db.models import CharField, Count, F, Max, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.dashboards import moves
from apps.dashboards.drill import Trail, part_url
from apps.dashboards.exports import STATE, TRAINING, between, compared, state_values
from apps.dashboards.matrices import grouped_rows
from apps.engagement.approval.selectors import is_shared
from apps.engagement.lessons.models import Lesson
from apps.engagement.lessons.selectors import with_day
from apps.engagement.meetings.models import Participation, Presence, Statement
from apps.engagement.meetings.selectors import DIALOGUES, EXCHANGES, REVIEWS
from apps.engagement.partnerships.models import Partnership
from apps.engagement.partnerships.selectors import goes_on_since
from apps.engagement.trainings.models import Training
from focalpoint.actors import Actor
from focalpoint.exports.columns import Column as FileColumn
from focalpoint.exports.columns import Export, Kind
from focalpoint.ui.matrix import OF_ROW, Cell, Column, Matrix, Row

MONTHS = 24


class Part(models.TextChoices):
    """What of its engagement a State shares, by the step that asks for it."""

    EXCHANGES = "exchanges", gettext_lazy("(d) Exchanges")
    REVIEWS = "reviews", gettext_lazy("(e) Peer reviews")
    PARTNERSHIPS = "partnerships", gettext_lazy("(f) Partnerships")
    TRAININGS = "trainings", gettext_lazy("(f) Trainings")
    DIALOGUES = "dialogues", gettext_lazy("(g) Dialogues")
    STATEMENTS = "statements", gettext_lazy("(g) Statements")
    LESSONS = "lessons", gettext_lazy("Lessons shared")


TITLES = {
    Part.EXCHANGES: gettext_lazy("Exchanges with other States and regions that it attended"),
    Part.REVIEWS: gettext_lazy("Reviews by peers that it attended"),
    Part.PARTNERSHIPS: gettext_lazy("Partnerships that went on"),
    Part.TRAININGS: gettext_lazy("Trainings that it held"),
    Part.DIALOGUES: gettext_lazy("Dialogues on the responsibility to protect that it attended"),
    Part.STATEMENTS: gettext_lazy("Dialogues in which it spoke, or was spoken for"),
    Part.LESSONS: gettext_lazy("Lessons that it let the network read"),
}


@dataclass(frozen=True, slots=True)
class Share:
    """How many a State shares of one kind, and the day of the newest."""

    number: int
    newest: dt.date


Shares = Mapping[Part, Share]


@dataclass(frozen=True)
class EngagedMatrix:
    """States with what they share of their engagement, by State and kind.

    Where it is compared with an earlier day ``since``, ``before`` says the same of that day.
    """

    as_of: dt.date
    states: Sequence[Any]
    found: Mapping[uuid.UUID, Shares] = field(default_factory=dict)
    since: dt.date | None = None
    before: Mapping[uuid.UUID, Shares] = field(default_factory=dict)

    @property
    def counted_from(self) -> dt.date:
        """The first day that counts."""
        return first_day(self.as_of)


def first_day(as_of: dt.date) -> dt.date:
    """The first day of the span that ends with ``as_of``."""
    return as_of - relativedelta(months=MONTHS) + dt.timedelta(days=1)


def engaged_matrix(
    actor: Actor, as_of: dt.date, states: Sequence[Any], since: dt.date | None = None
) -> EngagedMatrix:
    """What each of ``states`` shares of the months before a day; one query, two for two days."""
    found = _found(actor, as_of, states)
    before = _found(actor, since, states) if since else {}
    return EngagedMatrix(as_of, states, found, since, before)


def _found(
    actor: Actor, as_of: dt.date, states: Sequence[Any]
) -> dict[uuid.UUID, dict[Part, Share]]:
    first, *others = shares(actor, [state.pk for state in states], as_of)
    found: dict[uuid.UUID, dict[Part, Share]] = defaultdict(dict)
    for country_id, part, number, newest in first.union(*others, all=True):
        found[country_id][Part(part)] = Share(number, newest)
    return dict(found)


def shares(actor: Actor, countries: list[uuid.UUID], as_of: dt.date) -> list[QuerySet[Any, Any]]:
    """One aggregate for each kind: State, part, number, day of the newest."""
    since = first_day(as_of)

    def shared(model: Any) -> QuerySet[Any]:
        rows: QuerySet[Any] = model.objects.visible_to(actor).filter(
            is_shared(), country__in=countries
        )
        return rows

    begun = Q(starts_on__gte=since, starts_on__lte=as_of)
    attended = shared(Participation).filter(begun, presence=Presence.ATTENDED)
    dialogues = attended.filter(kind__in=DIALOGUES)
    # Two offices of one State may each have recorded the same meeting.
    meeting = Coalesce("gathering_id", "pk")
    going_on = goes_on_since(since)
    lessons = with_day(shared(Lesson))
    return [
        counted(Part.EXCHANGES, attended.filter(kind__in=EXCHANGES), of=meeting),
        counted(Part.REVIEWS, attended.filter(kind__in=REVIEWS), of=meeting),
        counted(Part.PARTNERSHIPS, shared(Partnership).filter(going_on, starts_on__lte=as_of)),
        counted(Part.TRAININGS, shared(Training).filter(begun)),
        counted(Part.DIALOGUES, dialogues, of=meeting),
        counted(Part.STATEMENTS, dialogues.exclude(statement=Statement.NONE), of=meeting),
        counted(
            Part.LESSONS,
            lessons.filter(shared_on__gte=since, shared_on__lte=as_of),
            day="shared_on",
        ),
    ]


def counted(
    part: str, rows: QuerySet[Any], *, of: Any = "pk", day: str = "starts_on"
) -> QuerySet[Any, Any]:
    """How many there are of each State, and the day of the newest."""
    numbers: QuerySet[Any, Any] = (
        rows.order_by()
        .values(state=F("country_id"), part=Value(str(part), CharField()))
        .annotate(number=Count(of, distinct=True), newest=Max(day))
        .values_list("state", "part", "number", "newest")
    )
    return numbers


# What the arrows mean where numbers are compared.
MORE = {
    moves.Move.FURTHER: gettext_lazy("More than before"),
    moves.Move.BACK: gettext_lazy("Fewer than before"),
    moves.Move.NEW: moves.Move.NEW.label,
}


def engaged_table(matrix: EngagedMatrix, trail: Trail | None = None) -> Matrix:
    """The matrix as a page shows it."""
    trail = trail or Trail()
    first, last = matrix.counted_from, matrix.as_of
    addresses = {part: part_url(part, first, last) + OF_ROW for part in Part}

    def row(state: Any) -> Row:
        parts = matrix.found.get(state.pk, {})
        before = matrix.before.get(state.pk, {})
        cells = [
            _moved(_cell(part, parts.get(part), addresses[part]), part, parts, before, matrix.since)
            for part in Part
        ]
        return Row(str(state), trail.state(state.code), cells, state.code, state.code)

    return Matrix(
        id="engagement",
        caption=_("States and their engagement"),
        corner=_("State"),
        columns=[Column(part.label, TITLES[part]) for part in Part],
        groups=grouped_rows(matrix.states, row),
        legend=[
            ("3", "plain", _("how many are shared")),
            ("·", "empty", _("Nothing shared")),
            *(moves.legend(MORE) if matrix.since else ()),
        ],
    )


def _cell(part: Part, share: Share | None, address: str) -> Cell:
    if share is None:
        return Cell("·", "empty", _("%(part)s: nothing shared") % {"part": part.label})
    words = _("%(part)s: %(number)s, the newest of %(date)s") % {
        "part": part.label,
        "number": share.number,
        "date": date_format(share.newest),
    }
    return Cell(str(share.number), "plain", words, address)


def _moved(cell: Cell, part: Part, parts: Shares, before: Shares, since: dt.date | None) -> Cell:
    if since is None:
        return cell
    was = before[part].number if part in before else 0
    words = str(was) if was else _("nothing shared")
    return moves.marked(cell, move_of(part, parts, before), words, since)


def move_of(part: Part, parts: Shares, before: Shares) -> moves.Move | None:
    """Whether a State shares more or less of a part than it did."""
    was, now = before.get(part), parts.get(part)
    return moves.of_number(was.number if was else 0, now.number if now else 0)


ENGAGED = Export(
    "network-engagement",
    gettext_lazy("States and their engagement"),
    (
        *STATE,
        *(
            column
            for part in Part
            for column in (
                FileColumn(part.value, part.label, kind=Kind.NUMBER, width=14),
                FileColumn(f"{part.value}_newest", gettext_lazy("Newest"), kind=Kind.DATE),
            )
        ),
        TRAINING,
    ),
)


def engaged_export(matrix: EngagedMatrix) -> Export:
    """The file's columns; where two days are compared, also the number before and how it moved."""
    more = [
        column
        for part in Part
        for column in compared(part.value, part.label, matrix.since, MORE.items(), kind=Kind.NUMBER)
    ]
    return between(ENGAGED, more)


def engaged_rows(matrix: EngagedMatrix) -> Iterable[dict[str, Any]]:
    """One row for each State; nothing where it shares nothing."""
    for state in matrix.states:
        row = state_values(state)
        parts = matrix.found.get(state.pk, {})
        before = matrix.before.get(state.pk, {})
        for part in Part:
            share, was = parts.get(part), before.get(part)
            row[part.value] = share.number if share else 0
            row[f"{part.value}_newest"] = share.newest if share else None
            if matrix.since:
                row[f"{part.value}_before"] = was.number if was else 0
                row[f"{part.value}_move"] = move_of(part, parts, before)
        yield row
