"""Instruments and what States did on them, to look at: files and imports write them."""

from django.contrib import admin

from apps.treaties.models import ImportBatch, Treaty, TreatyAction, TreatyBody, TreatyStatement
from focalpoint.admin import RecordAdmin


@admin.register(TreatyBody)
class TreatyBodyAdmin(RecordAdmin):
    list_display = ("code", "name", "members")
    search_fields = ("code", "name")
    fields = ("code", "name", "members", "source")


@admin.register(Treaty)
class TreatyAdmin(RecordAdmin):
    list_display = ("short_title", "code", "category", "adopted_on", "entered_into_force_on")
    list_filter = ("category", "is_related")
    search_fields = ("short_title", "full_title", "code")
    fields = (
        *("code", "short_title", "full_title", "category", "parent", "is_related", "named_in"),
        *("depositary", "mtdsg", "adopted_on", "adopted_at", "opened_on"),
        *("entered_into_force_on", "entry_rule", "entry_number", "entry_basis"),
        *("body", "reporting", "open_to", "facts", "source", "confidence", "order"),
    )


@admin.register(TreatyAction)
class TreatyActionAdmin(RecordAdmin):
    """Append-only: a correction is a new action that replaces the old one."""

    list_display = ("treaty", "country", "kind", "date", "precision", "source", "confidence")
    list_filter = ("treaty", "kind", "confidence")
    list_select_related = ("treaty", "country")
    date_hierarchy = "date"
    search_fields = ("country__name", "country__code", "treaty__short_title")
    fields = (
        *("treaty", "country", "kind", "date", "precision", "effective_on"),
        *("source", "source_as_of", "confidence", "note", "batch", "replaces"),
    )


@admin.register(TreatyStatement)
class TreatyStatementAdmin(RecordAdmin):
    """Append-only as well; its own page records withdrawals."""

    list_display = ("treaty", "country", "kind", "date", "withdrawal_effective_on", "source")
    list_filter = ("treaty", "kind")
    list_select_related = ("treaty", "country")
    search_fields = ("country__name", "country__code", "treaty__short_title", "text")
    fields = (
        *("treaty", "country", "kind", "text", "language", "articles", "concerned", "date"),
        *("precision", "dated_by", "withdrawal_notified_on", "withdrawal_effective_on"),
        *("withdrawal_source", "source", "source_as_of", "confidence", "note", "batch", "replaces"),
    )


@admin.register(ImportBatch)
class ImportBatchAdmin(RecordAdmin):
    list_display = ("file_name", "created_at", "counts")
    fields = ("file_name", "sha256", "counts", "created_at")
    readonly_fields = ("created_at",)
