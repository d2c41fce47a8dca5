"""Addresses of questions of the network."""

from django.urls import path

from apps.engagement.nudges import views

urlpatterns = [
    path("asked-by-the-network/", views.NudgeListView.as_view(), name="nudge-list"),
    path("asked-by-the-network/new/", views.NudgeCreateView.as_view(), name="nudge-create"),
    path("asked-by-the-network/<uuid:pk>/", views.NudgeDetailView.as_view(), name="nudge-detail"),
    path(
        "asked-by-the-network/<uuid:pk>/answer/",
        views.NudgeAnswerView.as_view(),
        name="nudge-answer",
    ),
    path(
        "asked-by-the-network/<uuid:pk>/withdraw/",
        views.NudgeWithdrawView.as_view(),
        name="nudge-withdraw",
    ),
]
