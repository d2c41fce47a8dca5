"""Addresses of engagement."""

from django.urls import path

from apps.engagement.meetings.urls import urlpatterns as meeting_urls
from apps.engagement.views import UprExportView

urlpatterns = [
    path("upr/export/", UprExportView.as_view(), name="upr-export"),
    *meeting_urls,
]
