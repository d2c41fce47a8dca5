"""How many States were parties at the end of each year: the same answer as the status on that day.

A curve ends where the record of its instrument does: what nobody has read is not drawn as a line.
"""

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from apps.countries.models import Country
from apps.treaties.choices import BINDING_KINDS, ActionKind
from apps.treaties.models import Treaty, TreatyAction
from apps.treaties.selectors import record_reach
from apps.treaties.status import NOWHERE, Pair, Reach


@dataclass
class Membership:
    """What one State did on one instrument that made or ended its being a party."""

    consents: list[dt.date] = field(default_factory=list)
    # Notified, and taking effect (if that is known).
    withdrawals: list[tuple[dt.date, dt.date | None]] = field(default_factory=list)

    def is_party_on(self, day: dt.date) -> bool:
        """Whether the State is a party on ``day``, by the rule of ``treaty_statuses``."""
        ended = max(
            (
                notified
                for notified, effective in self.withdrawals
                if effective and effective <= day
            ),
            default=None,
        )
        return any(date <= day and (ended is None or date > ended) for date in self.consents)

    def turns(self) -> Iterator[tuple[dt.date, bool]]:
        """The days on which being a party begins or ends, in order."""
        days = {*self.consents, *(day for pair in self.withdrawals for day in pair if day)}
        was = False
        for day in sorted(days):
            now = self.is_party_on(day)
            if now != was:
                yield day, now
            was = now


@dataclass(frozen=True)
class Curve:
    """The number of parties of one instrument at the end of each year.

    ``numbers`` holds (year, parties); the last year is counted on ``until``, the day on which the
    record of the instrument, or the question, ends.
    """

    treaty: Treaty
    until: dt.date
    numbers: Sequence[tuple[int, int]]

    def in_year(self, year: int) -> int | None:
        """The number at the end of that year; ``None`` outside the curve."""
        return dict(self.numbers).get(year)


def memberships(
    treaties: Collection[Treaty], countries: Collection[Country]
) -> dict[Pair, Membership]:
    """What ``countries`` did on ``treaties``, their own reports left out; one query."""
    rows = TreatyAction.objects.standing().filter(
        treaty__in=treaties,
        country__in=countries,
        kind__in=(*BINDING_KINDS, ActionKind.WITHDRAWAL),
    )
    found: dict[Pair, Membership] = defaultdict(Membership)
    for treaty_id, country_id, kind, date, effective_on in rows.order_by().values_list(
        "treaty_id", "country_id", "kind", "date", "effective_on"
    ):
        membership = found[treaty_id, country_id]
        if kind == ActionKind.WITHDRAWAL:
            membership.withdrawals.append((date, effective_on))
        else:
            membership.consents.append(date)
    return found


def curves(
    treaties: Sequence[Treaty], countries: Collection[Country], as_of: dt.date
) -> list[Curve]:
    """The curve of each instrument among ``countries`` up to ``as_of``; at most three queries."""
    return curves_of(memberships(treaties, countries), treaties, as_of)


def curves_of(
    found: Mapping[Pair, Membership],
    treaties: Sequence[Treaty],
    as_of: dt.date,
    reach: Mapping[uuid.UUID, Reach] | None = None,
) -> list[Curve]:
    """The same from what was read already, so that groups of States share one reading.

    ``reach``: how far the record reaches, where that was read already too.
    """
    reach = record_reach() if reach is None else reach
    drawn = []
    for treaty in treaties:
        known = reach.get(treaty.pk, NOWHERE).actions
        until = min(as_of, known) if known else as_of
        own = [each for (treaty_id, _country), each in found.items() if treaty_id == treaty.pk]
        drawn.append(Curve(treaty, until, _numbers(own, until)))
    return drawn


def _numbers(memberships: Collection[Membership], until: dt.date) -> list[tuple[int, int]]:
    change: Counter[int] = Counter()
    for membership in memberships:
        for day, joins in membership.turns():
            if day <= until:
                change[day.year] += 1 if joins else -1
    if not change:
        return []
    total, numbers = 0, []
    for year in range(min(change), until.year + 1):
        total += change[year]
        numbers.append((year, total))
    return numbers
