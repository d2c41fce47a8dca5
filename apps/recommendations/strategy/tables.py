"""The list of priorities, and how their states look."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import django_tables2 as tables
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from apps.recommendations.strategy_models import StrategyPriority
from apps.recommendations.strategy_text_models import StrategyVersion
from focalpoint.efforts import Effort
from focalpoint.ui.columns import (
    DueDateColumn,
    MomentColumn,
    NumberColumn,
    ReferenceColumn,
    StatusColumn,
    Table,
    TitleColumn,
    VisibilityColumn,
    row_link,
)
from focalpoint.ui.tones import ToneMap

STATUS_TONES: ToneMap = {
    "proposed": ("neutral", "bulb"),
    "agreed": ("info", "gavel"),
    "under_way": ("progress", "progress"),
    "achieved": ("success", "check"),
    "dropped": ("neutral", "ban"),
}
SPHERE_TONES: ToneMap = {"home": ("neutral", "home"), "abroad": ("neutral", "world")}


def _today(record: Any) -> Any:
    return record.country.local_date(timezone.now())


class VersionTable(Table):
    """Approved strategies, the newest first."""

    caption = _("Approved strategies")
    title = TitleColumn(_("Title"), accessor="content__title", linkify=True, orderable=False)
    country = tables.Column(_("State"))
    number = NumberColumn(_("Version"))
    approved_at = MomentColumn(_("Approved"))
    visibility = VisibilityColumn(_("Visible to"))

    class Meta(Table.Meta):
        model = StrategyVersion
        fields = ("title", "country", "number", "approved_at", "visibility")
        row_attrs = {"data-href": row_link}


class PriorityTable(Table):
    """Priorities in the State's own order."""

    caption = _("Priorities")
    reference = ReferenceColumn(linkify=True)
    title = TitleColumn(linkify=True)
    sphere = StatusColumn(_("Sphere"), tones=SPHERE_TONES)
    status = StatusColumn(tones=STATUS_TONES)
    lead_institution = tables.Column(_("Lead institution"))
    target_on = DueDateColumn(_("By"), done=lambda record: not record.is_live, today=_today)
    work = tables.Column(_("Actions"), empty_values=(), orderable=False, accessor="pk")

    class Meta(Table.Meta):
        model = StrategyPriority
        fields = (
            "reference",
            "title",
            "sphere",
            "status",
            "lead_institution",
            "target_on",
            "work",
        )
        row_attrs = {"data-href": row_link}

    done: Mapping[UUID, Effort] = {}

    def render_work(self, record: Any) -> str:
        found = self.done.get(record.pk, Effort())
        if not found.open and record.is_decided:
            return format_html('<span class="fp-text-danger">{}</span>', _("no open action"))
        told = ngettext("%(open)d open, %(done)d done", "%(open)d open, %(done)d done", found.open)
        return told % {"open": found.open, "done": found.done}
