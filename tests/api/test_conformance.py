"""Every operation answers as the schema says, whatever is sent: no failure, no surprise.

Schemathesis makes the requests from the schema itself. Each goes through the whole WSGI application
to the real database in the application's role, finds the same records, and is undone.
"""

import copy
import datetime as dt
import re
from collections.abc import Iterator
from contextlib import nullcontext, suppress
from typing import Any

import orjson
import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from apps.accounts.models import User
from apps.countries.models import Organisation
from apps.engagement.models import UprCycle, UprSession, UprSlot
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.api.docs import openapi
from focalpoint.roles import Role
from focalpoint.visibility import Visibility
from tests.api.client import token_of
from tests.factories import (
    ActionCommentFactory,
    ActionDependencyFactory,
    ActionFactory,
    ActionLinkFactory,
    ActionOccurrenceFactory,
    ActionUpdateFactory,
    ActionWatcherFactory,
    AppointmentFactory,
    AssessmentFactory,
    AssessmentSnapshotFactory,
    BulkChangeFactory,
    BulkItemFactory,
    ChecklistItemFactory,
    DirectoryListingFactory,
    DocumentSectionFactory,
    DocumentVersionFactory,
    DomesticMeasureFactory,
    EvidenceFactory,
    FactorRatingFactory,
    IndicatorFactory,
    IndicatorFindingFactory,
    InhibitorRatingFactory,
    InstitutionFactory,
    ItemFactory,
    MeasureCoverageFactory,
    NationalMechanismFactory,
    OccurrenceFactory,
    PlanStageFactory,
    ProgressReportFactory,
    ReceivedRecommendationFactory,
    RecommendationWorkFactory,
    ReminderFactory,
    ResilienceStructureFactory,
    RevisionFactory,
    SavedViewFactory,
    SupportFactory,
    TemplateRowFactory,
    TreatyActionFactory,
    TreatyStatementFactory,
    person,
)

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
# Examples that are understood, and that the records of these tests stand in the way of.
SOUND = {
    "ANewFocalPoint": "End that appointment first",
    "ANewPlan": "is a party to this instrument already",
    "EverythingThatFiltersFind": "Nothing is selected",
    "AFactorThatIsJudgedAnew": "The approved assessment does not have this factor",
    "AMeetingOfTheCalendar": "You may not do this",
    "AQuestionAboutAnAssessment": "You may not do this",
    "AnOfferBroughtToANeed": "You may not do this",
    "ApproveWhatWasRead": "Nothing was saved",
    "ItsWordsAsWell": "This draft is not there yet",
    "SnoozeANotice": "You may not do this",
    "ForThe50thSession,TwoOfTheActions": "The template has no such action",
}
EXAMPLES = {GenerationMode.POSITIVE: 3, GenerationMode.NEGATIVE: 2}


@pytest.fixture
def official_user(office: Any) -> User:
    return person(Role.FOCAL_POINT, office)


@pytest.fixture
def coordinator_user(db: None) -> User:
    return person(Role.COORDINATOR)


