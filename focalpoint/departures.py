"""What people leave behind when a role of theirs ends, to be said on the page that ends it.

The records that hang on a person belong to apps above the accounts: each registers in its
``departures.py`` how to look for what it would leave.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from focalpoint.actors import Actor


@dataclass(frozen=True)
class Left:
    """What would be left, in words; ``url`` leads to where it is settled, where the actor may."""

    words: str
    url: str = ""
    label: str = ""


# Asked with the membership that ends; ``None`` where nothing is left.
Lookout = Callable[[Actor, Any], Left | None]

_LOOKOUTS: list[Lookout] = []


def register(lookout: Lookout) -> None:
    """Let ``lookout`` be asked of each role that ends."""
    _LOOKOUTS.append(lookout)


def left_by(actor: Actor, membership: Any) -> list[Left]:
    """All that the end of a membership would leave behind, as far as ``actor`` may know."""
    found = (lookout(actor, membership) for lookout in _LOOKOUTS)
    return [left for left in found if left is not None]
