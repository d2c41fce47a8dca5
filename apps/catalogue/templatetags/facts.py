"""Facts of the catalogue in words: dates and levels of confidence as the files keep them."""

import datetime as dt

from django import template
from django.utils.translation import gettext as _

from apps.catalogue.models import Item
from apps.countries.models import Confidence

register = template.Library()


@register.filter
def iso_date(value: str | None) -> dt.date | None:
    """The date that a fact keeps as text, or None where it is no full date."""
    try:
        return dt.date.fromisoformat(value or "")
    except ValueError:
        return None


@register.simple_tag
def confidence(value: str) -> str:
    """A level of confidence in words."""
    return str(Confidence(value).label) if value in Confidence.values else value


@register.filter
def fact_lines(item: Item) -> list[tuple[str, str]]:
    """The further facts of an item, each with its name in words."""
    names = {
        "evidence_fields": _("What shows it"),
        "parts": _("Its parts"),
        "crimes": _("Crimes"),
        "treaties": _("Instruments"),
        "basis": _("Basis"),
        "needs_armed_conflict": _("Only in armed conflict"),
        "as_of": _("As of"),
        "source": _("Source"),
        "symbol": _("Symbol"),
        "note": _("Note"),
        "date": _("Date"),
        "named_by": _("Named by"),
        "founding_states": _("Founding States"),
        "steering_group_2018": _("Steering group in 2018"),
    }
    lines = []
    for key, name in names.items():
        value = item.facts.get(key)
        if isinstance(value, bool):
            lines.append((name, _("yes") if value else _("no")))
        elif value:
            words = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
            lines.append((name, words.replace("_", " ")))
    return lines
