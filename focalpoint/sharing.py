"""Sharing: letting other States, the network or everybody read a record is for those who approve.

An app whose records people share declares the verb ``share`` in its policies, asks
``sharing_problem`` in its services and narrows its forms with ``offer_levels``.
"""

from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from focalpoint.actors import Actor
from focalpoint.policies import allowed
from focalpoint.visibility import NETWORK_LEVELS, Visibility

LEVELS = tuple(Visibility.values)


def is_raised(before: str | None, after: str) -> bool:
    """Whether more people outside the State read a record than ``before`` (``None``: it is new)."""
    if after not in NETWORK_LEVELS:
        return False
    return before is None or LEVELS.index(after) > LEVELS.index(before)


def sharing_problem(actor: Actor, record: models.Model, *, before: str | None, after: str) -> str:
    """Why ``actor`` may not share the record that far; nothing where they may.

    To share less than before is for whoever may change the record.
    """
    if not is_raised(before, after) or allowed(actor, "share", record):
        return ""
    return _("Only the focal point and the deputy share with the network.")


def offer_levels(field: Any, actor: Actor, record: models.Model, *, before: str | None) -> None:
    """Leave a form's field the levels that ``actor`` may choose, and say why others are missing."""
    offered, problem = [], ""
    for value, label in field.choices:
        found = value and sharing_problem(actor, record, before=before, after=value)
        problem = found or problem
        if not found:
            offered.append((value, label))
    if problem:
        field.choices = offered
        field.help_text = " ".join(filter(None, [str(field.help_text), problem]))
        field.error_messages = {**field.error_messages, "invalid_choice": problem}
