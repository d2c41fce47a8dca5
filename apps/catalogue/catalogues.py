"""Frameworks and their items, from the files in ``frameworks/``: one file each, no code needed."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Annotated, Any

from django.db.models import Q
from pydantic import StringConstraints

from apps.catalogue.models import Framework, Item, ItemMapping
from apps.countries.models import Confidence
from focalpoint.catalogues.documents import Document, Schema, Step, read_yaml
from focalpoint.catalogues.problems import BrokenCatalogueError, Problem, refuse
from focalpoint.catalogues.registry import Catalogue, register
from focalpoint.catalogues.syncing import Entry, Key, Outcome, Vanished, identify, sync

FOLDER = "frameworks"

# FRAMEWORK:ITEM, for example FA2014:RF1
Target = Annotated[str, StringConstraints(pattern=r"^[^:]+:[^:]+$")]


class SourceSchema(Schema):
    """A document and the place in it."""

    symbol: str
    paragraph: str = ""


class FrameworkSchema(Schema):
    """A catalogue of one document in one edition."""

    code: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9-]+$")]
    edition: str
    title: str
    source: SourceSchema
    order: int = 0
    note: str = ""
    confidence: Confidence | None = None
    confidence_note: str = ""


class MappingSchema(Schema):
    """An item of another framework that this one answers to."""

    to: Target
    note: str = ""
    confidence: Confidence | None = None


class ItemSchema(Schema):
    """One entry of a framework, with those below it.

    What it does not say of source and confidence, it has from the entry above it.
    """

    code: str
    kind: str
    label: str = ""
    title: str
    detail: str = ""
    source: SourceSchema | None = None
    confidence: Confidence | None = None
    confidence_note: str = ""
    facts: dict[str, Any] = {}
    maps_to: list[MappingSchema] = []
    children: list["ItemSchema"] = []


class FrameworkFile(Schema):
    """A file in ``frameworks/``."""

    framework: FrameworkSchema
    items: list[ItemSchema]


Doc = Document[FrameworkFile]


@dataclass(frozen=True)
class Placed:
    """An item with its place: the file, the path in it, and the item above."""

    document: Doc
    path: tuple[Step, ...]
    item: ItemSchema
    above: "Placed | None"
    order: int

    @property
    def framework(self) -> str:
        return self.document.content.framework.code

    @property
    def source(self) -> SourceSchema:
        if self.item.source:
            return self.item.source
        return self.above.source if self.above else self.document.content.framework.source

    @property
    def confidence(self) -> str:
        own = self.item.confidence
        if own is None:
            above = self.above
            return above.confidence if above else self.document.content.framework.confidence or ""
        return own

    def problem(self, reason: str) -> Problem:
        return self.document.problem(reason, *self.path)


def read_frameworks(directory: Path) -> list[Doc]:
    """Every file of the folder; codes are unique and mappings lead somewhere."""
    documents: list[Doc] = []
    problems: list[Problem] = []
    for path in sorted((directory / FOLDER).glob("*.yaml")):
        try:
            documents.append(read_yaml(path, FrameworkFile))
        except BrokenCatalogueError as error:
            problems += error.problems
    if not documents and not problems:
        problems.append(Problem(FOLDER, 0, "no file of a framework stands here"))
    # A mapping into a broken file would look like a second fault.
    refuse(problems)
    refuse([*_doubled_codes(documents), *_loose_mappings(documents)])
    return documents


def placed_items(document: Doc) -> Iterator[Placed]:
    """Every item of a framework in the order of its file, each after the one above it."""
    order = 0

    def walk(
        items: list[ItemSchema], path: tuple[Step, ...], above: Placed | None
    ) -> Iterator[Placed]:
        nonlocal order
        for index, item in enumerate(items):
            order += 1
            placed = Placed(document, (*path, index), item, above, order)
            yield placed
            yield from walk(item.children, (*path, index, "children"), placed)

    yield from walk(document.content.items, ("items",), None)


def _doubled_codes(documents: list[Doc]) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for document in documents:
        code = document.content.framework.code
        first = seen.setdefault(code, document.file)
        if first != document.file:
            yield document.problem(f"{first} has the code {code} already", "framework", "code")


def _loose_mappings(documents: list[Doc]) -> Iterator[Problem]:
    placed = [item for document in documents for item in placed_items(document)]
    known = {f"{item.framework}:{item.item.code}" for item in placed}
    for item in placed:
        for mapping in item.item.maps_to:
            if mapping.to not in known:
                yield item.problem(f"maps_to: there is no item {mapping.to}")


def write_frameworks(documents: list[Doc]) -> list[Outcome]:
    """Frameworks, items and mappings; what a State or the secretariat added is never touched."""
    entries = [_framework_entry(document) for document in documents]
    editions = [Q(code=entry.values["code"], edition=entry.values["edition"]) for entry in entries]
    rows = Framework.objects.filter(reduce(or_, editions, Q(is_loaded=True)))
    outcome = sync(
        rows, entries, key=("code", "edition"), vanished=Vanished.RETIRE, file=f"{FOLDER}/"
    )
    frameworks = {
        framework.code: framework.pk
        for framework in Framework.objects.filter(reduce(or_, editions))
    }
    placed = [item for document in documents for item in placed_items(document)]
    ids = identify(
        Item.objects.filter(framework__in=frameworks.values()),
        ("framework_id", "code"),
        [(frameworks[item.framework], item.item.code) for item in placed],
    )
    return [
        outcome,
        _write_items(placed, frameworks, ids),
        _write_mappings(placed, frameworks, ids),
    ]


def _framework_entry(document: Doc) -> Entry:
    framework = document.content.framework
    values = framework.model_dump(exclude={"source", "confidence"})
    values |= {
        "confidence": framework.confidence or "",
        "source_symbol": framework.source.symbol,
        "source_paragraph": framework.source.paragraph,
        "is_loaded": True,
    }
    return Entry(document.file, document.line("framework"), values)


def _write_items(placed: list[Placed], frameworks: dict[str, Any], ids: dict[Key, Any]) -> Outcome:
    entries = [
        Entry(
            item.document.file,
            item.document.line(*item.path),
            {
                "id": ids[frameworks[item.framework], item.item.code],
                "framework_id": frameworks[item.framework],
                "parent_id": item.above and ids[frameworks[item.framework], item.above.item.code],
                "code": item.item.code,
                "kind": item.item.kind,
                "label": item.item.label,
                "title": item.item.title,
                "detail": item.item.detail,
                "source_symbol": item.source.symbol,
                "source_paragraph": item.source.paragraph,
                "confidence": item.confidence,
                "confidence_note": item.item.confidence_note,
                "facts": item.item.facts,
                "order": item.order,
                "is_loaded": True,
            },
        )
        for item in placed
    ]
    rows = Item.objects.filter(Q(is_loaded=True) | Q(pk__in=ids.values()))
    return sync(
        rows,
        entries,
        key=("framework_id", "code"),
        vanished=Vanished.RETIRE,
        file=f"{FOLDER}/",
    )


def _write_mappings(
    placed: list[Placed], frameworks: dict[str, Any], ids: dict[Key, Any]
) -> Outcome:
    entries = []
    for item in placed:
        for mapping in item.item.maps_to:
            framework, code = mapping.to.split(":")
            values = {
                "source_id": ids[frameworks[item.framework], item.item.code],
                "target_id": ids[frameworks[framework], code],
                "note": mapping.note,
                "confidence": mapping.confidence or "",
            }
            entries.append(Entry(item.document.file, item.document.line(*item.path), values))
    rows = ItemMapping.objects.filter(source__is_loaded=True, target__is_loaded=True)
    return sync(
        rows,
        entries,
        key=("source_id", "target_id"),
        vanished=Vanished.REMOVE,
        file=f"{FOLDER}/",
    )


register(Catalogue("frameworks", read_frameworks, write_frameworks))
