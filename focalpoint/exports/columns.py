"""What the file of a list holds, declared once per list.

::

    ACTIONS = Export("actions", _("Actions"), (
        Column("reference", _("Reference"), width=16),
        Column("status", _("Status"), words=Status.choices),
        Column("due_on", _("Due"), kind=Kind.DATE),
        Column("lead_institution", _("Lead"), "lead_institution_id", look_up=institution_names),
    ))

The same declaration serves every format: JSON holds the stored values under the names of the
columns, CSV and XLSX the words of the reader's language under their labels.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, TypeAlias

from django.utils.functional import Promise

from focalpoint.actors import Actor

Text: TypeAlias = str | Promise
# Gives what is shown for stored values, as far as the actor may know it; what is left out is empty.
# Identifiers come as text, which costs a tenth of what the objects do.
LookUp = Callable[[Actor, Collection[Any]], Mapping[Any, Any]]
Choices = Iterable[tuple[Any, Text]]


class Kind(Enum):
    """What a column holds."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    INSTANT = "instant"  # UTC
    YES_NO = "yes_no"
    LIST = "list"  # of texts


@dataclass(frozen=True)
class Column:
    """One column: its name for machines, its label for people, and where its values come from.

    ``path`` is a path of ``values_list``, by default the name; with several of them ``look_up`` is
    asked for tuples. ``words`` are the choices of the field. ``offered``: whether people change the
    column in a spreadsheet program, which then offers the words. ``required``: a row for which the
    look-up gives nothing, since the actor may not know it, is left out. ``width`` is in characters.
    """

    name: str
    label: Text
    path: str | tuple[str, ...] = ""
    kind: Kind = Kind.TEXT
    words: Choices = ()
    look_up: LookUp | None = None
    offered: bool = False
    required: bool = False
    width: int = 14

    @property
    def paths(self) -> tuple[str, ...]:
        """The columns of the query that it is made of."""
        if isinstance(self.path, tuple):
            return self.path
        return (self.path or self.name,)


@dataclass(frozen=True)
class Export:
    """A list as a file; ``name`` is the start of the file's name.

    ``annotations`` are what columns name beside the fields of the model.
    """

    name: str
    title: Text
    columns: tuple[Column, ...]
    annotations: Mapping[str, Any] = field(default_factory=dict)

    @property
    def paths(self) -> tuple[str, ...]:
        """The columns of the query, each once."""
        return tuple(dict.fromkeys(path for column in self.columns for path in column.paths))
