"""People, and a network with something to report."""

import datetime as dt
from typing import Any

import pytest

from apps.accounts.selectors import actor_for
from apps.reports.making import make_drafts
from apps.reports.models import Document
from apps.reports.services import create_document
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
