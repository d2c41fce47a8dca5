"""Addresses of introductions."""

from django.urls import path

from apps.engagement.introductions import views

urlpatterns = [
    path("introductions/", views.IntroductionListView.as_view(), name="introduction-list"),
    path(
        "offers-and-needs/<uuid:pk>/introduce/<uuid:need>/",
        views.IntroduceView.as_view(),
        name="introduction-create",
    ),
    path(
        "introductions/<uuid:pk>/",
        views.IntroductionDetailView.as_view(),
        name="introduction-detail",
    ),
    *(
        path(f"introductions/<uuid:pk>/{verb}/", view.as_view(), name=f"introduction-{verb}")
        for verb, view in (
            ("answer", views.IntroductionAnswerView),
            ("withdraw", views.IntroductionWithdrawView),
            ("conclude", views.IntroductionConcludeView),
        )
    ),
]
