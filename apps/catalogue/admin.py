"""Frameworks and their items in the administration."""

from django.contrib import admin

from apps.catalogue.models import Framework, Item
from focalpoint.admin import RecordAdmin

SOURCE = ("source_symbol", "source_paragraph", "confidence", "confidence_note")


@admin.register(Framework)
class FrameworkAdmin(RecordAdmin):
    """Those from a file are shown; others are made and kept here, without any code."""

    list_display = ("title", "code", "edition", "source_symbol", "is_active", "is_loaded")
    list_filter = ("is_active", "is_loaded")
    search_fields = ("title", "code", "source_symbol")
    fields = ("code", "edition", "title", *SOURCE, "note", "order", "is_active", "is_loaded")
    readonly_fields = ("is_loaded",)
    fixed_fields = ("code", "edition")


@admin.register(Item)
class ItemAdmin(RecordAdmin):
    """Those from a file are shown; others are made and kept here."""

    list_display = ("code", "label", "title", "kind", "framework", "is_active", "is_loaded")
    list_filter = ("framework", "kind", "is_active", "is_loaded")
    list_select_related = ("framework",)
    search_fields = ("code", "title", "detail")
    autocomplete_fields = ("framework", "parent")
    fields = (
        *("framework", "parent", "code", "kind", "label", "title", "detail"),
        *SOURCE,
        *("order", "is_active", "is_loaded"),
    )
    readonly_fields = ("is_loaded",)
    fixed_fields = ("framework", "code")
