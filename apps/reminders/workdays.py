"""On which days a State works: its weekend, its public holidays, and what it says itself."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType

from focalpoint.lazy import lazy

holidays = lazy("holidays")

# Numbers of days as ISO 8601 counts them: Monday is 1.
SATURDAY_AND_SUNDAY = frozenset({6, 7})
# No State rests for longer; beyond that a calendar is taken for a mistake, and mail goes out.
LONGEST_REST = 31
DAY = dt.timedelta(days=1)
NOTHING: Mapping[dt.date, str] = MappingProxyType({})


@lru_cache(maxsize=2048)
def public_holidays(iso2: str, year: int) -> Mapping[dt.date, str]:
    """The nation-wide holidays of a country (ISO 3166-1 alpha-2) in a year, with their names.

    Empty where the calendar of the country is not known.
    """
    try:
        found = holidays.country_holidays(iso2, years=year, language="en_US")
    except NotImplementedError:
        return NOTHING
    return MappingProxyType({day: str(name) for day, name in found.items() if day.year == year})


@lru_cache(maxsize=512)
def usual_weekend(iso2: str) -> frozenset[int]:
    """The days of the week on which a country rests; Saturday and Sunday where it is not known."""
    try:
        known = holidays.country_holidays(iso2)
    except NotImplementedError:
        return SATURDAY_AND_SUNDAY
    return frozenset(day + 1 for day in known.weekend)


def has_public_calendar(iso2: str) -> bool:
    """Whether the public holidays of a country are known."""
    return bool(iso2) and iso2 in holidays.list_supported_countries()


@dataclass(frozen=True)
class WorkCalendar:
    """The working days of one State.

    ``iso2`` is empty where public holidays are not kept, or not known. ``off`` are days of rest
    besides, with their names; ``worked`` are days that are worked all the same.
    """

    iso2: str = ""
    weekend: frozenset[int] = SATURDAY_AND_SUNDAY
    off: Mapping[dt.date, str] = field(default_factory=lambda: NOTHING)
    worked: frozenset[dt.date] = frozenset()

    def is_working(self, day: dt.date) -> bool:
        if day in self.worked:
            return True
        return (
            day.isoweekday() not in self.weekend
            and day not in self.off
            and not (self.iso2 and day in public_holidays(self.iso2, day.year))
        )

    def name_of(self, day: dt.date) -> str:
        """The name of a day of rest that is no mere weekend; empty for all others."""
        if day in self.worked:
            return ""
        if day in self.off:
            return self.off[day]
        return public_holidays(self.iso2, day.year).get(day, "") if self.iso2 else ""

    def on_or_before(self, day: dt.date) -> dt.date:
        """The last working day up to and including ``day``."""
        return self._seek(day, -DAY)

    def on_or_after(self, day: dt.date) -> dt.date:
        """The first working day from ``day`` on."""
        return self._seek(day, DAY)

    def _seek(self, day: dt.date, step: dt.timedelta) -> dt.date:
        found = day
        for _ in range(LONGEST_REST):
            if self.is_working(found):
                return found
            found += step
        return day
