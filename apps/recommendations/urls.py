"""Pages of progress on the recommendations."""

from django.urls import include, path

from apps.recommendations import views
from apps.recommendations.approval_views import ProgressApproveView, ProgressShareView
from apps.recommendations.record.views import (
    DifferencesView,
    RecordMarksView,
    RecordView,
    StepRecordView,
)

urlpatterns = [
    path("", include("apps.recommendations.strategy.urls")),
    path("", include("apps.recommendations.received.urls")),
    path("progress/", views.ProgressView.as_view(), name="progress"),
    path("progress/record/", RecordView.as_view(), name="progress-record"),
    path("progress/record/marks/", RecordMarksView.as_view(), name="progress-record-marks"),
    path(
        "progress/record/differences/",
        DifferencesView.as_view(),
        name="progress-differences",
    ),
    path(
        "progress/reports/<uuid:pk>/approve/",
        ProgressApproveView.as_view(),
        name="progress-approve",
    ),
    path(
        "progress/reports/<uuid:pk>/share/",
        ProgressShareView.as_view(),
        name="progress-share",
    ),
    path("progress/<str:code>/", views.ProgressStepView.as_view(), name="progress-step"),
    path("progress/<str:code>/record/", StepRecordView.as_view(), name="progress-step-record"),
    path("progress/<str:code>/report/", views.ProgressReportView.as_view(), name="progress-report"),
]
