"""What participants stated on instruments, as of a date. All of it is public reference data."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from apps.countries.models import Country
from apps.treaties.models import Treaty
from apps.treaties.statements.models import TreatyStatement


@dataclass(frozen=True)
class Stated:
    """The statements of one State on one instrument, and those of others that name it.

    ``ended`` had been made and were withdrawn with effect on the date.
    """

    in_effect: Sequence[TreatyStatement]
    ended: Sequence[TreatyStatement]
    by_others: Sequence[TreatyStatement]

    def __bool__(self) -> bool:
        return bool(self.in_effect or self.ended or self.by_others)


def stated_on(treaty: Treaty, country: Country, as_of: dt.date) -> Stated:
    """What ``country`` stated on ``treaty`` by ``as_of``, and who objected to it. One query."""
    made = TreatyStatement.objects.on(as_of).filter(treaty=treaty)
    own, named = made.filter(country=country), made.filter(concerned__contains=[country.code])
    rows = list((own | named).select_related("country").order_by("-date", "-id"))
    own_rows = [row for row in rows if row.country_id == country.pk]

    def ended(row: TreatyStatement) -> bool:
        effective = row.withdrawal_effective_on
        return effective is not None and effective <= as_of

    return Stated(
        in_effect=[row for row in own_rows if not ended(row)],
        ended=[row for row in own_rows if ended(row)],
        by_others=[row for row in rows if row.country_id != country.pk and not ended(row)],
    )


def versions_of(statement: TreatyStatement) -> list[TreatyStatement]:
    """What a statement was before, newest first: the rows that it replaced, one after the other.

    A statement has few versions; each is one query.
    """
    found: list[TreatyStatement] = []
    current = statement
    while current.replaces_id is not None and len(found) < 50:
        current = TreatyStatement.objects.select_related("batch").get(pk=current.replaces_id)
        found.append(current)
    return found
