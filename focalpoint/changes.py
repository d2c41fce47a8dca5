"""History as differences that a person can read: who changed what, when, why and how.

``history_of`` reads the changes of one record; ``history_page`` a page of those of a record with
all its parts: whatever goes ``through`` it or hangs on it, also what was taken away since.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import F, Q, QuerySet, Value, Window
from django.db.models.functions import Lag
from django.utils import timezone
from django.utils.formats import date_format, localize
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext

from focalpoint.attachments import carriers
from focalpoint.differences import Piece, pieces
from focalpoint.scope import parent_of, scope_of

# Bookkeeping that says nothing to a reader of the history.
SILENT_FIELDS = frozenset({"id", "version", "created_at", "updated_at", "country", "office"})
# The ends of the names of fields that only remember when another one was set.
SILENT_ENDS = ("_set_at",)
# Of the names that Django makes of those of attributes, what histories show.
gettext_noop("approved by"), gettext_noop("asked by"), gettext_noop("begun by")
gettext_noop("published by"), gettext_noop("reported by")
# How much of its own text names a part of a record.
LONGEST_NAME = 80


@dataclass(frozen=True)
class FieldChange:
    """One field's value before and after, as a person reads it; ``is_text`` for prose."""

    label: str
    before: str
    after: str
    is_text: bool = False

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Word by word what went and what came, where that says more than the two values."""
        return pieces(self.before, self.after) if self.is_text else ()


@dataclass(frozen=True)
class HistoryEntry:
    """One change of a record: when (UTC), who, what happened, why, and the differences.

    ``part`` says which part of the record changed (its kind, and the words that it begins with);
    it is empty for the record itself.
    """

    at: dt.datetime
    actor: str
    action: str
    event: str
    reason: str
    via: str
    changes: tuple[FieldChange, ...]
    part: str = ""
    name: str = ""
    is_update: bool = False

    @property
    def door(self) -> str:
        """Through which door it was changed, in words."""
        doors = {
            "web": _("on the site"),
            "api": _("over the API"),
            "admin": _("in the administration"),
            "mail": _("by e-mail"),
            "import": _("by an import"),
            "task": _("automatically"),
            "command": _("by a command"),
        }
        return doors.get(self.via, self.via)


@dataclass(frozen=True)
class HistoryPage:
    """Some changes, newest first; ``older`` is the cursor of the next page, empty on the last."""

    entries: tuple[HistoryEntry, ...]
    older: str


def history_of(instance: models.Model, *, limit: int = 200) -> list[HistoryEntry]:
    """The changes of a record, newest first; the caller has checked that the record is visible."""
    events = list(instance.events.order_by("-pgh_id")[: limit + 1])  # type: ignore[attr-defined]
    names = _related_names([(type(instance), events)], known=_read_with(instance))
    before = [*events[1:], None]
    found = zip(events[:limit], before, strict=False)
    return _telling(_entry(type(instance), event, former, names) for event, former in found)


def history_page(instance: models.Model, *, before: str = "", limit: int = 50) -> HistoryPage:
    """A page of the changes of a record and of its parts, as far as the actor may read them.

    ``before`` is the cursor of an earlier page; one that makes no sense starts from the newest.
    """
    sources = list(_sources(instance))
    found = _newest(sources, _read_cursor(before), limit + 1)
    shown = found[:limit]
    events = _fetched(sources, shown)
    names = _related_names(
        [
            (source.model, [e for (n, _pk), e in events.items() if n == number])
            for number, source in enumerate(sources)
        ]
    )
    entries = _telling(
        _entry(
            sources[row["source"]].model,
            events[row["source"], row["pgh_id"]],
            events.get((row["source"], row["former"])),
            names,
            through=sources[row["source"]].through,
        )
        for row in shown
    )
    return HistoryPage(tuple(entries), _cursor(shown[-1]) if len(found) > limit else "")


def _telling(entries: Iterable[HistoryEntry]) -> list[HistoryEntry]:
    """The entries without those of bookkeeping alone, such as that a part was added."""
    return [entry for entry in entries if entry.changes or not entry.is_update]


def together(entries: Iterable[HistoryEntry]) -> list[list[HistoryEntry]]:
    """The entries in groups of what one person did at one instant for one reason."""
    return [
        list(group)
        for _key, group in groupby(entries, key=lambda e: (e.at, e.actor, e.reason, e.via))
    ]


@dataclass(frozen=True)
class _Source:
    """The history of a record, or of one kind of its parts (``through`` names what binds it)."""

    model: type[models.Model]
    events: QuerySet[Any]
    through: str = ""


def _sources(instance: models.Model) -> Iterator[_Source]:
    yield _Source(type(instance), instance.events.all())  # type: ignore[attr-defined]
    kinds = [carrier.kind for carrier in carriers().values() if carrier.model is type(instance)]
    for model in sorted(apps.get_models(), key=lambda model: model._meta.label):
        scope = scope_of(model)
        if scope is None or not has_history(model):
            continue
        events = _event_model(model)._default_manager
        if scope.through and parent_of(model) is type(instance):
            bound = events.filter(**{scope.through: instance.pk})
            yield _Source(model, bound, str(scope.through))
        elif told_with(model) is type(instance):
            bound = events.filter(**{model.told_with: instance.pk})  # type: ignore[attr-defined]
            yield _Source(model, bound, model.told_with)  # type: ignore[attr-defined]
        elif scope.attached and kinds:
            named = {f"{scope.attached}_kind__in": kinds, f"{scope.attached}_id": instance.pk}
            hanging = model._default_manager.filter(**named)
            yield _Source(model, events.filter(pgh_obj__in=hanging.values("pk")), scope.attached)


def told_with(model: type[models.Model]) -> type[models.Model] | None:
    """The model whose history tells of records of ``model`` too.

    A record that decides for itself who reads it, but belongs to another one all the same, names
    the foreign key to that one in ``told_with``.
    """
    name = getattr(model, "told_with", None)
    target = model._meta.get_field(name).related_model if name else None
    return target if isinstance(target, type) else None


def _event_model(model: type[models.Model]) -> Any:
    return model._meta.get_field("events").related_model


def has_history(model: type[models.Model]) -> bool:
    """Whether a model is tracked."""
    return any(rel.get_accessor_name() == "events" for rel in model._meta.related_objects)


Cursor = tuple[dt.datetime, int, int]


def _newest(sources: Sequence[_Source], start: Cursor | None, limit: int) -> list[dict[str, Any]]:
    """Where the newest changes stand, in one query: their source, their key, that of the former."""
    former = Window(Lag("pgh_id"), partition_by=F("pgh_obj_id"), order_by=F("pgh_id").asc())
    rows = [
        source.events.filter(_older(number, start))
        .order_by()
        .annotate(source=Value(number, output_field=models.IntegerField()), former=former)
        .values("source", "pgh_id", "pgh_created_at", "former")
        for number, source in enumerate(sources)
    ]
    first, *others = rows
    united = first.union(*others, all=True) if others else first
    return list(united.order_by("-pgh_created_at", "-source", "-pgh_id")[:limit])


def _older(number: int, start: Cursor | None) -> Q:
    if start is None:
        return Q()
    at, source, pk = start
    if number > source:
        return Q(pgh_created_at__lt=at)
    if number < source:
        return Q(pgh_created_at__lte=at)
    return Q(pgh_created_at__lt=at) | Q(pgh_created_at=at, pgh_id__lt=pk)


def _cursor(row: Mapping[str, Any]) -> str:
    instant = row["pgh_created_at"].astimezone(dt.UTC)
    return f"{instant:%Y%m%dT%H%M%S.%f}-{row['source']}-{row['pgh_id']}"


def _read_cursor(text: str) -> Cursor | None:
    try:
        instant, source, pk = text.split("-")
        at = dt.datetime.strptime(instant, "%Y%m%dT%H%M%S.%f").replace(tzinfo=dt.UTC)
        return at, int(source), int(pk)
    except ValueError:
        return None


def _fetched(
    sources: Sequence[_Source], rows: Sequence[Mapping[str, Any]]
) -> dict[tuple[int, int], Any]:
    """The changes and what stood before each, by source and key."""
    events: dict[tuple[int, int], Any] = {}
    for number, source in enumerate(sources):
        mine = [row for row in rows if row["source"] == number]
        keys = {row["pgh_id"] for row in mine} | {row["former"] for row in mine} - {None}
        if keys:
            for event in source.events.filter(pgh_id__in=keys):
                events[number, event.pgh_id] = event
    return events


Known = dict[type[models.Model], dict[Any, str]]
Names = Mapping[type[models.Model], Mapping[Any, str]]
# Each field's value in words, and whether that is prose, by the field's label.
Shown = dict[str, tuple[str, bool]]


def _entry(
    model: type[models.Model], event: Any, former: Any, names: Names, *, through: str = ""
) -> HistoryEntry:
    context = event.pgh_context or {}
    reason, label = context.get("reason", ""), context.get("event", "")
    after = _values(model, event, names, silent=through)
    before = _values(model, former, names, silent=through) if former is not None else {}
    if event.pgh_label == "delete":
        before, after = after, {}
    elif through and event.pgh_label == "insert":
        after = _without_author(model, after, context.get("actor_name", ""))
    return HistoryEntry(
        at=event.pgh_created_at,
        actor=context.get("actor_name", ""),
        action=_verb(event.pgh_label, is_part=bool(through)),
        event=label,
        # Where nobody said why, the history keeps the name of what happened.
        reason="" if reason == label else reason,
        via=context.get("via", ""),
        changes=tuple(_differing(before, after)),
        part=str(model._meta.verbose_name) if through else "",
        name=_name(model, event) if through and event.pgh_label == "update" else "",
        is_update=event.pgh_label == "update",
    )


def _without_author(model: type[models.Model], shown: Shown, actor: str) -> Shown:
    """A part as it was added: who wrote it stands above it already."""
    by = {_label(f) for f in _shown_fields(model) if f.is_relation and not f.editable}
    return {name: value for name, value in shown.items() if name not in by or value[0] != actor}


def _verb(label: str, *, is_part: bool) -> str:
    if is_part:
        words = {
            "insert": pgettext("part of a record", "added"),
            "update": pgettext("part of a record", "changed"),
            "delete": pgettext("part of a record", "removed"),
        }
    else:
        words = {"insert": _("created"), "update": _("changed"), "delete": _("deleted")}
    return words.get(label, label)


def _differing(before: Shown, after: Shown) -> Iterator[FieldChange]:
    for label in [*after, *(gone for gone in before if gone not in after)]:
        old, is_text = before.get(label, ("", False))
        new, is_prose = after.get(label, ("", is_text))
        if old != new:
            yield FieldChange(label, old, new, is_text or is_prose)


def _values(model: type[models.Model], event: Any, names: Names, *, silent: str = "") -> Shown:
    """Each field's label with its value in words, and whether that is prose."""
    return {
        _label(field): (
            _display(field, getattr(event, field.attname, None), names),
            isinstance(field, models.TextField | models.CharField) and not field.choices,
        )
        for field in _shown_fields(model)
        if field.name not in (silent, f"{silent}_kind", f"{silent}_id")
    }


