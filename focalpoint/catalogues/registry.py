"""Which files there are: each app registers the reader and the writer of its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from focalpoint.catalogues.syncing import Outcome


@dataclass(frozen=True)
class Catalogue:
    """One file, or one folder of files, of reference data.

    ``read`` gets the folder of all files and returns what it read and checked; it writes nothing
    and raises ``BrokenCatalogueError``. ``write`` gets that, in a transaction in the system's name,
    once all files are read and the catalogues named in ``needs`` are written; it says what it did.
    """

    name: str
    read: Callable[[Path], Any]
    write: Callable[[Any], Sequence[Outcome]]
    needs: tuple[str, ...] = ()


_CATALOGUES: dict[str, Catalogue] = {}


def register(catalogue: Catalogue) -> None:
    """Add a catalogue; called when Django starts."""
    if catalogue.name in _CATALOGUES:
        raise ValueError(f"catalogue {catalogue.name} is registered twice")
    _CATALOGUES[catalogue.name] = catalogue


def catalogues() -> list[Catalogue]:
    """All catalogues, each after those it needs."""
    order = TopologicalSorter({name: c.needs for name, c in sorted(_CATALOGUES.items())})
    return [_CATALOGUES[name] for name in order.static_order()]
