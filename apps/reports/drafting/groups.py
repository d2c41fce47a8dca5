"""Figures by regional group, with small ones kept back.

A figure of a group is shown where at least ``FEWEST`` States are behind it, or none. Where only one
group would be kept back, the next smallest is as well: else the total would tell it.
"""

from collections.abc import Collection, Iterable, Mapping
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
    """The numbers in words, those of small groups kept back."""
    small = {code for code, number in numbers.items() if 0 < number < FEWEST}
    if len(small) == 1:
        others = {code: number for code, number in numbers.items() if number >= FEWEST}
        if others:
            small.add(min(others, key=lambda code: others[code]))
    return {code: _("kept back") if code in small else str(n) for code, n in numbers.items()}


def explained() -> str:
    """Why some figures are missing."""
    return _(
        "A figure of a group with fewer than %(number)d States behind it is kept back. Nothing here"
        " ranks States or groups, and nothing is added up into an index."
    ) % {"number": FEWEST}
