"""Columns of django-tables2 that show a value as the components do.

::

    class ActionTable(Table):
        reference = ReferenceColumn(linkify=True)
        title = TitleColumn(linkify=True)
        status = StatusColumn()
        due_on = DueDateColumn(done=lambda record: record.is_closed)
"""

from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from focalpoint.ui.navigation import Text
from focalpoint.ui.templatetags import ui as marks
from focalpoint.ui.tones import ToneMap


def rendered(template: str, context: Mapping[str, Any]) -> SafeString:
    """A component as HTML. Lists repeat the same few marks, so each is rendered once a process."""
    values = (
        (key, str(value) if isinstance(value, Promise) else value) for key, value in context.items()
    )
    return rendered_once(template, get_language(), tuple(values))


@lru_cache(maxsize=2048)
def rendered_once(
    template: str, _language: str | None, values: tuple[tuple[str, Any], ...]
) -> SafeString:
    return SafeString(render_to_string(template, dict(values)).strip())


def raw_and_words(record: Any, name: str, value: Any) -> tuple[Any, Any]:
    """The stored value of a field with choices, and its words; `value` may be either."""
    words = getattr(record, f"get_{name}_display", None)
    return getattr(record, name, value), words() if callable(words) else value


class Table(tables.Table):
    """The ground of every list; `caption` names it for screen readers."""

    caption: Text = ""

    class Meta:
        attrs = {"class": "table fp-table"}


def row_link(record: Any) -> str | None:
    """For `row_attrs={"data-href": row_link}`: the record's own page."""
    return record.get_absolute_url() if hasattr(record, "get_absolute_url") else None


class TitleColumn(tables.Column):
    """What the row is about; the head of its card on a phone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("attrs", {"td": {"class": "fp-table-title"}})
        super().__init__(*args, **kwargs)


class NumberColumn(tables.Column):
    """A number, aligned to the end."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        number = {"class": "fp-number"}
        kwargs.setdefault("attrs", {"td": number, "th": number})
        super().__init__(*args, **kwargs)


class ReferenceColumn(tables.Column):
    """A reference such as GHA-2026-0042, never broken over lines."""

    def render(self, value: Any) -> SafeString:
        return format_html('<span class="fp-reference" dir="ltr">{}</span>', value)


class StatusColumn(tables.Column):
    """A status; `tones` maps its values to tones, the words come from the model's choices."""

    def __init__(self, *args: Any, tones: ToneMap | None = None, **kwargs: Any) -> None:
        self.tones = tones
        super().__init__(*args, **kwargs)

    def render(self, value: Any, record: Any, bound_column: Any) -> SafeString:
        raw, words = raw_and_words(record, bound_column.accessor, value)
        return rendered("components/badge.html", marks.status(raw, label=words, tones=self.tones))


class PriorityColumn(tables.Column):
    def render(self, value: Any, record: Any, bound_column: Any) -> SafeString:
        raw, words = raw_and_words(record, bound_column.accessor, value)
        return rendered("components/priority.html", marks.priority(raw, label=words))


class DueDateColumn(tables.Column):
    """A deadline with its distance in words.

    `done(record)` says whether it still matters; `today(record)` gives the date in its capital.
    """

    def __init__(
        self,
        *args: Any,
        done: Callable[[Any], bool] | None = None,
        today: Callable[[Any], date] | None = None,
        soon: int = 14,
        **kwargs: Any,
    ) -> None:
        self.done = done
        self.today = today
        self.soon = soon
        super().__init__(*args, **kwargs)

    def render(self, value: date, record: Any) -> SafeString:
        context = marks.due_date(
            value,
            done=bool(self.done and self.done(record)),
            today=self.today(record) if self.today else None,
            soon=self.soon,
        )
        return rendered("components/due_date.html", context)


class PersonColumn(tables.Column):
    """A person by name alone; initials would only fill the column."""

    def render(self, value: Any) -> str:
        return str(value)


class VisibilityColumn(tables.Column):
    def render(self, value: Any, record: Any, bound_column: Any) -> SafeString:
        raw, _words = raw_and_words(record, bound_column.accessor, value)
        return rendered("components/visibility.html", marks.visibility(raw, compact=True))


class MomentColumn(tables.Column):
    """An instant, told in words when it is near."""

    def render(self, value: Any) -> SafeString:
        return marks.moment(value)
