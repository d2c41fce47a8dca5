"""Addresses of States and institutions."""

from django.urls import path

from apps.countries.views import InstitutionExportView

urlpatterns = [
    path("institutions/export/", InstitutionExportView.as_view(), name="institution-export"),
]
