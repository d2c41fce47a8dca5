"""Addresses of the treaty pages."""

from django.urls import path

from apps.treaties.views import TreatyDetailView, TreatyListView

urlpatterns = [
    path("treaties/", TreatyListView.as_view(), name="treaty-list"),
    path("treaties/<str:code>/", TreatyDetailView.as_view(), name="treaty-detail"),
]
