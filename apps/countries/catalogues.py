"""States, organisations and kinds of institutions, from their files."""

import datetime as dt
import importlib.resources
import re
import zoneinfo
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

# It registers itself.
from apps.countries import map_rules as map_rules
from apps.countries.models import (
    USER_ASSIGNED_CODE,
    Confidence,
    Country,
    InstitutionType,
    Kind,
    Organisation,
    OrganisationMembership,
    RegionalGroup,
)
from focalpoint.catalogues.documents import Document, Schema, read_yaml
from focalpoint.catalogues.problems import Problem, refuse
from focalpoint.catalogues.registry import Catalogue, register
from focalpoint.catalogues.syncing import Entry, Outcome, Vanished, sync


def _known_zone(name: str) -> str:
    if name not in zoneinfo.available_timezones():
        raise ValueError("no such time zone in the IANA database")
    return name


def _not_fictional(code: str) -> str:
    if re.match(USER_ASSIGNED_CODE, code):
        raise ValueError("ISO leaves this code to users: it is for training States")
    return code


Code = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,3}$"), AfterValidator(_not_fictional)]
Iso2 = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
M49 = Annotated[str, StringConstraints(pattern=r"^[0-9]{3}$")]
Zone = Annotated[str, AfterValidator(_known_zone)]


class OrganisationSchema(Schema):
    """An organisation or network of States."""

    code: str
    name: str
    note: str = ""
    source: str
    confidence: Confidence


class MembershipSchema(Schema):
    """A State's membership of an organisation, with its dates."""

    code: str
    starts_on: dt.date | None = Field(default=None, validation_alias="from")
    ends_on: dt.date | None = Field(default=None, validation_alias="until")


class CapitalSchema(Schema):
    """The time zone of a capital, where zone.tab names several for the State or none."""

    state: Code
    capital: str
    zone: Zone


class SuccessionSchema(Schema):
    """To whose treaties a State has succeeded, and from when."""

    of: str
    since: dt.date
    source: str
    confidence: Confidence


class StateSchema(Schema):
    """A Member State or observer State."""

    code: Code
    iso2: Iso2
    m49: M49
    name: str
    kind: Literal["member", "observer"]
    regional_group: RegionalGroup
    un_member_since: dt.date | None = None
    organisations: list[str | MembershipSchema] = []
    aliases: list[str] = []
    succession: SuccessionSchema | None = None
    note: str = ""

    @model_validator(mode="after")
    def _membership_has_a_date(self) -> Self:
        if (self.kind == "member") != (self.un_member_since is not None):
            raise ValueError("a Member State, and no other, has a date un_member_since")
        return self


class ParticipantSchema(Schema):
    """Another participant in treaties."""

    code: Code
    iso2: Iso2 | Literal[""] = ""
    name: str
    note: str = ""


class CountsSchema(Schema):
    """How many States the file must name."""

    members: int
    observers: int


class StatesFile(Schema):
    """``states.yaml``."""

    counts: CountsSchema
    sources: dict[str, str]
    organisations: list[OrganisationSchema]
    time_zones: list[CapitalSchema]
    states: list[StateSchema]
    other_participants: list[ParticipantSchema]

    @model_validator(mode="after")
    def _states_are_complete(self) -> Self:
        found = [state.kind for state in self.states]
        counts = CountsSchema(members=found.count("member"), observers=found.count("observer"))
        if counts != self.counts:
            raise ValueError(
                f"{counts.members} Member States and {counts.observers} observers stand here, "
                f"but counts says {self.counts.members} and {self.counts.observers}"
            )
        return self


class InstitutionTypeSchema(Schema):
    """A kind of institution."""

    code: str
    name: str


class InstitutionTypesFile(Schema):
    """``institution_types.yaml``."""

    institution_types: list[InstitutionTypeSchema]


def country_ids() -> dict[str, Any]:
    """The primary key of each country by its code."""
    return dict(Country.objects.values_list("code", "pk"))


def read_states(directory: Path) -> tuple[Document[StatesFile], dict[str, str]]:
    """The file, and the time zone of each capital by the State's code."""
    document = read_yaml(directory / "states.yaml", StatesFile)
    organisations = {organisation.code for organisation in document.content.organisations}
    problems = [
        document.problem(f"no organisation has the code {membership.code}", "states", index)
        for index, state in enumerate(document.content.states)
        for membership in _memberships(state)
        if membership.code not in organisations
    ]
    zones, unplaced = _time_zones(document)
    refuse([*problems, *unplaced])
    return document, zones


