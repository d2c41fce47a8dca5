"""A calendar as text (RFC 5545): what calendar programs read at a secret address.

A deadline is a day of law: an entry for the whole day, which no time zone moves. Whoever prefers it
gets the last hour before midnight in the capital instead, with the time zone's own definition.
"""

import datetime as dt
import zoneinfo
from typing import Any

from apps.reminders.feeds import Calendar
from apps.reminders.letters import host
from apps.reminders.personal import CalendarEntry
from focalpoint.lazy import lazy

icalendar = lazy("icalendar")

PRODUCT = "-//FocalPoint//Deadlines//EN"
REFRESH = dt.timedelta(hours=1)
HOUR = dt.timedelta(hours=1)


def to_text(calendar: Calendar) -> bytes:
    """The calendar with its entries; the same bytes as long as nothing changes."""
    component = icalendar.Calendar()
    component.add("prodid", PRODUCT)
    component.add("version", "2.0")
    component.add("calscale", "GREGORIAN")
    component.add("method", "PUBLISH")
    component.add("name", calendar.name)
    component.add("x-wr-calname", calendar.name)
    component.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    component.add("x-published-ttl", "PT1H")
    for entry in calendar.entries:
        component.add_component(_event(entry, with_times=calendar.feed.with_times))
    if calendar.feed.with_times:
        component.add_missing_timezones()
    text: bytes = component.to_ical()
    return text


def _event(entry: CalendarEntry, *, with_times: bool) -> Any:
    event = icalendar.Event()
    # The same for as long as the deadline's record lives, whatever its date.
    event.add("uid", f"{entry.kind}.{entry.object_id}@{host()}")
    event.add("dtstamp", entry.changed_at)
    event.add("created", entry.created_at)
    event.add("last-modified", entry.changed_at)
    event.add("sequence", entry.sequence)
    event.add("summary", entry.summary)
    tomorrow = entry.due_on + dt.timedelta(days=1)
    if with_times:
        midnight = dt.datetime.combine(tomorrow, dt.time(), zoneinfo.ZoneInfo(entry.time_zone))
        event.add("dtstart", midnight - HOUR)
        event.add("dtend", midnight)
    else:
        event.add("dtstart", entry.due_on)
        event.add("dtend", tomorrow)
    event.add("status", "CANCELLED" if entry.cancelled_at else "CONFIRMED")
    # A deadline takes no time of the day, and is nobody else's business.
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    if entry.url and not entry.cancelled_at:
        event.add("url", entry.url)
    return event
