"""Two States with a record of each kind, and people of all roles: where access is tested."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from apps.accounts.models import ApiToken
from apps.accounts.selectors import actor_for
from apps.correspondence import raw_mail
from apps.reminders.feeds import digest_of
from apps.reminders.unsubscribing import unsubscribe_url
from focalpoint.acting import acting
from focalpoint.roles import Role
from tests import factories as f
from tests.evidence.samples import png

# The roles of the contract. An auditor may serve a State or the network.
STATE_PEOPLE = ("contributor", "auditor", "ministry_officer", "official", "deputy", "focal_point")
NETWORK_PEOPLE = ("coordinator", "secretariat", "network_auditor")
ANONYMOUS = "anonymous"
EVERYBODY = (ANONYMOUS, *STATE_PEOPLE, *NETWORK_PEOPLE)

Statuses = dict[str, int]
LETTER = b"From: clerk@justice.example\r\nSubject: The reply\r\n\r\nThe minister agrees.\r\n"


@dataclass
class Side:
    """One State with a record of each kind, at government level."""

    office: Any
    ministry: Any
    records: dict[str, Any] = field(default_factory=dict)

    @property
    def country(self) -> Any:
        return self.office.country

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["records"][name]
        except KeyError:
            raise AttributeError(name) from None


@dataclass
class World:
    """``own`` is the State of the people, ``abroad`` the other one."""

    own: Side
    abroad: Side
    people: dict[str, Any]


def build_world() -> World:
    """Build the stage; call it inside a transaction that is rolled back."""
    own, abroad = _side(), _side()
    people = {
        name: f.person(Role(name), own.ministry if name == "ministry_officer" else own.office)
        for name in STATE_PEOPLE
    }
    people |= {
        "coordinator": f.person(Role.COORDINATOR),
        "secretariat": f.person(Role.SECRETARIAT, is_staff=True),
        "network_auditor": f.person(Role.AUDITOR),
    }
    own.records |= _belongings(own, people["official"])
    f.PublicPageFactory(office=own.office, visibility="public")
    f.NetworkPageFactory()
    abroad.records |= _belongings(abroad, f.person(Role.OFFICIAL, abroad.office))
    return World(own, abroad, people)


def _holder(office: Any) -> Any:
    holder = f.person(Role.OFFICIAL, office)
    f.ActionFactory(office=office, assignee=holder)
    return holder


def _side() -> Side:
    office = f.InstitutionFactory()
    side = Side(office, f.InstitutionFactory(country=office.country))
    action = f.ActionFactory(office=office)
    factor = f.RiskFactorFactory()
    assessment = f.AssessmentFactory(office=office, visibility="government")
    evidence = f.EvidenceFactory(office=office, action=action)
    side.records = {
        "action": action,
        "handover_note": f.HandoverNoteFactory(office=office),
        # Somebody of the State with open work.
        "holder": _holder(office),
        "evidence": evidence,
        "revision": f.RevisionFactory(
            evidence=evidence, name="map.png", media_type="image/png", content=png()
        ),
        "link": f.ActionLinkFactory(action=action),
        "sheet": f.ImportSheetFactory(batch__office=office),
        "comment": f.ActionCommentFactory(action=action),
        "checklist_item": f.ChecklistItemFactory(action=action),
        "dependency": f.ActionDependencyFactory(action=action),
        "watcher": f.ActionWatcherFactory(action=action),
        "template": f.TemplateRowFactory(template__office=office).template,
        "series": f.ActionOccurrenceFactory(action__office=office).series,
        "assessment": assessment,
        "rating": (rating := f.FactorRatingFactory(assessment=assessment, factor=factor)),
        "factor_comment": f.FactorCommentFactory(rating=rating),
        "phase": f.AssessmentPhaseFactory(assessment=assessment),
        "finding": f.IndicatorFindingFactory(assessment=assessment, indicator__parent=factor),
        "inhibitor": f.InhibitorRatingFactory(assessment=assessment),
        "population": (population := f.PopulationAtRiskFactory(assessment=assessment)),
        "look": f.PopulationLookFactory(population=population),
        "structure": f.ResilienceStructureFactory(assessment=assessment),
        "alert": f.AlertFactory(escalation__event__office=office),
        "event": f.RiskEventFactory(office=office, factors=[factor.code]),
        "rerating": f.FactorReratingFactory(office=office, factor=factor),
        "snapshot": f.AssessmentSnapshotFactory(
            office=office, assessment=assessment, rated=(factor,)
        ),
        "consultation": (consultation := consultation_of(office, assessment)),
        "rating_request": (request := rating_asked_of(side, assessment, factor)),
        "opinion": f.IndependentRatingFactory(request=request, factor=factor),
        "question": f.ConsultationQuestionFactory(consultation=consultation),
        "asked": f.ConsultationInvitationFactory(consultation=consultation),
        "answer": (answer := f.SubmissionFactory(consultation=consultation)),
        "answer_file": f.SubmissionFileFactory(submission=answer),
        "consultation_record": f.ConsultationRecordFactory(office=office),
        "priority": f.StrategyPriorityFactory(office=office, factors=[factor.code]),
        "strategy": (strategy := f.StrategyFactory(office=office)),
        "element": f.StrategyElementFactory(strategy=strategy, item__code="ST1"),
        "strategy_version": f.StrategyVersionFactory(office=office),
        "document": (document := f.DocumentFactory(office=office)),
        "section": (section := f.DocumentSectionFactory(document=document)),
        "section_draft": f.SectionDraftFactory(section=section),
        "document_version": (
            f.DocumentFileFactory(
                document_version__document=document, document_version__office=office
            )
        ).document_version,
        "report": f.ProgressReportFactory(office=office, item=step_a()),
        "recommendation_work": (work := f.RecommendationWorkFactory(office=office)),
        "recommendation_report": f.RecommendationProgressFactory(
            office=office, recommendation=work.recommendation
        ),
        "recommendation_cluster": f.RecommendationClusterFactory(office=office),
        "midterm_draft": f.MidtermDraftFactory(office=office),
        "recommendation_import": f.RecommendationImportFactory(country=office.country),
        "appointment": (appointment := f.AppointmentFactory(office=office)),
        "listing": f.DirectoryListingFactory(
            office=office, visibility="network", entry__appointment=appointment
        ),
        "mechanism": f.NationalMechanismFactory(office=office),
        "membership": f.MembershipFactory(institution=office),
        "invitation": f.InvitationFactory(institution=office),
        "gathering": f.GatheringFactory(),
        "participation": (took_part := f.ParticipationFactory(office=office)),
        "delegate": f.DelegateFactory(participation=took_part),
        "commitment": f.MeetingCommitmentFactory(participation=took_part),
        "partnership": (shared := f.PartnershipFactory(office=office)),
        "partner": f.PartnerFactory(partnership=shared),
        "milestone": f.MilestoneFactory(partnership=shared),
        "training": (course := f.TrainingFactory(office=office)),
        "attendance": f.TrainingAttendanceFactory(training=course),
        "lesson": f.LessonFactory(office=office),
        "support": f.SupportFactory(office=office),
        "nudge": f.NudgeFactory(country=office.country),
        "introduction": f.IntroductionFactory(country=office.country),
        "reminder": f.ReminderFactory(action=action),
        "treaty": f.TreatyFactory(),
        "requirement": f.TreatyRequirementFactory(),
        "coverage": f.MeasureCoverageFactory(measure__office=office),
        "stage": f.PlanStageFactory(office=office, due_on=dt.date(2031, 5, 1)),
        "obligation": (occurrence := f.OccurrenceFactory(office=office)).obligation,
        "occurrence": occurrence,
        "treaty_import": f.ImportBatchFactory(),
        "treaty_conflict": f.StatusConflictFactory(),
        "statement": f.TreatyStatementFactory(),
        "digest": f.DigestFactory(country=office.country),
        "view": f.SavedViewFactory(office=office),
        "bulk": f.BulkChangeFactory(office=office),
        "mail": f.InboundMailFactory(
            institution=office, file=raw_mail.keep(LETTER), sha256=raw_mail.digest_of(LETTER)
        ),
    }
    return side


def _belongings(side: Side, owner: Any) -> dict[str, Any]:
    """What is nobody's but one person's, and opens to whoever holds its secret."""
    token = ApiToken(user=owner, name="Sync", prefix="abcd1234", digest=f"{owner.pk.int:064x}")
    token.expires_at = timezone.now() + dt.timedelta(days=30)
    with acting(actor_for(owner)):
        token.save()
    return {
        "token": token,
        "calendar": f.CalendarFeedFactory(
            institution=side.office, user=owner, token_digest=digest_of(secret_of(side))
        ),
        "made_report": f.AssessmentReportFactory(assessment=side.assessment, asked_by=owner),
        "way_out": unsubscribe_url(owner).rstrip("/").rpartition("/")[2],
    }


def secret_of(side: Side) -> str:
    """The secret in the address of the calendar of a side."""
    return f"calendar-of-{side.office.pk}"


def consultation_of(office: Any, assessment: Any) -> Any:
    """A consultation that the whole office of the focal point reads."""
    return f.ConsultationFactory(office=office, assessment=assessment, visibility="government")


def rating_asked_of(side: Side, assessment: Any, factor: Any) -> Any:
    """A request to the ministry about one factor, which has begun with it.

    Another institution has handed in what it says of the same.
    """
    request = f.RatingRequestFactory(
        office=side.office,
        assessment=assessment,
        institution=side.ministry,
        framework=factor.framework,
        factors=[factor.code],
    )
    f.RatingReplyFactory(request=request)
    heard = f.RatingRequestFactory(
        office=side.office,
        assessment=assessment,
        framework=factor.framework,
        factors=[factor.code],
    )
    f.IndependentRatingFactory(request=heard, factor=factor, handed_in_at=timezone.now())
    f.RatingReplyFactory(request=heard, handed_in_at=timezone.now())
    return request


def step_a() -> Any:
    """Step (a) of the catalogue."""
    return f.ItemFactory(code="R2013-A", label="(a)", kind="step")


def url_names() -> Iterator[str]:
    """The names of all addresses of the site, with their namespaces."""
    yield from _names(get_resolver().url_patterns, "")


def _names(patterns: list[Any], namespace: str) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _names(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name or pattern.pattern}"


def operations() -> Iterator[tuple[str, str]]:
    """Name and method of every operation of the API."""
    for name, callback in _callbacks(get_resolver().url_patterns):
        view = getattr(callback, "cls", None)
        plain = {name for name in ("get", "post", "put", "patch", "delete") if hasattr(view, name)}
        actions = getattr(callback, "actions", None) or plain or {"get"}
        for method in set(actions) - {"head", "options"}:
            yield name, method


def exported_lists() -> Iterator[str]:
    """The names of all addresses that answer with files of their lists."""
    for name, callback in _callbacks(get_resolver().url_patterns):
        if getattr(getattr(callback, "view_class", None), "export", None) is not None:
            yield name


def _callbacks(patterns: list[Any]) -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _callbacks(pattern.url_patterns)
        else:
            yield str(pattern.name), pattern.callback


def outcome(default: int, **others: int) -> Statuses:
    """The status for everybody; anonymous visitors are sent to sign in unless said otherwise."""
    return dict.fromkeys(EVERYBODY, default) | {ANONYMOUS: 302} | others


def for_roles(names: tuple[str, ...], status: int = 200, *, others: int = 403) -> Statuses:
    """``status`` for some roles, ``others`` for the rest."""
    return outcome(others, **dict.fromkeys(names, status))
