"""The Universal Periodic Review of a State: its next slot, and what is due before and after."""

import datetime as dt
from dataclasses import dataclass

from apps.countries.models import Country, Kind
from apps.engagement.models import UprSession, UprSlot

# From the second cycle to the fifth, a State's place returns 14 sessions later (A/HRC/DEC/17/119).
SESSIONS_OF_A_CYCLE = 14


@dataclass(frozen=True)
class UprDeadline:
    """One date before or after a review; ``latest`` is set where the rule gives a span only.

    ``is_observed``: the date was published for the session; otherwise it follows from the rule.
    """

    key: str
    due_on: dt.date
    latest: dt.date | None
    is_observed: bool


@dataclass(frozen=True)
class NextReview:
    """The next review of a State.

    ``slot`` and ``session`` are missing where the calendar does not reach so far: the number of the
    session then follows from the place in the last cycle, with low confidence. ``last`` is the
    latest review that has ended.
    """

    number: int
    session: UprSession | None
    slot: UprSlot | None
    last: UprSlot | None = None
    deadlines: tuple[UprDeadline, ...] = ()

    @property
    def is_estimate(self) -> bool:
        return self.slot is None


def next_review(country: Country, today: dt.date) -> NextReview | None:
    """The next review of ``country`` after ``today``; ``None`` for whoever has no slot at all.

    A session counts until its last day. One query.
    """
    rows = UprSlot.objects.filter(country=country, is_active=True).select_related("session")
    slots = list(rows.order_by("session__number"))
    ended = [slot for slot in slots if slot.session.ends_on and slot.session.ends_on < today]
    coming = [slot for slot in slots if slot not in ended]
    last = ended[-1] if ended else None
    if coming:
        session = coming[0].session
        return NextReview(session.number, session, coming[0], last, deadlines_of(session))
    if last is None or country.kind != Kind.MEMBER:
        return None
    # A review that was put off keeps its place: the first slot of the cycle counts.
    places = [slot.session for slot in ended if slot.session.cycle_id == last.session.cycle_id]
    return NextReview(places[0].number + SESSIONS_OF_A_CYCLE, None, None, last)


def deadlines_of(session: UprSession) -> tuple[UprDeadline, ...]:
    """What is due for a session: published dates first, else the spans of the rule.

    Rule: submissions of stakeholders 27 to 31 weeks, the national report 12 to 15 weeks before the
    session starts. The earliest day of a span is the safe one.
    """
    if session.starts_on is None:
        return ()
    observed = session.facts.get("observed_deadlines", {})
    found = []
    for key, longest, shortest in (("stakeholders", 31, 27), ("national_report", 15, 12)):
        if key in observed:
            found.append(UprDeadline(key, dt.date.fromisoformat(observed[key]), None, True))
            continue
        first = session.starts_on - dt.timedelta(weeks=longest)
        last = session.starts_on - dt.timedelta(weeks=shortest)
        if key == "national_report" and "national_report_window" in session.facts:
            first, last = map(dt.date.fromisoformat, session.facts["national_report_window"])
        found.append(UprDeadline(key, first, last, False))
    for date in observed.get("addendum", [])[:1]:
        found.append(UprDeadline("addendum", dt.date.fromisoformat(date), None, True))
    return tuple(found)