@pytest.fixture
def known(office: Any, official_user: User) -> dict[str, Any]:
    """One record of each kind, by the path or the member that names it."""
    shared = {"office": office, "visibility": Visibility.NETWORK}
    action: Any = ActionFactory(**shared)
    step: Any = ItemFactory()
    treaty_action: Any = TreatyActionFactory(country=office.country)
    treaty = treaty_action.treaty
    rating: Any = FactorRatingFactory(assessment=AssessmentFactory(office=office))
    reminder: Any = ReminderFactory(action=action, recipient=official_user)
    ministry: Any = InstitutionFactory(country=office.country)
    revision: Any = RevisionFactory(evidence=EvidenceFactory(action=action, **shared))
    organisation = Organisation.objects.create(code="AU", name="African Union")
    with acting(SYSTEM, reason="test set-up"):
        cycle = UprCycle.objects.create(number=4, first_session=41, last_session=54)
        session = UprSession.objects.create(number=50, cycle=cycle)
        slot = UprSlot.objects.create(session=session, country=office.country)
    date: Any = OccurrenceFactory(**shared)
    bulk: Any = BulkItemFactory(
        change=BulkChangeFactory(office=office, author=official_user), action_id=action.pk
    ).change
    stage: Any = PlanStageFactory(**shared)
    section: Any = DocumentSectionFactory(document__office=office)
    version: Any = DocumentVersionFactory(office=office, visibility=Visibility.NETWORK)
    coverage: Any = MeasureCoverageFactory(measure=DomesticMeasureFactory(**shared))
    return {
        "/document-versions/{id}": version,
        "/documents/{id}": section.document,
        "/documents/{parent_id}": section.document,
        "/documents/{parent_id}/sections/{id}": section,
        "/domestic-measures/{id}": coverage.measure,
        "/domestic-measures/{parent_id}": coverage.measure,
        "/domestic-measures/{parent_id}/coverage/{id}": coverage,
        "/treaty-requirements/{id}": coverage.requirement,
        "requirement": coverage.requirement,
        "/ratification-plans/{id}": stage.plan,
        "/ratification-plans/{parent_id}": stage.plan,
        "/ratification-plans/{parent_id}/stages/{id}": stage,
        "/action-templates/{key}": TemplateRowFactory(template__office=office).template,
        "/actions/bulk/{id}": bulk,
        "/actions/bulk/{parent_id}": bulk,
        "/saved-views/{id}": SavedViewFactory(office=office, owner=official_user, audience="owner"),
        "/action-series/{id}": ActionOccurrenceFactory(action__office=office).series,
        "/actions/{id}": action,
        "/actions/{parent_id}": action,
        "/actions/{parent_id}/checklist/{id}": ChecklistItemFactory(action=action),
        "/actions/{parent_id}/comments/{id}": ActionCommentFactory(
            action=action, author=official_user
        ),
        "/actions/{parent_id}/dependencies/{id}": ActionDependencyFactory(action=action),
        "/actions/{parent_id}/links/{id}": ActionLinkFactory(action=action),
        "/actions/{parent_id}/updates/{id}": ActionUpdateFactory(action=action),
        "/actions/{parent_id}/watchers/{id}": ActionWatcherFactory(action=action),
        "/appointments/{id}": AppointmentFactory(**shared),
        "/assessments/{id}": rating.assessment,
        "/assessments/{parent_id}": rating.assessment,
        "/assessments/{parent_id}/findings/{id}": IndicatorFindingFactory(
            assessment=rating.assessment
        ),
        "/assessments/{parent_id}/inhibitors/{id}": InhibitorRatingFactory(
            assessment=rating.assessment
        ),
        "/assessments/{parent_id}/ratings/{id}": rating,
        "/assessments/{parent_id}/structures/{id}": ResilienceStructureFactory(
            assessment=rating.assessment
        ),
        "/countries/{code}": office.country,
        "/evidence/{id}": revision.evidence,
        "/evidence/{parent_id}": revision.evidence,
        "/evidence/{parent_id}/revisions/{id}": revision,
        "/frameworks/{id}": step.framework,
        "/institutions/{id}": office,
        "/items/{id}": step,
        "/mechanisms/{id}": NationalMechanismFactory(**shared),
        "/directory/{id}": DirectoryListingFactory(**shared, entry__appointment__is_alternate=True),
        "/obligation-dates/{id}": date,
        "/obligations/{id}": date.obligation,
        "obligation": date.obligation,
        "/organisations/{code}": organisation,
        "/progress-reports/{id}": ProgressReportFactory(**shared),
        "/recommendation-work/{id}": RecommendationWorkFactory(office=office),
        "/reminders/{id}": reminder,
        "/snapshots/{id}": AssessmentSnapshotFactory(**shared, approved_by=official_user),
        "/treaties/{code}": treaty,
        "/treaty-actions/{id}": treaty_action,
        "/treaty-statements/{id}": TreatyStatementFactory(country=office.country),
        "/upr/sessions/{id}": slot.session,
        "/upr/slots/{id}": slot,
        "assessment": rating.assessment,
        "factor": rating.factor,
        "recommendation": ReceivedRecommendationFactory(country=office.country),
        "snapshot": AssessmentSnapshotFactory(**shared, approved_by=official_user, number=2),
        "action": ActionFactory(**shared, due_on=dt.date(2027, 1, 15)),
        "assignee": official_user,
        "blocked_by": ActionFactory(**shared),
        "country": office.country,
        "indicator": IndicatorFactory(),
        "institution": ministry,
        "item": step,
        "items": step,
        "lead_institution": ministry,
        "need": SupportFactory(**shared),
        "offer": SupportFactory(**shared, side="offer"),
        "office": office,
        "target_id": action,
        "treaties": treaty,
        "treaty": treaty,
        "user": official_user,
    }


