"""Figures by regional group, with small ones kept back.

A figure of a group is shown where at least ``FEWEST`` States are behind it, or none. The total is
told elsewhere: where it would give away what is kept back, the next smallest is kept back as well,
and at last those without any State.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from apps.countries.models import Country, RegionalGroup

FEWEST = 5


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


def explained() -> str:
    """Why some figures are missing."""
    return _(
        "A figure of a group with fewer than %(number)d States behind it is kept back. Nothing here"
        " ranks States or groups, and nothing is added up into an index."
    ) % {"number": FEWEST}
