"""The calendar of the Universal Periodic Review, as the catalogue's file has it."""

from django.contrib import admin

from apps.engagement.models import UprCycle, UprSession, UprSlot
from focalpoint.admin import RecordAdmin

SOURCE = ("source", "confidence", "note")


@admin.register(UprCycle)
class UprCycleAdmin(RecordAdmin):
    list_display = ("number", "first_session", "last_session", "starts", "ends")
    fields = ("number", "first_session", "last_session", "starts", "ends", *SOURCE)


@admin.register(UprSession)
class UprSessionAdmin(RecordAdmin):
    list_display = ("number", "cycle", "starts_on", "ends_on", "confidence")
    list_filter = ("cycle",)
    list_select_related = ("cycle",)
    search_fields = ("number",)
    fields = ("number", "cycle", "starts_on", "ends_on", "facts", *SOURCE)


@admin.register(UprSlot)
class UprSlotAdmin(RecordAdmin):
    list_display = ("country", "session", "confidence")
    list_filter = ("session__cycle", "session")
    list_select_related = ("country", "session")
    search_fields = ("country__name", "country__code")
    fields = ("country", "session", *SOURCE)
