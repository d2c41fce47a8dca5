"""Templates as they are started, whether a file of the project or a State keeps them."""

import datetime as dt
import uuid
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from pydantic import Field

from focalpoint.catalogues.documents import Schema, read_yaml

FILE = Path(__file__).with_name("data") / "templates.yaml"


class Unit(models.TextChoices):
    """In what the distance from an anchor is counted."""

    DAYS = "days", _("Days")
    WEEKS = "weeks", _("Weeks")
    MONTHS = "months", _("Months")


@dataclass(frozen=True)
class Entry:
    """One action of a template; ``after`` names the entries that it waits for."""

    key: str
    title: str
    text: str = ""
    amount: int = 0
    unit: Unit = Unit.DAYS
    priority: int = 2
    items: tuple[str, ...] = ()
    treaties: tuple[str, ...] = ()
    checklist: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    lead_institution: uuid.UUID | None = None

    def due_on(self, anchor: dt.date) -> dt.date:
        """Its date for an anchor; a day that a month lacks is the month's last one."""
        steps: dict[str, Any] = {self.unit.value: self.amount}
        due: dt.date = anchor + relativedelta(**steps)
        return due

    @property
    def distance(self) -> str:
        """How far from the anchor it lies, in words."""
        if not self.amount:
            return _now("on the day")
        number = abs(self.amount)
        words = {
            Unit.DAYS: ngettext("%(number)d day", "%(number)d days", number),
            Unit.WEEKS: ngettext("%(number)d week", "%(number)d weeks", number),
            Unit.MONTHS: ngettext("%(number)d month", "%(number)d months", number),
        }[self.unit] % {"number": number}
        where = _now("%(distance)s before") if self.amount < 0 else _now("%(distance)s after")
        return where % {"distance": words}


@dataclass(frozen=True)
class Blueprint:
    """A set of actions with dates relative to an ``anchor`` (its name, in words).

    ``event`` is the key of an event whose date is known ("upr"), ``own`` whether a State keeps it,
    ``only_for`` the institution that alone sees it, and so what is made of it.
    """

    key: str
    title: str
    text: str
    anchor: str
    entries: tuple[Entry, ...]
    source: str = ""
    step: str = ""
    event: str = ""
    own: bool = False
    only_for: uuid.UUID | None = None


class EntrySchema(Schema):
    """One action of a template of the project."""

    key: str
    title: str = Field(max_length=200)
    text: str = ""
    amount: int
    unit: Unit
    priority: int = Field(2, ge=1, le=4)
    items: tuple[str, ...] = ()
    treaties: tuple[str, ...] = ()
    checklist: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


class TemplateSchema(Schema):
    """One template of the project."""

    key: str = Field(pattern=r"^[a-z]+(-[a-z]+)*$")
    title: str
    text: str
    anchor: str
    source: str
    step: str
    event: str = ""
    entries: tuple[EntrySchema, ...] = Field(min_length=1)


class FileSchema(Schema):
    """The file of the project's templates."""

    templates: tuple[TemplateSchema, ...]


@cache
def provided() -> dict[str, Blueprint]:
    """The templates that the project brings, by key. Raises ``BrokenCatalogueError``."""
    found = read_yaml(FILE, FileSchema).content.templates
    return {template.key: _blueprint(template) for template in found}


def _blueprint(template: TemplateSchema) -> Blueprint:
    entries = tuple(
        Entry(**{**entry.model_dump(), "items": (template.step, *entry.items)})
        for entry in template.entries
    )
    return Blueprint(**{**template.model_dump(), "entries": entries})
