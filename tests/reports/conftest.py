"""People, and a network with something to report."""

import datetime as dt
from typing import Any

import pytest

from apps.accounts.selectors import actor_for
from apps.reports.approving import approve_document
from apps.reports.making import make_drafts
from apps.reports.models import Document, DocumentVersion
from apps.reports.selectors import Part, parts_of
from apps.reports.services import ask_for_drafts, create_document, write_section
from focalpoint.acting import acting
from focalpoint.actors import Actor
from focalpoint.roles import Role
from tests import factories as f

FRAME = {
    "title": "Report",
    "period_start": dt.date(2026, 1, 1),
    "period_end": dt.date(2026, 3, 31),
    "as_of": dt.date(2026, 3, 31),
    "language": "en",
    "audience": "network",
}


@pytest.fixture
def office(db: None) -> Any:
    return f.InstitutionFactory()


@pytest.fixture
def coordinator(db: None) -> Actor:
    return actor_for(f.person(Role.COORDINATOR))


@pytest.fixture
def focal_point(office: Any) -> Actor:
    return actor_for(f.person(Role.FOCAL_POINT, office))


@pytest.fixture
def official(office: Any) -> Actor:
    return actor_for(f.person(Role.OFFICIAL, office))


@pytest.fixture
def update(office: Any, focal_point: Actor) -> Document:
    training(office, "Course for the police")
    return begun(focal_point, "country_update")


def begun(actor: Actor, kind: str, **frame: Any) -> Document:
    """A document with its sections drafted."""
    country = None if kind == "annual_report" else actor.country
    with acting(actor):
        document = create_document(
            actor=actor, country=country, kind=kind, fields={**FRAME, **frame}
        )
        fresh = Document.objects.select_related("country", "treaty").get(pk=document.pk)
    make_drafts(actor=actor, document=fresh)
    return fresh


def training(office: Any, title: str, **more: Any) -> Any:
    """A training that the State approved and shares with the network."""
    values = {
        "starts_on": dt.date(2026, 2, 1),
        "approved_at": dt.datetime(2026, 2, 2, tzinfo=dt.UTC),
        "visibility": "network",
    }
    return f.TrainingFactory(office=office, title=title, **{**values, **more})


def part(actor: Actor, document: Document, code: str = "trainings") -> Part:
    with acting(actor):
        return next(each for each in parts_of(document, actor) if each.code == code)


def written(actor: Actor, document: Document, text: str, code: str = "trainings") -> None:
    found = part(actor, document, code)
    with acting(actor):
        write_section(
            actor=actor,
            section=found.section,
            changes={"text": text, "with_tables": True, "is_left_out": False},
            rests_on=found.base,
            version=found.section.version,
        )


def again(actor: Actor, document: Document) -> None:
    with acting(actor):
        ask_for_drafts(actor=actor, document=document)
    make_drafts(actor=actor, document=document)


def approved(actor: Actor, document: Document, **more: Any) -> DocumentVersion:
    with acting(actor):
        return approve_document(actor=actor, document=document, **{"visibility": "network", **more})
