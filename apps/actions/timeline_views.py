"""The timeline: bars from start to due date with what they wait for, beside the same as a table."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.actions import spans
from apps.actions.collaboration import ActionDependency
from apps.actions.models import Action
from apps.actions.months import Month
from apps.actions.selectors import today_of
from apps.actions.set_views import ActionSetView
from apps.actions.spans import Bar, Window
from apps.actions.view_models import Shape
from focalpoint.ui.navigation import Text
from focalpoint.ui.tones import tone_of

PAGE = 50
SPANS = (3, 6, 12, 24)
USUAL = 6


@dataclass(frozen=True)
class Row:
    """An action with its bar and what it waits for."""

    action: Action
    bar: Bar
    tone: str
    icon: str
    standing: Text
    blockers: list[Action]

    @property
    def waits_for(self) -> str:
        return ", ".join(str(blocker) for blocker in self.blockers)


class ActionTimelineView(ActionSetView):
    """What falls into some months, by its start; the rest of the set is counted."""

    template_name = "actions/timeline.html"
    shape = Shape.TIMELINE
    own_parameters = ("from", "span")

    @cached_property
    def today(self) -> dt.date:
        return today_of(self.actor)

    @cached_property
    def window(self) -> Window:
        asked = self.request.GET.get("span", "")
        span = int(asked) if asked in {str(n) for n in SPANS} else USUAL
        try:
            start = Month.parse(self.request.GET.get("from", ""))
        except ValueError:
            # Today stands where the eye goes first, with a little of what was.
            start = Month.of(self.today).plus(-span // 6)
        return Window(start, span)

    def parts(self) -> Mapping[str, Q]:
        return spans.parts(self.window)

    def countable(self, rows: QuerySet[Action]) -> QuerySet[Action]:
        return spans.spread(rows)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        window = self.window
        page = self.page(spans.within(self.object_list, window))
        shown = list(page.object_list)
        waits = spans.dependencies(self.actor, shown)
        bars = {action.pk: spans.bar(action, window, n) for n, action in enumerate(shown)}
        return {
            **context,
            "window": window,
            "page": page,
            "rows": [self.row(action, bars[action.pk], waits) for action in shown],
            "arrows": spans.arrows(waits, bars),
            "height": spans.HIGH * len(shown),
            "width": spans.WIDE,
            "lines": [window.x(month.first) for month in window.months[1:]],
            "today_x": window.x(self.today) if self.is_within(self.today) else None,
            "here": self.counts["here"],
            "previous_url": self.turned(window.start.plus(-window.span)),
            "next_url": self.turned(window.start.plus(window.span)),
            "today_url": self.address({}, but={"from", "page"}),
            "lengths": [self.length(span) for span in SPANS],
            "elsewhere": self.elsewhere(),
        }

    def elsewhere(self) -> dict[str, tuple[int, str]]:
        """What these months leave out; turning comes to the rest, a list to what has no date."""
        undated = self.listed_as({"dates": "none"}, but=set())
        parts = {"earlier": "", "later": "", "undated": undated}
        return {part: (self.counts[part], url) for part, url in parts.items() if self.counts[part]}

    def page(self, rows: QuerySet[Action]) -> Any:
        paginator = Paginator(rows, PAGE)
        # Counted with the rest of the set.
        paginator.__dict__["count"] = self.counts["here"]
        return paginator.get_page(self.request.GET.get("page"))

    def is_within(self, day: dt.date) -> bool:
        return self.window.first <= day <= self.window.last

    def turned(self, month: Month) -> str:
        return self.address({"from": str(month)}, but={"page"})

    def length(self, span: int) -> dict[str, Any]:
        words = ngettext("%(number)d month", "%(number)d months", span) % {"number": span}
        url = self.address({"span": str(span)}, but={"page"})
        return {"label": words, "url": url, "active": span == self.window.span}

    def row(self, action: Action, drawn: Bar, waits: list[ActionDependency]) -> Row:
        today = action.country.local_date(timezone.now())
        late = not action.is_finished and action.due_on is not None and action.due_on < today
        tone, icon = tone_of("overdue" if late else action.status)
        return Row(
            action=action,
            bar=drawn,
            tone=tone,
            icon=icon,
            standing=_("Overdue") if late else action.get_status_display(),
            blockers=[each.blocked_by for each in waits if each.action_id == action.pk],
        )
