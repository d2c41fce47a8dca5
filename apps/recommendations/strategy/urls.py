"""Addresses of priorities and of the strategy."""

from django.urls import path

from apps.recommendations.strategy import gap_views, text_views, version_views, views

urlpatterns = [
    path("strategy/", text_views.StrategyView.as_view(), name="strategy"),
    path("strategy/edit/", text_views.StrategyUpdateView.as_view(), name="strategy-update"),
    path(
        "strategy/elements/<str:code>/edit/",
        text_views.ElementUpdateView.as_view(),
        name="strategy-element",
    ),
    path("strategy/approve/", version_views.StrategyApproveView.as_view(), name="strategy-approve"),
    path(
        "strategy/versions/",
        version_views.VersionListView.as_view(),
        name="strategy-version-list",
    ),
    path(
        "strategy/versions/<uuid:pk>/",
        version_views.VersionDetailView.as_view(),
        name="strategy-version-detail",
    ),
    path(
        "strategy/versions/<uuid:pk>/share/",
        version_views.VersionShareView.as_view(),
        name="strategy-version-share",
    ),
    path(
        "strategy/versions/<uuid:pk>/pdf/",
        version_views.VersionPdfView.as_view(),
        name="strategy-version-pdf",
    ),
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
