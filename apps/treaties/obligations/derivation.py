"""Bring the duties of many States in line with the facts: set by set, and as often as one likes.

Nothing that a person has said is touched: a date that somebody confirmed or set stays, whatever the
rule gives. What fell due is never taken away. A date that no longer follows from the facts lapses
while it lies ahead and nobody has taken it up.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.countries.models import Country
from apps.treaties.obligations.choices import (
    BY_PEOPLE,
    SETS_THE_CYCLE,
    DateSource,
    DueKind,
    DueStatus,
    DutyKind,
    Origin,
)
from apps.treaties.obligations.models import Occurrence, ReportingObligation
from apps.treaties.obligations.planning import Anchors, Duty, DutyKey, planners
from apps.treaties.obligations.rules import Anchor, Planned
from focalpoint.actors import SYSTEM
from focalpoint.db.turns import await_turn
from focalpoint.services import writing

logger = structlog.get_logger(__name__)

TURN = "treaties.obligations"
BATCH = 500
DUTY_FACTS = ("in_force_on", "ended_on", "source", "source_as_of", "confidence")
DATE_FACTS = (
    "latest_on",
    "precision",
    "rule",
    "rule_number",
    "counted_from",
    "source",
    "source_as_of",
    "confidence",
)
MOVED = ("override_on", "override_source", "override_reason", "due_on", "due_set_at")


@dataclass
class _Work:
    """What there is, and what is to be written."""

    now: dt.datetime
    today: dt.date
    obligations: dict[DutyKey, ReportingObligation]
    occurrences: dict[Any, dict[str, Occurrence]]
    new_obligations: list[ReportingObligation] = field(default_factory=list)
    new_occurrences: list[Occurrence] = field(default_factory=list)
    changed_obligations: list[ReportingObligation] = field(default_factory=list)
    changed_occurrences: list[Occurrence] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


def derive_obligations(
    *, today: dt.date | None = None, countries: Sequence[Country] | None = None
) -> dict[str, int]:
    """Derive the duties of ``countries`` (all by default) and their dates of the coming 24 months.

    Returns how many duties and dates are new, changed and lapsed. In the system's name; the same
    facts again change nothing. At most one runs at a time.
    """
    now = timezone.now()
    day = today or now.date()
    with writing(SYSTEM, reason=_("Derived from facts"), event="obligations.derived"):
        await_turn(TURN)
        work = _present(now, day, countries)
        anchors = _anchors(countries)
        seen: set[DutyKey] = set()
        for planner in planners().values():
            for duty in planner(day, countries, anchors):
                seen.add(duty.key)
                _settle(work, duty)
        _end_what_is_gone(work, seen)
        _write(work)
    counts = {name: work.counts[name] for name in ("duties", "new", "changed", "lapsed")}
    logger.info("obligations_derived", states=len(countries) if countries else "all", **counts)
    return counts


def _present(now: dt.datetime, today: dt.date, countries: Sequence[Country] | None) -> _Work:
    kinds = (DutyKind.TREATY, DutyKind.UPR)
    duties = ReportingObligation.objects.filter(kind__in=kinds)
    dates = Occurrence.objects.filter(obligation__kind__in=kinds).exclude(key="")
    if countries is not None:
        duties, dates = duties.filter(country__in=countries), dates.filter(country__in=countries)
    by_duty: dict[Any, dict[str, Occurrence]] = defaultdict(dict)
    for occurrence in dates.order_by():
        by_duty[occurrence.obligation_id][occurrence.key] = occurrence
    known = {(d.country_id, d.kind, d.treaty_id): d for d in duties.order_by()}
    return _Work(now, today, known, by_duty)


def _anchors(countries: Sequence[Country] | None) -> Anchors:
    """The dates that people set and from which a cycle goes on."""
    rows = Occurrence.objects.filter(
        obligation__kind=DutyKind.TREATY, kind__in=(DueKind.INITIAL, DueKind.PERIODIC)
    ).exclude(status__in=(DueStatus.LAPSED, DueStatus.SKIPPED))
    set_by_people = rows.filter(override_source__in=SETS_THE_CYCLE)
    entered = rows.filter(origin=Origin.HAND, kind=DueKind.PERIODIC)
    found: dict[DutyKey, list[Anchor]] = defaultdict(list)
    both = (set_by_people | entered).order_by()
    if countries is not None:
        both = both.filter(country__in=countries)
    for country, treaty, due_on in both.values_list(
        "country_id", "obligation__treaty_id", "due_on"
    ):
        found[country, DutyKind.TREATY, treaty].append(Anchor(due_on))
    return found


def _settle(work: _Work, duty: Duty) -> None:
    """One duty: its own facts, then each of its dates."""
    obligation = work.obligations.get(duty.key)
    if obligation is None:
        if duty.ended_on is not None:
            # Never on record, and owed no more.
            return
        obligation = ReportingObligation(
            country=duty.country, kind=duty.kind, treaty=duty.treaty, **_facts(duty, DUTY_FACTS)
        )
        work.obligations[duty.key] = obligation
        work.new_obligations.append(obligation)
        work.counts["duties"] += 1
    elif _take(obligation, _facts(duty, DUTY_FACTS)):
        work.changed_obligations.append(obligation)
    present = work.occurrences.get(obligation.pk, {})
    wanted = {planned.key: planned for planned in duty.planned}
    for key, planned in wanted.items():
        if key in present:
            _follow(work, present[key], planned)
        else:
            work.new_occurrences.append(_occurrence(obligation, planned, work.now))
            work.counts["new"] += 1
    _let_lapse(work, [o for key, o in present.items() if key not in wanted], duty.ended_on)


def _end_what_is_gone(work: _Work, seen: set[DutyKey]) -> None:
    """Duties that no fact supports any more: a treaty action that was retracted, say."""
    for key, obligation in work.obligations.items():
        if key in seen:
            continue
        if obligation.ended_on is None:
            obligation.ended_on = work.today
            work.changed_obligations.append(obligation)
        _let_lapse(work, work.occurrences.get(obligation.pk, {}).values(), obligation.ended_on)


def _occurrence(obligation: ReportingObligation, planned: Planned, now: dt.datetime) -> Occurrence:
    occurrence = Occurrence(
        obligation=obligation,
        country_id=obligation.country_id,
        office_id=obligation.office_id,
        visibility=obligation.visibility,
        lead_institution_id=obligation.lead_institution_id,
        responsible_id=obligation.responsible_id,
        key=planned.key,
        kind=planned.kind,
        original_due_on=planned.due_on,
        due_on=planned.due_on,
        due_set_at=now,
        origin=planned.origin,
        **_facts(planned, DATE_FACTS, rule_number=planned.number),
    )
    _take(occurrence, _moved(occurrence, planned, now))
    return occurrence


def _follow(work: _Work, occurrence: Occurrence, planned: Planned) -> None:
    """Let a date that nobody has decided on follow the facts."""
    lapsed = occurrence.status == DueStatus.LAPSED
    if not lapsed and (not occurrence.is_open or _is_decided(occurrence)):
        return
    facts = _facts(planned, DATE_FACTS, rule_number=planned.number)
    if not _is_decided(occurrence):
        facts |= _moved(occurrence, planned, work.now)
    if lapsed:
        facts["status"] = DueStatus.DUE
    if _take(occurrence, facts):
        work.changed_occurrences.append(occurrence)
        work.counts["changed"] += 1


def _let_lapse(work: _Work, gone: Iterable[Occurrence], ended_on: dt.date | None) -> None:
    for occurrence in gone:
        ahead = occurrence.status == DueStatus.DUE and occurrence.due_on >= work.today
        owed_no_more = ended_on is not None and occurrence.due_on >= ended_on
        if ahead and (owed_no_more or not _is_decided(occurrence)):
            occurrence.status = DueStatus.LAPSED
            work.changed_occurrences.append(occurrence)
            work.counts["lapsed"] += 1


def _is_decided(occurrence: Occurrence) -> bool:
    """Whether a person stands by its date."""
    return occurrence.is_confirmed or occurrence.override_source in BY_PEOPLE


def _moved(occurrence: Occurrence, planned: Planned, now: dt.datetime) -> dict[str, Any]:
    """The due date that counts: the published one, else that of the rule as the facts are now."""
    due_on = planned.published_on or planned.due_on
    if due_on == occurrence.original_due_on:
        values: dict[str, Any] = {
            "override_on": None,
            "override_source": DateSource.NONE,
            "override_reason": "",
        }
    else:
        published = planned.published_on is not None
        values = {
            "override_on": due_on,
            "override_source": DateSource.PUBLISHED if published else DateSource.RECOMPUTED,
            "override_reason": planned.published_source if published else planned.source,
        }
    moved = due_on != occurrence.due_on
    return {**values, "due_on": due_on, "due_set_at": now if moved else occurrence.due_set_at}


def _facts(source: Any, names: Iterable[str], **more: Any) -> dict[str, Any]:
    return {**{name: getattr(source, name) for name in names if name not in more}, **more}


def _take(record: Any, values: dict[str, Any]) -> bool:
    """Set values; whether any differs from before."""
    changed = False
    for name, value in values.items():
        if getattr(record, name) != value:
            setattr(record, name, value)
            changed = True
    return changed


def _write(work: _Work) -> None:
    ReportingObligation.objects.bulk_create(work.new_obligations, batch_size=BATCH)
    ReportingObligation.objects.bulk_update(work.changed_obligations, DUTY_FACTS, batch_size=BATCH)
    Occurrence.objects.bulk_create(work.new_occurrences, batch_size=BATCH)
    Occurrence.objects.bulk_update(
        work.changed_occurrences, (*DATE_FACTS, *MOVED, "status"), batch_size=BATCH
    )
