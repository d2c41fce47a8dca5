"""The codes of States, known to each process: nearly every row that is shown names its State.

Some two hundred States are read at once and again after a while; a new one is read when it is first
met. To join them to every list would cost more than the list.
"""

import time
import uuid
from dataclasses import dataclass

from apps.countries.models import Country, Kind

# A State that is renamed or changes its kind, which hardly ever happens, shows it after so long.
LAG = 60.0  # seconds


@dataclass(frozen=True)
class KnownState:
    """What rows say of their State."""

    code: str
    is_training: bool


class KnownStates:
    """All States by primary key."""

    def __init__(self) -> None:
        self._states: dict[uuid.UUID, KnownState] = {}
        self._read_at = float("-inf")

    def __getitem__(self, pk: uuid.UUID) -> KnownState:
        if pk not in self._states or time.monotonic() - self._read_at > LAG:
            rows = Country.objects.order_by().values_list("pk", "code", "kind")
            self._states = {
                each: KnownState(code, kind == Kind.TRAINING) for each, code, kind in rows
            }
            self._read_at = time.monotonic()
        return self._states[pk]


KNOWN_STATES = KnownStates()
