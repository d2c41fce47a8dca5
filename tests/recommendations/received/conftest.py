"""States that files of recommendations name."""

from collections.abc import Callable

import pytest

from apps.recommendations.received.imports import decide_import, take_in_file, work_on_import
from apps.recommendations.received_import_models import RecommendationImport
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from tests.factories import MemberStateFactory

BringIn = Callable[..., RecommendationImport]


def preview(content: bytes, *, actor=SYSTEM, country=None, **facts):
    """A file, read as far as its preview."""
    with acting(actor, reason="test"):
        batch, _new = take_in_file(
            actor=actor, file_name="review.csv", content=content, country=country, **facts
        )
        return work_on_import(actor=actor, batch=batch)


def bring_in(content: bytes, *, actor=SYSTEM, **facts):
    """A file, brought in."""
    batch = preview(content, actor=actor, **facts)
    with acting(actor, reason="test"):
        if batch.status == "read":
            batch = decide_import(actor=actor, batch=batch, take=True)
        return work_on_import(actor=actor, batch=batch)


@pytest.fixture
def states():
    """The States of the small files, by their names."""
    names = {
        "Georgia": [],
        "Ghana": [],
        "Togo": [],
        "France": [],
        "Venezuela (Bolivarian Republic of)": ["Bolivarian Republic of Venezuela"],
        "Türkiye": ["Turkey"],
        "Bosnia and Herzegovina": [],
    }
    return {n: MemberStateFactory(name=n, aliases=aliases) for n, aliases in names.items()}
