"""Pages of assessments."""

from django.urls import include, path

from apps.assessments import views
from apps.assessments.charts.views import AssessmentChartsView, SnapshotChartsView
from apps.assessments.comments.views import FactorCommentsView
from apps.assessments.consultations.urls import consultation_patterns
from apps.assessments.cycle.views import CalendarView, CycleView, PhaseMoveView
from apps.assessments.findings.views import FindingListView, FindingView
from apps.assessments.rating_views import FactorRateView
from apps.assessments.report.views import (
    AssessmentReportView,
    ReportFileView,
    ReportView,
    SnapshotReportView,
)
from apps.assessments.resilience.views import (
    InhibitorView,
    ResilienceView,
    StructureCreateView,
    StructureUpdateView,
)
from apps.assessments.sharing_views import SnapshotShareView
from apps.assessments.steps import AssessmentTransitionView
from apps.assessments.succession.views import CorrectView, NextCycleView
from apps.assessments.unsaved.views import OthersWritingView, UnsavedTextView

urlpatterns = [
    *consultation_patterns,
    path("", views.AssessmentListView.as_view(), name="assessment-list"),
    path("new/", views.AssessmentCreateView.as_view(), name="assessment-create"),
    path("approved/", views.SnapshotListView.as_view(), name="snapshot-list"),
    path("approved/<uuid:pk>/", views.SnapshotDetailView.as_view(), name="snapshot-detail"),
    path("approved/<uuid:pk>/charts/", SnapshotChartsView.as_view(), name="snapshot-charts"),
    path("approved/<uuid:pk>/report/", SnapshotReportView.as_view(), name="snapshot-report"),
    path("approved/<uuid:pk>/share/", SnapshotShareView.as_view(), name="snapshot-share"),
    path("reports/<uuid:pk>/", ReportView.as_view(), name="report-detail"),
    path("reports/<uuid:pk>/file/", ReportFileView.as_view(), name="report-file"),
    path("", include("apps.assessments.events.urls")),
    path("", include("apps.assessments.populations.urls")),
    path("", include("apps.assessments.rerating.urls")),
    path("", include("apps.assessments.independent.urls")),
    path("<str:reference>/", views.AssessmentDetailView.as_view(), name="assessment-detail"),
    path("<str:reference>/edit/", views.AssessmentUpdateView.as_view(), name="assessment-update"),
    path(
        "<str:reference>/preview/",
        views.AssessmentPreviewView.as_view(),
        name="assessment-preview",
    ),
    path("<str:reference>/next/", NextCycleView.as_view(), name="assessment-next"),
    path("<str:reference>/correct/", CorrectView.as_view(), name="assessment-correct"),
    path("<str:reference>/cycle/", CycleView.as_view(), name="assessment-cycle"),
    path("<str:reference>/cycle/phase/", PhaseMoveView.as_view(), name="assessment-phase"),
    path("<str:reference>/cycle/calendar/", CalendarView.as_view(), name="assessment-calendar"),
    path("<str:reference>/findings/", FindingListView.as_view(), name="assessment-findings"),
    path("<str:reference>/report/", AssessmentReportView.as_view(), name="assessment-report"),
    path("<str:reference>/charts/", AssessmentChartsView.as_view(), name="assessment-charts"),
    path("<str:reference>/resilience/", ResilienceView.as_view(), name="assessment-resilience"),
    path("<str:reference>/inhibitors/<str:code>/", InhibitorView.as_view(), name="inhibitor-rate"),
    path("<str:reference>/structures/new/", StructureCreateView.as_view(), name="structure-create"),
    path(
        "<str:reference>/structures/<uuid:pk>/",
        StructureUpdateView.as_view(),
        name="structure-update",
    ),
    path("<str:reference>/factors/<str:code>/", FactorRateView.as_view(), name="factor-rate"),
    path(
        "<str:reference>/unsaved/<slug:part>/<str:code>/",
        UnsavedTextView.as_view(),
        name="unsaved-text",
    ),
    path(
        "<str:reference>/unsaved/<slug:part>/<str:code>/others/",
        OthersWritingView.as_view(),
        name="others-writing",
    ),
    path(
        "<str:reference>/factors/<str:code>/comments/",
        FactorCommentsView.as_view(),
        name="factor-comments",
    ),
    path(
        "<str:reference>/factors/<str:code>/indicators/<str:indicator>/",
        FindingView.as_view(),
        name="finding",
    ),
    path(
        "<str:reference>/<slug:step>/",
        AssessmentTransitionView.as_view(),
        name="assessment-transition",
    ),
]
