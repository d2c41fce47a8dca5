"""Addresses of the catalogue browser."""

from django.urls import path

from apps.catalogue.views import CatalogueDetailView, CatalogueListView

urlpatterns = [
    path("catalogue/", CatalogueListView.as_view(), name="catalogue-list"),
    path("catalogue/<str:code>/", CatalogueDetailView.as_view(), name="catalogue-detail"),
]
