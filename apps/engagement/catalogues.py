"""Cycles, sessions and slots of the Universal Periodic Review, from ``upr.yaml``."""

import datetime as dt
from pathlib import Path
from typing import Any, Self

from pydantic import Field, model_validator

from apps.countries.catalogues import country_ids
from apps.countries.models import Confidence
from apps.engagement.models import UprCycle, UprSession, UprSlot
from focalpoint.catalogues.documents import Document, Schema, read_yaml
from focalpoint.catalogues.problems import refuse
from focalpoint.catalogues.registry import Catalogue, register
from focalpoint.catalogues.syncing import Entry, Outcome, Vanished, sync


class CycleSchema(Schema):
    """A round in which every Member State is reviewed once."""

    number: int
    first_session: int
    last_session: int
    start: str = ""
    end: str = ""
    states_per_session: str = ""
    note: str = ""
    source: str
    confidence: str


class DeadlinesSchema(Schema):
    """The dates that were set for one session."""

    stakeholders: dt.date | None = None
    national_report: dt.date | None = None
    addendum: list[dt.date] = []
    addendum_text: str = ""


class SessionSchema(Schema):
    """A session of the working group, with the States under review where they are known."""

    number: int
    cycle: int
    start: dt.date | None = None
    end: dt.date | None = None
    national_report_window: tuple[dt.date, dt.date] | None = None
    observed_deadlines: DeadlinesSchema | None = None
    states: list[str] = []
    states_confidence: Confidence | None = None
    slot_notes: dict[str, str] = Field(default_factory=dict)
    note: str = ""
    source: str
    confidence: Confidence

    @model_validator(mode="after")
    def _notes_are_on_its_states(self) -> Self:
        strangers = set(self.slot_notes) - set(self.states)
        if strangers:
            raise ValueError(f"slot_notes: {', '.join(sorted(strangers))} has no slot here")
        if self.start and self.end and self.end < self.start:
            raise ValueError("it ends before it starts")
        return self


class UprFile(Schema):
    """``upr.yaml``."""

    cycles: list[CycleSchema]
    sessions: list[SessionSchema]


Doc = Document[UprFile]


def read_upr(directory: Path) -> Doc:
    """The file; each session belongs to a cycle that spans it."""
    document = read_yaml(directory / "upr.yaml", UprFile)
    spans = {
        cycle.number: range(cycle.first_session, cycle.last_session + 1)
        for cycle in document.content.cycles
    }
    refuse(
        document.problem(f"cycle {session.cycle} has no session {session.number}", "sessions", i)
        for i, session in enumerate(document.content.sessions)
        if session.number not in spans.get(session.cycle, ())
    )
    return document


def write_upr(document: Doc) -> list[Outcome]:
    """Cycles and sessions stay for ever; a slot that moved is retired where it was."""
    content = document.content
    cycles = sync(
        UprCycle.objects.all(),
        [
            Entry(document.file, document.line("cycles", index), _cycle_values(cycle))
            for index, cycle in enumerate(content.cycles)
        ],
        key=("number",),
    )
    cycle_ids = dict(UprCycle.objects.values_list("number", "pk"))
    sessions = sync(
        UprSession.objects.all(),
        [
            Entry(
                document.file,
                document.line("sessions", index),
                {**_session_values(session), "cycle_id": cycle_ids[session.cycle]},
            )
            for index, session in enumerate(content.sessions)
        ],
        key=("number",),
    )
    slots = sync(
        UprSlot.objects.all(),
        _slot_entries(document),
        key=("session_id", "country_id"),
        vanished=Vanished.RETIRE,
        file=document.file,
    )
    return [cycles, sessions, slots]


def _cycle_values(cycle: CycleSchema) -> dict[str, Any]:
    return {
        "number": cycle.number,
        "first_session": cycle.first_session,
        "last_session": cycle.last_session,
        "starts": cycle.start,
        "ends": cycle.end,
        "source": cycle.source,
        "confidence": cycle.confidence,
        "note": cycle.note,
    }


def _session_values(session: SessionSchema) -> dict[str, Any]:
    plain = session.model_dump(mode="json", exclude_defaults=True)
    names = ("national_report_window", "observed_deadlines")
    return {
        "number": session.number,
        "starts_on": session.start,
        "ends_on": session.end,
        "facts": {name: plain[name] for name in names if plain.get(name)},
        "source": session.source,
        "confidence": session.confidence,
        "note": session.note,
    }


def _slot_entries(document: Doc) -> list[Entry]:
    countries = country_ids()
    sessions = dict(UprSession.objects.values_list("number", "pk"))
    entries = []
    problems = []
    for index, session in enumerate(document.content.sessions):
        for place, code in enumerate(session.states):
            path = ("sessions", index, "states", place)
            if code not in countries:
                problems.append(document.problem(f"there is no State {code}", *path))
                continue
            values = {
                "session_id": sessions[session.number],
                "country_id": countries[code],
                "source": session.source,
                "confidence": session.states_confidence or "",
                "note": session.slot_notes.get(code, ""),
            }
            entries.append(Entry(document.file, document.line(*path), values))
    refuse(problems)
    return entries


register(Catalogue("upr", read_upr, write_upr, needs=("states",)))
