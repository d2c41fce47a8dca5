"""Two people saved the same record: what differs, for the second one to settle."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.forms import BaseForm
from django.utils.encoding import force_str

from focalpoint.acting import current_acting


@dataclass(frozen=True)
class Difference:
    """One field with two values, as a person reads them; ``theirs_value`` is the form's own."""

    name: str
    label: str
    mine: str
    theirs: str
    theirs_value: str


def differences(form: BaseForm, current: models.Model) -> list[Difference]:
    """The fields of a bound ``form`` whose values are not those of the record as it stands."""
    found = []
    for name, field in form.fields.items():
        if name == "version" or not hasattr(current, name):
            continue
        theirs = field.prepare_value(_form_value(current, name))
        mine = form[name].value()
        if force_str(mine or "") != force_str("" if theirs is None else theirs):
            found.append(
                Difference(
                    name=name,
                    label=force_str(form[name].label),
                    mine=_shown(field, mine),
                    theirs=_shown(field, theirs),
                    theirs_value=force_str("" if theirs is None else theirs),
                )
            )
    return found


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


def _shown(field: Any, value: Any) -> str:
    if value in (None, ""):
        return ""
    for key, label in getattr(field, "choices", ()):
        if force_str(key) == force_str(value):
            return force_str(label)
    return force_str(value)
