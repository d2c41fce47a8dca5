"""The list of events, and how their kinds look."""

from collections.abc import Mapping
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.assessments.event_models import RiskEvent
from apps.catalogue.models import Item
from focalpoint.ui.columns import ReferenceColumn, StatusColumn, Table, TitleColumn, row_link
from focalpoint.ui.tones import ToneMap

KIND_TONES: ToneMap = {
    "trigger": ("danger", "bolt"),
    "incident": ("warning", "alert-triangle"),
    "development": ("info", "trending-up"),
}
RELIABILITY_TONES: ToneMap = {
    "unknown": ("neutral", "help"),
    "doubtful": ("warning", "circle-half-2"),
    "credible": ("info", "circle-dot"),
    "confirmed": ("success", "circle-check"),
}
OUTCOME_TONES: ToneMap = {
    "open": ("warning", "hourglass"),
    "act": ("success", "player-play"),
    "no_action": ("neutral", "hand-stop"),
}


class EventTable(Table):
    """What happened, the newest first."""

    caption = _("Events")
    reference = ReferenceColumn(linkify=True)
    title = TitleColumn(linkify=True)
    kind = StatusColumn(tones=KIND_TONES)
    occurred_on = tables.Column(_("Date"))
    place = tables.Column()
    reliability = StatusColumn(_("Reliability"), tones=RELIABILITY_TONES)
    factors = tables.Column(_("Factors"), orderable=False)

    class Meta(Table.Meta):
        model = RiskEvent
        fields = (
            "reference",
            "title",
            "kind",
            "occurred_on",
            "place",
            "reliability",
            "factors",
        )
        order_by = "-occurred_on"
        row_attrs = {"data-href": row_link}

    names: Mapping[str, Item] = {}

    def render_occurred_on(self, record: Any) -> str:
        return format_html('<span class="text-nowrap">{}</span>', record.when)

    def render_title(self, record: Any) -> str:
        if not record.is_withdrawn:
            return str(record.title)
        return format_html(
            '<del>{}</del> <span class="fp-quiet">({})</span>', record.title, gettext("withdrawn")
        )

    def render_factors(self, value: Any) -> str:
        known = (self.names.get(code) for code in value)
        return ", ".join(item.label or item.code for item in known if item) or "–"
