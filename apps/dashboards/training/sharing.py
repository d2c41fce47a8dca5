"""Partnerships, trainings, lessons, offers and needs of the training States."""

from collections.abc import Callable, Mapping
from typing import Any

from apps.dashboards.training.engaging import told
from apps.dashboards.training.people import TrainingState
from apps.engagement.approval.models import ApprovedRecord
from apps.engagement.approval.services import approve_record
from apps.engagement.lessons.services import tell_lesson
from apps.engagement.offers.services import enter_support
from apps.engagement.partnerships.services import add_milestone, add_partner, enter_partnership
from apps.engagement.trainings.services import count_attendance, record_training

Facts = Mapping[str, Any]
STEPS = ("day", "until", "by", "approved_by", "partners", "milestones", "came")


def share(state: TrainingState) -> list[ApprovedRecord]:
    """What the file says that the State keeps and tells."""
    facts = told()
    code = state.country.code
    makers: dict[str, Callable[[TrainingState, Facts], ApprovedRecord]] = {
        "partnerships": _partnership,
        "trainings": _training,
        "lessons": _lesson,
        "offers_and_needs": _support,
    }
    made = []
    for subject, make in makers.items():
        for entry in facts[subject].get(code, ()):
            record = make(state, entry)
            if "approved_by" in entry:
                approve_record(actor=state.actors[entry["approved_by"]], record=record)
            made.append(record)
    return made


def _fields(state: TrainingState, entry: Facts) -> dict[str, Any]:
    fields = {name: value for name, value in entry.items() if name not in STEPS}
    if "day" in entry:
        fields |= {"starts_on": state.day(entry["day"]), "ends_on": state.day(entry.get("until"))}
    return fields


def _partnership(state: TrainingState, entry: Facts) -> ApprovedRecord:
    author = state.actors[entry["by"]]
    record = enter_partnership(actor=author, country=state.country, fields=_fields(state, entry))
    for partner in entry.get("partners", ()):
        add_partner(actor=author, partnership=record, fields=partner)
    for step in entry.get("milestones", ()):
        add_milestone(
            actor=author,
            partnership=record,
            fields={
                "title": step["title"],
                "due_on": state.day(step["day"]),
                "reached_on": state.day(step.get("reached")),
                "institution": state.institutions.get(step.get("at", "")),
            },
        )
    return record


def _training(state: TrainingState, entry: Facts) -> ApprovedRecord:
    author = state.actors[entry["by"]]
    record = record_training(actor=author, country=state.country, fields=_fields(state, entry))
    for came in entry.get("came", ()):
        fields = {name: value for name, value in came.items() if name != "at"}
        if "at" in came:
            fields["institution"] = state.institutions[came["at"]]
        count_attendance(actor=author, training=record, fields=fields)
    return record


def _lesson(state: TrainingState, entry: Facts) -> ApprovedRecord:
    author = state.actors[entry["by"]]
    return tell_lesson(actor=author, country=state.country, fields=_fields(state, entry))


def _support(state: TrainingState, entry: Facts) -> ApprovedRecord:
    author = state.actors[entry["by"]]
    fields = _fields(state, entry)
    fields["valid_until"] = state.day(entry.get("valid_until"))
    return enter_support(actor=author, country=state.country, fields=fields)