def _label(field: Any) -> str:
    """The field's name; one that Django made of the attribute's is looked up among the texts."""
    return _(str(field.verbose_name))


def _shown_fields(model: type[models.Model]) -> list[Any]:
    return [
        field
        for field in model._meta.concrete_fields
        if field.name not in SILENT_FIELDS and not field.name.endswith(SILENT_ENDS)
    ]


def _name(model: type[models.Model], event: Any) -> str:
    """The words that a part begins with, to tell it from others of its kind."""
    for field in _shown_fields(model):
        is_text = isinstance(field, models.TextField | models.CharField) and not field.choices
        if is_text and field.editable:
            return Truncator(getattr(event, field.attname, "") or "").chars(LONGEST_NAME)
    return ""


def _read_with(instance: models.Model) -> Known:
    """The names of the records that were read with a record already, as its foreign keys."""
    known: Known = {}
    for field in _shown_fields(type(instance)):
        if field.is_relation and field.is_cached(instance):
            target = field.get_cached_value(instance)
            if target is not None:
                known.setdefault(field.related_model, {})[target.pk] = str(target)
    return known


def _related_names(
    found: Iterable[tuple[type[models.Model], Sequence[Any]]], *, known: Known | None = None
) -> Names:
    """The names of the records that foreign keys point at: one query per target model at most."""
    wanted: dict[type[models.Model], set[Any]] = {}
    for model, events in found:
        for field in _shown_fields(model):
            if field.is_relation:
                values = {getattr(event, field.attname, None) for event in events} - {None}
                wanted.setdefault(field.related_model, set()).update(values)
    names = known or {}
    for target, ids in wanted.items():
        told = names.setdefault(target, {})
        if unknown := ids - set(told):
            rows = target._default_manager.filter(pk__in=unknown)
            told |= {obj.pk: str(obj) for obj in rows}
    return names


def _display(field: Any, value: Any, names: Names) -> str:
    if value is None or value == "":
        return ""
    if field.is_relation:
        return names.get(field.related_model, {}).get(value, _("(not visible)"))
    if hasattr(field, "in_words"):
        return str(field.in_words(value))
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return _words(value)


def _words(value: Any) -> str:
    """A value as the reader's language writes it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dt.datetime):
        return date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")
    if isinstance(value, dt.date):
        return date_format(value, "DATE_FORMAT")
    if isinstance(value, list | tuple):
        return ", ".join(_words(item) for item in value)
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_words(item)}" for key, item in value.items())
    return str(localize(value))
