"""The list of partnerships."""

from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from apps.engagement.approval.tables import ApprovedColumn
from apps.engagement.partnerships.models import Partnership
from focalpoint.ui.columns import Table, TitleColumn, VisibilityColumn, row_link


class PartnershipTable(Table):
    """With whom, since when, until when."""

    caption = _("Partnerships")
    title = TitleColumn(linkify=True)
    country = tables.Column(verbose_name=_("State"))
    topic = tables.Column()
    others = tables.Column(_("Partners"), accessor="partners", orderable=False)
    starts_on = tables.DateColumn()
    ends_on = tables.DateColumn()
    approved_at = ApprovedColumn(_("Approved"))
    visibility = VisibilityColumn(verbose_name=_("Visible to"))

    class Meta(Table.Meta):
        model = Partnership
        fields = (
            "title",
            "country",
            "topic",
            "others",
            "starts_on",
            "ends_on",
            "approved_at",
            "visibility",
        )
        order_by = "-starts_on"
        row_attrs = {"data-href": row_link}

    def render_others(self, record: Any) -> str:
        return ", ".join(str(partner) for partner in record.partners.all()) or "–"
