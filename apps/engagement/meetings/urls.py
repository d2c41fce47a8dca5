"""Addresses of meetings."""

from django.urls import path

from apps.engagement.meetings import calendar_views, commitment_views, views

urlpatterns = [
    path("meetings/", calendar_views.GatheringListView.as_view(), name="gathering-list"),
    path("meetings/new/", calendar_views.GatheringCreateView.as_view(), name="gathering-create"),
    path(
        "meetings/<uuid:pk>/",
        calendar_views.GatheringDetailView.as_view(),
        name="gathering-detail",
    ),
    path(
        "meetings/<uuid:pk>/edit/",
        calendar_views.GatheringUpdateView.as_view(),
        name="gathering-update",
    ),
    path(
        "meetings/<uuid:pk>/record/",
        views.ParticipationRecordView.as_view(),
        name="participation-record",
    ),
    path("participation/", views.ParticipationListView.as_view(), name="participation-list"),
    path(
        "participation/new/", views.ParticipationCreateView.as_view(), name="participation-create"
    ),
    path(
        "participation/<uuid:pk>/",
        views.ParticipationDetailView.as_view(),
        name="participation-detail",
    ),
    path(
        "participation/<uuid:pk>/edit/",
        views.ParticipationUpdateView.as_view(),
        name="participation-update",
    ),
    path(
        "participation/<uuid:pk>/approve/",
        views.ParticipationApproveView.as_view(),
        name="participation-approve",
    ),
    path(
        "participation/<uuid:pk>/delete/",
        views.ParticipationDeleteView.as_view(),
        name="participation-delete",
    ),
    path(
        "participation/<uuid:pk>/delegation/new/",
        views.DelegateCreateView.as_view(),
        name="delegate-create",
    ),
    path(
        "delegation/<uuid:pk>/delete/",
        views.DelegateDeleteView.as_view(),
        name="delegate-delete",
    ),
    path(
        "participation/<uuid:pk>/commitments/new/",
        commitment_views.CommitmentCreateView.as_view(),
        name="commitment-create",
    ),
    path(
        "commitments/<uuid:pk>/",
        commitment_views.CommitmentDetailView.as_view(),
        name="commitment-detail",
    ),
    path(
        "commitments/<uuid:pk>/edit/",
        commitment_views.CommitmentUpdateView.as_view(),
        name="commitment-update",
    ),
    path(
        "commitments/<uuid:pk>/close/",
        commitment_views.CommitmentCloseView.as_view(),
        name="commitment-close",
    ),
    path(
        "commitments/<uuid:pk>/delete/",
        commitment_views.CommitmentDeleteView.as_view(),
        name="commitment-delete",
    ),
]
