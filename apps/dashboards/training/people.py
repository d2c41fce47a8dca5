"""The States, institutions and people of the training data."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from apps.accounts.models import User
from apps.accounts.selectors import actor_for
from apps.accounts.services.memberships import grant_membership
from apps.accounts.services.people import register_user
from apps.countries.models import Country, Institution, InstitutionType, Kind
from focalpoint.actors import SYSTEM, Actor
from focalpoint.roles import Role
from focalpoint.services import create_record

PASSWORD = "practice makes prevention"  # noqa: S105 - printed for everybody who starts the demo
REASON = "Training data"


@dataclass
class TrainingState:
    """A training State under construction: its parts by the keys of the data file."""

    country: Country
    today: dt.date
    institutions: dict[str, Institution] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)

    def day(self, offset: int | None) -> dt.date | None:
        """The date that lies ``offset`` days from the day of loading."""
        return None if offset is None else self.today + dt.timedelta(days=offset)


def build_state(facts: Mapping[str, Any], today: dt.date) -> TrainingState:
    """Create a State with its institutions and people."""
    country = create_record(
        actor=SYSTEM,
        instance=Country(
            code=facts["code"],
            name=facts["name"],
            kind=Kind.TRAINING,
            regional_group=facts["regional_group"],
            time_zone=facts["time_zone"],
            note="Fictional: for training and demonstration.",
        ),
        reason=REASON,
    )
    state = TrainingState(country, today)
    types = {type_.code: type_ for type_ in InstitutionType.objects.all()}
    for entry in facts["institutions"]:
        state.institutions[entry["key"]] = create_record(
            actor=SYSTEM,
            instance=Institution(
                country=country,
                name=entry["name"],
                acronym=entry.get("acronym", ""),
                type=types.get(entry["type"]),
            ),
            reason=REASON,
        )
    for entry in facts["people"]:
        institution = state.institutions[entry["at"]]
        zone = entry.get("time_zone", country.time_zone)
        user = add_person(entry, zone, country=country, institution=institution)
        state.people[entry["key"]] = user
        state.actors[entry["key"]] = actor_for(user)
    return state


def add_person(
    entry: Mapping[str, Any],
    time_zone: str,
    *,
    country: Country | None = None,
    institution: Institution | None = None,
) -> User:
    """An account with one membership, in a State or in the network."""
    user = register_user(
        actor=SYSTEM,
        email=entry["email"],
        name=entry["name"],
        password=PASSWORD,
        language=entry.get("language", "en"),
        time_zone=time_zone,
        reason=REASON,
    )
    grant_membership(
        actor=SYSTEM,
        user=user,
        role=Role(entry["role"]),
        country=country,
        institution=institution,
        starts_on=dt.date(2020, 1, 1),
        reason=REASON,
    )
    return user
