"""Addresses of offers and needs."""

from django.urls import path

from apps.engagement.approval.addresses import record_urls
from apps.engagement.offers import views

urlpatterns = [
    path("offers-and-needs/matches/", views.MatchesView.as_view(), name="support-matches"),
    *record_urls("support", "offers-and-needs", views, "Support"),
    path(
        "offers-and-needs/<uuid:pk>/close/", views.SupportCloseView.as_view(), name="support-close"
    ),
]
