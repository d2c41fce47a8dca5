"""Addresses of populations at risk."""

from django.urls import path

from apps.assessments.populations import views

urlpatterns = [
    path("populations/", views.ReadablePopulationsView.as_view(), name="population-list"),
    path(
        "populations/<uuid:pk>/looks/",
        views.PopulationLooksView.as_view(),
        name="population-looks",
    ),
    path("populations/<uuid:pk>/", views.PopulationView.as_view(), name="population-detail"),
    path(
        "populations/<uuid:pk>/edit/",
        views.PopulationUpdateView.as_view(),
        name="population-update",
    ),
    path(
        "populations/<uuid:pk>/readers/",
        views.PopulationReadersView.as_view(),
        name="population-readers",
    ),
    path(
        "<str:reference>/populations/",
        views.PopulationListView.as_view(),
        name="assessment-populations",
    ),
    path(
        "<str:reference>/populations/new/",
        views.PopulationCreateView.as_view(),
        name="population-create",
    ),
]
