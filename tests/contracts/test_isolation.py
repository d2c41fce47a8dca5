"""For every model: what another State sees, writes, moves and links, with all filters off.

These tests use neither ``visible_to`` nor a service: row-level security alone must hold.
"""

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction

from apps.accounts.models import Invitation, Membership
from apps.actions.collaboration import (
    ActionComment,
    ActionDependency,
    ActionWatcher,
    ChecklistItem,
)
from apps.actions.commitment_models import ActionCommitment
from apps.actions.handover_models import HandoverNote
from apps.actions.import_models import ActionImport
from apps.actions.models import Action, ActionLink, ActionUpdate
from apps.actions.series_models import ActionOccurrence, ActionSeries
from apps.actions.stage_models import ActionStage
from apps.actions.template_models import ActionTemplate, TemplateRow
from apps.actions.view_models import SavedView
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
from apps.assessments.cycle_models import AssessmentPhase
from apps.assessments.event_models import RiskEvent
from apps.assessments.finding_models import IndicatorFinding
from apps.assessments.guest_file_models import SubmissionFile
from apps.assessments.independent_models import IndependentRating, RatingReply, RatingRequest
from apps.assessments.models import Assessment, AssessmentSnapshot, FactorRating
from apps.assessments.population_models import PopulationAtRisk
from apps.assessments.rerating_models import FactorRerating
from apps.assessments.resilience_models import InhibitorRating, ResilienceStructure
from apps.correspondence.models import InboundMail, MailAddress
from apps.countries.models import Institution
from apps.engagement.introductions.models import Introduction
from apps.engagement.lessons.models import Lesson
from apps.engagement.meetings.models import Delegate, MeetingCommitment, Participation
from apps.engagement.nudges.models import Nudge
from apps.engagement.offers.models import Support
from apps.engagement.partnerships.models import Milestone, Partner, Partnership
from apps.engagement.trainings.models import Training, TrainingAttendance
from apps.evidence.models import Evidence, Revision
from apps.recommendations.cluster_models import ClusterMember, MidtermDraft, RecommendationCluster
from apps.recommendations.models import ProgressReport
from apps.recommendations.received_models import RecommendationProgress, RecommendationWork
from apps.recommendations.strategy_models import StrategyPriority
from apps.recommendations.strategy_text_models import Strategy, StrategyElement, StrategyVersion
from apps.reminders.models import DeadlineAnswer, ReminderRules
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
from focalpoint.acting import acting, nobody_acting
from focalpoint.actors import SYSTEM
from focalpoint.db.rls import history_models, scoped_models
from focalpoint.roles import Role
from focalpoint.scope import parent_of, required_scope, scope_filter
from tests.contracts.records import MAKERS, WITHOUT_HISTORY, reader_of
from tests.factories import InstitutionFactory, actor

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

HISTORY = {history.pgh_tracked_model: history for history in history_models()}


def models_where(condition):
    return pytest.mark.parametrize(
        "model", [m for m in scoped_models() if condition(m)], ids=lambda m: m._meta.label
    )


