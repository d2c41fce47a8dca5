"""The usual course of a plan: its stages in their order, and their dates. No database.

Stages that run ``beside`` the one before form a group with it. A group takes as long as its longest
stage, and each of its stages waits for every stage of the group before.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from apps.treaties.plans.choices import Aim, Count, StageKind


@dataclass(frozen=True)
class Usual:
    """One stage as a template has it; ``owner`` is the code of a kind of institutions."""

    kind: str
    title: str
    weeks: int
    owner: str = ""
    beside: bool = False


# Our own practical advice: no rule of law sets these lengths.
_PROJECT = (
    (StageKind.POLICY_DECISION, 8, "foreign_affairs", False),
    (StageKind.SIGNATURE, 4, "foreign_affairs", False),
    (StageKind.CONSULTATION, 10, "foreign_affairs", False),
    (StageKind.LEGAL_REVIEW, 8, "justice", False),
    (StageKind.IMPLEMENTATION, 12, "justice", True),
    (StageKind.CABINET, 6, "head_of_government", False),
    (StageKind.PARLIAMENT, 20, "parliament", False),
    (StageKind.HEAD_OF_STATE, 4, "head_of_government", False),
    (StageKind.DEPOSIT, 4, "foreign_affairs", False),
)


def project_stages() -> list[Usual]:
    """The stages that the project brings, with their names in the language of the reader."""
    return [
        Usual(kind, str(kind.label), weeks, owner, beside)
        for kind, weeks, owner, beside in _PROJECT
    ]


def for_aim(stages: Sequence[Usual], aim: str) -> list[Usual]:
    """Without a signature where the State accedes."""
    left_out = {StageKind.SIGNATURE} if aim == Aim.ACCESSION else set()
    return [stage for stage in stages if stage.kind not in left_out]


class Planned(NamedTuple):
    """A stage with its date; ``after`` are the places (from 0) of those that it waits for."""

    stage: Usual
    due_on: dt.date
    after: tuple[int, ...]


def planned(stages: Sequence[Usual], *, count: str, day: dt.date) -> list[Planned]:
    """The dates of the stages, counted from ``day`` on or back from it, when the last is due."""
    groups = list(_groups(stages))
    lengths = [max(stages[place].weeks for place in group) for group in groups]
    begin = day if count == Count.FORWARD else day - dt.timedelta(weeks=sum(lengths))
    found: list[Planned] = []
    before: tuple[int, ...] = ()
    for group, length in zip(groups, lengths, strict=True):
        found += [
            Planned(stages[place], begin + dt.timedelta(weeks=stages[place].weeks), before)
            for place in group
        ]
        begin += dt.timedelta(weeks=length)
        before = tuple(group)
    return found


def _groups(stages: Sequence[Usual]) -> Iterator[list[int]]:
    group: list[int] = []
    for place, stage in enumerate(stages):
        if group and not stage.beside:
            yield group
            group = []
        group.append(place)
    if group:
        yield group
