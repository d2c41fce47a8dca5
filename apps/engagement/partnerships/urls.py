"""Addresses of partnerships."""

from django.urls import path

from apps.engagement.approval.addresses import record_urls
from apps.engagement.partnerships import views

urlpatterns = [
    *record_urls("partnership", "partnerships", views, "Partnership"),
    path(
        "partnerships/<uuid:pk>/partners/new/",
        views.PartnerCreateView.as_view(),
        name="partner-create",
    ),
    path("partners/<uuid:pk>/delete/", views.PartnerDeleteView.as_view(), name="partner-delete"),
    path(
        "partnerships/<uuid:pk>/milestones/new/",
        views.MilestoneCreateView.as_view(),
        name="milestone-create",
    ),
    path(
        "milestones/<uuid:pk>/edit/",
        views.MilestoneUpdateView.as_view(),
        name="milestone-update",
    ),
    path(
        "milestones/<uuid:pk>/delete/",
        views.MilestoneDeleteView.as_view(),
        name="milestone-delete",
    ),
]
