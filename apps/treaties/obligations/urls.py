"""Addresses of what a State owes."""

from django.urls import path

from apps.treaties.obligations import step_views, views

urlpatterns = [
    path("obligations/", views.OwedListView.as_view(), name="obligation-list"),
    path("obligations/duties/", views.DutyListView.as_view(), name="obligation-duties"),
    path("obligations/new/", step_views.ObligationCreateView.as_view(), name="obligation-create"),
    path("obligations/<uuid:pk>/", views.ObligationDetailView.as_view(), name="obligation-detail"),
    path(
        "obligations/<uuid:pk>/edit/",
        step_views.ObligationUpdateView.as_view(),
        name="obligation-update",
    ),
    path(
        "obligations/<uuid:pk>/dates/new/",
        step_views.OccurrenceCreateView.as_view(),
        name="occurrence-create",
    ),
    path(
        "obligations/dates/<uuid:pk>/",
        views.OccurrenceDetailView.as_view(),
        name="occurrence-detail",
    ),
    path(
        "obligations/dates/<uuid:pk>/edit/",
        step_views.OccurrenceUpdateView.as_view(),
        name="occurrence-update",
    ),
    path(
        "obligations/dates/<uuid:pk>/<str:step>/",
        step_views.OccurrenceStepView.as_view(),
        name="occurrence-step",
    ),
]
