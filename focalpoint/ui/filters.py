"""The filters that are set on a list, as chips that can be taken away one by one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.forms import BoundField
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter: "Status: open", and the query string of the list without it."""

    label: str
    value: str
    remove: str


def spoken(value: Any) -> str:
    """A filter value as people read it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    if isinstance(value, slice):
        return " – ".join(spoken(edge) for edge in (value.start, value.stop) if edge is not None)
    return str(value)


def choice_labels(bound: BoundField) -> dict[str, str]:
    # Never asked whether there are any: choices that a function gives have no length.
    choices = getattr(bound.field, "choices", ())
    pairs = ((value, label) for value, label in choices if not isinstance(label, (list, tuple)))
    return {str(value): str(label) for value, label in pairs}


def without(query: QueryDict, names: list[str], value: str | None = None) -> str:
    """The query string without these parameters (or without one value of the first), page one."""
    kept = query.copy()
    kept.pop("page", None)
    if value is not None:
        kept.setlist(names[0], [other for other in kept.getlist(names[0]) if other != value])
    else:
        for name in names:
            kept.pop(name, None)
    return f"?{kept.urlencode()}"


def parameters(bound: BoundField, query: QueryDict) -> list[str]:
    """The names under which a field stands in the URL; a range stands under several."""
    ranged = [
        f"{bound.html_name}_{suffix}" for suffix in ("min", "max", "after", "before", "0", "1")
    ]
    return [name for name in (bound.html_name, *ranged) if query.getlist(name) not in ([], [""])]


def chips_of(bound: BoundField, cleaned: Any, query: QueryDict) -> Iterator[Chip]:
    names = parameters(bound, query)
    if not names:
        return
    raw = [value for value in query.getlist(names[0]) if value]
    label = str(bound.label or bound.name)
    if names == [bound.html_name] and hasattr(bound.field, "choices"):
        labels = choice_labels(bound) if len(raw) < 50 else {}
        for value in raw:
            single = value if len(raw) > 1 else None
            yield Chip(label, labels.get(value, value), without(query, names, single))
    else:
        yield Chip(label, spoken(cleaned), without(query, names))


def active_chips(filterset: Any, query: QueryDict) -> list[Chip]:
    """The chips of a django-filter FilterSet, in the order of its form."""
    form = filterset.form
    cleaned = form.cleaned_data if form.is_valid() else getattr(form, "cleaned_data", {})
    present = ((form[name], cleaned.get(name)) for name in form.fields)
    return [
        chip
        for bound, value in present
        if value not in (None, "", [])
        for chip in chips_of(bound, value, query)
    ]
