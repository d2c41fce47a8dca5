"""Who served when, and when nobody did: worked out from the dates of tenures, never stored."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

DAY = dt.timedelta(days=1)


class Tenure(Protocol):
    """Dates of a service; the last day counts, ``None`` is no end yet."""

    starts_on: dt.date
    ends_on: dt.date | None


@dataclass(frozen=True, slots=True)
class Gap:
    """Days on which nobody served, both ends included; ``ends_on`` is ``None`` while it lasts."""

    starts_on: dt.date
    ends_on: dt.date | None
    days: int

    @property
    def is_open(self) -> bool:
        """Whether the post is vacant on the day that was asked about."""
        return self.ends_on is None


def gaps(tenures: Iterable[Tenure], as_of: dt.date) -> list[Gap]:
    """The vacancies up to ``as_of``, oldest first, of a post that somebody has held once.

    Before the first tenure there was no post that could be vacant. A successor who starts on the
    day after leaves no gap.
    """
    begun = sorted((each for each in tenures if each.starts_on <= as_of), key=_start)
    found: list[Gap] = []
    # The first day that nobody has covered yet; ``None`` while a tenure without an end goes on.
    free: dt.date | None = None
    for number, each in enumerate(begun):
        if number and free is None:
            break
        if free is not None and each.starts_on > free:
            last = each.starts_on - DAY
            found.append(Gap(free, last, days_of(free, last)))
        # What ends later goes on as far as is asked; the calendar may have no day after it.
        after = None if each.ends_on is None or each.ends_on >= as_of else each.ends_on + DAY
        free = after if free is None or after is None else max(free, after)
    if free is not None and free <= as_of:
        found.append(Gap(free, None, days_of(free, as_of)))
    return found


def days_of(first: dt.date, last: dt.date) -> int:
    """How many days, both counted."""
    return (last - first).days + 1


def served_days(tenure: Tenure, as_of: dt.date) -> int:
    """How many days of a tenure lie before the end of ``as_of``."""
    last = as_of if tenure.ends_on is None else min(tenure.ends_on, as_of)
    return max(0, days_of(tenure.starts_on, last))


def _start(tenure: Tenure) -> dt.date:
    return tenure.starts_on