@pytest.fixture
def _one_connection() -> Iterator[None]:
    """Between requests Django drops a connection that is in a transaction; the test's always is."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.slow
@pytest.mark.usefixtures("_one_connection")
@pytest.mark.django_db
class TestConformance:
    @pytest.mark.parametrize("role", ["official_user", "coordinator_user"])
    def test_every_operation_answers_as_documented(
        self, role: str, known: dict[str, Any], request: pytest.FixtureRequest
    ) -> None:
        token = token_of(request.getfixturevalue(role))
        complaints = []
        for operation in operations():
            for mode, count in EXAMPLES.items():
                try:
                    explore(operation, mode, count, token, known)
                except FailureGroup as group:
                    complaints.append(f"{operation.label} ({mode.value}): {group}")
        assert not complaints, "\n\n".join(complaints)

    def test_every_example_of_a_request_is_taken(
        self, official_user: User, known: dict[str, Any], client: Client
    ) -> None:
        """With records that exist in place of those that it invents."""
        headers = {"Authorization": f"Token {token_of(official_user)}", "If-Match": '"1"'}
        refused = []
        for path, method, name, body in examples():
            with transaction.atomic():
                name_known_members(body, known)
                answer = client.generic(
                    method,
                    filled(path, known),
                    orjson.dumps(body),
                    "application/json",
                    headers=headers,
                )
                transaction.set_rollback(True)
            said = answer.content.decode()
            if answer.status_code >= 400 and SOUND.get(name, said + "!") not in said:
                refused.append(f"{method} {path} ({name}): {said}")
        assert not refused, "\n\n".join(refused)


def examples() -> Iterator[tuple[str, str, str, Any]]:
    """What the documents say that one may send: path, method, name and body."""
    for path, methods in openapi()["paths"].items():
        for method, operation in methods.items():
            content = operation.get("requestBody", {}).get("content", {})
            shown = content.get("application/json", {}).get("examples", {})
            for name, example in shown.items():
                yield path, method.upper(), name, copy.deepcopy(example["value"])


def filled(path: str, known: dict[str, Any]) -> str:
    """The address of records that exist."""
    template = path.removeprefix("/api/v1")
    for name in re.findall(r"{(\w+)}", template):
        record = known[f"{template.partition(f'{{{name}}}')[0]}{{{name}}}"]
        path = path.replace(f"{{{name}}}", record.code if name == "code" else str(record.pk))
    return path


def operations() -> list[Any]:
    schema = schemathesis.openapi.from_dict(orjson.loads(orjson.dumps(openapi())))
    schema.app = WSGIHandler()
    results: list[Any] = list(schema.get_all_operations())
    return [result.ok() for result in results]


def explore(operation: Any, mode: Any, count: int, token: str, known: dict[str, Any]) -> None:
    """Send some requests to one operation; raises ``FailureGroup`` for what the schema forbids."""

    @settings(
        max_examples=count,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def check(case: Any) -> None:
        if mode is GenerationMode.POSITIVE or operation.body:
            name_known_records(case, known)
        case.headers = {
            **(case.headers or {}),
            "Authorization": f"Token {token}",
            "Accept-Encoding": "identity",  # what reads the answer here does not unpack it
        }
        if "If-Match" in case.headers:
            case.headers["If-Match"] = '"1"'
        with transaction.atomic():
            case.call_and_validate(checks=CHECKS)
            transaction.set_rollback(True)

    # What takes no parameter cannot be asked wrongly.
    with suppress(Unsatisfiable) if mode is GenerationMode.NEGATIVE else nullcontext():
        check()


def name_known_records(case: Any, known: dict[str, Any]) -> None:
    """Half of what could go wrong lies behind a record that exists: name those that do."""
    for name in case.path_parameters or {}:
        prefix = case.operation.path.removeprefix("/api/v1").partition(f"{{{name}}}")[0]
        record = known.get(f"{prefix}{{{name}}}")
        if record is not None:
            case.path_parameters[name] = record.code if name == "code" else str(record.pk)
    name_known_members(case.body, known)


def name_known_members(body: Any, known: dict[str, Any]) -> None:
    """Put records that exist into the members of a request's body that name some."""
    if not isinstance(body, dict):
        return
    if body.get("actions"):
        body["actions"] = [{"id": str(known["action"].pk), "version": 1}]
    for name, value in body.items():
        # What has a colon names an item of an inbox.
        if name in known and value and ":" not in str(value):
            record = known[name]
            by_code = name in ("country", "treaties", "treaty")
            key = record.code if by_code else str(record.pk)
            body[name] = [key] if isinstance(value, list) else key
