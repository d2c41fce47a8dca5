"""Addresses of the directory."""

from django.urls import path

from apps.appointments.directory import views

urlpatterns = [
    path("directory/", views.DirectoryView.as_view(), name="directory-list"),
    path("directory/<uuid:pk>/vcard/", views.DirectoryCardView.as_view(), name="directory-vcard"),
    path(
        "focal-points/<uuid:pk>/directory/",
        views.DirectoryEntryView.as_view(),
        name="directory-entry",
    ),
]
