"""Every model that carries a State's data, with the factory that makes one for a given institution.

A new model without an entry here fails the suite.
"""

from collections.abc import Callable
from typing import Any

from django.db import models

from apps.accounts.models import Invitation, Membership
from apps.accounts.selectors import actor_for
from apps.actions.bulk_models import BulkChange, BulkItem
from apps.actions.collaboration import (
    ActionComment,
    ActionDependency,
    ActionWatcher,
    ChecklistItem,
    CommentMention,
)
from apps.actions.commitment_models import ActionCommitment
from apps.actions.handover_models import HandoverNote
from apps.actions.import_models import ActionImport, ImportRow, ImportSheet
from apps.actions.models import Action, ActionLink, ActionSeen, ActionUpdate
from apps.actions.series_models import ActionOccurrence, ActionSeries
from apps.actions.stage_models import ActionStage
from apps.actions.template_models import ActionTemplate, TemplateRow
from apps.actions.view_models import DefaultView, SavedView
from apps.appointments.directory_models import DirectoryEntry, DirectoryListing
from apps.appointments.models import Appointment, NationalMechanism
from apps.appointments.publicity_models import PublicPage
from apps.assessments.alert_models import Alert, AlertList, AlertListEntry, Escalation
from apps.assessments.comment_models import FactorComment
from apps.assessments.consultation_models import (
    Consultation,
    ConsultationInvitation,
    ConsultationQuestion,
    ConsultationRecord,
    Submission,
)
from apps.assessments.contribution_models import Contribution, GuestAccess, GuestMail
from apps.assessments.cycle_models import AssessmentPhase
from apps.assessments.event_models import RiskEvent
from apps.assessments.finding_models import IndicatorFinding
from apps.assessments.guest_file_models import GuestFile, SubmissionFile
from apps.assessments.guests.services import guest_actor
from apps.assessments.independent_models import IndependentRating, RatingReply, RatingRequest
from apps.assessments.models import Assessment, AssessmentSnapshot, FactorRating
from apps.assessments.population_models import PopulationAtRisk, PopulationLook
from apps.assessments.report_models import AssessmentReport
from apps.assessments.rerating_models import FactorRerating
from apps.assessments.resilience_models import InhibitorRating, ResilienceStructure
from apps.assessments.unsaved_models import UnsavedText
from apps.correspondence.models import InboundMail, MailAddress
from apps.countries.models import Institution, ReferenceCounter
from apps.engagement.introductions.models import Introduction
from apps.engagement.lessons.models import Lesson
from apps.engagement.meetings.models import Delegate, MeetingCommitment, Participation
from apps.engagement.nudges.models import Nudge
from apps.engagement.offers.models import Support
from apps.engagement.partnerships.models import Milestone, Partner, Partnership
from apps.engagement.trainings.models import Training, TrainingAttendance
from apps.evidence.models import Evidence, Opening, Revision
from apps.recommendations.cluster_models import (
    ClusterMember,
    MidtermDraft,
    RecommendationCluster,
)
from apps.recommendations.models import ProgressReport
from apps.recommendations.received_models import RecommendationProgress, RecommendationWork
from apps.recommendations.strategy_models import StrategyPriority
from apps.recommendations.strategy_text_models import Strategy, StrategyElement, StrategyVersion
from apps.reminders.models import DeadlineAnswer, Digest, Reminder, ReminderRules
from apps.reminders.personal import CalendarEntry, CalendarFeed, Notice
from apps.reports.models import (
    Document,
    DocumentFile,
    DocumentSection,
    DocumentVersion,
    SectionDraft,
)
from apps.treaties.measures.models import DomesticMeasure, MeasureCoverage, RequirementWaiver
from apps.treaties.obligations.models import Occurrence, ReportingObligation
from apps.treaties.plans.models import (
    PlanStage,
    PlanTemplate,
    PlanTemplateStage,
    RatificationPlan,
    StageDependency,
)
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor
from focalpoint.roles import Role
from focalpoint.scope import required_scope
from tests import factories as f

Maker = Callable[[Institution], Any]

# Bookkeeping whose every change would only repeat what another history says.
WITHOUT_HISTORY: dict[type[models.Model], str] = {
    ImportSheet: "a file on its way; the history of its import says what became of it",
    ImportRow: "a row on its way; what it does is in the history of its action",
    ReferenceCounter: "the references themselves are in the history of their records",
    ActionSeen: "when a person last looked; no fact about the State",
    CommentMention: "the history of the comment holds the text that calls the person",
    DefaultView: "what a person's list opens with; no fact about the State",
    BulkChange: "what it did stands in the history of each action",
    BulkItem: "the same",
    AssessmentReport: "a file on its way to one person; the log says who took it",
    Reminder: "the ledger is its own log: rows change state once and are never deleted",
    Digest: "the delivery log",
    Opening: "the log of openings is its own history: rows are never changed or deleted",
    CalendarFeed: "made, read and revoked by one person; the row says when",
    CalendarEntry: "what a calendar was told; the records that it speaks of have their own history",
    PopulationLook: "the log of looks is its own history: rows are never changed or deleted",
    UnsavedText: "what one person has not saved; what they save has its own history",
    GuestAccess: "what opens a page to one person; the row says when",
    Contribution: "a contributor's draft; what they handed in has a history of its own",
    GuestFile: "a contributor's draft; what they handed in has a history of its own",
    GuestMail: "the log of mails to a contributor; the row says when",
    Notice: "what one person was told; the records that it speaks of have their own history",
}


