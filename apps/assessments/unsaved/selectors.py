"""What a person's form begins with: the record, and their text of it that was never saved."""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Model, OuterRef

from apps.accounts.models import Membership
from apps.assessments.unsaved.kinds import Form
from apps.assessments.unsaved_models import Part, UnsavedText
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor
from focalpoint.merging import merge, values_at, values_of
from focalpoint.views.conflicts import last_writer

# Whoever has written within this time is still at it.
HERE = dt.timedelta(minutes=5)


@dataclass(frozen=True)
class Label:
    """What a field is called, and its values in words; ``many``: it takes several of them."""

    words: str
    choices: Mapping[str, str]
    many: bool = False


Labels = Mapping[str, Label]


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

    form: Form
    writer: uuid.UUID
    revision: int = 0
    kept_by: uuid.UUID | None = None
    kept_sequence: int = 0
    offer: Offer | None = None
    taken_up: Offer | None = None
    # Codes of the indicators on the page whose findings have an unsaved text too.
    besides: frozenset[str] = frozenset()

    @property
    def url(self) -> str:
        """Where the text is kept."""
        return self.form.address

    @property
    def sequence(self) -> int:
        """Where the page's own count goes on."""
        return self.kept_sequence if self.kept_by == self.writer else 0


def unsaved_of(
    actor: Actor,
    form: Form,
    record: Model | None,
    labels: Callable[[], Labels],
    *,
    page: uuid.UUID | None = None,
) -> Unsaved:
    """The unsaved text of ``actor`` in one form; nothing is offered without the ``record``.

    ``labels`` are asked for where there is something to offer; ``page`` names one that goes on
    writing.

    One query, and two more where there is such a text and the record has changed since.
    """
    rows: list[UnsavedText] = list(
        UnsavedText.objects.visible_to(actor).filter(form.together(), user=actor.user_id)
    )
    found = [each for each in rows if (each.part, each.code) == (form.part, form.code)]
    besides = frozenset(each.code for each in rows if each not in found and each.values)
    writer = page or uuid.uuid4()
    if not found:
        return Unsaved(form, writer, besides=besides)
    row = found[0]
    offer = _offer(row, record, labels()) if record is not None and row.values else None
    return Unsaved(
        form,
        writer,
        row.revision,
        row.writer,
        row.sequence,
        offer,
        besides=besides,
    )


@dataclass(frozen=True)
class Colleague:
    """Somebody who writes in a form now, and since when; ``item`` names a finding's indicator."""

    name: str
    since: dt.datetime
    part: str
    item: str = ""


def others_writing(actor: Actor, form: Form, *, now: dt.datetime) -> list[Colleague]:
    """Who else has written in a form in the last minutes; of what they write, nothing. One query.

    In the system's name, since a text that is not saved is its author's alone; and only of people
    whose post lets them write there today.
    """
    with acting(SYSTEM):
        posts = Membership.objects.in_force().filter(form.writers(), user=OuterRef("user"))
        rows = UnsavedText.objects.visible_to(SYSTEM).filter(
            form.together(), Exists(posts), writer__isnull=False, kept_at__gte=now - HERE
        )
        found = rows.exclude(user=actor.user_id).order_by("begun_at", "pk")
        return [
            Colleague(
                str(each.user),
                each.begun_at or each.kept_at,
                each.part,
                each.code if each.part == Part.FINDING else "",
            )
            for each in found.select_related("user").defer("values")
        ]


def _offer(row: UnsavedText, record: Model, labels: Labels) -> Offer | None:
    """What the text would change; ``None`` where it says what is saved already."""
    values = _as_text({name: v for name, v in row.values.items() if name in labels}, labels)
    begun = values_at(record, row.base_version, values)
    current = values_of(record, labels)
    found = merge(
        None if begun is None else _as_text(begun, labels),
        values,
        _as_text({name: current[name] for name in values}, labels),
    )
    own = {name: values[name] for name in values if name in (*found.mine, *found.clashes)}
    if not own:
        return None
    who, at = last_writer(record) if found.theirs or found.clashes else ("", None)
    return Offer(
        kept_at=row.kept_at,
        said=[
            Said(labels[name].words, _words(labels[name], value), name in found.clashes)
            for name, value in own.items()
        ],
        theirs=[labels[name].words for name in found.theirs],
        who=who,
        at=at,
        initial={
            **current,
            **{name: _parts(value) if labels[name].many else value for name, value in own.items()},
            "version": row.base_version,
        },
    )


def _as_text(values: Mapping[str, Any], labels: Labels) -> dict[str, str]:
    """Values as the form of a page would send them."""
    return {name: _plain(value, labels[name]) for name, value in values.items()}


def _plain(value: Any, label: Label) -> str:
    if label.many:
        # Their order says nothing, and what the reader cannot choose is not theirs to change.
        chosen = _parts(value) if isinstance(value, str) else [str(each) for each in value]
        return "\n".join(sorted(each for each in chosen if each in label.choices))
    if isinstance(value, Model):
        return str(value.pk)
    return "" if value is None else str(value)


def _parts(value: str) -> list[str]:
    return value.splitlines()


def _words(label: Label, value: str) -> str:
    if not label.many:
        return label.choices.get(value, value)
    return ", ".join(label.choices[each] for each in _parts(value) if each in label.choices)
