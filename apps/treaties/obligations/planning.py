"""Where the sources of dates meet: each says what its duties and dates are, and one writer writes.

An app registers its planner in its ``duties.py``: the treaties for the reports to their bodies, the
app of the Universal Periodic Review for its calendar.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from apps.countries.models import Country
from apps.treaties.models import Treaty
from apps.treaties.obligations.choices import DutyKind
from apps.treaties.obligations.rules import Anchor, Planned

DutyKey = tuple[uuid.UUID, str, uuid.UUID | None]


@dataclass(frozen=True)
class Duty:
    """One duty of a State as the facts have it, with the dates that follow from them.

    ``ended_on``: since when it is owed no more, and why in ``reason``.
    """

    country: Country
    kind: DutyKind
    treaty: Treaty | None = None
    in_force_on: dt.date | None = None
    ended_on: dt.date | None = None
    source: str = ""
    source_as_of: dt.date | None = None
    confidence: str = ""
    planned: Sequence[Planned] = ()

    @property
    def key(self) -> DutyKey:
        return (self.country.pk, self.kind, self.treaty.pk if self.treaty else None)


# The dates that people set, by the duty that they belong to.
Anchors = Mapping[DutyKey, Sequence[Anchor]]
# Given the day, the States (``None``: all) and what people set.
Planner = Callable[[dt.date, Sequence[Country] | None, Anchors], Iterable[Duty]]

_PLANNERS: dict[str, Planner] = {}


def register(name: str, planner: Planner) -> None:
    """Add a source of duties; once a name."""
    if name in _PLANNERS:
        raise ValueError(f"planner {name} is registered twice")
    _PLANNERS[name] = planner


def planners() -> dict[str, Planner]:
    """All sources of duties by name."""
    return dict(_PLANNERS)
