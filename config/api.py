"""The API's address map."""

from django.urls import path, re_path
from rest_framework.routers import SimpleRouter

from apps.accounts.api import MeView
from apps.actions.api import ActionLinkViewSet, ActionUpdateViewSet, ActionViewSet
from apps.actions.bulk_api import BulkChangeViewSet, BulkItemViewSet
from apps.actions.collaboration_api import (
    ActionCommentViewSet,
    ActionDependencyViewSet,
    ActionWatcherViewSet,
    ChecklistItemViewSet,
)
from apps.actions.series_api import ActionSeriesViewSet
from apps.actions.template_api import (
    TemplateApiView,
    TemplateListApiView,
    TemplateStartApiView,
)
from apps.actions.view_api import SavedViewViewSet
from apps.appointments.api import AppointmentViewSet, MechanismViewSet
from apps.appointments.directory.api import DirectoryViewSet
from apps.assessments.alerts.api import AlertViewSet, EscalationViewSet
from apps.assessments.api import AssessmentViewSet, RatingViewSet, SnapshotViewSet
from apps.assessments.comments.api import CommentViewSet
from apps.assessments.consultations.api import (
    ConsultationViewSet,
    ContributorViewSet,
    QuestionViewSet,
    SubmissionViewSet,
)
from apps.assessments.cycle.api import PhaseViewSet
from apps.assessments.events.api import EventViewSet
from apps.assessments.findings.api import FindingViewSet
from apps.assessments.independent.api import IndependentRatingViewSet, RatingRequestViewSet
from apps.assessments.populations.api import PopulationViewSet
from apps.assessments.report.api import ReportViewSet
from apps.assessments.rerating.api import LevelsInForceView, ReratingViewSet
from apps.assessments.resilience.api import InhibitorViewSet, StructureViewSet
from apps.catalogue.api import FrameworkViewSet, ItemViewSet
from apps.countries.api import CountryViewSet, InstitutionViewSet, OrganisationViewSet
from apps.dashboards.api import StepsMatrixView, TreatiesMatrixView
from apps.dashboards.change_api import ChangesApiView
from apps.dashboards.group_api import GroupsView
from apps.dashboards.network_api import AssessmentsMatrixView, EngagementMatrixView
from apps.engagement.api import UprSessionViewSet, UprSlotViewSet
from apps.engagement.introductions.api import IntroductionViewSet
from apps.engagement.lessons.api import LessonViewSet
from apps.engagement.meetings.api import (
    CommitmentViewSet,
    DelegateViewSet,
    GatheringViewSet,
    ParticipationViewSet,
)
from apps.engagement.nudges.api import NudgeViewSet
from apps.engagement.offers.api import SupportViewSet
from apps.engagement.partnerships.api import (
    MilestoneViewSet,
    PartnershipViewSet,
    PartnerViewSet,
)
from apps.engagement.trainings.api import AttendanceViewSet, TrainingViewSet
from apps.evidence.api import EvidenceViewSet, RevisionViewSet
from apps.recommendations.api import ProgressReportViewSet
from apps.recommendations.received.api import (
    ReceivedReportViewSet,
    ReceivedViewSet,
    ReceivedWorkViewSet,
)
from apps.recommendations.record.api import RecordApiView
from apps.recommendations.strategy.api import (
    PriorityViewSet,
    StrategyGapsApiView,
    StrategyVersionViewSet,
)
from apps.reminders.api import ReminderViewSet
from apps.reminders.inbox_api import InboxApiView, InboxMarkApiView
from apps.reports.api import DocumentVersionViewSet, DocumentViewSet
from apps.reports.section_api import SectionViewSet
from apps.treaties.api import TreatyActionViewSet, TreatyStatusView, TreatyViewSet
from apps.treaties.change_api import TreatyChangesView
from apps.treaties.measures.api import CoverageViewSet, MeasureViewSet, RequirementViewSet
from apps.treaties.obligations.api import ObligationViewSet, OccurrenceViewSet
from apps.treaties.plans.api import PlanViewSet, StageViewSet
from apps.treaties.statements.api import TreatyStatementViewSet
from focalpoint.api.addresses import by_first_part
from focalpoint.api.docs import DocsView, SchemaView
from focalpoint.api.views import NotFoundView

