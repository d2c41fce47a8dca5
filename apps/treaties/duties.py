"""The reports that the treaties ask of their parties: the planner of treaty duties."""

import datetime as dt
from collections.abc import Iterator, Sequence

from apps.countries.models import Confidence, Country, Kind
from apps.treaties.entry_into_force import Basis
from apps.treaties.models import Treaty
from apps.treaties.obligations.choices import DutyKind
from apps.treaties.obligations.planning import Anchors, Duty, register
from apps.treaties.obligations.rules import cycle_of, planned_dates, weakest
from apps.treaties.selectors import treaty_statuses
from apps.treaties.status import Standing, StatusTable, TreatyStatus


def reporting_treaties() -> list[Treaty]:
    """The instruments that ask for a report of their own."""
    rows = Treaty.objects.select_related("body").exclude(reporting={})
    return [treaty for treaty in rows if cycle_of(treaty.reporting).is_own]


def treaty_duties(
    today: dt.date, countries: Sequence[Country] | None, anchors: Anchors
) -> Iterator[Duty]:
    """What each State owes to each treaty that binds it, or did so once."""
    treaties = reporting_treaties()
    table = treaty_statuses(as_of=today, treaties=treaties, countries=countries)
    states = list(countries or Country.objects.exclude(kind=Kind.OTHER))
    for state in states:
        for treaty in treaties:
            duty = _duty(table, state, treaty, anchors)
            if duty is not None:
                yield duty


def _duty(table: StatusTable, state: Country, treaty: Treaty, anchors: Anchors) -> Duty | None:
    if (treaty.pk, state.pk) not in table.deciding:
        return None
    status = table.of(treaty, state)
    facts = {
        "country": state,
        "kind": DutyKind.TREATY,
        "treaty": treaty,
        "source": status.source,
        "source_as_of": status.source_as_of,
        "confidence": _confidence(status),
    }
    if status.standing == Standing.WITHDRAWN:
        return Duty(ended_on=status.withdrawal_effective_on, **facts)  # type: ignore[arg-type]
    entry = status.entry
    if entry is None:
        return None
    if entry.on is None:
        # A party; since when it is bound is not known exactly enough to count from.
        return Duty(**facts)  # type: ignore[arg-type]
    cycle = cycle_of(treaty.reporting)
    planned = planned_dates(
        cycle,
        in_force_on=entry.on,
        today=table.as_of,
        anchors=anchors.get((state.pk, DutyKind.TREATY, treaty.pk), ()),
        source="; ".join(filter(None, [cycle.basis, status.source]))[:300],
        source_as_of=status.source_as_of,
        confidence=_confidence(status),
    )
    leaves = status.withdrawal_effective_on if status.is_leaving else None
    kept = [date for date in planned if leaves is None or date.due_on < leaves]
    return Duty(in_force_on=entry.on, planned=kept, **facts)  # type: ignore[arg-type]


def _confidence(status: TreatyStatus) -> str:
    """How sure the date is from which the cycle counts."""
    entry = status.entry
    if entry is not None and entry.basis == Basis.SUCCESSION:
        # The day of the notification is the latest possible one.
        return weakest(status.confidence, Confidence.MEDIUM)
    return status.confidence


register("treaties", treaty_duties)
