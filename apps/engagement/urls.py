"""Addresses of engagement."""

from django.urls import path

from apps.engagement.views import UprExportView

urlpatterns = [
    path("upr/export/", UprExportView.as_view(), name="upr-export"),
]
