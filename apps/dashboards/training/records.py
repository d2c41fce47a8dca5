"""The records of the training States, written through the same services as by their people."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from apps.actions.services import change_status, create_action, log_update
from apps.appointments.services import create_appointment, create_mechanism
from apps.assessments.findings.services import record_finding
from apps.assessments.models import Assessment
from apps.assessments.populations.services import add_population, name_readers
from apps.assessments.resilience.services import add_structure, rate_inhibitor
from apps.assessments.services import (
    approve_assessment,
    rate_factor,
    submit_assessment,
)
from apps.catalogue.models import INHIBITORS_2014, Item
from apps.countries.models import Confidence
from apps.dashboards.training import judging
from apps.dashboards.training.consulting import consult
from apps.dashboards.training.cycle import begin, go_on
from apps.dashboards.training.engaging import take_part
from apps.dashboards.training.evidence import add_evidence
from apps.dashboards.training.joining import make_laws, plan_to_join
from apps.dashboards.training.obligations import owe
from apps.dashboards.training.people import REASON, TrainingState
from apps.dashboards.training.publishing import publish
from apps.dashboards.training.recommended import receive
from apps.dashboards.training.sharing import share
from apps.dashboards.training.strategy import set_strategy
from apps.dashboards.training.together import keep_templates, work_together
from apps.dashboards.training.warnings import judge_anew, warn
from apps.dashboards.training.writing import write
from apps.recommendations.services import approve_progress, report_progress
from apps.treaties.models import Treaty, TreatyAction
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor
from focalpoint.services import create_record
from focalpoint.visibility import Visibility

Facts = Mapping[str, Any]


def build_records(state: TrainingState, facts: Facts) -> dict[str, int]:
    """Everything that the file says of one State; how many of each."""
    parts: dict[str, Callable[[], list[Any]]] = {
        "appointments": lambda: _appointments(state, facts),
        "treaty_actions": lambda: [_treaty_action(state, e) for e in facts["treaty_actions"]],
        "obligations": lambda: owe(state, facts),
        "progress": lambda: [_progress(state, e) for e in facts["progress"]],
        "assessments": lambda: [_assessment(state, e) for e in facts.get("assessments", ())],
        "consultations": lambda: consult(state, facts),
        "actions": lambda: [_action(state, e) for e in facts["actions"]],
        "actions worked on together": lambda: work_together(state, facts),
        "templates": lambda: keep_templates(state, facts),
        "ratification plans": lambda: plan_to_join(state, facts),
        "domestic measures": lambda: make_laws(state, facts),
        "events": lambda: warn(state, facts),
        "re-ratings": lambda: judge_anew(state, facts),
        "priorities": lambda: set_strategy(state, facts),
        "meetings": lambda: take_part(state),
        "recommendations received": lambda: receive(state, facts),
        "partnerships, trainings and lessons": lambda: share(state),
        "directory and public page": lambda: publish(state, facts),
        "documents": lambda: write(state, facts),
    }
    return {name: len(build()) for name, build in parts.items()}


def _appointments(state: TrainingState, facts: Facts) -> list[Any]:
    # The State's first person: its focal point, or the official who stands in.
    head = next(iter(state.actors.values()))
    mechanisms = {}
    for entry in facts["mechanisms"]:
        values = {k: v for k, v in entry.items() if k != "key"}
        values["established_on"] = state.day(entry.get("established_on"))
        mechanisms[entry["key"]] = create_mechanism(
            actor=head, country=state.country, fields=values
        )
    return [
        create_appointment(
            actor=head,
            country=state.country,
            fields={
                "person_name": entry["person"],
                "rank": entry["rank"],
                "institution": state.institutions[entry["at"]],
                "mechanism": mechanisms.get(entry.get("mechanism", "")),
                "user": state.people.get(entry.get("account", "")),
                "is_alternate": entry.get("alternate", False),
                "starts_on": state.day(entry["starts_on"]),
                "ends_on": state.day(entry.get("ends_on")),
                "legal_act": entry.get("legal_act", ""),
                "visibility": entry["visibility"],
            },
        )
        for entry in facts["appointments"]
    ]


def _treaty_action(state: TrainingState, entry: Facts) -> TreatyAction:
    action = TreatyAction(
        treaty=Treaty.objects.get(code=entry["treaty"]),
        country=state.country,
        kind=entry["kind"],
        date=state.today + dt.timedelta(days=entry["day"]),
        source="Training data (fictional)",
        source_as_of=state.today,
        confidence=Confidence.HIGH,
    )
    return create_record(actor=SYSTEM, instance=action, reason=REASON)


def _progress(state: TrainingState, entry: Facts) -> Any:
    report = report_progress(
        actor=state.actors[entry["by"]],
        country=state.country,
        item=Item.objects.get(code=entry["step"]),
        status=entry["status"],
        narrative=entry["text"],
        effective_on=state.today + dt.timedelta(days=entry["day"]),
    )
    for item in entry.get("evidence", ()):
        add_evidence(state, report, item)
    if "approved_by" not in entry:
        return report
    approver = state.actors[entry["approved_by"]]
    return approve_progress(actor=approver, report=report, visibility=entry["visibility"])


def _assessment(state: TrainingState, entry: Facts) -> Assessment:
    author = state.actors[entry["by"]]
    assessment = begin(state, author, entry)
    with acting(author):
        ratings = {r.factor.code: r for r in assessment.ratings.select_related("factor")}
    proofs = {e["title"]: add_evidence(state, assessment, e) for e in entry.get("evidence", ())}
    for code, told in entry.get("findings", {}).items():
        _finding(state, assessment, author, code, told, proofs)
    _resilience(state, assessment, author, entry)
    for code, (level, trend, confidence, narrative) in entry["ratings"].items():
        values = {
            "level": level,
            "trend": trend,
            "confidence": confidence,
            "narrative": narrative,
            "divergence_reason": entry.get("divergences", {}).get(
                code, ratings[code].divergence_reason
            ),
        }
        rate_factor(actor=author, rating=ratings[code], changes=values, version=None)
    go_on(state, author, assessment, ratings, entry)
    judging.ask(state, author, assessment, entry)
    if entry.get("submit"):
        reason = entry.get("unrated_reason", "")
        assessment = submit_assessment(actor=author, assessment=assessment, unrated_reason=reason)
    if "approve_by" in entry:
        approve_assessment(
            actor=state.actors[entry["approve_by"]],
            assessment=assessment,
            visibility=entry["share"],
            next_review_on=state.day(entry["next_review_on"]),
        )
    return assessment


def _finding(
    state: TrainingState,
    assessment: Assessment,
    author: Actor,
    code: str,
    told: list[Any],
    proofs: Mapping[str, Any],
) -> None:
    presence, day, source, reliability, note, *titles = told
    record_finding(
        actor=author,
        assessment=assessment,
        indicator=Item.objects.get(framework=assessment.framework, code=code),
        changes={
            "presence": presence,
            "observed_on": state.day(day),
            "source": source,
            "reliability": reliability,
            "note": note,
            "evidence": [proofs[title].pk for title in (titles[0] if titles else ())],
        },
        version=None,
    )


def _resilience(state: TrainingState, assessment: Assessment, author: Actor, entry: Facts) -> None:
    for code, (strength, narrative) in entry.get("inhibitors", {}).items():
        rate_inhibitor(
            actor=author,
            assessment=assessment,
            inhibitor=Item.objects.select_related("framework").get(
                framework__code=INHIBITORS_2014, code=code
            ),
            changes={"strength": strength, "narrative": narrative},
            version=None,
        )
    for told in entry.get("structures", ()):
        values = {**told, "institution": state.institutions.get(told.get("institution", ""))}
        add_structure(actor=author, assessment=assessment, fields=values)
    for told in entry.get("populations", ()):
        values = {name: value for name, value in told.items() if name != "readers"}
        population = add_population(actor=author, assessment=assessment, fields=values)
        name_readers(
            actor=author,
            population=population,
            readers=[*population.readers, *(state.people[key].pk for key in told["readers"])],
            audience=population.audience,
            reason=REASON,
            version=population.version,
        )


def _action(state: TrainingState, entry: Facts) -> Any:
    author = state.actors[entry["by"]]
    action = create_action(
        actor=author,
        country=state.country,
        title=entry["title"],
        priority=entry.get("priority", 2),
        lead_institution=state.institutions.get(entry.get("lead", "")),
        assignee=state.people.get(entry.get("assignee", "")),
        due_on=state.day(entry.get("due")),
        visibility=entry.get("visibility", Visibility.GOVERNMENT),
        items=Item.objects.filter(code__in=entry.get("items", ())),
        treaties=Treaty.objects.filter(code__in=entry.get("treaties", ())),
    )
    for update in entry.get("updates", ()):
        log_update(actor=state.actors[update["by"]], action=action, text=update["text"])
    for item in entry.get("evidence", ()):
        add_evidence(state, action, item)
    if "status" in entry:
        action = change_status(actor=author, action=action, to=entry["status"])
    return action
