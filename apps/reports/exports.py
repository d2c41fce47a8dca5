"""Documents as files of their lists."""

from django.utils.translation import gettext_lazy as _

from apps.countries.exports import STATE, TRAINING
from apps.reports.choices import DocumentKind, DocumentStatus
from focalpoint.exports.columns import Column, Export, Kind
from focalpoint.visibility import Visibility

DOCUMENTS = Export(
    "documents",
    _("Documents"),
    (
        STATE,
        Column("title", _("Title"), width=50),
        Column("kind", _("Kind"), words=DocumentKind.choices, width=40),
        Column("status", _("Status"), words=DocumentStatus.choices),
        Column("period_start", _("Period from"), kind=Kind.DATE),
        Column("period_end", _("Period until"), kind=Kind.DATE),
        Column("as_of", _("As of"), kind=Kind.DATE),
        Column("language", _("Language"), width=10),
        Column("audience", _("For whom"), words=Visibility.choices),
        Column("updated_at", _("Changed (UTC)"), kind=Kind.INSTANT, width=18),
        TRAINING,
    ),
)
VERSIONS = Export(
    "approved-documents",
    _("Approved documents"),
    (
        STATE,
        Column("title", _("Title"), width=50),
        Column("kind", _("Kind"), words=DocumentKind.choices, width=40),
        Column("number", _("Version"), kind=Kind.NUMBER, width=10),
        Column("approved_at", _("Approved (UTC)"), kind=Kind.INSTANT, width=18),
        Column("language", _("Language"), width=10),
        Column("sha256", _("SHA-256"), width=66),
        Column("visibility", _("Visible to"), words=Visibility.choices),
        TRAINING,
    ),
)
