"""Addresses of independent ratings: those of the asked institution, and those of the office."""

from django.urls import path

from apps.assessments.asked import views as asked_views
from apps.assessments.independent import views
from apps.assessments.unsaved.views import AskedOthersView, AskedTextView

urlpatterns = [
    path("asked/", asked_views.AskedListView.as_view(), name="asked-ratings"),
    path("asked/<uuid:pk>/", asked_views.AskedView.as_view(), name="asked-rating"),
    path("asked/<uuid:pk>/hand-in/", asked_views.HandInView.as_view(), name="asked-hand-in"),
    path(
        "asked/<uuid:pk>/factors/<str:code>/",
        asked_views.AskedFactorView.as_view(),
        name="asked-factor",
    ),
    path("asked/<uuid:pk>/unsaved/<str:code>/", AskedTextView.as_view(), name="asked-unsaved-text"),
    path(
        "asked/<uuid:pk>/unsaved/<str:code>/others/",
        AskedOthersView.as_view(),
        name="asked-others-writing",
    ),
    path("asked/<uuid:pk>/remind/", views.RemindView.as_view(), name="rating-remind"),
    path(
        "asked/<uuid:pk>/steps/<slug:step>/",
        views.RequestStepView.as_view(),
        name="rating-step",
    ),
    path(
        "<str:reference>/independent/",
        views.IndependentView.as_view(),
        name="assessment-independent",
    ),
    path("<str:reference>/independent/ask/", views.AskView.as_view(), name="independent-ask"),
]
