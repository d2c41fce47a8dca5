"""Values of actions as people read them, in a preview and in problems."""

import datetime as dt
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from apps.actions.import_columns import labels
from apps.actions.import_known import CHOICES, Known
from apps.actions.import_rows import Judged
from apps.actions.models import Action

# So much of a long text is shown.
SHOWN = 120


@cache
def columns_of(name: str) -> str:
    """The attribute of an action that holds a field's value."""
    attribute: str = Action._meta.get_field(name).attname  # type: ignore[union-attr]
    return attribute


def in_words(known: Known, name: str, value: Any) -> str:
    """A value of a field."""
    if value is None or value == "":
        return ""
    if name in CHOICES:
        return str(dict(CHOICES[name].choices).get(value, value))
    if name == "assignee":
        return known.people.shown.get(value, _("somebody who has left"))
    if name in ("lead_institution", "office"):
        return known.institutions.shown.get(value, "")
    if isinstance(value, dt.date):
        return value.isoformat()
    text = str(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def changed_meanwhile(known: Known, now: Action, wanted: Action, name: str, edited: bool) -> str:
    """That a field was changed since the export: both values, and how to settle it."""
    attribute = columns_of(name)
    facts = {
        "now": in_words(known, name, getattr(now, attribute)) or _("empty"),
        "yours": in_words(known, name, getattr(wanted, attribute)) or _("empty"),
        "version": now.version,
        "column": labels()["version"],
    }
    if not edited:
        return (
            _("Changed since your export: here it is “%(now)s”, your sheet still has “%(yours)s”.")
            % facts
        )
    return (
        _(
            "The action was changed since your export: here this is “%(now)s”, in your sheet"
            " “%(yours)s”. To keep yours, write %(version)d into the column “%(column)s”."
        )
        % facts
    )


def relinked_meanwhile(known: Known, row: Judged, kind: str, edited: bool) -> str:
    """That what the action serves was changed since the export, and how to settle it."""
    assert row.before is not None
    served = row.served[kind]
    names = known.items if kind == "items" else known.treaties
    newer = [names.shown.get(pk, "") for pk in served.present - served.wanted]
    facts = {
        "newer": "; ".join(sorted(filter(None, newer))) or _("nothing"),
        "version": row.before.version,
        "column": labels()["version"],
    }
    if not edited:
        return (
            _("Changed since your export: here it also serves what your sheet lacks (%(newer)s).")
            % facts
        )
    return (
        _(
            "What the action serves was changed since your export. Your sheet would take away:"
            " %(newer)s. To keep yours, write %(version)d into the column “%(column)s”."
        )
        % facts
    )
