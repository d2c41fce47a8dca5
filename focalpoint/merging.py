"""Two people saved the same record: what either changed alone is merged, field by field.

The version that a form began from stands in the history. A field that only one of the two changed
since then takes that change; only one that both changed, and differently, is a clash, which a
person settles.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import models

from focalpoint.errors import StaleVersionError

M = TypeVar("M", bound=models.Model)
# How often somebody else may be faster before the person is asked after all.
TRIES = 3


@dataclass(frozen=True)
class Merge:
    """What became of each field: ``mine`` is to be saved, ``theirs`` stands already.

    ``clashes`` names the fields that both changed.
    """

    mine: Mapping[str, Any]
    theirs: Mapping[str, Any]
    clashes: tuple[str, ...]


@dataclass(frozen=True)
class Merged(Generic[M]):
    """A saved record, and the names of the fields that somebody else changed meanwhile."""

    record: M
    theirs: tuple[str, ...] = ()


class ClashError(StaleVersionError):
    """Both changed the same field; ``merge`` says which, and what is settled already."""

    def __init__(self, current: models.Model, attempted: dict[str, Any], merge: Merge) -> None:
        super().__init__(current, attempted)
        self.merge = merge


def merge(
    base: Mapping[str, Any] | None, mine: Mapping[str, Any], theirs: Mapping[str, Any]
) -> Merge:
    """Compare two versions with the one that both began from, in the fields of ``mine``.

    Without a ``base`` every difference is a clash.
    """
    kept, taken, clashes = {}, {}, []
    for name, value in mine.items():
        current = theirs[name]
        if _same(value, current):
            continue
        if base is not None and _same(value, base[name]):
            taken[name] = current
        elif base is not None and _same(current, base[name]):
            kept[name] = value
        else:
            clashes.append(name)
    return Merge(kept, taken, tuple(clashes))


def values_at(
    record: models.Model, version: int, names: Mapping[str, Any]
) -> dict[str, Any] | None:
    """The fields ``names`` of a record as they stood at a version, read from its history.

    Version 0 is that of a record that did not exist yet. ``None`` where the reader finds nothing.
    """
    if version == 0:
        return {name: _field(record, name).get_default() for name in names}
    events: Any = record.events  # type: ignore[attr-defined]
    event = events.filter(version=version).order_by("-pgh_id").first()
    return None if event is None else values_of(event, names)


def values_of(record: models.Model, names: Iterable[str]) -> dict[str, Any]:
    """The fields ``names`` of a record as it stands."""
    return {name: getattr(record, name) for name in names}


def save_merging(
    save: Callable[[Mapping[str, Any], int], M], *, changes: Mapping[str, Any], version: int
) -> Merged[M]:
    """Save ``changes`` that began from ``version``, together with what others changed since.

    ``save`` is the service, given what to set and the version that it is based on. Raises
    ``ClashError`` where a field was changed by both, and whatever the service raises.
    """
    theirs: Mapping[str, Any] = {}
    wanted, expected = dict(changes), version
    for _attempt in range(TRIES):
        try:
            return Merged(save(wanted, expected), tuple(theirs))
        except StaleVersionError as stale:
            found = against(stale.current, version, changes)
            if found.clashes:
                raise ClashError(stale.current, dict(changes), found) from stale
            wanted, theirs = dict(found.mine), found.theirs
            expected = stale.current.version  # type: ignore[attr-defined]
    return Merged(save(wanted, expected), tuple(theirs))


def against(current: models.Model, version: int, mine: Mapping[str, Any]) -> Merge:
    """``mine``, which began from ``version``, against the record as it stands."""
    return merge(values_at(current, version, mine), mine, values_of(current, mine))


def _field(record: models.Model, name: str) -> Any:
    return record._meta.get_field(name)


def _same(one: Any, other: Any) -> bool:
    """Whether two values say the same; browsers send other line ends than people's programs.

    The order of several values says nothing: people tick boxes.
    """
    return bool(_plain(one) == _plain(other))


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip()
    if isinstance(value, list | tuple):
        return sorted(str(each) for each in value)
    return value
