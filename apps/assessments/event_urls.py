"""Addresses of events between cycles."""

from django.urls import path

from apps.assessments import event_views as views

urlpatterns = [
    path("events/", views.EventListView.as_view(), name="event-list"),
    path("events/new/", views.EventCreateView.as_view(), name="event-create"),
    path("events/<str:reference>/", views.EventDetailView.as_view(), name="event-detail"),
    path("events/<str:reference>/edit/", views.EventUpdateView.as_view(), name="event-update"),
]
