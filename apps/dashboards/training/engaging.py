"""The meetings of the training States, and what each of them did there."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from apps.dashboards.training.people import REASON, TrainingState
from apps.engagement.approval.services import approve_record
from apps.engagement.meetings.commitments import add_commitment, close_commitment
from apps.engagement.meetings.models import Gathering, Participation
from apps.engagement.meetings.services import add_delegate, open_gathering, record_participation
from focalpoint.actors import SYSTEM

Facts = Mapping[str, Any]
DATA = Path(__file__).with_name("engagement.yaml")
STEPS = ("meeting", "day", "until", "by", "approved_by", "delegates", "commitments")


def told() -> Facts:
    """What the file says."""
    facts: Facts = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    return facts


def take_part(state: TrainingState) -> list[Participation]:
    """What the file says that the State did at meetings."""
    facts = told()
    meetings = _meetings(state, facts["meetings"])
    return [_part(state, each, meetings) for each in facts["states"].get(state.country.code, ())]


def _meetings(state: TrainingState, entries: list[Facts]) -> dict[str, Gathering]:
    """The meetings of the calendar by their keys; the first State opens them."""
    known = {meeting.title: meeting for meeting in Gathering.objects.filter(is_training=True)}
    found = {}
    for entry in entries:
        fields = {k: v for k, v in entry.items() if k not in ("key", "day", "until")}
        fields |= {"starts_on": state.day(entry["day"]), "ends_on": state.day(entry.get("until"))}
        fields["is_training"] = True
        found[entry["key"]] = known.get(entry["title"]) or open_gathering(
            actor=SYSTEM, fields=fields, reason=REASON
        )
    return found


def _part(state: TrainingState, entry: Facts, meetings: Mapping[str, Gathering]) -> Participation:
    author = state.actors[entry["by"]]
    fields = {name: value for name, value in entry.items() if name not in STEPS}
    if "day" in entry:
        fields |= {"starts_on": state.day(entry["day"]), "ends_on": state.day(entry.get("until"))}
    taken = record_participation(
        actor=author,
        country=state.country,
        fields=fields,
        gathering=meetings[entry["meeting"]] if "meeting" in entry else None,
    )
    for person in entry.get("delegates", ()):
        add_delegate(actor=author, participation=taken, fields=person)
    for promise in entry.get("commitments", ()):
        made = add_commitment(
            actor=author,
            participation=taken,
            fields={
                "text": promise["text"],
                "due_on": state.day(promise["day"]),
                "institution": state.institutions.get(promise.get("at", "")),
            },
        )
        if "kept" in promise:
            close_commitment(actor=author, commitment=made, to="kept", result=promise["kept"])
    if "approved_by" in entry:
        approve_record(actor=state.actors[entry["approved_by"]], record=taken)
    return taken
