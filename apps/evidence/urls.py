"""Addresses of evidence. The files themselves lie at none of them."""

from django.urls import path

from apps.evidence import file_views, views

urlpatterns = [
    path("evidence/", views.EvidenceListView.as_view(), name="evidence-list"),
    path(
        "evidence/of/<str:kind>/<uuid:target>/",
        views.EvidenceCardView.as_view(),
        name="evidence-card",
    ),
    path(
        "evidence/add/<str:kind>/<uuid:target>/",
        file_views.AttachView.as_view(),
        name="evidence-attach",
    ),
    path(
        "evidence/add/<str:kind>/<uuid:target>/link/",
        file_views.LinkView.as_view(),
        name="evidence-link",
    ),
    path("evidence/<uuid:pk>/", views.EvidenceDetailView.as_view(), name="evidence-detail"),
    path("evidence/<uuid:pk>/edit/", views.EvidenceUpdateView.as_view(), name="evidence-update"),
    path(
        "evidence/<uuid:pk>/history/", views.EvidenceHistoryView.as_view(), name="evidence-history"
    ),
    path("evidence/<uuid:pk>/revise/", views.EvidenceReviseView.as_view(), name="evidence-revise"),
    path(
        "evidence/<uuid:pk>/withdraw/",
        views.EvidenceWithdrawView.as_view(),
        name="evidence-withdraw",
    ),
    path(
        "evidence/<uuid:pk>/restore/", views.EvidenceRestoreView.as_view(), name="evidence-restore"
    ),
    path(
        "evidence/<uuid:pk>/revisions/<int:number>/",
        file_views.RevisionFileView.as_view(),
        name="evidence-file",
    ),
    path(
        "evidence/<uuid:pk>/revisions/<int:number>/preview/",
        file_views.RevisionPreviewView.as_view(),
        name="evidence-preview",
    ),
]