router = SimpleRouter(use_regex_path=False)
router.register("countries", CountryViewSet, "api-country")
router.register("organisations", OrganisationViewSet, "api-organisation")
router.register("institutions", InstitutionViewSet, "api-institution")
router.register("frameworks", FrameworkViewSet, "api-framework")
router.register("items", ItemViewSet, "api-item")
router.register("treaties", TreatyViewSet, "api-treaty")
router.register("treaty-actions", TreatyActionViewSet, "api-treaty-action")
router.register("treaty-requirements", RequirementViewSet, "api-requirement")
router.register("domestic-measures", MeasureViewSet, "api-measure")
router.register(
    "domestic-measures/<uuid:parent_id>/coverage", CoverageViewSet, "api-measure-coverage"
)
router.register("ratification-plans", PlanViewSet, "api-plan")
router.register("ratification-plans/<uuid:parent_id>/stages", StageViewSet, "api-plan-stage")
router.register("treaty-statements", TreatyStatementViewSet, "api-treaty-statement")
router.register("obligations", ObligationViewSet, "api-obligation")
router.register("obligation-dates", OccurrenceViewSet, "api-occurrence")
router.register("recommendations-received", ReceivedViewSet, "api-received")
router.register("recommendation-work", ReceivedWorkViewSet, "api-received-work")
router.register("recommendation-reports", ReceivedReportViewSet, "api-received-report")
router.register("upr/sessions", UprSessionViewSet, "api-upr-session")
router.register("upr/slots", UprSlotViewSet, "api-upr-slot")
router.register("meetings", GatheringViewSet, "api-gathering")
router.register("participations", ParticipationViewSet, "api-participation")
router.register("participations/<uuid:parent_id>/delegates", DelegateViewSet, "api-delegate")
router.register("participations/<uuid:parent_id>/commitments", CommitmentViewSet, "api-commitment")
router.register("partnerships", PartnershipViewSet, "api-partnership")
router.register("partnerships/<uuid:parent_id>/partners", PartnerViewSet, "api-partner")
router.register("partnerships/<uuid:parent_id>/milestones", MilestoneViewSet, "api-milestone")
router.register("trainings", TrainingViewSet, "api-training")
router.register("trainings/<uuid:parent_id>/attendance", AttendanceViewSet, "api-attendance")
router.register("lessons", LessonViewSet, "api-lesson")
router.register("offers-and-needs", SupportViewSet, "api-support")
router.register("introductions", IntroductionViewSet, "api-introduction")
router.register("nudges", NudgeViewSet, "api-nudge")
router.register("actions", ActionViewSet, "api-action")
router.register("actions/<uuid:parent_id>/updates", ActionUpdateViewSet, "api-action-update")
router.register("actions/<uuid:parent_id>/links", ActionLinkViewSet, "api-action-link")
router.register("actions/<uuid:parent_id>/comments", ActionCommentViewSet, "api-action-comment")
router.register("actions/<uuid:parent_id>/checklist", ChecklistItemViewSet, "api-checklist-item")
router.register(
    "actions/<uuid:parent_id>/dependencies", ActionDependencyViewSet, "api-action-dependency"
)
router.register("actions/<uuid:parent_id>/watchers", ActionWatcherViewSet, "api-action-watcher")
router.register("actions/bulk", BulkChangeViewSet, "api-bulk-change")
router.register("actions/bulk/<uuid:parent_id>/items", BulkItemViewSet, "api-bulk-item")
router.register("saved-views", SavedViewViewSet, "api-saved-view")
router.register("action-series", ActionSeriesViewSet, "api-action-series")
router.register("progress-reports", ProgressReportViewSet, "api-progress-report")
router.register("documents", DocumentViewSet, "api-document")
router.register("documents/<uuid:parent_id>/sections", SectionViewSet, "api-document-section")
router.register("document-versions", DocumentVersionViewSet, "api-document-version")
router.register("strategy/priorities", PriorityViewSet, "api-priority")
router.register("strategy/versions", StrategyVersionViewSet, "api-strategy-version")
router.register("assessments", AssessmentViewSet, "api-assessment")
router.register("assessments/<uuid:parent_id>/ratings", RatingViewSet, "api-rating")
router.register("assessments/<uuid:parent_id>/comments", CommentViewSet, "api-factor-comment")
router.register("assessments/<uuid:parent_id>/phases", PhaseViewSet, "api-assessment-phase")
router.register("assessments/<uuid:parent_id>/findings", FindingViewSet, "api-finding")
router.register("assessments/<uuid:parent_id>/inhibitors", InhibitorViewSet, "api-inhibitor-rating")
router.register("assessments/<uuid:parent_id>/structures", StructureViewSet, "api-structure")
router.register("rating-requests", RatingRequestViewSet, "api-rating-request")
router.register(
    "rating-requests/<uuid:parent_id>/ratings", IndependentRatingViewSet, "api-independent-rating"
)
router.register("events", EventViewSet, "api-event")
router.register("events/<uuid:parent_id>/escalations", EscalationViewSet, "api-escalation")
router.register("escalations/<uuid:parent_id>/alerts", AlertViewSet, "api-alert")
router.register("factor-reratings", ReratingViewSet, "api-rerating")
router.register("snapshots", SnapshotViewSet, "api-snapshot")
router.register("assessment-reports", ReportViewSet, "api-assessment-report")
router.register("populations", PopulationViewSet, "api-population")
router.register("consultations", ConsultationViewSet, "api-consultation")
router.register("consultations/<uuid:parent_id>/questions", QuestionViewSet, "api-question")
router.register("consultations/<uuid:parent_id>/people", ContributorViewSet, "api-contributor")
router.register("consultations/<uuid:parent_id>/answers", SubmissionViewSet, "api-submission")
router.register("mechanisms", MechanismViewSet, "api-mechanism")
router.register("appointments", AppointmentViewSet, "api-appointment")
router.register("directory", DirectoryViewSet, "api-directory")
router.register("evidence", EvidenceViewSet, "api-evidence")
router.register("evidence/<uuid:parent_id>/revisions", RevisionViewSet, "api-revision")
router.register("reminders", ReminderViewSet, "api-reminder")

