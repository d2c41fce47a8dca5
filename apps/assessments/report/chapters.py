"""What apps above the assessments add to a report: what the State means to do about its risks.

Each registers in its ``chapters.py`` who writes such a part; the report puts them where officials
expect them, one after the other.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from apps.countries.models import Country
from focalpoint.actors import Actor
from focalpoint.documents.blocks import Block


@dataclass(frozen=True)
class Asked:
    """For which report: ``levels`` are those that all its readers may read.

    ``marking`` is the level of the report itself.
    """

    country: Country
    actor: Actor
    marking: str
    levels: Collection[str]


# Called while the report is made, in the reader's name and language.
Writer = Callable[[Asked], Iterable[Block]]

_WRITERS: list[Writer] = []


def register(writer: Writer) -> None:
    """Let ``writer`` add its part to every report."""
    _WRITERS.append(writer)


def parts_of(asked: Asked) -> list[Block]:
    """All parts, in the order of the apps that add them."""
    return [block for writer in _WRITERS for block in writer(asked)]
