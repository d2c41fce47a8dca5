"""Addresses of the focal point's office for its consultations."""

from django.urls import path

from apps.assessments.consultations.invitation_views import InvitationView, InviteView
from apps.assessments.consultations.question_views import QuestionCreateView, QuestionUpdateView
from apps.assessments.consultations.steps import ConsultationStepView
from apps.assessments.consultations.submission_views import (
    AnswersView,
    ConsultationRecordView,
    SubmissionView,
)
from apps.assessments.consultations.views import (
    ConsultationCreateView,
    ConsultationDetailView,
    ConsultationListView,
    ConsultationUpdateView,
)
from apps.assessments.guest_files.views import SubmissionFileView, TakeUpView

CONSULTATION = "consultations/<uuid:pk>/"
consultation_patterns = [
    path(
        "consultations/published/<uuid:pk>/",
        ConsultationRecordView.as_view(),
        name="consultation-record",
    ),
    path(CONSULTATION, ConsultationDetailView.as_view(), name="consultation-detail"),
    path(f"{CONSULTATION}edit/", ConsultationUpdateView.as_view(), name="consultation-update"),
    path(f"{CONSULTATION}questions/new/", QuestionCreateView.as_view(), name="question-create"),
    path(
        f"{CONSULTATION}questions/<uuid:question>/",
        QuestionUpdateView.as_view(),
        name="question-update",
    ),
    path(f"{CONSULTATION}invite/", InviteView.as_view(), name="consultation-invite"),
    path(
        f"{CONSULTATION}people/<uuid:invitation>/",
        InvitationView.as_view(),
        name="consultation-invitation",
    ),
    path(f"{CONSULTATION}answers/", AnswersView.as_view(), name="consultation-answers"),
    path(
        f"{CONSULTATION}answers/<uuid:submission>/",
        SubmissionView.as_view(),
        name="submission-detail",
    ),
    path(
        f"{CONSULTATION}answers/<uuid:submission>/files/<uuid:file>/",
        SubmissionFileView.as_view(),
        name="submission-file",
    ),
    path(
        f"{CONSULTATION}answers/<uuid:submission>/files/<uuid:file>/take-up/",
        TakeUpView.as_view(),
        name="submission-take-up",
    ),
    path(f"{CONSULTATION}<slug:step>/", ConsultationStepView.as_view(), name="consultation-step"),
    path(
        "<str:reference>/consultations/",
        ConsultationListView.as_view(),
        name="consultation-list",
    ),
    path(
        "<str:reference>/consultations/new/",
        ConsultationCreateView.as_view(),
        name="consultation-create",
    ),
]
