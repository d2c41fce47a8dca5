"""Addresses of events between cycles."""

from django.urls import path

from apps.assessments.alerts import views as alert_views
from apps.assessments.events import timeline_views, views

urlpatterns = [
    path("events/", views.EventListView.as_view(), name="event-list"),
    path("events/new/", views.EventCreateView.as_view(), name="event-create"),
    path("events/timeline/", timeline_views.EventTimelineView.as_view(), name="event-timeline"),
    path("events/alerts/", alert_views.AlertListView.as_view(), name="alert-list-choose"),
    path(
        "events/alerts/<uuid:pk>/acknowledge/",
        alert_views.AcknowledgeView.as_view(),
        name="alert-acknowledge",
    ),
    path(
        "events/escalations/<uuid:pk>/decide/",
        alert_views.DecideView.as_view(),
        name="escalation-decide",
    ),
    path(
        "events/<str:reference>/escalate/",
        alert_views.EscalateView.as_view(),
        name="event-escalate",
    ),
    path(
        "events/<str:reference>/withdraw/",
        views.EventWithdrawView.as_view(),
        name="event-withdraw",
    ),
    path("events/<str:reference>/", views.EventDetailView.as_view(), name="event-detail"),
    path("events/<str:reference>/edit/", views.EventUpdateView.as_view(), name="event-update"),
]
