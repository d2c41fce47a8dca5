"""The lists of meetings, and how their statuses look."""

from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from apps.engagement.meetings.models import Gathering, Participation
from focalpoint.ui.columns import (
    NumberColumn,
    StatusColumn,
    Table,
    TitleColumn,
    VisibilityColumn,
    row_link,
)
from focalpoint.ui.tones import ToneMap

PRESENCE_TONES: ToneMap = {
    "planned": ("info", "calendar-event"),
    "attended": ("success", "check"),
    "absent": ("neutral", "circle-minus"),
}
STATEMENT_TONES: ToneMap = {
    "none": ("neutral", "message-off"),
    "own": ("success", "message"),
    "group": ("success", "messages"),
    "aligned": ("info", "message-share"),
}
COMMITMENT_TONES: ToneMap = {
    "open": ("warning", "hourglass"),
    "kept": ("success", "circle-check"),
    "dropped": ("neutral", "circle-x"),
}


class GatheringTable(Table):
    """The calendar, the latest first."""

    caption = _("Meetings")
    title = TitleColumn(linkify=True)
    kind = tables.Column()
    starts_on = tables.DateColumn()
    ends_on = tables.DateColumn()
    place = tables.Column()
    mine = tables.Column(_("Your State"), empty_values=(), orderable=False)
    states = NumberColumn(_("States that attended"))

    class Meta(Table.Meta):
        model = Gathering
        fields = ("title", "kind", "starts_on", "ends_on", "place", "mine", "states")
        order_by = "-starts_on"
        row_attrs = {"data-href": row_link}

    def render_title(self, record: Gathering) -> str:
        return self._called_off(record) if record.is_cancelled else record.title

    def _called_off(self, record: Gathering) -> str:
        return format_html("{} <span class='fp-quiet'>{}</span>", record.title, _t("called off"))

    def render_mine(self, value: Any) -> str:
        return ", ".join(record.get_presence_display() for record in value or ()) or "–"


class ParticipationTable(Table):
    """What States recorded of meetings, the latest first."""

    caption = _("Part taken in meetings")
    title = TitleColumn(linkify=True)
    country = tables.Column(verbose_name=_("State"))
    kind = tables.Column()
    starts_on = tables.DateColumn(verbose_name=_("Date"))
    presence = StatusColumn(_("Part taken"), tones=PRESENCE_TONES)
    statement = StatusColumn(_("Statement"), tones=STATEMENT_TONES)
    approved_at = tables.Column(_("Approved"), empty_values=())
    visibility = VisibilityColumn(verbose_name=_("Visible to"))

    class Meta(Table.Meta):
        model = Participation
        fields = (
            "title",
            "country",
            "kind",
            "starts_on",
            "presence",
            "statement",
            "approved_at",
            "visibility",
        )
        order_by = "-starts_on"
        row_attrs = {"data-href": row_link}

    def render_approved_at(self, value: Any) -> str:
        return _t("yes") if value else _t("not yet")
