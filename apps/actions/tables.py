"""The list of actions."""

from typing import Any

import django_tables2 as tables
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django_tables2.data import TableQuerysetData

from apps.actions.marks import done_button
from apps.actions.models import Action
from focalpoint.actors import Actor
from focalpoint.policies import allowed
from focalpoint.ui.columns import (
    DueDateColumn,
    MomentColumn,
    PriorityColumn,
    StatusColumn,
    Table,
    TitleColumn,
    rendered,
    row_link,
)
from focalpoint.ui.templatetags import ui as marks


class CountedRows(TableQuerysetData):
    """Rows whose number is known already: a list that has counted does not count again."""

    def __init__(self, rows: QuerySet[Action], number: int) -> None:
        super().__init__(rows)
        self._length = number


class UrgencyColumn(PriorityColumn):
    """The priority, which is a number here so that it sorts."""

    def render(self, value: Any, record: Action, bound_column: Any) -> SafeString:
        context = marks.priority(record.urgency, label=record.get_priority_display())
        return rendered("components/priority.html", context)


class ActionTable(Table):
    """Actions in the order of their deadlines, those without one last."""

    caption = _("Actions")

    title = TitleColumn(verbose_name=_("Action"))
    status = StatusColumn()
    priority = UrgencyColumn()
    due_on = DueDateColumn(
        verbose_name=_("Due"),
        done=lambda action: action.is_finished,
        today=lambda action: action.country.local_date(timezone.now()),
    )
    assignee = tables.Column(order_by=("assignee__name", "id"), default="")
    lead_institution = tables.Column(
        verbose_name=_("Lead"), order_by=("lead_institution__name", "id"), default=""
    )
    country = tables.Column(verbose_name=_("State"), order_by=("country__name", "id"))
    updated_at = MomentColumn(verbose_name=_("Changed"))
    finish = tables.Column(
        verbose_name=_("Finish"),
        empty_values=(),
        orderable=False,
        attrs={
            "th": {"class": "fp-number d-print-none"},
            "td": {"class": "fp-number d-print-none"},
        },
    )

    class Meta(Table.Meta):
        model = Action
        fields = ()
        sequence = (
            "title",
            "status",
            "priority",
            "due_on",
            "assignee",
            "lead_institution",
            "country",
            "updated_at",
            "finish",
        )
        row_attrs = {"data-href": row_link}
        order_by_field = "sort"

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    def render_title(self, value: str, record: Action) -> SafeString:
        return format_html(
            '<a href="{}">{}</a> <span class="fp-reference fp-quiet" dir="ltr">{}</span>',
            record.get_absolute_url(),
            value,
            record.reference,
        )

    def render_finish(self, record: Action) -> SafeString | str:
        may = not record.is_finished and allowed(self.actor, "change", record)
        return done_button(record) if may else ""

    def order_due_on(self, rows: Any, is_descending: bool) -> tuple[Any, bool]:
        due = F("due_on").desc(nulls_last=True) if is_descending else F("due_on").asc()
        return rows.order_by(due, "id"), True

    def order_priority(self, rows: Any, is_descending: bool) -> tuple[Any, bool]:
        return rows.order_by("-priority" if is_descending else "priority", "due_on", "id"), True

    def order_updated_at(self, rows: Any, is_descending: bool) -> tuple[Any, bool]:
        return rows.order_by("-updated_at" if is_descending else "updated_at", "id"), True
