"""What the Universal Periodic Review asks of a State, session by session: the planner of the UPR.

The national report is due 12 to 15 weeks before the session, submissions of others 27 to 31 weeks;
dates that were published for a session count instead. The Council adopts the outcome at a regular
session four to five months after the review; the mid-term report is voluntary (A/HRC/RES/16/21,
annex, paragraph 18) and lies half-way to the next review.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence

from apps.countries.models import Confidence, Country
from apps.engagement.models import UprSession, UprSlot
from apps.engagement.selectors import deadlines_of
from apps.treaties.choices import Precision
from apps.treaties.entry_into_force import after_months
from apps.treaties.obligations.choices import DueKind, DutyKind, Origin, Rule
from apps.treaties.obligations.planning import Anchors, Duty, register
from apps.treaties.obligations.rules import Planned, horizon, weakest

SPANS = "A/HRC/RES/16/21; A/HRC/DEC/17/119"
PRACTICE = "Practice of the Human Rights Council; the programme of its session sets the day"
VOLUNTARY = "A/HRC/RES/16/21, annex, paragraph 18: voluntary; half-way to the next review"
# From the month in which a session starts to the one in which the Council adopts its outcomes.
MONTHS_TO_ADOPTION = {1: 5, 2: 4, 4: 5, 5: 4, 10: 5, 11: 4}
USUAL_MONTHS_TO_ADOPTION = 5
# 14 sessions at three a year are some 54 months.
MONTHS_TO_MID_TERM = 27

KINDS = {
    "stakeholders": DueKind.STAKEHOLDERS,
    "national_report": DueKind.NATIONAL_REPORT,
    "addendum": DueKind.POSITIONS,
}


def upr_duties(
    today: dt.date, countries: Sequence[Country] | None, anchors: Anchors
) -> Iterator[Duty]:
    """The duty of each State that has a place in the calendar; the dates as far as it reaches."""
    rows = UprSlot.objects.filter(is_active=True).select_related("session__cycle", "country")
    if countries is not None:
        rows = rows.filter(country__in=countries)
    by_state: dict[uuid.UUID, list[UprSlot]] = defaultdict(list)
    for slot in rows.order_by("session__number"):
        by_state[slot.country_id].append(slot)
    for slots in by_state.values():
        last = slots[-1]
        yield Duty(
            country=last.country,
            kind=DutyKind.UPR,
            source=last.source,
            confidence=last.confidence if last.confidence in Confidence.values else "",
            planned=list(_ahead(slots, today)),
        )


def _ahead(slots: list[UprSlot], today: dt.date) -> Iterator[Planned]:
    # A review that was put off took place in its last session of the cycle.
    of_cycle = {slot.session.cycle_id: slot for slot in slots}
    end = horizon(today)
    for slot in of_cycle.values():
        for planned in session_dates(slot):
            counts_on = planned.published_on or planned.due_on
            if today <= counts_on <= end:
                yield planned


def session_dates(slot: UprSlot) -> Iterator[Planned]:
    """All dates of a State's review: before the session, its first day, and what follows."""
    session = slot.session
    if session.starts_on is None:
        return
    yield from _before(slot, session)
    confidence = weakest(session.confidence, slot.confidence)
    yield Planned(
        _key(session, "review"),
        DueKind.REVIEW,
        session.starts_on,
        Rule.SESSION,
        session.number,
        session.starts_on,
        latest_on=session.ends_on,
        origin=Origin.PUBLISHED,
        source=session.source,
        confidence=confidence,
    )
    starts = session.starts_on
    months = MONTHS_TO_ADOPTION.get(starts.month, USUAL_MONTHS_TO_ADOPTION)
    for name, kind, number, source in (
        ("adoption", DueKind.ADOPTION, months, PRACTICE),
        ("mid_term", DueKind.MID_TERM, MONTHS_TO_MID_TERM, VOLUNTARY),
    ):
        yield Planned(
            _key(session, name),
            kind,
            after_months(starts.replace(day=1), number),
            Rule.AFTER_SESSION,
            number,
            starts,
            precision=Precision.MONTH,
            source=source,
            confidence=Confidence.LOW,
        )


def _before(slot: UprSlot, session: UprSession) -> Iterator[Planned]:
    starts = session.starts_on
    assert starts is not None
    by_rule = {
        deadline.key: deadline for deadline in deadlines_of(UprSession(starts_on=starts, facts={}))
    }
    for deadline in deadlines_of(session):
        rule = by_rule.get(deadline.key)
        if rule is None:
            # No rule gives it: the date that was published is the only one.
            yield Planned(
                _key(session, deadline.key),
                KINDS[deadline.key],
                deadline.due_on,
                Rule.NONE,
                origin=Origin.PUBLISHED,
                source=session.source,
                confidence=weakest(session.confidence, slot.confidence),
            )
            continue
        published = deadline.due_on if deadline.due_on != rule.due_on else None
        yield Planned(
            _key(session, deadline.key),
            KINDS[deadline.key],
            rule.due_on,
            Rule.BEFORE_SESSION,
            (starts - rule.due_on).days // 7,
            starts,
            latest_on=deadline.latest,
            source=SPANS if published is None else session.source,
            confidence=weakest(session.confidence, slot.confidence),
            published_on=published,
            published_source=session.source,
        )


def _key(session: UprSession, name: str) -> str:
    return f"upr:{session.number}:{name}"


register("upr", upr_duties)
