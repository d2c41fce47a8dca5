"""The calendar: a month of due dates; on a phone the same month week by week."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.utils.dates import WEEKDAYS
from django.utils.formats import get_format

from apps.actions import months
from apps.actions.models import Action
from apps.actions.months import Day, Month
from apps.actions.selectors import today_of
from apps.actions.set_views import ActionSetView
from apps.actions.view_models import Shape
from focalpoint.policies import allowed
from focalpoint.ui.tones import tone_of


@dataclass(frozen=True)
class Chip:
    """An action on its day."""

    action: Action
    tone: str
    icon: str
    may_move: bool


@dataclass(frozen=True)
class Cell:
    """A day of the month with its chips; days of the months around hold none."""

    day: dt.date
    is_here: bool
    is_today: bool
    chips: list[Chip]
    total: int
    more: int
    url: str


class ActionCalendarView(ActionSetView):
    """The set by due date, a month at a time; what is due before, after or never is counted."""

    template_name = "actions/calendar.html"
    shape = Shape.CALENDAR
    own_parameters = ("month",)

    @cached_property
    def today(self) -> dt.date:
        return today_of(self.actor)

    @cached_property
    def month(self) -> Month:
        try:
            return Month.parse(self.request.GET.get("month", ""))
        except ValueError:
            return Month.of(self.today)

    def parts(self) -> Mapping[str, Q]:
        return months.parts(self.month)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        month = self.month
        found = months.days(self.object_list, month)
        first = (get_format("FIRST_DAY_OF_WEEK") - 1) % 7
        weeks = [[self.cell(day, found) for day in week] for week in month.weeks(first)]
        return {
            **context,
            "month": month,
            "weekdays": [WEEKDAYS[(first + n) % 7] for n in range(7)],
            "weeks": weeks,
            "here": self.counts["here"],
            "previous_url": self.turned(month.plus(-1)),
            "next_url": self.turned(month.plus(1)),
            "today_url": self.address({}, but={"month", "page"}),
            "is_now": month == Month.of(self.today),
            "may_move": any(
                chip.may_move for week in weeks for cell in week for chip in cell.chips
            ),
            "elsewhere": self.elsewhere(),
        }

    def turned(self, month: Month) -> str:
        return self.address({"month": str(month)}, but={"page"})

    def elsewhere(self) -> dict[str, tuple[int, str]]:
        """What the month leaves out, each with the list of it."""
        day = dt.timedelta(days=1)
        narrower = self.filterset.wanted.get("dates") == "none"
        undated = {"dates": "none" if narrower else "no_due"}
        parts = {
            "earlier": self.between(None, self.month.first - day),
            "later": self.between(self.month.last + day, None),
            "undated": self.listed_as(undated, but=set()),
        }
        return {part: (self.counts[part], url) for part, url in parts.items() if self.counts[part]}

    def between(self, first: dt.date | None, last: dt.date | None) -> str:
        """The list of what is due from one day to another, within the filters that are set."""
        wanted = self.filterset.wanted
        after = max((d for d in (first, wanted.get("due_after")) if d), default=None)
        before = min((d for d in (last, wanted.get("due_before")) if d), default=None)
        bounds = {"due_after": after, "due_before": before}
        return self.listed_as({k: d.isoformat() for k, d in bounds.items() if d}, but=set())

    def cell(self, day: dt.date, found: dict[dt.date, Day]) -> Cell:
        here = found.get(day, Day())
        return Cell(
            day=day,
            is_here=Month.of(day) == self.month,
            is_today=day == self.today,
            chips=[self.chip(action) for action in here.actions],
            total=here.total,
            more=here.more,
            url=self.between(day, day) if here.more else "",
        )

    def chip(self, action: Action) -> Chip:
        late = not action.is_finished and action.due_on is not None and action.due_on < self.today
        tone, icon = tone_of("overdue" if late else action.status)
        return Chip(action, tone, icon, allowed(self.actor, "change", action))
