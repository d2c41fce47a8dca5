"""Tables of imports and conflicts, as their pages show them."""

import datetime as dt

import django_tables2 as tables
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.treaties.import_models import StatusConflict
from apps.treaties.models import ImportBatch
from focalpoint.ui.columns import MomentColumn, StatusColumn, Table, TitleColumn, row_link
from focalpoint.ui.tones import ToneMap

BATCH_TONES: ToneMap = {
    "waiting": ("progress", "loader"),
    "done": ("success", "check"),
    "failed": ("danger", "file-x"),
}
CONFLICT_TONES: ToneMap = {
    "open": ("warning", "scale"),
    "kept": ("neutral", "check"),
    "taken": ("info", "replace"),
}
# What a batch counts, in words; the order is that in which they are read.
COUNT_WORDS = {
    "created": gettext_lazy("new"),
    "revised": gettext_lazy("revised"),
    "unchanged": gettext_lazy("unchanged"),
    "quarantined": gettext_lazy("set aside"),
    "unmatched": gettext_lazy("with an unknown participant"),
    "conflicts": gettext_lazy("in conflict"),
    "vanished": gettext_lazy("no longer listed"),
    "outdated": gettext_lazy("older than the record"),
    "statements": gettext_lazy("new statements"),
    "statements_revised": gettext_lazy("statements in other words"),
    "statements_unchanged": gettext_lazy("statements unchanged"),
}


class BatchTable(Table):
    """The lists that were brought in."""

    caption = gettext_lazy("Lists of status")

    file_name = TitleColumn(linkify=True)
    status = StatusColumn(tones=BATCH_TONES)
    as_of = tables.DateColumn(verbose_name=gettext_lazy("Day of the list"))
    counts = tables.Column(verbose_name=gettext_lazy("Result"))
    uploaded_by = tables.Column(default=gettext_lazy("by command"))
    created_at = MomentColumn(verbose_name=gettext_lazy("Uploaded"))

    class Meta(Table.Meta):
        model = ImportBatch
        fields = ("file_name", "status", "as_of", "counts", "uploaded_by", "created_at")
        row_attrs = {"data-href": row_link}
        orderable = False

    def render_counts(self, value: dict[str, int]) -> str:
        return " · ".join(
            f"{number} {words}"
            for name, words in COUNT_WORDS.items()
            if (number := value.get(name, 0))
        )


class ConflictTable(Table):
    """What sources say differently."""

    caption = gettext_lazy("Conflicts of sources")

    country = TitleColumn(linkify=lambda record: record.get_absolute_url())
    treaty = tables.Column()
    record = tables.Column(
        accessor="action", verbose_name=gettext_lazy("The record says"), empty_values=()
    )
    other = tables.Column(
        accessor="kind", verbose_name=gettext_lazy("The other source says"), empty_values=()
    )
    status = StatusColumn(tones=CONFLICT_TONES)

    class Meta(Table.Meta):
        model = StatusConflict
        fields = ("country", "treaty", "record", "other", "status")
        row_attrs = {"data-href": row_link}
        orderable = False

    def render_record(self, record: StatusConflict) -> SafeString:
        action = record.action
        return _said(action.get_kind_display(), action.date, action.source)

    def render_other(self, record: StatusConflict) -> SafeString:
        return _said(record.get_kind_display(), record.date, record.source)


def _said(kind: str, date: dt.date, source: str) -> SafeString:
    words = _("%(kind)s, %(date)s") % {"kind": kind, "date": date_format(date, "DATE_FORMAT")}
    return format_html('<span>{}<span class="fp-quiet d-block">{}</span></span>', words, source)
