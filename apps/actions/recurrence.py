"""The dates of a rule such as "every three months on the last day"; no database here."""

import datetime as dt
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, takewhile
from typing import Any

from dateutil.rrule import MONTHLY, WEEKLY, YEARLY, rrule
from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

# The shortest month has so many days; later days of a month may be missing.
SAFE_DAY = 28
# No rule of ours leaves a gap of so many steps; the search for its next date ends there.
FAR = 2_000


class Frequency(models.TextChoices):
    """What a rule counts in."""

    WEEKLY = "weekly", _("Weeks")
    MONTHLY = "monthly", _("Months")
    YEARLY = "yearly", _("Years")


_STEPS: dict[Frequency, Any] = {
    Frequency.WEEKLY: WEEKLY,
    Frequency.MONTHLY: MONTHLY,
    Frequency.YEARLY: YEARLY,
}


@dataclass(frozen=True)
class Rule:
    """Every ``interval`` weeks, months or years from ``starts_on`` on, which is its first date.

    A day that a month lacks (the 31st, 29 February) is its last one instead; ``last_day`` is always
    the last day of the month. It ends after ``until``, or with the date number ``times``.
    """

    frequency: Frequency
    interval: int
    starts_on: dt.date
    last_day: bool = False
    until: dt.date | None = None
    times: int | None = None

    def dates(self) -> Iterator[dt.date]:
        """All its dates in their order; without an end where the rule has none."""
        found: Iterator[dt.date] = (moment.date() for moment in self._rrule())
        if self.until is not None:
            until = self.until
            found = takewhile(lambda day: day <= until, found)
        return islice(found, self.times)

    def after(self, day: dt.date) -> dt.date | None:
        """Its first date after ``day``; ``None`` where it has ended by then."""
        counted = max(day, self._first)
        return next((date for date in islice(self.dates(), FAR) if date > counted), None)

    def between(self, day: dt.date, until: dt.date) -> list[dt.date]:
        """Its dates after ``day`` and before ``until``."""
        counted = max(day, self._first)
        early = takewhile(lambda date: date < until, islice(self.dates(), FAR))
        return [date for date in early if date > counted]

    @property
    def _first(self) -> dt.date:
        """What ``starts_on`` stands for: with ``last_day`` the end of its month."""
        if not self.last_day:
            return self.starts_on
        return self.starts_on.replace(day=monthrange(self.starts_on.year, self.starts_on.month)[1])

    def _rrule(self) -> rrule:
        day = self.starts_on.day
        which: dict[str, Any] = {}
        if self.frequency != Frequency.WEEKLY:
            if self.frequency == Frequency.YEARLY:
                which["bymonth"] = self.starts_on.month
            if self.last_day:
                which["bymonthday"] = -1
            elif day > SAFE_DAY:
                which |= {"bymonthday": list(range(SAFE_DAY, day + 1)), "bysetpos": -1}
            else:
                which["bymonthday"] = day
        start = dt.datetime.combine(self.starts_on, dt.time.min)
        return rrule(_STEPS[self.frequency], dtstart=start, interval=self.interval, **which)

    @property
    def words(self) -> str:
        """The rule as people say it."""
        return f"{self._every()}{self._place()}{self._end()}"

    def _every(self) -> str:
        number = {"number": self.interval}
        if self.frequency == Frequency.WEEKLY:
            return ngettext("Every week", "Every %(number)d weeks", self.interval) % number
        if self.frequency == Frequency.MONTHLY:
            return ngettext("Every month", "Every %(number)d months", self.interval) % number
        return ngettext("Every year", "Every %(number)d years", self.interval) % number

    def _place(self) -> str:
        if self.frequency == Frequency.WEEKLY:
            return _now(", %(weekday)s") % {"weekday": date_format(self.starts_on, "l")}
        if self.last_day:
            month = date_format(self.starts_on, "F")
            yearly = self.frequency == Frequency.YEARLY
            return (
                _now(", the last day of %(month)s") % {"month": month}
                if yearly
                else _now(", the last day")
            )
        if self.frequency == Frequency.YEARLY:
            return _now(", %(day)s") % {"day": date_format(self.starts_on, "MONTH_DAY_FORMAT")}
        return _now(", day %(day)d") % {"day": self.starts_on.day}

    def _end(self) -> str:
        if self.until:
            day = date_format(self.until, "DATE_FORMAT")
            return _now(", until %(date)s") % {"date": day}
        if self.times:
            times = ngettext(", %(number)d time in all", ", %(number)d times in all", self.times)
            return times % {"number": self.times}
        return ""
