"""The lists of documents, and how their states look."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from apps.reports.models import Document, DocumentVersion
from focalpoint.ui.columns import (
    MomentColumn,
    NumberColumn,
    StatusColumn,
    Table,
    TitleColumn,
    VisibilityColumn,
    row_link,
)
from focalpoint.ui.tones import ToneMap

STATUS_TONES: ToneMap = {
    "draft": ("neutral", "pencil"),
    "review": ("warning", "eye-check"),
    "approved": ("success", "check"),
}


class DocumentTable(Table):
    """The documents that one writes or reads along, the latest first."""

    caption = _("Documents")
    title = TitleColumn(linkify=True)
    kind = tables.Column(_("Kind"))
    status = StatusColumn(tones=STATUS_TONES)
    audience = VisibilityColumn(_("For whom"))
    as_of = MomentColumn(_("As of"))
    updated_at = MomentColumn(_("Changed"))

    class Meta(Table.Meta):
        model = Document
        fields = ("title", "kind", "status", "audience", "as_of", "updated_at")
        row_attrs = {"data-href": row_link}


class DocumentVersionTable(Table):
    """Approved documents, the newest first."""

    caption = _("Approved documents")
    title = TitleColumn(linkify=True)
    kind = tables.Column(_("Kind"))
    country = tables.Column(_("State"), empty_values=())
    number = NumberColumn(_("Version"))
    approved_at = MomentColumn(_("Approved"))
    visibility = VisibilityColumn(_("Who reads it"))

    class Meta(Table.Meta):
        model = DocumentVersion
        fields = ("title", "kind", "country", "number", "approved_at", "visibility")
        row_attrs = {"data-href": row_link}

    def render_country(self, record: DocumentVersion) -> str:
        return record.owner_name