every_model = models_where(lambda model: True)
# Names of institutions are a directory that the network reads.
every_secret_model = models_where(lambda model: not required_scope(model).directory)
# What stands between States and the network's coordinators is read by both (``test_parties``).
every_own_model = models_where(
    lambda model: not required_scope(model).directory and not required_scope(model).parties
)
# A field that may change in each tracked model; the others are append-only.
CHANGES = {
    Institution: {"name": "Changed"},
    Membership: {"ends_on": dt.date(2030, 1, 1)},
    Invitation: {"name": "Changed"},
    NationalMechanism: {"name": "Changed"},
    Appointment: {"rank": "Changed"},
    DirectoryEntry: {"phone": "+233 30 200"},
    DirectoryListing: {"rank": "Changed"},
    PublicPage: {"visibility": "public"},
    Assessment: {"title": "Changed"},
    AssessmentPhase: {"planned_end": dt.date(2030, 1, 1)},
    FactorComment: {"settled_at": dt.datetime(2030, 1, 1, tzinfo=dt.UTC)},
    FactorRating: {"narrative": "Changed"},
    IndicatorFinding: {"note": "Changed"},
    InhibitorRating: {"narrative": "Changed"},
    PopulationAtRisk: {"why": "Changed"},
    ResilienceStructure: {"gap": "Changed"},
    RiskEvent: {"place": "Changed"},
    FactorRerating: {"visibility": "network"},
    RatingRequest: {"question": "Changed"},
    RatingReply: {"given_back_reason": "Changed"},
    IndependentRating: {"narrative": "Changed"},
    AlertList: {"chosen_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)},
    Alert: {"acknowledged_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)},
    Escalation: {
        "outcome": "act",
        "decision": "Changed",
        "decided_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    },
    AssessmentSnapshot: {"visibility": "network"},
    Consultation: {"title": "Changed"},
    ConsultationQuestion: {"text": "Changed"},
    ConsultationInvitation: {"name": "Changed"},
    ConsultationRecord: {"visibility": "network"},
    Submission: {"response": "Changed"},
    ProgressReport: {"visibility": "network"},
    Document: {"title": "Changed"},
    DocumentSection: {"text": "Changed"},
    SectionDraft: {"attempts": 2},
    DocumentVersion: {"visibility": "network"},
    StrategyPriority: {"title": "Changed"},
    Strategy: {"title": "Changed"},
    StrategyElement: {"text": "Changed"},
    StrategyVersion: {"visibility": "network"},
    Action: {"title": "Changed"},
    ActionImport: {"problem": "Changed"},
    InboundMail: {"detail": "Changed"},
    MailAddress: {"edition": 7},
    ActionComment: {"text": "Changed"},
    ChecklistItem: {"text": "Changed"},
    ActionSeries: {"interval": 2},
    ActionTemplate: {"title": "Changed"},
    TemplateRow: {"title": "Changed"},
    ReminderRules: {"tell_deputy_after": 1},
    DeadlineAnswer: {"snoozed_until": dt.date(2030, 1, 1)},
    Evidence: {"title": "Changed"},
    Revision: {"damaged_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)},
    SavedView: {"name": "Changed"},
    DomesticMeasure: {"law": "Changed"},
    MeasureCoverage: {"extent": "partly"},
    RequirementWaiver: {"why": "Changed"},
    RatificationPlan: {"note": "Changed"},
    PlanStage: {"title": "Changed"},
    PlanTemplate: {"visibility": "network"},
    PlanTemplateStage: {"title": "Changed"},
    ReportingObligation: {"note": "Changed"},
    Occurrence: {"note": "Changed"},
    Participation: {"outcome": "Changed"},
    Lesson: {"advice": "Changed"},
    Support: {"details": "Changed"},
    Nudge: {"answer": "Changed"},
    Introduction: {"outcome": "Changed"},
    Partnership: {"outcome": "Changed"},
    Partner: {"name": "Changed"},
    Milestone: {"title": "Changed"},
    Training: {"outcome": "Changed"},
    TrainingAttendance: {"number": 7},
    Delegate: {"rank": "Changed"},
    MeetingCommitment: {"text": "Changed"},
    RecommendationCluster: {"title": "Changed"},
    RecommendationProgress: {"visibility": "network"},
    RecommendationWork: {"note": "Changed"},
    MidtermDraft: {"number": 7},
    SubmissionFile: {"name": "changed.txt"},
}
APPEND_ONLY = {
    AlertListEntry,
    ActionUpdate,
    ActionLink,
    ActionDependency,
    ActionOccurrence,
    ActionWatcher,
    HandoverNote,
    StageDependency,
    ActionStage,
    ActionCommitment,
    ClusterMember,
    DocumentFile,
}
foreign_roles = pytest.mark.parametrize(
    "role",
    [Role.FOCAL_POINT, Role.OFFICIAL, Role.MINISTRY_OFFICER, Role.CONTRIBUTOR, Role.AUDITOR],
)


@pytest.fixture
def office():
    return InstitutionFactory()


@pytest.fixture
def abroad():
    return InstitutionFactory()


@pytest.fixture
def record(model, office):
    return MAKERS[model](office)


def rows(model, pk):
    return model._base_manager.filter(pk=pk)


@every_secret_model
@foreign_roles
def test_another_state_sees_nothing_of_it(model, record, role, abroad):
    with acting(actor(role, abroad)):
        assert not rows(model, record.pk).exists()
        if model in HISTORY:
            assert not HISTORY[model].objects.filter(pgh_obj_id=record.pk).exists()


@every_own_model
@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.AUDITOR])
def test_the_network_sees_nothing_that_is_not_shared(model, record, role):
    with acting(actor(role)):
        assert not rows(model, record.pk).exists()
        if model in HISTORY:
            assert not HISTORY[model].objects.filter(pgh_obj_id=record.pk).exists()


def stays_at_home(model):
    """A part that is not shared, however far its whole is."""
    scope = required_scope(model)
    return scope.through and (not scope.shared or stays_at_home(parent_of(model)))


def whole_of(record):
    while required_scope(type(record)).through:
        record = getattr(record, required_scope(type(record)).through)
    return record


@models_where(stays_at_home)
@pytest.mark.parametrize("level", ["network", "public"])
def test_what_is_internal_stays_so_when_its_whole_is_shared(model, record, level, office, abroad):
    with acting(SYSTEM, reason="test"):
        whole = whole_of(model._base_manager.get(pk=record.pk))
        rows(type(whole), whole.pk).update(visibility=level)
    readers = [(actor(Role.FOCAL_POINT, abroad), False), (actor(Role.COORDINATOR), False)]
    readers += [(actor(role, office), True) for role in (Role.MINISTRY_OFFICER, Role.AUDITOR)]
    for who, sees in readers:
        with acting(who):
            # The whole is open to all of them, unless its kind is shared with nobody abroad.
            assert rows(type(whole), whole.pk).exists() or not sees
            assert rows(model, record.pk).exists() == sees
            assert rows(model, record.pk).filter(scope_filter(model, who)).exists() == sees


@every_model
def test_the_own_office_sees_it_and_its_history(model, record, office):
    with acting(reader_of(record, office)):
        assert rows(model, record.pk).exists()
        if model not in WITHOUT_HISTORY:
            event = HISTORY[model].objects.filter(pgh_obj_id=record.pk).latest("pgh_id")
            assert event.pgh_context["actor_name"] == SYSTEM.name
            assert event.pgh_context["reason"]


@models_where(lambda model: required_scope(model).private)
@pytest.mark.parametrize("role", [Role.FOCAL_POINT, Role.OFFICIAL, Role.SECRETARIAT])
def test_what_is_private_is_hidden_from_colleagues_too(model, record, role, office):
    who = actor(role, None if role == Role.SECRETARIAT else office)
    with acting(who, reason="look"), connection.cursor() as cursor:
        assert not rows(model, record.pk).exists()
        pk = model._meta.pk.column
        table = model._meta.db_table
        cursor.execute(f"UPDATE {table} SET {pk} = {pk} WHERE {pk} = %s", [record.pk])
        assert cursor.rowcount == 0


@every_model
def test_nobody_sees_it(model, record):
    with nobody_acting():
        assert not rows(model, record.pk).exists()
        if model in HISTORY:
            assert not HISTORY[model].objects.exists()


@every_model
@foreign_roles
def test_another_state_cannot_change_or_delete_it(model, record, role, abroad):
    pk = model._meta.pk.column
    table = model._meta.db_table
    with acting(actor(role, abroad), reason="attack"), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {pk} = {pk} WHERE {pk} = %s", [record.pk])
        assert cursor.rowcount == 0
        cursor.execute(f"DELETE FROM {table} WHERE {pk} = %s", [record.pk])
        assert cursor.rowcount == 0


@every_model
@foreign_roles
def test_another_state_cannot_insert_into_it(model, record, role, abroad):
    with acting(SYSTEM):
        copy = model._base_manager.get(pk=record.pk)
    copy.pk = model._meta.pk.get_default()
    who = actor(role, abroad)
    with acting(who, reason="attack"), pytest.raises(DatabaseError), transaction.atomic():
        copy.save(force_insert=True)
    with acting(SYSTEM):
        assert not rows(model, copy.pk).exists()


@every_model
def test_it_cannot_be_moved_to_another_state(model, record, office, abroad):
    scope = required_scope(model)
    if scope.through:
        other = MAKERS[model](abroad)
        move = {scope.through: getattr(other, scope.through)}
    else:
        move = {scope.country: abroad.country}
    who = reader_of(record, office)
    with acting(who, reason="move"), pytest.raises(DatabaseError), transaction.atomic():
        rows(model, record.pk).update(**move)


@every_model
def test_it_cannot_link_to_a_record_that_the_writer_does_not_see(model, record, office, abroad):
    links = [
        field
        for field in model._meta.concrete_fields
        if isinstance(field.related_model, type)
        and field.related_model in MAKERS
        and field.name != required_scope(model).through
    ]
    who = reader_of(record, office)
    for field in links:
        foreign = MAKERS[field.related_model](abroad)
        with acting(who, reason="link"), pytest.raises(DatabaseError), transaction.atomic():
            rows(model, record.pk).update(**{field.name: foreign})


@pytest.mark.parametrize("model", list(CHANGES), ids=lambda m: m._meta.label)
def test_a_bulk_update_leaves_a_history_row_that_names_actor_and_reason(model, record):
    with acting(SYSTEM, reason="put in order", event="records.tidied", via="task"):
        changed = model._base_manager.get(pk=record.pk)
        for name, value in CHANGES[model].items():
            setattr(changed, name, value)
        model._base_manager.bulk_update([changed], list(CHANGES[model]))
        event = HISTORY[model].objects.filter(pgh_obj_id=record.pk).latest("pgh_id")
    assert event.pgh_label == "update"
    assert event.pgh_context["actor_name"] == SYSTEM.name
    assert event.pgh_context["reason"] == "put in order"
    assert event.pgh_context["via"] == "task"


def test_every_tracked_model_is_changed_in_bulk_above_or_append_only():
    assert set(CHANGES) | APPEND_ONLY == set(MAKERS) - set(WITHOUT_HISTORY)


def test_a_change_in_nobodys_name_is_refused(office):
    action = MAKERS[Action](office)
    with nobody_acting(), pytest.raises(DatabaseError), transaction.atomic():
        action.save(force_insert=True)
