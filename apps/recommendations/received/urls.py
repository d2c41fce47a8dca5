"""Addresses of recommendations received."""

from django.urls import path

from apps.recommendations.received import import_views, views
from apps.recommendations.received.clusters import views as cluster_views
from apps.recommendations.received.midterm import views as midterm_views

urlpatterns = [
    path("recommendations/", views.ReceivedListView.as_view(), name="received-list"),
    path("recommendations/assign/", views.AssignView.as_view(), name="received-assign"),
    path(
        "recommendations/imports/", import_views.ImportListView.as_view(), name="received-imports"
    ),
    path(
        "recommendations/imports/upload/",
        import_views.ImportUploadView.as_view(),
        name="received-import-upload",
    ),
    path(
        "recommendations/imports/names/",
        import_views.NameListView.as_view(),
        name="received-names",
    ),
    path(
        "recommendations/imports/names/decide/",
        import_views.NameDecideView.as_view(),
        name="received-name-decide",
    ),
    path(
        "recommendations/imports/<uuid:pk>/",
        import_views.ImportView.as_view(),
        name="received-import",
    ),
    path(
        "recommendations/imports/<uuid:pk>/decide/",
        import_views.ImportDecideView.as_view(),
        name="received-import-decide",
    ),
    path(
        "recommendations/reports/<uuid:pk>/approve/",
        views.ApproveView.as_view(),
        name="received-approve",
    ),
    path(
        "recommendations/reports/<uuid:pk>/share/",
        views.ShareView.as_view(),
        name="received-share",
    ),
    path(
        "recommendations/clusters/",
        cluster_views.ClusterListView.as_view(),
        name="received-clusters",
    ),
    path(
        "recommendations/clusters/propose/",
        cluster_views.ClusterProposeView.as_view(),
        name="received-cluster-propose",
    ),
    path(
        "recommendations/clusters/<uuid:pk>/",
        cluster_views.ClusterView.as_view(),
        name="received-cluster",
    ),
    path(
        "recommendations/clusters/<uuid:pk>/change/",
        cluster_views.ClusterChangeView.as_view(),
        name="received-cluster-change",
    ),
    path("recommendations/midterm/", midterm_views.DraftListView.as_view(), name="received-drafts"),
    path(
        "recommendations/midterm/ask/",
        midterm_views.DraftAskView.as_view(),
        name="received-draft-ask",
    ),
    path(
        "recommendations/midterm/<uuid:pk>/<str:form>/",
        midterm_views.DraftFileView.as_view(),
        name="received-draft-file",
    ),
    path("recommendations/<uuid:pk>/", views.ReceivedDetailView.as_view(), name="received-detail"),
    path("recommendations/<uuid:pk>/lead/", views.WorkView.as_view(), name="received-work"),
    path("recommendations/<uuid:pk>/report/", views.ReportView.as_view(), name="received-report"),
]
