"""Addresses of ratification plans."""

from django.urls import path

from apps.treaties.plans import deposit_views, stage_views, views
from apps.treaties.plans.card_views import PlanCardView
from apps.treaties.plans.start_views import PlanStartView
from apps.treaties.plans.template_views import PlanTemplateView

urlpatterns = [
    path("treaties/plans/", views.PlanListView.as_view(), name="plan-list"),
    path("treaties/plans/template/", PlanTemplateView.as_view(), name="plan-template"),
    path(
        "treaties/plans/stages/export/", views.StageExportView.as_view(), name="plan-stage-export"
    ),
    path("treaties/plans/<uuid:pk>/", views.PlanDetailView.as_view(), name="plan-detail"),
    path("treaties/plans/<uuid:pk>/edit/", views.PlanUpdateView.as_view(), name="plan-update"),
    path("treaties/plans/<uuid:pk>/history/", views.PlanHistoryView.as_view(), name="plan-history"),
    path("treaties/plans/<uuid:pk>/drop/", views.PlanDropView.as_view(), name="plan-drop"),
    path(
        "treaties/plans/<uuid:pk>/deposit/",
        deposit_views.PlanDepositView.as_view(),
        name="plan-deposit",
    ),
    path(
        "treaties/plans/<uuid:pk>/retract/",
        deposit_views.PlanRetractView.as_view(),
        name="plan-retract",
    ),
    path("treaties/plans/<uuid:pk>/resume/", views.PlanResumeView.as_view(), name="plan-resume"),
    path(
        "treaties/plans/<uuid:pk>/stages/new/",
        stage_views.StageCreateView.as_view(),
        name="stage-create",
    ),
    path("treaties/stages/<uuid:pk>/", stage_views.StageDetailView.as_view(), name="stage-detail"),
    path(
        "treaties/stages/<uuid:pk>/edit/",
        stage_views.StageUpdateView.as_view(),
        name="stage-update",
    ),
    path(
        "treaties/stages/<uuid:pk>/status/",
        stage_views.StageTransitionView.as_view(),
        name="stage-transition",
    ),
    path("treaties/<str:code>/plan/card/", PlanCardView.as_view(), name="plan-card"),
    path("treaties/<str:code>/plan/", PlanStartView.as_view(), name="plan-start"),
]
