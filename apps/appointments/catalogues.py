"""Focal points that a published source names, from ``focal_points.yaml``."""

import datetime as dt
from pathlib import Path

from apps.appointments.models import ReportedFocalPoint
from apps.countries.catalogues import country_ids
from apps.countries.models import Confidence, Kind
from focalpoint.catalogues.documents import Document, Schema, read_yaml
from focalpoint.catalogues.problems import refuse
from focalpoint.catalogues.registry import Catalogue, register
from focalpoint.catalogues.syncing import Entry, Outcome, Vanished, sync


class ReportedSchema(Schema):
    """What a source says of one State."""

    state: str
    appointed: bool
    source: str
    as_of: dt.date
    confidence: Confidence


class FocalPointsFile(Schema):
    """``focal_points.yaml``."""

    reported: list[ReportedSchema]


def read_focal_points(directory: Path) -> Document[FocalPointsFile]:
    return read_yaml(directory / "focal_points.yaml", FocalPointsFile)


def write_focal_points(document: Document[FocalPointsFile]) -> list[Outcome]:
    """Reported facts of States; nobody is appointed by them, and no training State is touched."""
    countries = country_ids()
    reported = document.content.reported
    refuse(
        document.problem(f"there is no State {fact.state}", "reported", index)
        for index, fact in enumerate(reported)
        if fact.state not in countries
    )
    entries = [
        Entry(
            document.file,
            document.line("reported", index),
            {**fact.model_dump(exclude={"state"}), "country_id": countries[fact.state]},
        )
        for index, fact in enumerate(reported)
    ]
    rows = ReportedFocalPoint.objects.exclude(country__kind=Kind.TRAINING)
    return [sync(rows, entries, key=("country_id",), vanished=Vanished.REMOVE)]


register(
    Catalogue("reported focal points", read_focal_points, write_focal_points, needs=("states",))
)
