"""The checklists of domestic measures, from ``treaty_requirements.yaml``."""

from pathlib import Path

from pydantic import Field

from apps.countries.models import Confidence
from apps.treaties.measures.models import TreatyRequirement
from apps.treaties.models import Treaty
from focalpoint.catalogues.documents import Document, Schema, read_yaml
from focalpoint.catalogues.problems import refuse
from focalpoint.catalogues.registry import Catalogue
from focalpoint.catalogues.syncing import Entry, Outcome, Vanished, sync


class ItemSchema(Schema):
    """One thing that an instrument asks; the article is its source."""

    code: str = Field(pattern=r"^[a-z_]+$", max_length=40)
    title: str = Field(max_length=200)
    article: str = Field(min_length=3, max_length=60)
    confidence: Confidence
    note: str = Field("", max_length=300)


class ChecklistSchema(Schema):
    """What one instrument asks."""

    treaty: str
    items: list[ItemSchema] = Field(min_length=1)


class RequirementsFile(Schema):
    """``treaty_requirements.yaml``."""

    requirements: list[ChecklistSchema]


Doc = Document[RequirementsFile]


def read_requirements(directory: Path) -> Doc:
    """The file; what is not sure says what it rests on."""
    document = read_yaml(directory / "treaty_requirements.yaml", RequirementsFile)
    refuse(
        document.problem(
            f"{item.code}: an item that is not sure needs a note", "requirements", place
        )
        for place, checklist in enumerate(document.content.requirements)
        for item in checklist.items
        if item.confidence != Confidence.HIGH and not item.note
    )
    return document


def write_requirements(document: Doc) -> list[Outcome]:
    """All items; one that is no longer in the file is retired, what States wrote on it stays."""
    treaties = dict(Treaty.objects.values_list("code", "pk"))
    checklists = list(enumerate(document.content.requirements))
    refuse(
        document.problem(f"there is no instrument {each.treaty}", "requirements", place)
        for place, each in checklists
        if each.treaty not in treaties
    )
    entries = [
        Entry(
            document.file,
            document.line("requirements", place, "items", order),
            {**item.model_dump(mode="json"), "treaty_id": treaties[each.treaty], "order": order},
        )
        for place, each in checklists
        for order, item in enumerate(each.items)
    ]
    rows = TreatyRequirement.objects.all()
    key = ("treaty_id", "code")
    return [sync(rows, entries, key=key, vanished=Vanished.RETIRE, file=document.file)]


REQUIREMENTS = Catalogue(
    "treaty requirements", read_requirements, write_requirements, needs=("treaties",)
)
