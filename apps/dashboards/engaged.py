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
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.dashboards.exports import STATE, TRAINING, state_values
from apps.dashboards.matrices import grouped_rows
from apps.engagement.lessons.models import Lesson
from apps.engagement.meetings.models import Participation, Presence, Statement
from apps.engagement.meetings.selectors import DIALOGUES, EXCHANGES, REVIEWS
from apps.engagement.partnerships.models import Partnership
from apps.engagement.trainings.models import Training
from focalpoint.actors import Actor
from focalpoint.db.days import day_in
from focalpoint.exports.columns import Column as FileColumn
from focalpoint.exports.columns import Export, Kind
from focalpoint.ui.matrix import Cell, Column, Matrix, Row
from focalpoint.visibility import NETWORK_LEVELS

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


@dataclass(frozen=True)
class EngagedMatrix:
    """States with what they share of their engagement, by State and kind."""

    as_of: dt.date
    states: Sequence[Any]
    found: Mapping[uuid.UUID, Mapping[Part, Share]] = field(default_factory=dict)

    @property
    def since(self) -> dt.date:
        """The first day that counts."""
        return first_day(self.as_of)


def first_day(as_of: dt.date) -> dt.date:
    """The first day of the span that ends with ``as_of``."""
    return as_of - relativedelta(months=MONTHS) + dt.timedelta(days=1)


def engaged_matrix(actor: Actor, as_of: dt.date, states: Sequence[Any]) -> EngagedMatrix:
    """What each of ``states`` shares of the months before a day; one query."""
    first, *others = _parts(actor, [state.pk for state in states], as_of)
    found: dict[uuid.UUID, dict[Part, Share]] = defaultdict(dict)
    for country_id, part, number, newest in first.union(*others, all=True):
        found[country_id][Part(part)] = Share(number, newest)
    return EngagedMatrix(as_of, states, dict(found))


def _parts(actor: Actor, countries: list[uuid.UUID], as_of: dt.date) -> list[QuerySet[Any, Any]]:
    """One aggregate for each kind, all of the same four columns."""
    since = first_day(as_of)

    def shared(model: Any) -> QuerySet[Any]:
        rows: QuerySet[Any] = model.objects.visible_to(actor).filter(
            country__in=countries, visibility__in=NETWORK_LEVELS, approved_at__isnull=False
        )
        return rows

    begun = Q(starts_on__gte=since, starts_on__lte=as_of)
    attended = shared(Participation).filter(begun, presence=Presence.ATTENDED)
    dialogues = attended.filter(kind__in=DIALOGUES)
    # Two offices of one State may each have recorded the same meeting.
    meeting = Coalesce("gathering_id", "pk")
    going_on = Q(ends_on=None) | Q(ends_on__gte=since)
    lessons = shared(Lesson).annotate(shared_on=day_in("country__time_zone", "approved_at"))
    return [
        _counted(Part.EXCHANGES, attended.filter(kind__in=EXCHANGES), of=meeting),
        _counted(Part.REVIEWS, attended.filter(kind__in=REVIEWS), of=meeting),
        _counted(Part.PARTNERSHIPS, shared(Partnership).filter(going_on, starts_on__lte=as_of)),
        _counted(Part.TRAININGS, shared(Training).filter(begun)),
        _counted(Part.DIALOGUES, dialogues, of=meeting),
        _counted(Part.STATEMENTS, dialogues.exclude(statement=Statement.NONE), of=meeting),
        _counted(
            Part.LESSONS,
            lessons.filter(shared_on__gte=since, shared_on__lte=as_of),
            day="shared_on",
        ),
    ]


def _counted(
    part: Part, rows: QuerySet[Any], *, of: Any = "pk", day: str = "starts_on"
) -> QuerySet[Any, Any]:
    counted: QuerySet[Any, Any] = (
        rows.order_by()
        .values(state=F("country_id"), part=Value(str(part), CharField()))
        .annotate(number=Count(of, distinct=True), newest=Max(day))
        .values_list("state", "part", "number", "newest")
    )
    return counted


def engaged_table(matrix: EngagedMatrix) -> Matrix:
    """The matrix as a page shows it."""

    def row(state: Any) -> Row:
        parts = matrix.found.get(state.pk, {})
        cells = [_cell(part, parts.get(part)) for part in Part]
        return Row(str(state), reverse("network-state", args=[state.code]), cells, state.code)

    return Matrix(
        id="engagement",
        caption=_("States and their engagement"),
        corner=_("State"),
        columns=[Column(part.label, TITLES[part]) for part in Part],
        groups=grouped_rows(matrix.states, row),
        legend=[("3", "plain", _("how many are shared")), ("·", "empty", _("Nothing shared"))],
    )


def _cell(part: Part, share: Share | None) -> Cell:
    if share is None:
        return Cell("·", "empty", _("%(part)s: nothing shared") % {"part": part.label})
    words = _("%(part)s: %(number)s, the newest of %(date)s") % {
        "part": part.label,
        "number": share.number,
        "date": date_format(share.newest),
    }
    return Cell(str(share.number), "plain", words)


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


def engaged_rows(matrix: EngagedMatrix) -> Iterable[dict[str, Any]]:
    """One row for each State; nothing where it shares nothing."""
    for state in matrix.states:
        row = state_values(state)
        parts = matrix.found.get(state.pk, {})
        for part in Part:
            share = parts.get(part)
            row[part.value] = share.number if share else 0
            row[f"{part.value}_newest"] = share.newest if share else None
        yield row
