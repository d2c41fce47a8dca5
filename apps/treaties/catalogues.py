"""Treaty bodies and instruments, from ``treaties.yaml``; their actions have a file of their own."""

import datetime as dt
from pathlib import Path
from typing import Any, Self

from pydantic import Field, model_validator

from apps.countries.models import Confidence, Organisation
from apps.treaties.action_file import read_actions, write_actions
from apps.treaties.measures.catalogues import REQUIREMENTS
from apps.treaties.models import Category, EntryRule, Treaty, TreatyBody
from focalpoint.catalogues.documents import Document, Schema, read_yaml
from focalpoint.catalogues.problems import Problem, refuse
from focalpoint.catalogues.registry import Catalogue, register
from focalpoint.catalogues.syncing import Entry, Outcome, identify, sync


class BodySchema(Schema):
    """A committee that monitors a treaty."""

    code: str
    name: str
    members: int | None = None
    source: str = ""


class AdoptedSchema(Schema):
    """When, where and by what act an instrument was adopted."""

    date: dt.date
    place: str = ""
    act: str = ""
    opened_for_signature: dt.date | None = None
    note: str = ""


class EntryIntoForceSchema(Schema):
    """The rule by which the instrument enters into force for a State."""

    rule: EntryRule
    n: int
    basis: str = ""
    note: str = ""
    confidence: Confidence | None = None


class ReportingSchema(Schema):
    """What a State owes the body, and by which article."""

    body: str = ""
    initial_within_years: int | None = None
    periodic_every_years: int | None = None
    # A fixed day of each year, as month and day.
    annual_by: str = Field(default="", pattern=r"^(\d\d-\d\d)?$")
    # The report that tells of it too: then it has no cycle of its own.
    covered_by: str = ""
    basis: str
    note: str = ""
    confidence: Confidence


class MechanismSchema(Schema):
    """A procedure that a State may accept."""

    code: str
    title: str
    entry_into_force: dt.date | None = None
    states: int | None = None
    as_of: dt.date | None = None
    confidence: Confidence | None = None


class PartiesSchema(Schema):
    """A dated count of a source, which stands beside the count of the record."""

    count: int
    as_of: dt.date
    confidence: Confidence
    source: str
    signatories: int | None = None
    note: str = ""


class RuleSchema(Schema):
    """Another rule of the instrument with its article."""

    basis: str
    rule: str = ""
    mark: str = ""


class ReportedWithdrawalSchema(Schema):
    """A withdrawal that was reported; it counts only once it is a treaty action."""

    iso3: str
    notified: dt.date | None = None
    effective: dt.date | None = None
    status: str = ""
    confidence: Confidence


class TreatySchema(Schema):
    """One instrument."""

    code: str
    short_title: str
    full_title: str
    category: Category
    parent: str | None = None
    related: bool = False
    named_in: list[str]
    depositary: str
    depositary_ref: str = ""
    mtdsg: str = ""
    adopted: AdoptedSchema
    entry_into_force: dt.date | None
    unts: str = ""
    unts_confidence: Confidence | None = None
    registration_no: str = ""
    registration_no_confidence: Confidence | None = None
    eif_for_state: EntryIntoForceSchema
    withdrawal: RuleSchema | None = None
    provisional_application: RuleSchema | None = None
    reporting: ReportingSchema
    optional_mechanisms: list[MechanismSchema] = []
    parties: PartiesSchema | None = None
    parties_history: list[PartiesSchema] = []
    withdrawals: list[ReportedWithdrawalSchema] = []
    amendments: list[str] = []
    watch: str = ""
    relevance: str = ""
    note: str = ""
    records_note: str = ""
    open_to: str | None = None
    open_to_note: str = ""
    source: list[str]
    confidence: str = ""

    @model_validator(mode="after")
    def _dates_follow_each_other(self) -> Self:
        if self.entry_into_force and self.entry_into_force < self.adopted.date:
            raise ValueError("it entered into force before it was adopted")
        return self


class TreatiesFile(Schema):
    """``treaties.yaml``."""

    treaty_bodies: list[BodySchema]
    treaties: list[TreatySchema]


