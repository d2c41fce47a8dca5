"""The calendar: the actions of a set by their due dates, one month at a time."""

import calendar
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from apps.actions.models import Action

# So many actions a day shows; the rest are a click away.
SHOWN = 4
# No deadline lies before or after these, and every date around a month of theirs has a name.
FIRST_YEAR, LAST_YEAR = 1900, 2199
# What a chip and the question whether it may be moved need of an action.
FIELDS = (
    "id",
    "version",
    "country_id",
    "office_id",
    "reference",
    "title",
    "status",
    "priority",
    "lead_institution_id",
    "assignee_id",
    "due_on",
    "archived_at",
)


@dataclass(frozen=True)
class Month:
    """A month of the calendar."""

    year: int
    number: int

    @classmethod
    def of(cls, day: dt.date) -> "Month":
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> "Month":
        """``2027-03``. Raises ``ValueError`` for anything else, and beyond the calendar's ends."""
        month = cls.of(dt.datetime.strptime(text, "%Y-%m").date())  # noqa: DTZ007
        if not FIRST_YEAR <= month.year <= LAST_YEAR:
            raise ValueError(text)
        return month

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    @property
    def first(self) -> dt.date:
        return dt.date(self.year, self.number, 1)

    @property
    def last(self) -> dt.date:
        return dt.date(self.year, self.number, calendar.monthrange(self.year, self.number)[1])

    def plus(self, months: int) -> "Month":
        """So many months later, up to the calendar's ends."""
        index = self.year * 12 + self.number - 1 + months
        index = max(FIRST_YEAR * 12, min(index, LAST_YEAR * 12 + 11))
        return Month(index // 12, index % 12 + 1)

    def weeks(self, first_weekday: int = 0) -> list[list[dt.date]]:
        """Its weeks, filled with days of the months around; 0 is Monday."""
        grid = calendar.Calendar(first_weekday)
        return list(grid.monthdatescalendar(self.year, self.number))


@dataclass(frozen=True)
class Day:
    """What is due on a day: the most pressing first, and how many there are."""

    actions: tuple[Action, ...] = ()
    total: int = 0

    @property
    def more(self) -> int:
        return self.total - len(self.actions)


def parts(month: Month) -> Mapping[str, Q]:
    """How the calendar divides a set: every action is in exactly one part."""
    return {
        "earlier": Q(due_on__lt=month.first),
        "here": Q(due_on__gte=month.first, due_on__lte=month.last),
        "later": Q(due_on__gt=month.last),
        "undated": Q(due_on=None),
    }


def days(rows: QuerySet[Action], month: Month) -> dict[dt.date, Day]:
    """The days of a month on which something is due, in one query."""
    found = (
        rows.select_related(None)
        .order_by("due_on", "-priority", "id")
        .filter(parts(month)["here"])
        .only(*FIELDS)
        .annotate(
            place=Window(
                RowNumber(), partition_by=F("due_on"), order_by=[F("priority").desc(), F("id")]
            ),
            on_day=Window(Count("pk"), partition_by=F("due_on")),
        )
        .filter(place__lte=SHOWN)
    )
    by_day: dict[dt.date, list[Action]] = {}
    for action in found:
        if action.due_on is not None:
            by_day.setdefault(action.due_on, []).append(action)
    return {
        day: Day(tuple(actions), actions[0].on_day)  # type: ignore[attr-defined]
        for day, actions in by_day.items()
    }
