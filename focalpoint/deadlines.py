"""Where the domain and the reminders meet: every kind of deadline is a registered source.

A domain app registers its sources when Django starts; the reminder app reads them and knows nothing
of the models behind.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, QuerySet, UUIDField, When

from focalpoint.actors import Actor
from focalpoint.visibility import Visibility

# The columns that ``DeadlineSource.open_deadlines`` must yield, in this order.
COLUMNS = ("object_id", "country_id", "due_on", "since", "recipient_id", "kept_by_id")

# What names a deadline everywhere: the kind of its source, and the object.
DeadlineKey = tuple[str, uuid.UUID]


@dataclass(frozen=True)
class DeadlineLine:
    """What a reminder says of one deadline; ``url`` is a path on this site.

    ``is_bare`` says no more than the kind and the date: its reader does not see the record.
    ``is_kept``: only the people of its own office see the record.
    """

    title: str
    reference: str
    state: str
    due_on: dt.date
    url: str
    is_training: bool = False
    is_bare: bool = False
    is_kept: bool = False


@dataclass(frozen=True)
class Finish:
    """How the reader of a reminder settles the matter itself, through its own service.

    ``open_to`` names those of the objects that ``actor`` may finish now; ``run`` finishes one and
    raises what its service raises.
    """

    open_to: Callable[[Actor, Collection[uuid.UUID]], set[uuid.UUID]]
    run: Callable[[Actor, uuid.UUID], None]


@dataclass(frozen=True)
class DeadlineSource:
    """One kind of deadline.

    ``open_deadlines`` gives a query set of ``values_list(*COLUMNS)``: one row per recipient of each
    deadline that still stands, for all States. ``since`` is the instant at which the deadline was
    set; ``recipient_id`` may be null, the State's focal point is then told. ``kept_by_id`` is the
    institution that alone sees the object, null where the whole government does (``kept_by``): only
    its own people are then told what is due. The reminder app turns the query set into SQL, so it
    must not be sliced or evaluated.
    ``handed_in`` gives a query set of ``values_list("pk")``: the objects whose work somebody else
    now looks at; their deadline stands, but is not taken to others (no escalation).
    ``lines`` gives the facts of the named objects as far as ``actor`` (the recipient) may see them.
    ``finish`` is there where one click can settle such a matter.
    ``of_institution`` gives a query set of ``values_list("pk")``: the objects that an institution
    owns or leads.
    ``of_instrument`` gives a query set of ``values_list("pk")``: the objects that serve a treaty.
    """

    kind: str
    label: Any
    open_deadlines: Callable[[], QuerySet[Any, Any]]
    lines: Callable[[Actor, Collection[uuid.UUID]], Mapping[uuid.UUID, DeadlineLine]]
    finish: Finish | None = None
    of_institution: Callable[[uuid.UUID], QuerySet[Any, Any]] | None = None
    handed_in: Callable[[], QuerySet[Any, Any]] | None = None
    of_instrument: Callable[[uuid.UUID], QuerySet[Any, Any]] | None = None


def kept_by() -> Case:
    """The column ``kept_by_id`` of a record with an office and a visibility."""
    return Case(
        When(visibility=Visibility.OFFICE, then=F("office_id")), output_field=UUIDField(null=True)
    )


_SOURCES: dict[str, DeadlineSource] = {}


def register(source: DeadlineSource) -> None:
    """Add a source; its kind is unique and stays for ever, since ledger rows name it."""
    if source.kind in _SOURCES:
        raise ValueError(f"deadline source {source.kind} is registered twice")
    _SOURCES[source.kind] = source


def sources() -> dict[str, DeadlineSource]:
    """All registered sources by kind."""
    return dict(_SOURCES)
