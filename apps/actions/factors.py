"""Where the factors of a State stand on a date: level, what happened since, who works on it."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count

from apps.actions.models import UNFINISHED, ActionLink
from apps.actions.resilience import HIGH
from apps.assessments.rerating.selectors import (
    InForce,
    LevelInForce,
    events_after,
    levels_in_force,
)
from apps.countries.models import Country
from focalpoint.actors import Actor


@dataclass(frozen=True)
class Standing:
    """One factor: its level in force, the events since it was judged, the open actions today."""

    now: LevelInForce
    events: int
    open: int

    @property
    def is_gap(self) -> bool:
        """A high risk and no open action."""
        return self.now.level in HIGH and not self.open


@dataclass(frozen=True)
class FactorsNow:
    """The factors of a State, in the order of the framework."""

    in_force: InForce
    rows: list[Standing]


def factors_now(country: Country, actor: Actor, *, on: dt.date) -> FactorsNow | None:
    """``None`` before anything was approved that ``actor`` reads. Five queries."""
    found = levels_in_force(country, actor, on=on)
    if found is None:
        return None
    happened = events_after(found, country, actor)
    numbers = open_actions(country, actor)
    rows = [
        Standing(factor, happened[factor.code], numbers.get(factor.code, 0))
        for factor in found.factors
    ]
    return FactorsNow(found, rows)


def open_actions(country: Country, actor: Actor) -> dict[str, int]:
    """How many open actions serve each factor today, by its code, as far as ``actor`` sees them."""
    rows = ActionLink.objects.visible_to(actor).filter(
        item__kind="risk_factor",
        action__country=country,
        action__archived_at=None,
        action__status__in=UNFINISHED,
    )
    counted = rows.order_by().values_list("item__code").annotate(number=Count("pk"))
    return dict(counted)
