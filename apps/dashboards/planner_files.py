"""The year planner as files: a sheet, a calendar for programs, a document on paper."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.dashboards.planner import Entry, Plan
from apps.reminders.feeds import LONGEST_SUMMARY, Calendar
from apps.reminders.icalendar_text import to_text
from apps.reminders.letters import absolute
from apps.reminders.personal import CalendarEntry, CalendarFeed
from focalpoint.deadlines import sources
from focalpoint.exports.columns import Column, Export, Kind
from focalpoint.pdf import render_pdf

DOCUMENT = Path(__file__).resolve().parent / "documents" / "planner.typ"
OFFICE, GOVERNMENT = "office", "government"
SENSITIVITY = (
    (GOVERNMENT, gettext_lazy("For this government")),
    (OFFICE, gettext_lazy("For its own office only")),
)

PLANNER = Export(
    "planner",
    gettext_lazy("Year planner"),
    (
        Column("due_on", gettext_lazy("Due"), kind=Kind.DATE),
        Column("month", gettext_lazy("Month"), width=16),
        Column("title", gettext_lazy("What"), width=60),
        Column("kind", gettext_lazy("Kind"), width=26),
        Column("reference", gettext_lazy("Reference"), width=16),
        Column("overdue", gettext_lazy("Overdue"), kind=Kind.YES_NO, width=10),
        Column("sensitivity", gettext_lazy("Sensitivity"), words=SENSITIVITY, width=24),
        Column("url", gettext_lazy("Address"), width=50),
        Column("country", gettext_lazy("State"), width=8),
        Column("is_training", gettext_lazy("Training data"), kind=Kind.YES_NO, width=10),
    ),
)


def plan_rows(plan: Plan) -> Iterator[dict[str, Any]]:
    """One row for each deadline, by date."""
    for entry in plan.entries:
        yield {
            "due_on": entry.due_on,
            "month": date_format(entry.due_on, "YEAR_MONTH_FORMAT"),
            "title": entry.line.title,
            "kind": str(entry.label),
            "reference": entry.line.reference,
            "overdue": entry.due_on < plan.today,
            "sensitivity": OFFICE if entry.is_narrow else GOVERNMENT,
            "url": absolute(entry.line.url),
            "country": plan.country.code,
            "is_training": plan.country.is_training,
        }


def sensitivity_of(plan: Plan) -> str:
    """What a file of the plan says of who may read it."""
    if plan.is_narrow:
        return _("For this government; some of it for its own office only")
    return _("For this government")


def plan_calendar(plan: Plan) -> bytes:
    """The plan for a calendar program, by the same rules as the calendars that are subscribed to.

    It is a copy of today: unlike a subscribed calendar it does not follow changes.
    """
    now = timezone.now()
    name = _("FocalPoint: %(state)s, next 24 months") % {"state": str(plan.country)}
    entries = [
        CalendarEntry(
            kind=entry.kind,
            object_id=entry.object_id,
            due_on=entry.due_on,
            summary=_summary(plan, entry),
            time_zone=plan.country.time_zone,
            url=absolute(entry.line.url),
            created_at=now,
            changed_at=now,
        )
        for entry in plan.entries
    ]
    return to_text(Calendar(CalendarFeed(with_titles=True, with_times=False), name, entries))


def _summary(plan: Plan, entry: Entry) -> str:
    said = f"{entry.line.reference} {entry.line.title}".strip()
    shown = _("Due: %(what)s") % {"what": said}
    if entry.is_narrow:
        shown = _("[Own office only] %(what)s") % {"what": shown}
    if plan.country.is_training:
        shown = _("[Training] %(what)s") % {"what": shown}
    return shown[:LONGEST_SUMMARY]


def plan_document(plan: Plan) -> bytes:
    """The plan on paper, month by month, those without anything included."""
    narrow = _("own office only")
    heads = [_("Due"), _("What"), _("Kind")]
    sections = [
        (_("Overdue"), plan.overdue),
        *((stretch.title, stretch.entries) for stretch in plan.stretches),
    ]
    return render_pdf(
        DOCUMENT,
        {
            "title": _("Year planner: %(state)s") % {"state": str(plan.country)},
            "state": str(plan.country),
            "training": _("Training: fictional State") if plan.country.is_training else "",
            "made": date_format(plan.today),
            "facts": [
                [_("Period"), f"{date_format(plan.today)} – {date_format(plan.until)}"],
                [_("Sensitivity"), sensitivity_of(plan)],
                [_("Filters"), spoken(plan)],
            ],
            "heads": heads,
            "empty": _("Nothing falls due."),
            "sections": [
                {
                    "title": title,
                    "rows": [
                        [
                            date_format(entry.due_on),
                            f"{entry.line.reference} {entry.line.title}".strip()
                            + (f" ({narrow})" if entry.is_narrow else ""),
                            str(entry.label),
                        ]
                        for entry in entries
                    ],
                }
                for title, entries in sections
                if entries or title != _("Overdue")
            ],
        },
    )


def spoken(plan: Plan) -> str:
    """What the plan is narrowed to, in words."""
    wanted = plan.wanted
    parts = [
        str(sources()[wanted.kind].label) if wanted.kind else "",
        str(wanted.institution or ""),
        str(wanted.treaty or ""),
    ]
    return "; ".join(filter(None, parts)) or _("None")
