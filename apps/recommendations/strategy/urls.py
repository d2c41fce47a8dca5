"""Addresses of priorities and of the strategy."""

from django.urls import path

from apps.recommendations.strategy import gap_views, views

urlpatterns = [
    path("strategy/gaps/", gap_views.StrategyGapsView.as_view(), name="strategy-gaps"),
    path("strategy/priorities/", views.PriorityListView.as_view(), name="priority-list"),
    path("strategy/priorities/new/", views.PriorityCreateView.as_view(), name="priority-create"),
    path(
        "strategy/priorities/<str:reference>/",
        views.PriorityDetailView.as_view(),
        name="priority-detail",
    ),
    path(
        "strategy/priorities/<str:reference>/edit/",
        views.PriorityUpdateView.as_view(),
        name="priority-update",
    ),
    path(
        "strategy/priorities/<str:reference>/move/",
        views.PriorityTransitionView.as_view(),
        name="priority-transition",
    ),
]
