"""Addresses of documents."""

from django.urls import path

from apps.reports import papers, version_views, views

urlpatterns = [
    path("documents/", views.DocumentListView.as_view(), name="document-list"),
    path("documents/new/", views.DocumentCreateView.as_view(), name="document-create"),
    path(
        "documents/approved/",
        version_views.DocumentVersionListView.as_view(),
        name="document-version-list",
    ),
    path(
        "documents/approved/<uuid:pk>/",
        version_views.DocumentVersionDetailView.as_view(),
        name="document-version-detail",
    ),
    path(
        "documents/approved/<uuid:pk>/share/",
        version_views.DocumentVersionShareView.as_view(),
        name="document-version-share",
    ),
    path(
        "documents/approved/<uuid:pk>/<str:format>/",
        version_views.DocumentVersionFileView.as_view(),
        name="document-version-file",
    ),
    path("documents/<uuid:pk>/", views.DocumentDetailView.as_view(), name="document-detail"),
    path("documents/<uuid:pk>/edit/", views.DocumentUpdateView.as_view(), name="document-update"),
    path(
        "documents/<uuid:pk>/move/",
        views.DocumentTransitionView.as_view(),
        name="document-transition",
    ),
    path(
        "documents/<uuid:pk>/draft/", views.DocumentRedraftView.as_view(), name="document-redraft"
    ),
    path(
        "documents/<uuid:pk>/approve/",
        version_views.DocumentApproveView.as_view(),
        name="document-approve",
    ),
    path(
        "documents/<uuid:pk>/paper/<str:format>/",
        papers.DocumentPaperView.as_view(),
        name="document-paper",
    ),
    path(
        "documents/<uuid:pk>/<str:code>/",
        views.SectionUpdateView.as_view(),
        name="document-section",
    ),
    path(
        "documents/<uuid:pk>/<str:code>/take/",
        views.SectionTakeView.as_view(),
        name="document-section-take",
    ),
]
