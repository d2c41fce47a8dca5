"""Addresses of actions."""

from django.urls import path

from apps.actions import list_views, quick_views, views

urlpatterns = [
    path("actions/", list_views.ActionListView.as_view(), name="action-list"),
    path("actions/new/", views.ActionCreateView.as_view(), name="action-create"),
    path("actions/quick-add/", quick_views.QuickAddView.as_view(), name="action-quick-add"),
    path("actions/<slug:reference>/", views.ActionDetailView.as_view(), name="action-detail"),
    path("actions/<slug:reference>/edit/", views.ActionUpdateView.as_view(), name="action-update"),
    path(
        "actions/<slug:reference>/history/",
        views.ActionHistoryView.as_view(),
        name="action-history",
    ),
    path(
        "actions/<slug:reference>/status/",
        views.ActionTransitionView.as_view(),
        name="action-transition",
    ),
    path("actions/<slug:reference>/log/", views.ActionLogView.as_view(), name="action-update-log"),
    path("actions/<slug:reference>/links/", views.ActionLinkView.as_view(), name="action-link"),
    path(
        "actions/<slug:reference>/links/<uuid:link>/remove/",
        views.ActionUnlinkView.as_view(),
        name="action-unlink",
    ),
]
