"""The list of evidence."""

from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from apps.evidence.models import Evidence
from apps.evidence.selectors import Key
from apps.evidence.tones import SENSITIVITY_TONES
from focalpoint.ui.columns import (
    MomentColumn,
    StatusColumn,
    Table,
    TitleColumn,
    VisibilityColumn,
    row_link,
)


class EvidenceTable(Table):
    """Items with the facts of their newest revisions; ``records`` are what they belong to."""

    caption = _("Evidence")

    title = TitleColumn()
    target_kind = tables.Column(verbose_name=_("Belongs to"), orderable=False)
    effective_on = tables.DateColumn()
    sensitivity = StatusColumn(tones=SENSITIVITY_TONES)
    visibility = VisibilityColumn(verbose_name=_("Visible to"))
    country = tables.Column(verbose_name=_("State"), order_by=("country__name", "id"))
    latest_at = MomentColumn(verbose_name=_("Uploaded"))

    class Meta(Table.Meta):
        model = Evidence
        fields = ()
        sequence = (
            "title",
            "target_kind",
            "effective_on",
            "sensitivity",
            "visibility",
            "country",
            "latest_at",
        )
        row_attrs = {"data-href": row_link}
        order_by_field = "sort"

    records: dict[Key, Any] = {}

    def render_title(self, value: str, record: Evidence) -> SafeString:
        return render_to_string("evidence/includes/title.html", {"item": record})

    def render_target_kind(self, value: str, record: Evidence) -> SafeString | str:
        found = self.records.get((record.target_kind, record.target_id))
        if found is None:
            return ""
        return format_html(
            '<a class="fp-reference" href="{}" title="{}"><bdi dir="ltr">{}</bdi></a>',
            found.get_absolute_url(),
            found,
            record.carrier.reference(found),
        )

    def order_latest_at(self, rows: Any, is_descending: bool) -> tuple[Any, bool]:
        return rows.order_by("-latest_at" if is_descending else "latest_at", "id"), True
