"""The list of offers and needs, and how their statuses look."""

import datetime as dt
from typing import Any

import django_tables2 as tables
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from apps.engagement.approval.tables import ApprovedColumn
from apps.engagement.offers.models import Support
from focalpoint.ui.columns import StatusColumn, Table, TitleColumn, row_link
from focalpoint.ui.tones import ToneMap

SUPPORT_TONES: ToneMap = {
    "open": ("info", "circle-dot"),
    "met": ("success", "check"),
    "withdrawn": ("neutral", "ban"),
}


class SupportTable(Table):
    """What is offered and needed, until when."""

    caption = _("Offers and needs")
    title = TitleColumn(linkify=True)
    side = tables.Column(verbose_name=_("Offer or need"))
    country = tables.Column(verbose_name=_("State"))
    kind = tables.Column(verbose_name=_("Kind of help"))
    topic = tables.Column()
    valid_until = tables.Column()
    status = StatusColumn(tones=SUPPORT_TONES)
    approved_at = ApprovedColumn(_("Approved"))

    class Meta(Table.Meta):
        model = Support
        fields = (
            "title",
            "side",
            "country",
            "kind",
            "topic",
            "valid_until",
            "status",
            "approved_at",
        )
        row_attrs = {"data-href": row_link}

    def render_valid_until(self, value: dt.date, record: Any) -> str:
        day = date_format(value, "DATE_FORMAT")
        today = record.country.local_date(timezone.now())
        return _t("%(day)s (expired)") % {"day": day} if record.has_expired(today) else day
