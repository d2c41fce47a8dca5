"""Addresses of the treaty pages."""

from django.urls import path

from apps.treaties.views import TreatyActionExportView, TreatyDetailView, TreatyListView

urlpatterns = [
    path("treaties/", TreatyListView.as_view(), name="treaty-list"),
    path("treaties/actions/export/", TreatyActionExportView.as_view(), name="treaty-action-export"),
    path("treaties/<str:code>/", TreatyDetailView.as_view(), name="treaty-detail"),
]