def _memberships(state: StateSchema) -> list[MembershipSchema]:
    return [
        MembershipSchema(code=entry) if isinstance(entry, str) else entry
        for entry in state.organisations
    ]


def _time_zones(document: Document[StatesFile]) -> tuple[dict[str, str], list[Problem]]:
    """The zone that the file names for the capital, else the only one of the State in zone.tab."""
    tab = importlib.resources.files("tzdata") / "zoneinfo" / "zone.tab"
    of_iso2: dict[str, list[str]] = {}
    for line in tab.read_text().splitlines():
        if not line.startswith("#"):
            iso2, _coordinates, zone, *_comment = line.split("\t")
            of_iso2.setdefault(iso2, []).append(zone)
    zones = {capital.state: capital.zone for capital in document.content.time_zones}
    problems = []
    for index, state in enumerate(document.content.states):
        candidates = of_iso2.get(state.iso2, [])
        if state.code not in zones and len(candidates) != 1:
            reason = f"zone.tab has {len(candidates)} time zones: name that of the capital"
            problems.append(document.problem(reason, "states", index))
        elif state.code not in zones:
            zones[state.code] = candidates[0]
    for other in document.content.other_participants:
        if other.code not in zones:
            zones[other.code] = of_iso2.get(other.iso2, ["UTC"])[0]
    return zones, problems


def write_states(read: tuple[Document[StatesFile], dict[str, str]]) -> list[Outcome]:
    """Countries, organisations and memberships; a training State is never touched."""
    document, zones = read
    countries = sync(
        Country.objects.exclude(kind=Kind.TRAINING), _countries(document, zones), key=("code",)
    )
    organisations = sync(
        Organisation.objects.all(),
        [
            Entry(
                document.file,
                document.line("organisations", index),
                {"code": organisation.code, "name": organisation.name},
            )
            for index, organisation in enumerate(document.content.organisations)
        ],
        key=("code",),
    )
    memberships = sync(
        OrganisationMembership.objects.exclude(country__kind=Kind.TRAINING),
        _organisation_memberships(document),
        key=("organisation_id", "country_id", "starts_on"),
        vanished=Vanished.REMOVE,
        file=document.file,
    )
    return [countries, organisations, memberships]


def _countries(document: Document[StatesFile], zones: dict[str, str]) -> list[Entry]:
    content = document.content
    entries = []
    for index, state in enumerate(content.states):
        values = state.model_dump(exclude={"organisations", "succession"})
        values |= _succession(state.succession)
        values |= {"kind": Kind(state.kind), "time_zone": zones[state.code]}
        entries.append(Entry(document.file, document.line("states", index), values))
    for index, other in enumerate(content.other_participants):
        values = other.model_dump()
        values |= {"kind": Kind.OTHER, "time_zone": zones[other.code], "m49": "", "aliases": []}
        values |= {"regional_group": "", "un_member_since": None, **_succession(None)}
        entries.append(Entry(document.file, document.line("other_participants", index), values))
    return entries


def _succession(succession: SuccessionSchema | None) -> dict[str, Any]:
    if succession is None:
        return {"succeeded_on": None, "succession": {}}
    facts = succession.model_dump(mode="json", exclude={"since"})
    return {"succeeded_on": succession.since, "succession": facts}


def _organisation_memberships(document: Document[StatesFile]) -> list[Entry]:
    organisations = dict(Organisation.objects.values_list("code", "pk"))
    sources = {o.code: f"{o.source} ({o.confidence})" for o in document.content.organisations}
    countries = country_ids()
    return [
        Entry(
            document.file,
            document.line("states", index, "organisations"),
            {
                "organisation_id": organisations[membership.code],
                "country_id": countries[state.code],
                "starts_on": membership.starts_on,
                "ends_on": membership.ends_on,
                "source": sources[membership.code],
            },
        )
        for index, state in enumerate(document.content.states)
        for membership in _memberships(state)
    ]


def read_institution_types(directory: Path) -> Document[InstitutionTypesFile]:
    return read_yaml(directory / "institution_types.yaml", InstitutionTypesFile)


def write_institution_types(document: Document[InstitutionTypesFile]) -> list[Outcome]:
    """Kinds of institutions, in the order of the file."""
    entries = [
        Entry(
            document.file,
            document.line("institution_types", index),
            {**kind.model_dump(), "order": index},
        )
        for index, kind in enumerate(document.content.institution_types)
    ]
    return [sync(InstitutionType.objects.all(), entries, key=("code",))]


register(Catalogue("states", read_states, write_states))
register(Catalogue("institution types", read_institution_types, write_institution_types))
