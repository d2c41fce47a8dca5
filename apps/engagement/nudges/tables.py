"""The list of questions of the network, and how their statuses look."""

from typing import Any

import django_tables2 as tables
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.engagement.nudges.models import Nudge
from focalpoint.ui.columns import DueDateColumn, StatusColumn, Table, TitleColumn, row_link
from focalpoint.ui.tones import ToneMap

NUDGE_TONES: ToneMap = {
    "open": ("warning", "hourglass"),
    "answered": ("success", "check"),
    "withdrawn": ("neutral", "ban"),
}


class NudgeTable(Table):
    """Who was asked what, until when, and whether they answered."""

    caption = _("Questions of the network")
    subject = TitleColumn(verbose_name=_("About"), linkify=True, orderable=False)
    country = tables.Column(verbose_name=_("State"))
    reply_by = DueDateColumn(
        done=lambda record: not record.is_open,
        today=lambda record: record.country.local_date(timezone.now()),
    )
    status = StatusColumn(tones=NUDGE_TONES)
    closed_at = tables.DateColumn(verbose_name=_("Closed"))

    class Meta(Table.Meta):
        model = Nudge
        fields = ("subject", "country", "reply_by", "status", "closed_at")
        row_attrs: Any = {"data-href": row_link}
