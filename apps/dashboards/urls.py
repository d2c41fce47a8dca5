"""Addresses of the workplaces and of the network's pages."""

from django.urls import include, path

from apps.dashboards import (
    change_views,
    group_views,
    growth_views,
    matrix_views,
    ministry,
    network,
    official,
    planner_views,
    trend_views,
)

urlpatterns = [
    path("", include("apps.dashboards.public.urls")),
    path("my-work/", official.MyWorkView.as_view(), name="my-work"),
    path("ministry/", ministry.MinistryView.as_view(), name="ministry"),
    path(
        "states/<slug:code>/fact-sheet/",
        ministry.StateFactSheetView.as_view(),
        name="state-fact-sheet",
    ),
    path("ministry/waiting/", ministry.MinistryWaitingView.as_view(), name="ministry-waiting"),
    path("planner/", planner_views.PlannerView.as_view(), name="planner"),
    path("planner/pdf/", planner_views.PlannerPdfView.as_view(), name="planner-pdf"),
    path("planner/ics/", planner_views.PlannerCalendarView.as_view(), name="planner-ics"),
    path("changes/", change_views.ChangesView.as_view(), name="changes"),
    path("network/", matrix_views.NetworkView.as_view(), name="network"),
    path("network/treaties/", matrix_views.NetworkTreatiesView.as_view(), name="network-treaties"),
    path(
        "network/assessments/",
        matrix_views.NetworkAssessmentsView.as_view(),
        name="network-assessments",
    ),
    path(
        "network/engagement/",
        matrix_views.NetworkEngagementView.as_view(),
        name="network-engagement",
    ),
    path("network/groups/", group_views.NetworkGroupsView.as_view(), name="network-groups"),
    path(
        "network/no-ranking/",
        group_views.WhyNoRankingView.as_view(),
        name="network-no-ranking",
    ),
    path("network/trends/", trend_views.NetworkTrendsView.as_view(), name="network-trends"),
    path(
        "network/trends/steps/",
        trend_views.NetworkStepTrendsView.as_view(),
        name="network-trends-steps",
    ),
    path("network/growth/", growth_views.NetworkGrowthView.as_view(), name="network-growth"),
    path("network/map/", network.NetworkMapView.as_view(), name="network-map"),
    path("network/map/data/", network.NetworkMapDataView.as_view(), name="network-map-data"),
    path("network/focal-points/", network.VacanciesView.as_view(), name="network-vacancies"),
    path("network/states/<str:code>/", network.NetworkStateView.as_view(), name="network-state"),
]
