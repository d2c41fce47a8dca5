"""The official's daily workplace: what is owed, and when."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from apps.actions.filters import ALL
from apps.actions.handover_selectors import left_behind
from apps.actions.marks import done_button, due_mark, priority_mark, status_mark
from apps.actions.models import Action, Priority
from apps.actions.selectors import Part, my_work, today_of
from apps.assessments.selectors import waiting_for_approval as assessments_waiting
from apps.recommendations.selectors import waiting_for_approval as reports_waiting
from apps.reminders.inbox import newest_unread, reader_of
from focalpoint.policies import allowed
from focalpoint.roles import APPROVERS, FOCAL_POINT_OFFICE, GOVERNMENT_WRITERS
from focalpoint.ui.navigation import Text
from focalpoint.views import ActorRequiredMixin

# The list behind each part of the page: the part counts its rows.
LISTS = {
    "overdue": "whose=me&due=overdue",
    "soon": "whose=me&due=soon",
    "review": f"whose=review&status={ALL}",
    "unread": f"whose=unread&status={ALL}",
    "later": "whose=me&due=later",
    "none": "whose=me&due=none",
}
# So many assessments and progress reports that wait for approval are named.
WAITING = 10


@dataclass(frozen=True)
class Row:
    """An action in a part with its marks; the button to finish it is for those who may."""

    action: Action
    status: str
    priority: str
    due: str
    finish: str


@dataclass(frozen=True)
class Section:
    """A part of the page with its words and the address of its list."""

    key: str
    title: Text
    icon: str
    tone: str
    url: str
    rows: list[Row]
    total: int
    more: int


@dataclass(frozen=True)
class Waiting:
    """A record of another kind that waits for the approver."""

    kind: Text
    title: str
    who: str
    since: Any
    url: str


class MyWorkView(ActorRequiredMixin, TemplateView):
    """Overdue, due soon, waiting for my review, changed since I looked, and what comes next."""

    template_name = "dashboards/my_work.html"
    roles = GOVERNMENT_WRITERS

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = today_of(self.actor)
        work = my_work(self.actor, today=today)
        sections = {key: self.section(part, today) for key, part in work.items()}
        waiting = list(self.waiting())
        extra = {
            "title": _("My work"),
            "today": today,
            "sections": sections,
            "waiting": waiting,
            "to_review": work["review"].total + len(waiting),
            "left_behind": self.left_behind(),
            "differences_url": self.differences_url(),
            "news": newest_unread(reader_of(self.actor)),
            "is_idle": not waiting and not any(part.total for part in work.values()),
        }
        return super().get_context_data(**{**extra, **kwargs})

    def left_behind(self) -> int:
        """Open actions whose assignee serves no more; the office hands them over."""
        country = self.actor.country
        if country is None or not self.actor.roles & FOCAL_POINT_OFFICE:
            return 0
        return left_behind(self.actor, country)

    def differences_url(self) -> str:
        """Where the card of reports that the record does not bear out comes from.

        It looks at the whole record, which is too dear to stand in the way of the page.
        """
        country = self.actor.country
        if country is None or country.pk not in self.actor.countries_as(FOCAL_POINT_OFFICE):
            return ""
        return reverse("progress-differences")

    def section(self, part: Part, today: dt.date) -> Section:
        title, icon, tone = {
            "overdue": (_("Overdue"), "alert-triangle", "danger"),
            "soon": (_("Due within 14 days"), "clock", "warning"),
            "review": (_("Waiting for my review"), "eye-check", "progress"),
            "unread": (_("Changed since I looked"), "bell-ringing", "info"),
            "later": (_("Next deadlines"), "calendar", "neutral"),
            "none": (_("Without a date"), "calendar-off", "neutral"),
        }[part.key]
        rows = [self.row(action, today) for action in part.rows]
        url = f"{reverse('action-list')}?{LISTS[part.key]}"
        return Section(part.key, title, icon, tone, url, rows, part.total, part.more)

    def row(self, action: Action, today: dt.date) -> Row:
        may = not action.is_finished and allowed(self.actor, "change", action)
        return Row(
            action=action,
            status=status_mark(action),
            priority=priority_mark(action) if action.priority > Priority.NORMAL else "",
            due=due_mark(action, today),
            finish=done_button(action) if may else "",
        )

    def waiting(self) -> Iterator[Waiting]:
        """Assessments and progress reports that the actor may approve, the oldest first."""
        if not self.actor.roles & APPROVERS:
            return
        for record in assessments_waiting(self.actor)[:WAITING]:
            who = str(record.submitted_by or "")
            url = record.get_absolute_url()
            yield Waiting(_("Risk assessment"), record.title, who, record.submitted_at, url)
        for report in reports_waiting(self.actor)[:WAITING]:
            who = str(report.reported_by or "")
            url = report.get_absolute_url()
            yield Waiting(_("Progress report"), str(report.item), who, report.created_at, url)
