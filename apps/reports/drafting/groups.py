"""Figures of the network, with those of few States kept back.

A figure of a group is shown where at least ``FEWEST`` States are behind it, or none. The total is
told elsewhere: where it would give away what is kept back, the next smallest is kept back as well,
and at last those without any State.

That holds for what is counted only, whoever the readers are. What stands in the report State by
State (lessons) and what depositaries publish (parties) is shown as it is.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TypeVar
from uuid import UUID

from django.utils.translation import gettext as _

from apps.countries.models import Country, RegionalGroup

FEWEST = 5
Line = TypeVar("Line")


def in_groups(states: Iterable[Country], chosen: Collection[UUID]) -> dict[str, int]:
    """How many of the ``chosen`` States each regional group has; groups without States stay out."""
    numbers: dict[str, int] = {}
    for state in states:
        if state.regional_group:
            found = state.pk in chosen
            numbers[state.regional_group] = numbers.get(state.regional_group, 0) + found
    return {code: numbers[code] for code in RegionalGroup.values if code in numbers}


def kept_back(numbers: Mapping[str, int]) -> dict[str, str]:
    """The numbers in words, those of small groups kept back, and what would give them away."""
    hidden = {code for code, number in numbers.items() if 0 < number < FEWEST}
    others = [code for code in numbers if code not in hidden]
    others.sort(key=lambda code: (not numbers[code], numbers[code]))
    while hidden and others and _is_given_away([numbers[code] for code in hidden]):
        hidden.add(others.pop(0))
    return {code: _("kept back") if code in hidden else str(n) for code, n in numbers.items()}


def _is_given_away(hidden: Sequence[int]) -> bool:
    """Whether the sum of what is kept back, the total less what is shown, tells what it is.

    It does where it is the sum of one group, of so few States that it would be kept back itself,
    and where each of the groups must have as few, or as many, as a small one can.
    """
    whole, count = sum(hidden), len(hidden)
    return count == 1 or whole < FEWEST or whole in (count, count * (FEWEST - 1))


def few(number: int) -> bool:
    """Whether so few States stand behind a figure that it would speak of them."""
    return 0 < number < FEWEST


def is_told(part: int, whole: int) -> bool:
    """Whether a part may be told beside its whole: neither it nor the rest is of few States."""
    return not few(part) and not few(whole - part)


def lines_kept_back(behind: Mapping[Line, Collection[UUID]]) -> set[Line]:
    """The lines to keep back, by the States behind each, where the sum of all lines is told.

    Those of few States; and as long as few stand behind all of these together, the next smallest.
    """
    hidden = {line for line, states in behind.items() if few(len(states))}
    others = sorted((line for line in behind if line not in hidden), key=lambda x: len(behind[x]))
    while hidden and others and len({pk for line in hidden for pk in behind[line]}) < FEWEST:
        hidden.add(others.pop(0))
    return hidden


def overlapping_kept_back(numbers: Mapping[Line, int], whole: int) -> set[Line]:
    """The same where a State may stand behind several lines and ``whole`` States behind any.

    Those that stand behind no line that is shown must stand behind one that is kept back; where so
    many cannot but fill each of these, the next smallest is kept back as well.
    """
    hidden = {line for line, number in numbers.items() if few(number)}
    others = sorted(
        (line for line in numbers if line not in hidden), key=lambda x: (not numbers[x], numbers[x])
    )
    while hidden and others:
        needed = whole - sum(numbers[line] for line in others)
        if needed < len(hidden) * (FEWEST - 1):
            break
        line = others.pop(0)
        hidden.add(line)
        # However many stand behind this one, the others need not be full.
        if numbers[line] >= FEWEST:
            break
    return hidden


def in_few_words(number: int) -> str:
    """A figure within a sentence, that of few States kept back."""
    return _("fewer than %(number)d") % {"number": FEWEST} if few(number) else str(number)


def too_few() -> str:
    """What stands for all figures of a section."""
    return _("Fewer than %(number)d Member States share any; their figures are kept back.") % {
        "number": FEWEST
    }


def explained() -> str:
    """Why some figures are missing."""
    return _(
        "A figure of a group with fewer than %(number)d States behind it is kept back. Nothing here"
        " ranks States or groups, and nothing is added up into an index."
    ) % {"number": FEWEST}
