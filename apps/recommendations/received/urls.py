"""Addresses of recommendations received."""

from django.urls import path

from apps.recommendations.received import import_views, views

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
    path("recommendations/<uuid:pk>/", views.ReceivedDetailView.as_view(), name="received-detail"),
    path("recommendations/<uuid:pk>/work/", views.WorkView.as_view(), name="received-work"),
    path("recommendations/<uuid:pk>/report/", views.ReportView.as_view(), name="received-report"),
]