Doc = Document[TreatiesFile]

# What a page shows beside the columns of the table, each with its source.
FACTS = (
    "depositary_ref",
    "unts",
    "unts_confidence",
    "registration_no",
    "registration_no_confidence",
    "withdrawal",
    "provisional_application",
    "optional_mechanisms",
    "parties",
    "parties_history",
    "withdrawals",
    "amendments",
    "watch",
    "relevance",
    "note",
    "records_note",
    "open_to_note",
)


def read_treaties(directory: Path) -> Doc:
    """The file; an instrument's parent stands in it too."""
    document = read_yaml(directory / "treaties.yaml", TreatiesFile)
    codes = {treaty.code for treaty in document.content.treaties}
    refuse(
        document.problem(f"parent: there is no instrument {treaty.parent}", "treaties", index)
        for index, treaty in enumerate(document.content.treaties)
        if treaty.parent is not None and treaty.parent not in codes
    )
    return document


def write_treaties(document: Doc) -> list[Outcome]:
    """Bodies and instruments; those that were added by hand stay."""
    bodies = sync(
        TreatyBody.objects.all(),
        [
            Entry(document.file, document.line("treaty_bodies", index), body.model_dump())
            for index, body in enumerate(document.content.treaty_bodies)
        ],
        key=("code",),
    )
    treaties = sync(Treaty.objects.all(), _treaty_entries(document), key=("code",))
    return [bodies, treaties]


def _treaty_entries(document: Doc) -> list[Entry]:
    treaties = document.content.treaties
    ids = identify(Treaty.objects.all(), ("code",), [(treaty.code,) for treaty in treaties])
    bodies = dict(TreatyBody.objects.values_list("code", "pk"))
    organisations = dict(Organisation.objects.values_list("code", "pk"))
    entries = []
    problems: list[Problem] = []
    for index, treaty in enumerate(treaties):
        if treaty.open_to and treaty.open_to not in organisations:
            reason = f"open_to: there is no organisation {treaty.open_to}"
            problems.append(document.problem(reason, "treaties", index))
            continue
        values = _values(treaty) | {
            "id": ids[treaty.code,],
            "parent_id": ids[treaty.parent,] if treaty.parent else None,
            "body_id": bodies.get(treaty.reporting.body),
            "open_to_id": organisations[treaty.open_to] if treaty.open_to else None,
            "order": index,
        }
        entries.append(Entry(document.file, document.line("treaties", index), values))
    refuse(problems)
    return entries


def _values(treaty: TreatySchema) -> dict[str, Any]:
    plain = treaty.model_dump(mode="json", exclude_none=True)
    facts = {name: plain[name] for name in FACTS if plain.get(name)}
    for name in ("act", "note"):
        if plain["adopted"][name]:
            facts[f"adopted_{name}"] = plain["adopted"][name]
    for name in ("note", "confidence"):
        if plain["eif_for_state"].get(name):
            facts[f"entry_{name}"] = plain["eif_for_state"][name]
    return {
        "code": treaty.code,
        "short_title": treaty.short_title,
        "full_title": treaty.full_title,
        "category": treaty.category,
        "is_related": treaty.related,
        "named_in": treaty.named_in,
        "depositary": treaty.depositary,
        "mtdsg": treaty.mtdsg,
        "adopted_on": treaty.adopted.date,
        "adopted_at": treaty.adopted.place,
        "opened_on": treaty.adopted.opened_for_signature,
        "entered_into_force_on": treaty.entry_into_force,
        "entry_rule": treaty.eif_for_state.rule,
        "entry_number": treaty.eif_for_state.n,
        "entry_basis": treaty.eif_for_state.basis,
        "reporting": {name: value for name, value in plain["reporting"].items() if value},
        "facts": facts,
        "source": treaty.source,
        "confidence": treaty.confidence,
    }


register(Catalogue("treaties", read_treaties, write_treaties, needs=("states",)))
register(Catalogue("treaty actions", read_actions, write_actions, needs=("states", "treaties")))
register(REQUIREMENTS)
