"""How a State stands beside others: its regional group, or an organisation. Nothing is ranked."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from apps.countries.models import Country, OrganisationMembership, RegionalGroup
from apps.treaties.models import Treaty
from apps.treaties.selectors import treaty_statuses
from apps.treaties.status import NOWHERE, Standing, StatusTable, TreatyStatus


@dataclass(frozen=True)
class Group:
    """Some Member States by what they share: a regional group, or an organisation on a date."""

    code: str
    name: str
    members: Sequence[Country]


@dataclass(frozen=True)
class Share:
    """How many of some States are party; those to which the instrument is not open are left out."""

    parties: int
    total: int


@dataclass(frozen=True)
class Beside:
    """One instrument: where the State stands, and where the others do, by name."""

    treaty: Treaty
    status: TreatyStatus
    of_group: Share
    of_members: Share
    parties: tuple[Country, ...]
    signed: tuple[Country, ...]
    outside: tuple[Country, ...]
    # Up to when the record of the others reaches.
    known_as_of: dt.date | None


def group_of(code: str, name: str, members: Sequence[Country], as_of: dt.date) -> Group:
    """Those of ``members`` that belong to a regional group, or to an organisation on ``as_of``.

    A query for an organisation only.
    """
    if code in RegionalGroup.values:
        return Group(code, name, [each for each in members if each.regional_group == code])
    belong = OrganisationMembership.objects.filter(
        Q(starts_on=None) | Q(starts_on__lte=as_of),
        Q(ends_on=None) | Q(ends_on__gte=as_of),
        organisation__code=code,
    )
    ids = set(belong.values_list("country_id", flat=True))
    return Group(code, name, [each for each in members if each.pk in ids])


def beside(
    state: Country, group: Group, members: Sequence[Country], as_of: dt.date
) -> list[Beside]:
    """Each instrument, in the order of the catalogue, for ``state``, ``group`` and all ``members``.

    The State counts in its own group; a training State in none. Four queries for any group.
    """
    table = treaty_statuses(as_of=as_of)
    return [_beside(table, treaty, state, group.members, members) for treaty in table.treaties]


def _beside(
    table: StatusTable,
    treaty: Treaty,
    state: Country,
    group: Sequence[Country],
    members: Sequence[Country],
) -> Beside:
    standings = [(country, table.standing(treaty, country)) for country in group]

    def those(*wanted: Standing) -> tuple[Country, ...]:
        return tuple(country for country, standing in standings if standing in wanted)

    return Beside(
        treaty=treaty,
        status=table.of(treaty, state),
        of_group=_share(standing for _country, standing in standings),
        of_members=_share(table.standing(treaty, country) for country in members),
        parties=those(Standing.PARTY),
        signed=those(Standing.SIGNED, Standing.PROVISIONAL),
        outside=those(Standing.NOT_PARTY, Standing.WITHDRAWN),
        known_as_of=table.reach.get(treaty.pk, NOWHERE).actions,
    )


def _share(standings: Iterable[Standing]) -> Share:
    open_to = [standing for standing in standings if standing != Standing.NOT_OPEN]
    return Share(open_to.count(Standing.PARTY), len(open_to))


def rows_of(state: Country, group: Group, found: Sequence[Beside]) -> Iterator[dict[str, Any]]:
    """What the file of the page holds."""
    for row in found:
        yield {
            "country_id": str(state.pk),
            "treaty": row.treaty.code,
            "title": row.treaty.short_title,
            "standing": row.status.standing.value,
            "group": group.name,
            "group_parties": row.of_group.parties,
            "group_total": row.of_group.total,
            "member_parties": row.of_members.parties,
            "member_total": row.of_members.total,
            "as_of": row.status.as_of,
            "known_as_of": row.known_as_of,
        }
