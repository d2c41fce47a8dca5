"""What a person's form begins with: the record, and their text of it that was never saved."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.urls import reverse

from apps.assessments.unsaved.services import Form, texts_of
from apps.assessments.unsaved_models import Part, UnsavedText
from focalpoint.actors import Actor
from focalpoint.merging import against, values_of
from focalpoint.views.conflicts import last_writer

Labels = Mapping[str, tuple[str, Mapping[str, str]]]


@dataclass(frozen=True)
class Said:
    """One field of an unsaved text, as a person reads it."""

    label: str
    text: str
    is_clash: bool = False


@dataclass(frozen=True)
class Offer:
    """A text that was not saved: when, what it says, and what others changed meanwhile.

    ``initial`` is what the form shows once it is taken up: the person's own changes, beside what
    others changed alone; ``version`` stays that of the beginning, so that saving compares with it.
    """

    kept_at: dt.datetime
    said: list[Said]
    theirs: list[str]
    who: str
    at: dt.datetime | None
    initial: Mapping[str, Any]


@dataclass(frozen=True)
class Unsaved:
    """What the page of a form needs to keep its text; ``writer`` is the page's own name."""

    url: str
    writer: uuid.UUID
    revision: int = 0
    kept_by: uuid.UUID | None = None
    kept_sequence: int = 0
    offer: Offer | None = None
    taken_up: Offer | None = None

    @property
    def sequence(self) -> int:
        """Where the page's own count goes on."""
        return self.kept_sequence if self.kept_by == self.writer else 0


def unsaved_of(
    actor: Actor,
    form: Form,
    record: Model | None,
    labels: Labels,
    *,
    page: uuid.UUID | None = None,
) -> Unsaved:
    """The unsaved text of ``actor`` in one form; nothing is offered without the ``record``.

    ``page`` names one that goes on writing.

    One query, and two more where there is such a text and the record has changed since.
    """
    row = texts_of(actor, form).first()
    url = reverse("unsaved-text", args=[form.assessment.reference, form.part, form.code])
    writer = page or uuid.uuid4()
    if row is None:
        return Unsaved(url, writer)
    offer = None if record is None else _offer(row, record, labels)
    return Unsaved(url, writer, row.revision, row.writer, row.sequence, offer)


def _offer(row: UnsavedText, record: Model, labels: Labels) -> Offer | None:
    """What the text would change; ``None`` where it says what is saved already."""
    values = {name: value for name, value in row.values.items() if name in labels}
    found = against(record, row.base_version, values)
    own = {name: values[name] for name in values if name in (*found.mine, *found.clashes)}
    if not own:
        return None
    who, at = last_writer(record) if found.theirs or found.clashes else ("", None)
    current = values_of(record, labels)
    return Offer(
        kept_at=row.kept_at,
        said=[
            Said(_label(labels, name), _words(labels, name, value), name in found.clashes)
            for name, value in own.items()
        ],
        theirs=[_label(labels, name) for name in found.theirs],
        who=who,
        at=at,
        initial={**current, **own, "version": row.base_version},
    )


def _label(labels: Labels, name: str) -> str:
    return str(labels[name][0])


def _words(labels: Labels, name: str, value: str) -> str:
    return str(labels[name][1].get(value, value))


def page_of(part: str, assessment: Any, code: str) -> str:
    """The address of the form that a text belongs to."""
    name = "factor-rate" if part == Part.FACTOR else "inhibitor-rate"
    return reverse(name, args=[assessment.reference, code])
