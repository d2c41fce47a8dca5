"""Documents of a training State and of the network, drafted from the invented records."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from apps.accounts.models import User
from apps.accounts.selectors import actor_for
from apps.countries.models import Country
from apps.dashboards.training.people import TrainingState
from apps.reports.approving import approve_document
from apps.reports.making import make_drafts
from apps.reports.models import Document
from apps.reports.selectors import parts_of
from apps.reports.services import create_document, write_section
from focalpoint.acting import acting
from focalpoint.actors import Actor

Facts = Mapping[str, Any]


def write(state: TrainingState, facts: Facts) -> list[Document]:
    """The documents that the file names; a worker puts those on paper that are approved."""
    made = []
    for entry in facts.get("documents", ()):
        author = state.actors[entry["by"]]
        document = _document(author, state.country, state.today, entry)
        if "approved_by" in entry:
            approve_document(
                actor=state.actors[entry["approved_by"]],
                document=document,
                visibility=document.audience,
            )
        made.append(document)
    return made


def write_for_network(email: str, today: dt.date) -> Document:
    """The annual report, begun by the coordinator: no training State is counted."""
    author = actor_for(User.objects.get(email=email))
    entry = {"kind": "annual_report", "title": "Annual report of the network", "since": -365}
    return _document(author, None, today, entry)


def _document(actor: Actor, country: Country | None, today: dt.date, entry: Facts) -> Document:
    document = create_document(
        actor=actor,
        country=country,
        kind=entry["kind"],
        fields={
            "title": entry["title"],
            "period_start": today + dt.timedelta(days=entry["since"]),
            "period_end": today,
            "as_of": today,
            "language": entry.get("language", "en"),
            "audience": entry.get("audience", "network"),
            "cycle": entry.get("cycle"),
        },
    )
    make_drafts(actor=actor, document=document)
    with acting(actor):
        parts = {part.code: part for part in parts_of(document, actor)}
    for code, text in entry.get("texts", {}).items():
        part = parts[code]
        write_section(
            actor=actor,
            section=part.section,
            changes={"text": text},
            rests_on=part.base,
            version=part.section.version,
        )
    return document
