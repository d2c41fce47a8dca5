"""Rules of the maps, from ``map_rules.yaml``; those that the secretariat keeps are left alone."""

import datetime as dt
from pathlib import Path
from typing import Annotated

from pydantic import StringConstraints

from apps.countries.models import Confidence, MapRule, MapRuleKind
from focalpoint.catalogues.documents import Document, Schema, read_yaml
from focalpoint.catalogues.registry import Catalogue, register
from focalpoint.catalogues.syncing import Entry, Outcome, Vanished, sync


class MapRuleSchema(Schema):
    """One rule; see ``MapRule``."""

    code: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+$")]
    kind: MapRuleKind
    title: str
    first: str
    second: str = ""
    box: list[float] = []
    note: str
    source: str
    confidence: Confidence


class MapRulesFile(Schema):
    """``map_rules.yaml``."""

    as_of: dt.date
    rules: list[MapRuleSchema]


def read_map_rules(directory: Path) -> Document[MapRulesFile]:
    return read_yaml(directory / "map_rules.yaml", MapRulesFile)


def write_map_rules(document: Document[MapRulesFile]) -> list[Outcome]:
    """The rules of the file, but those that somebody has made their own."""
    kept = set(MapRule.objects.filter(is_loaded=False).values_list("code", flat=True))
    entries = [
        Entry(
            document.file,
            document.line("rules", index),
            {**rule.model_dump(), "as_of": document.content.as_of, "is_loaded": True},
        )
        for index, rule in enumerate(document.content.rules)
        if rule.code not in kept
    ]
    rows = MapRule.objects.filter(is_loaded=True)
    return [sync(rows, entries, key=("code",), vanished=Vanished.RETIRE, file=document.file)]


register(Catalogue("rules of the maps", read_map_rules, write_map_rules))
