"""Addresses of trainings."""

from django.urls import path

from apps.engagement.approval.addresses import record_urls
from apps.engagement.trainings import views

urlpatterns = [
    *record_urls("training", "trainings", views, "Training"),
    path(
        "trainings/<uuid:pk>/attendance/new/",
        views.AttendanceCreateView.as_view(),
        name="attendance-create",
    ),
    path(
        "attendance/<uuid:pk>/delete/",
        views.AttendanceDeleteView.as_view(),
        name="attendance-delete",
    ),
]