single = [
    path("schema/", SchemaView.as_view(), name="api-schema"),
    path("docs/", DocsView.as_view(), name="api-docs"),
    path("me/", MeView.as_view(), name="api-me"),
    path("inbox/", InboxApiView.as_view(), name="api-inbox"),
    path("inbox/mark/", InboxMarkApiView.as_view(), name="api-inbox-mark"),
    path("action-templates/", TemplateListApiView.as_view(), name="api-template-list"),
    path("action-templates/<str:key>/", TemplateApiView.as_view(), name="api-template-detail"),
    path(
        "action-templates/<str:key>/start/",
        TemplateStartApiView.as_view(),
        name="api-template-start",
    ),
    path("progress/record/", RecordApiView.as_view(), name="api-progress-record"),
    path(
        "countries/<str:code>/levels-in-force/",
        LevelsInForceView.as_view(),
        name="api-levels-in-force",
    ),
    path("changes/", ChangesApiView.as_view(), name="api-changes"),
    path(
        "matrix/assessments/",
        AssessmentsMatrixView.as_view(),
        name="api-matrix-assessments",
    ),
    path("matrix/engagement/", EngagementMatrixView.as_view(), name="api-matrix-engagement"),
    path("matrix/groups/", GroupsView.as_view(), name="api-matrix-groups"),
    path("matrix/steps/", StepsMatrixView.as_view(), name="api-matrix-steps"),
    path("matrix/treaties/", TreatiesMatrixView.as_view(), name="api-matrix-treaties"),
    path("strategy/gaps/", StrategyGapsApiView.as_view(), name="api-strategy-gaps"),
    path("treaty-changes/", TreatyChangesView.as_view(), name="api-treaty-changes"),
    path("treaty-status/", TreatyStatusView.as_view(), name="api-treaty-status"),
]

urlpatterns = [
    *by_first_part([*single, *router.urls]),
    re_path(r"^.*$", NotFoundView.as_view(), name="api-unknown"),
]
