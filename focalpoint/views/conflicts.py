"""Two people saved the same record: what differs, for the second one to settle."""

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import models
from django.forms import BaseForm, Textarea
from django.http import HttpRequest
from django.utils.encoding import force_str
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from focalpoint.acting import current_acting
from focalpoint.merging import ClashError, Merged


@dataclass(frozen=True)
class Difference:
    """One field with two values, as a person reads them; ``theirs_value`` is the form's own.

    Of a field that takes several values it is a list as JSON.
    """

    name: str
    label: str
    mine: str
    theirs: str
    theirs_value: str
    # Both texts, one after the other, where the field takes a text of several lines.
    both: str = ""


def differences(form: BaseForm, current: models.Model) -> list[Difference]:
    """The fields of a bound ``form`` whose values are not those of the record as it stands."""
    found = []
    for name, field in form.fields.items():
        if name == "version" or not hasattr(current, name):
            continue
        theirs = field.prepare_value(_form_value(current, name))
        mine = form[name].value()
        if _raw(mine) != _raw(theirs):
            found.append(
                Difference(
                    name=name,
                    label=force_str(form[name].label),
                    mine=_shown(field, mine),
                    theirs=_shown(field, theirs),
                    theirs_value=_raw(theirs),
                    both=_both(field, mine, theirs),
                )
            )
    return found


def take_theirs(form: BaseForm, clash: ClashError) -> list[str]:
    """Fill a bound form with what somebody else changed alone; the labels of those fields."""
    data: Any = form.data
    form.data = data = data.copy()
    for name, value in clash.merge.theirs.items():
        shown = form.fields[name].prepare_value(
            value.pk if isinstance(value, models.Model) else value
        )
        if isinstance(shown, list | tuple) and hasattr(data, "setlist"):
            data.setlist(form.add_prefix(name), [force_str(each) for each in shown])
        else:
            data[form.add_prefix(name)] = force_str("" if shown is None else shown)
    return _labels(form, clash.merge.theirs)


def say_merged(request: HttpRequest, form: BaseForm, merged: Merged[Any]) -> None:
    """Tell the person which fields somebody else changed meanwhile; those changes stay."""
    if not merged.theirs:
        return
    words = _("Saved together with what somebody else changed meanwhile: %(fields)s.")
    messages.info(request, words % {"fields": merged_labels(form, merged)})


def merged_labels(form: BaseForm, merged: Merged[Any]) -> str:
    """The fields that somebody else changed meanwhile, by their labels."""
    return ", ".join(_labels(form, merged.theirs))


def _labels(form: BaseForm, names: Iterable[str]) -> list[str]:
    return [force_str(form[name].label) for name in names if name in form.fields]


def last_writer(current: Any) -> tuple[str, Any]:
    """Who saved the record last, and when (UTC); empty where the actor may not read the history."""
    if current_acting() is None or not hasattr(current, "events"):
        return "", None
    event = current.events.order_by("-pgh_id").first()
    if event is None:
        return "", None
    return (event.pgh_context or {}).get("actor_name", ""), event.pgh_created_at


def _form_value(current: models.Model, name: str) -> Any:
    value = getattr(current, name)
    return value.pk if isinstance(value, models.Model) else value


def _both(field: Any, mine: Any, theirs: Any) -> str:
    if not isinstance(field.widget, Textarea) or not (mine and theirs):
        return ""
    return f"{force_str(mine).rstrip()}\n\n{force_str(theirs)}"


def _raw(value: Any) -> str:
    if isinstance(value, list | tuple):
        # Their order says nothing.
        return json.dumps(sorted(force_str(each) for each in value))
    return force_str("" if value is None else value)


def _shown(field: Any, value: Any) -> str:
    if value in (None, ""):
        return ""
    if isinstance(value, list | tuple):
        return ", ".join(_shown(field, each) for each in value)
    if isinstance(value, dt.date):
        return date_format(value)
    for key, label in getattr(field, "choices", ()):
        if force_str(key) == force_str(value):
            return force_str(label)
    return force_str(value)
