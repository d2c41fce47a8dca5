"""Invented content for the gallery. All of it belongs to a State that does not exist."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import django_filters
from django import forms
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from focalpoint.changes import FieldChange, HistoryEntry
from focalpoint.ui import columns
from focalpoint.ui.matrix import Cell, Column, Group, Matrix, Row

STATUSES = [
    ("draft", _("Draft")),
    ("open", _("Open")),
    ("in_progress", _("In progress")),
    ("submitted", _("Submitted")),
    ("waiting", _("Waiting")),
    ("blocked", _("Blocked")),
    ("done", _("Done")),
    ("cancelled", _("Cancelled")),
]
FILES = [
    {"name": "xlsx", "label": _("Excel (XLSX)"), "url": "#c-badge"},
    {"name": "csv", "label": _("CSV"), "url": "#c-badge"},
]
PRIORITIES = [
    ("low", _("Low")),
    ("normal", _("Normal")),
    ("high", _("High")),
    ("urgent", _("Urgent")),
]


@dataclass(frozen=True)
class TrainingState:
    """Stands for a training State."""

    name: str = "Aravia"
    code: str = "XAA"
    is_training: bool = True


@dataclass(frozen=True)
class Sample:
    """A row of the sample list."""

    reference: str
    title: str
    status: str
    priority: str
    due_on: dt.date | None
    assignee: str
    visibility: str
    updated_at: dt.datetime

    def get_absolute_url(self) -> str:
        return f"#{self.reference}"

    def get_status_display(self) -> str:
        return str(dict(STATUSES)[self.status])

    def get_priority_display(self) -> str:
        return str(dict(PRIORITIES)[self.priority])

    @property
    def is_done(self) -> bool:
        return self.status in {"done", "cancelled"}


class SampleTable(columns.Table):
    caption = _("Sample actions")
    reference = columns.ReferenceColumn(verbose_name=_("Reference"), linkify=True)
    title = columns.TitleColumn(verbose_name=_("Title"), linkify=True)
    status = columns.StatusColumn(verbose_name=_("Status"))
    priority = columns.PriorityColumn(verbose_name=_("Priority"))
    due_on = columns.DueDateColumn(verbose_name=_("Due"), done=lambda record: record.is_done)
    assignee = columns.PersonColumn(verbose_name=_("Assignee"))
    visibility = columns.VisibilityColumn(verbose_name=_("Visible to"))
    updated_at = columns.MomentColumn(verbose_name=_("Updated"))

    class Meta(columns.Table.Meta):
        row_attrs = {"data-href": columns.row_link}


class SampleFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Search in the list"), method="ignore")
    status = django_filters.MultipleChoiceFilter(
        label=_("Status"), choices=STATUSES, method="ignore"
    )
    priority = django_filters.ChoiceFilter(label=_("Priority"), choices=PRIORITIES, method="ignore")
    due = django_filters.DateFromToRangeFilter(label=_("Due"), method="ignore")

    def ignore(self, queryset: Any, _name: str, _value: Any) -> Any:
        return queryset


class SampleForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=120)
    due_on = forms.DateField(
        label=_("Due"), help_text=_("A date, or words: in 2 weeks, 30 June"), required=False
    )
    status = forms.ChoiceField(label=_("Status"), choices=STATUSES)
    steps = forms.MultipleChoiceField(
        label=_("Steps"),
        choices=[(letter, f"({letter})") for letter in "abcdefg"],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    narrative = forms.CharField(label=_("Narrative"), widget=forms.Textarea(attrs={"rows": 3}))
    version = forms.IntegerField(widget=forms.HiddenInput, initial=3)


class QuickAddForm(forms.Form):
    title = forms.CharField(label=_("Title"))
    due = forms.CharField(
        label=_("Due"), widget=forms.TextInput(attrs={"placeholder": _("in 2 weeks")})
    )
    step = forms.ChoiceField(
        label=_("Step"), choices=[(letter, f"({letter})") for letter in "abcdefg"]
    )


def sample_rows() -> list[Sample]:
    today, now = timezone.localdate(), timezone.now()
    people = ["Ama Owusu-Darko", "Jean-Baptiste Kouamé", "نور الحداد", ""]
    titles = [
        "Send the concluding observations to the ministry of justice",
        "Agree the date of the national dialogue with parliament",
        "Answer the letter of the Special Adviser",
        "Draft the bill that implements the Rome Statute, with its definition of the crimes",
    ]
    offsets: list[int | None] = [-12, 0, 1, 9, 60, None, -3, 200]
    return [
        Sample(
            reference=f"XAA-2026-{index + 1:04d}",
            title=titles[index % len(titles)],
            status=STATUSES[index % len(STATUSES)][0],
            priority=PRIORITIES[index % len(PRIORITIES)][0],
            due_on=None if offset is None else today + dt.timedelta(days=offset),
            assignee=people[index % len(people)],
            visibility=["office", "government", "network", "public"][index % 4],
            updated_at=now - dt.timedelta(hours=5 * index),
        )
        for index, offset in enumerate(offsets)
    ]


def sample_history() -> list[HistoryEntry]:
    now = timezone.now()
    return [
        HistoryEntry(
            at=now - dt.timedelta(hours=2),
            actor="Ama Owusu-Darko",
            action=str(_("changed")),
            event="",
            reason="The ministry asked for two more weeks",
            via="web",
            changes=(
                FieldChange("Due", "12 May 2026", "26 May 2026"),
                FieldChange("Assignee", "", "Jean-Baptiste Kouamé"),
                FieldChange(
                    "Description",
                    "The cabinet discusses the bill in May.",
                    "The cabinet discusses the amended bill in June.",
                    is_text=True,
                ),
            ),
        ),
        HistoryEntry(
            at=now - dt.timedelta(days=1),
            actor="Ama Owusu-Darko",
            action=str(_("removed")),
            event="",
            reason="",
            via="api",
            changes=(FieldChange("Item", "Ask the treasury", ""),),
            part="checklist item",
        ),
        HistoryEntry(
            at=now - dt.timedelta(days=40),
            actor="",
            action=str(_("created")),
            event="",
            reason="",
            via="task",
            changes=(),
        ),
    ]


LOOKS = {
    "done": Cell("✓", "success", _("Done, 3 May 2026")),
    "partly": Cell("◐", "info", _("In progress")),
    "behind": Cell("!", "danger", _("Overdue")),
    "none": Cell("–", "neutral", _("Nothing shared")),
}


def sample_matrix() -> Matrix:
    cells = list(LOOKS.values())
    states = ["Aravia", "Belmara", "Corvinia"]
    rows = [
        Row(name, f"#{name}", [cells[(row + column) % 4] for column in range(7)])
        for row, name in enumerate(states)
    ]
    return Matrix(
        id="sample-matrix",
        caption=_("States and steps"),
        corner=_("State"),
        columns=[Column(f"({letter})", f"Step ({letter})") for letter in "abcdefg"],
        groups=[Group(_("Training States"), rows, is_training=True)],
        legend=[(cell.symbol, cell.tone, cell.words) for cell in cells],
    )


def sample_chart() -> dict[str, Any]:
    rows = [["2023", 12], ["2024", 19], ["2025", 27]]
    return {
        "head": [_("Year"), _("Actions")],
        "rows": rows,
        "spec": {
            "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
            "width": 320,
            "height": 120,
            "data": {"values": [{"year": year, "actions": count} for year, count in rows]},
            "mark": "bar",
            "encoding": {
                "x": {"field": "year", "type": "ordinal"},
                "y": {"field": "actions", "type": "quantitative"},
            },
        },
    }


def invalid_form() -> SampleForm:
    return SampleForm(
        data={"title": "", "due_on": "soonish", "status": "open", "narrative": ""},
        auto_id="invalid_%s",
    )


def conflict() -> dict[str, Any]:
    form = SampleForm(
        data={"title": "Send the report", "status": "open", "narrative": "Mine", "version": 4},
        auto_id="conflict_%s",
    )
    return {
        "form": form,
        "differences": [
            {
                "name": "narrative",
                "label": _("Narrative"),
                "theirs": "Theirs, saved a minute ago",
                "theirs_value": "Theirs, saved a minute ago",
            },
            {"name": "status", "label": _("Status"), "theirs": _("Done"), "theirs_value": "done"},
        ],
        "different_names": ["narrative", "status"],
        "who": "Jean-Baptiste Kouamé",
        "at": timezone.now() - dt.timedelta(minutes=3),
        "cancel_url": "#",
    }


def everything(request: HttpRequest) -> dict[str, Any]:
    """The whole content of the gallery."""
    today, now = timezone.localdate(), timezone.now()
    table = SampleTable(sample_rows(), prefix="sample-")
    table.paginate(page=1, per_page=5)
    return {
        "state": TrainingState(),
        "exports": [
            {"title": _("Sample list"), "items": FILES, "follows": True},
            {"title": _("Another list"), "items": FILES, "follows": False},
        ],
        "statuses": STATUSES,
        "priorities": PRIORITIES,
        "levels": ["office", "government", "network", "public"],
        "all_tones": [
            "neutral",
            "info",
            "progress",
            "success",
            "warning",
            "danger",
            "accent",
            "training",
        ],
        "alerts": ["info", "success", "warning", "danger", "neutral"],
        "days": [(today + dt.timedelta(days=n)) for n in (-12, -1, 0, 1, 9, 60)],
        "today": today,
        "table": table,
        "empty_table": columns.Table([], prefix="empty-"),
        "filter": SampleFilter(request.GET, queryset=ContentType.objects.none()),
        "valid_form": SampleForm(initial={"title": "Send the report"}, auto_id="valid_%s"),
        "invalid_form": invalid_form(),
        "quick_add_form": QuickAddForm(auto_id="quick_%s"),
        "quick_add_invalid": QuickAddForm(
            data={"title": "", "due": "soonish", "step": "a"}, auto_id="wrong_%s"
        ),
        "conflict": conflict(),
        "history": sample_history(),
        "matrix": sample_matrix(),
        "chart": sample_chart(),
        "moments": [now, now - dt.timedelta(hours=3), now - dt.timedelta(days=90)],
        "facts": [
            {"label": _("Lead institution"), "value": "Ministry of Justice", "hint": "since 2024"},
            {"label": _("Step"), "value": "(b)", "url": "#"},
            {"label": _("Note"), "value": ""},
        ],
        "sample_breadcrumbs": [(_("Network"), "#"), (_("Aravia"), "#")],
        "tabs": [
            {"label": _("Overview"), "url": "#", "active": True},
            {"label": _("Updates"), "url": "#", "count": 4},
            {"label": _("History"), "url": "#", "icon": "history"},
        ],
        "steps": [
            {"label": _("Plan"), "state": "done", "ends": "3 May"},
            {"label": _("Collect"), "state": "current", "late": "4 days late", "who": "Amina"},
            {"label": _("Rate"), "state": "coming"},
        ],
        "timeline": [
            {"at": today, "title": _("Ratification"), "icon": "writing-sign", "tone": "success"},
            {
                "date_text": "1998",
                "title": _("Signature"),
                "text": _("With a declaration."),
                "who": "MFA",
            },
        ],
    }
