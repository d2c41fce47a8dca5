"""The kinds of which a public page shows what is public (``apps/dashboards/public``)."""

from apps.appointments.directory_models import DirectoryListing
from apps.appointments.models import NationalMechanism
from apps.assessments.consultation_models import ConsultationRecord
from apps.assessments.models import AssessmentSnapshot
from apps.engagement.lessons.models import Lesson
from apps.engagement.meetings.models import Participation
from apps.engagement.offers.models import Support
from apps.engagement.partnerships.models import Partnership
from apps.engagement.trainings.models import Training
from apps.recommendations.models import ProgressReport
from apps.recommendations.received_models import RecommendationProgress
from apps.recommendations.strategy_text_models import StrategyVersion
from apps.reports.models import DocumentVersion
from apps.treaties.measures.models import DomesticMeasure
from focalpoint.published import publish

publish(
    AssessmentSnapshot,
    ConsultationRecord,
    DirectoryListing,
    DocumentVersion,
    DomesticMeasure,
    Lesson,
    NationalMechanism,
    Participation,
    Partnership,
    ProgressReport,
    RecommendationProgress,
    StrategyVersion,
    Support,
    Training,
)
