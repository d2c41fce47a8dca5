"""The list of what a State owes."""

import datetime as dt
from typing import Any

import django_tables2 as tables
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from apps.treaties.obligations.choices import Standing
from apps.treaties.obligations.models import Occurrence, ReportingObligation
from focalpoint.ui.columns import DueDateColumn, Table, TitleColumn, rendered, row_link
from focalpoint.ui.templatetags import ui as marks
from focalpoint.ui.tones import ToneMap

STANDING_TONES: ToneMap = {
    Standing.COMING: ("info", "calendar"),
    Standing.OVERDUE: ("danger", "alert-triangle"),
    Standing.NOT_KNOWN: ("neutral", "help"),
    Standing.PASSED: ("neutral", "calendar-check"),
    Standing.HANDED_IN: ("success", "send"),
    Standing.CLOSED: ("neutral", "ban"),
}
STATUS_TONES: ToneMap = {
    "due": ("info", "circle-dot"),
    "drafted": ("progress", "pencil"),
    "submitted": ("success", "send"),
    "reviewed": ("success", "eye-check"),
    "follow_up_due": ("warning", "hourglass"),
    "skipped": ("neutral", "ban"),
    "lapsed": ("neutral", "circle-off"),
}


MARK_TONES: ToneMap = {**STANDING_TONES, **STATUS_TONES}


def mark_of(record: Occurrence, today: dt.date) -> tuple[str, Any]:
    """What a reader is to know of a date first: value and words of its standing or its status."""
    standing = record.standing_on(today)
    shown = (Standing.OVERDUE, Standing.NOT_KNOWN, Standing.PASSED)
    if standing in shown or (record.is_event and record.is_open):
        return standing.value, standing.label
    return record.status, record.get_status_display()


def today_of(record: Any) -> dt.date:
    """The date in the capital of the record's State."""
    day: dt.date = record.country.local_date(timezone.now())
    return day


def is_settled(record: Occurrence) -> bool:
    """Whether its date says nothing any more, or nobody knows what it says."""
    return record.standing_on(today_of(record)) not in (Standing.COMING, Standing.OVERDUE)


class OccurrenceTable(Table):
    caption = _("What we owe")
    name = TitleColumn(verbose_name=_("What"), linkify=True, order_by=("kind", "due_on"))
    due_on = DueDateColumn(verbose_name=_("Due"), done=is_settled, today=today_of, soon=60)
    body = tables.Column(
        verbose_name=_("Body"), accessor="obligation__body_name", orderable=False, empty_values=()
    )
    status = tables.Column(verbose_name=_("Status"), empty_values=())
    basis = tables.Column(verbose_name=_("Date"), accessor="origin", orderable=False)
    lead_institution = tables.Column(verbose_name=_("Lead institution"))

    class Meta(Table.Meta):
        model = Occurrence
        fields = ("name", "due_on", "body", "status", "basis", "lead_institution")
        order_by = "due_on"
        row_attrs = {"data-href": row_link}

    def render_body(self, record: Occurrence) -> str:
        return record.obligation.body_name or "–"

    def render_status(self, record: Occurrence) -> SafeString:
        value, label = mark_of(record, today_of(record))
        return rendered("components/badge.html", marks.status(value, label=label, tones=MARK_TONES))

    def render_basis(self, record: Occurrence) -> str | SafeString:
        if record.is_confirmed:
            return _now("confirmed")
        if not record.confidence:
            return record.get_origin_display()
        return format_html(
            '{}<span class="fp-quiet d-block">{} {}</span>',
            record.get_origin_display(),
            _now("confidence:"),
            record.get_confidence_display(),
        )


class SharedOccurrenceTable(OccurrenceTable):
    """The same for those who read what several States share."""

    country = tables.Column(verbose_name=_("State"))

    class Meta(OccurrenceTable.Meta):
        fields = ("country", "name", "due_on", "body", "status", "basis")
        exclude = ("lead_institution",)
        sequence = fields


class ObligationTable(Table):
    """To whom something is owed."""

    caption = _("Obligations")
    name = TitleColumn(verbose_name=_("Obligation"), linkify=True, orderable=False)
    kind = tables.Column(verbose_name=_("Kind"))
    body_name = tables.Column(verbose_name=_("Body"), orderable=False, empty_values=())
    in_force_on = tables.DateColumn(verbose_name=_("Bound since"))
    next_due_on = DueDateColumn(verbose_name=_("Next date"), today=today_of, soon=60)
    lead_institution = tables.Column(verbose_name=_("Lead institution"))

    class Meta(Table.Meta):
        model = ReportingObligation
        fields = ("name", "kind", "body_name", "in_force_on", "next_due_on", "lead_institution")
        row_attrs = {"data-href": row_link}

    def render_body_name(self, value: Any) -> str:
        return value or "–"
