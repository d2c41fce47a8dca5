"""What published sources say of focal points, as the catalogue's file has it."""

from django.contrib import admin

from apps.appointments.models import ReportedFocalPoint
from focalpoint.admin import RecordAdmin


@admin.register(ReportedFocalPoint)
class ReportedFocalPointAdmin(RecordAdmin):
    list_display = ("country", "appointed", "source", "as_of", "confidence")
    list_filter = ("appointed", "confidence")
    list_select_related = ("country",)
    search_fields = ("country__name", "country__code")
    fields = ("country", "appointed", "source", "as_of", "confidence")