def _as_system(make: Callable[[], Any]) -> Any:
    with acting(SYSTEM, reason="test set-up"):
        return make()


def _counter(office: Institution) -> Any:
    return _as_system(
        lambda: ReferenceCounter.objects.create(country=office.country, series="T", year=2026)
    )


MAKERS: dict[type[models.Model], Maker] = {
    ActionImport: lambda office: f.ActionImportFactory(office=office),
    ImportSheet: lambda office: f.ImportSheetFactory(batch__office=office),
    ImportRow: lambda office: f.ImportRowFactory(sheet__batch__office=office),
    Institution: lambda office: office,
    ReferenceCounter: _counter,
    Membership: lambda office: f.MembershipFactory(institution=office),
    Invitation: lambda office: f.InvitationFactory(institution=office, country=office.country),
    NationalMechanism: lambda office: f.NationalMechanismFactory(office=office),
    Appointment: lambda office: f.AppointmentFactory(office=office),
    DirectoryEntry: lambda office: f.DirectoryEntryFactory(office=office),
    DirectoryListing: lambda office: f.DirectoryListingFactory(office=office),
    PublicPage: lambda office: f.PublicPageFactory(office=office),
    Assessment: lambda office: f.AssessmentFactory(office=office),
    AssessmentPhase: lambda office: f.AssessmentPhaseFactory(assessment__office=office),
    FactorComment: lambda office: f.FactorCommentFactory(rating__assessment__office=office),
    FactorRating: lambda office: f.FactorRatingFactory(assessment__office=office),
    IndicatorFinding: lambda office: f.IndicatorFindingFactory(assessment__office=office),
    InhibitorRating: lambda office: f.InhibitorRatingFactory(assessment__office=office),
    ResilienceStructure: lambda office: f.ResilienceStructureFactory(assessment__office=office),
    Document: lambda office: f.DocumentFactory(office=office),
    DocumentSection: lambda office: f.DocumentSectionFactory(document__office=office),
    SectionDraft: lambda office: f.SectionDraftFactory(section__document__office=office),
    DocumentVersion: lambda office: f.DocumentVersionFactory(office=office),
    DocumentFile: lambda office: f.DocumentFileFactory(document_version__office=office),
    StrategyPriority: lambda office: f.StrategyPriorityFactory(office=office),
    Strategy: lambda office: f.StrategyFactory(office=office),
    StrategyElement: lambda office: f.StrategyElementFactory(strategy__office=office),
    StrategyVersion: lambda office: f.StrategyVersionFactory(office=office),
    RiskEvent: lambda office: f.RiskEventFactory(office=office),
    FactorRerating: lambda office: f.FactorReratingFactory(office=office),
    AssessmentReport: lambda office: f.AssessmentReportFactory(assessment__office=office),
    PopulationAtRisk: lambda office: f.PopulationAtRiskFactory(assessment__office=office),
    PopulationLook: lambda office: f.PopulationLookFactory(population__assessment__office=office),
    UnsavedText: lambda office: f.UnsavedTextFactory(assessment__office=office),
    RatingRequest: lambda office: f.RatingRequestFactory(office=office),
    RatingReply: lambda office: f.RatingReplyFactory(request__office=office),
    # A draft is read and written by the asked institution alone.
    IndependentRating: lambda office: f.IndependentRatingFactory(
        request=f.RatingRequestFactory(
            office=f.InstitutionFactory(country=office.country), institution=office
        )
    ),
    AlertList: lambda office: f.AlertListFactory(office=office),
    AlertListEntry: lambda office: f.AlertListEntryFactory(alert_list__office=office),
    Escalation: lambda office: f.EscalationFactory(event__office=office),
    Alert: lambda office: f.AlertFactory(escalation__event__office=office),
    AssessmentSnapshot: lambda office: f.AssessmentSnapshotFactory(office=office),
    Consultation: lambda office: f.ConsultationFactory(office=office),
    ConsultationQuestion: lambda office: f.ConsultationQuestionFactory(consultation__office=office),
    ConsultationInvitation: lambda office: f.ConsultationInvitationFactory(
        consultation__office=office
    ),
    ConsultationRecord: lambda office: f.ConsultationRecordFactory(office=office),
    Submission: lambda office: f.SubmissionFactory(consultation__office=office),
    GuestAccess: lambda office: f.GuestAccessFactory(invitation__consultation__office=office),
    Contribution: lambda office: f.ContributionFactory(invitation__consultation__office=office),
    GuestMail: lambda office: f.GuestMailFactory(invitation__consultation__office=office),
    GuestFile: lambda office: f.GuestFileFactory(invitation__consultation__office=office),
    SubmissionFile: lambda office: f.SubmissionFileFactory(submission__consultation__office=office),
    ProgressReport: lambda office: f.ProgressReportFactory(office=office),
    RecommendationCluster: lambda office: f.RecommendationClusterFactory(office=office),
    ClusterMember: lambda office: f.ClusterMemberFactory(cluster__office=office),
    MidtermDraft: lambda office: f.MidtermDraftFactory(office=office),
    RecommendationWork: lambda office: f.RecommendationWorkFactory(office=office),
    RecommendationProgress: lambda office: f.RecommendationProgressFactory(office=office),
    Action: lambda office: f.ActionFactory(office=office),
    ActionLink: lambda office: f.ActionLinkFactory(action__office=office),
    ActionStage: lambda office: f.ActionStageFactory(action__office=office),
    ActionCommitment: lambda office: f.ActionCommitmentFactory(action__office=office),
    Participation: lambda office: f.ParticipationFactory(office=office),
    Delegate: lambda office: f.DelegateFactory(participation__office=office),
    MeetingCommitment: lambda office: f.MeetingCommitmentFactory(participation__office=office),
    Lesson: lambda office: f.LessonFactory(office=office),
    Partnership: lambda office: f.PartnershipFactory(office=office),
    Nudge: lambda office: f.NudgeFactory(country=office.country),
    Introduction: lambda office: f.IntroductionFactory(country=office.country),
    Support: lambda office: f.SupportFactory(office=office),
    Partner: lambda office: f.PartnerFactory(partnership__office=office),
    Milestone: lambda office: f.MilestoneFactory(partnership__office=office),
    Training: lambda office: f.TrainingFactory(office=office),
    TrainingAttendance: lambda office: f.TrainingAttendanceFactory(training__office=office),
    ActionUpdate: lambda office: f.ActionUpdateFactory(action__office=office),
    ActionSeen: lambda office: f.ActionSeenFactory(action__office=office),
    ActionComment: lambda office: f.ActionCommentFactory(action__office=office),
    CommentMention: lambda office: f.CommentMentionFactory(comment__action__office=office),
    ChecklistItem: lambda office: f.ChecklistItemFactory(action__office=office),
    ActionDependency: lambda office: f.ActionDependencyFactory(action__office=office),
    ActionWatcher: lambda office: f.ActionWatcherFactory(action__office=office),
    ActionSeries: lambda office: f.ActionSeriesFactory(office=office),
    ActionOccurrence: lambda office: f.ActionOccurrenceFactory(action__office=office),
    ActionTemplate: lambda office: f.ActionTemplateFactory(office=office),
    TemplateRow: lambda office: f.TemplateRowFactory(template__office=office),
    Evidence: lambda office: f.EvidenceFactory(office=office),
    Revision: lambda office: f.RevisionFactory(evidence__office=office),
    Opening: lambda office: f.OpeningFactory(revision__evidence__office=office),
    DomesticMeasure: lambda office: f.DomesticMeasureFactory(office=office),
    MeasureCoverage: lambda office: f.MeasureCoverageFactory(measure__office=office),
    RequirementWaiver: lambda office: f.RequirementWaiverFactory(office=office),
    RatificationPlan: lambda office: f.RatificationPlanFactory(office=office),
    PlanStage: lambda office: f.PlanStageFactory(office=office),
    StageDependency: lambda office: f.StageDependencyFactory(stage__office=office),
    PlanTemplate: lambda office: f.PlanTemplateFactory(office=office),
    PlanTemplateStage: lambda office: f.PlanTemplateStageFactory(template__office=office),
    HandoverNote: lambda office: f.HandoverNoteFactory(office=office),
    SavedView: lambda office: f.SavedViewFactory(office=office),
    DefaultView: lambda office: f.DefaultViewFactory(office=office),
    BulkChange: lambda office: f.BulkChangeFactory(office=office),
    BulkItem: lambda office: f.BulkItemFactory(office=office),
    InboundMail: lambda office: f.InboundMailFactory(institution=office),
    MailAddress: lambda office: f.MailAddressFactory(action__office=office),
    Digest: lambda office: f.DigestFactory(country=office.country),
    Reminder: lambda office: f.ReminderFactory(action__office=office),
    ReminderRules: lambda office: f.ReminderRulesFactory(country=office.country),
    DeadlineAnswer: lambda office: f.DeadlineAnswerFactory(action__office=office),
    Notice: lambda office: f.NoticeFactory(action__office=office),
    ReportingObligation: lambda office: f.ReportingObligationFactory(office=office),
    Occurrence: lambda office: f.OccurrenceFactory(office=office),
    CalendarFeed: lambda office: f.CalendarFeedFactory(institution=office),
    CalendarEntry: lambda office: f.CalendarEntryFactory(feed__institution=office),
}


def reader_of(record: Any, office: Institution) -> Actor:
    """Who reads and writes a record of ``office``: its focal point, or the one it is for."""
    scope = required_scope(type(record))
    if scope.sealed:
        with acting(SYSTEM):
            return guest_actor(record.invitation)
    while scope.through:
        record = getattr(record, scope.through)
        scope = required_scope(type(record))
    if scope.private:
        return actor_for(getattr(record, str(scope.own)))
    return f.actor(Role.FOCAL_POINT, office)
