"""The subjects of engagement: one row of tabs above each of their lists."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

# The lists in their order: the name of the address, and its words.
_SUBJECTS: dict[str, Any] = {}


def add_subjects(subjects: Iterable[tuple[str, Any]]) -> None:
    """Name the lists that stand side by side."""
    _SUBJECTS.update(subjects)


def subject_tabs(current: str) -> list[dict[str, Any]]:
    """The tabs, with the one that the reader is on."""
    return [
        {"label": label, "url": reverse(name), "active": name == current}
        for name, label in _SUBJECTS.items()
    ]
