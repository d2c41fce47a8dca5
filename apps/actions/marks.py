"""The marks of an action that lists show: a page may hold hundreds, so each is made once."""

import datetime as dt

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.actions.models import Action, Status
from focalpoint.ui.columns import rendered
from focalpoint.ui.templatetags import ui

BUTTON = (
    '<button type="button" class="btn btn-icon btn-sm" data-shortcut="d" hx-post="{url}"'
    ' hx-vals=\'{{"to": "{to}", "version": {version}}}\' hx-swap="none" title="{title}">'
    '<i class="ti ti-check" aria-hidden="true"></i>'
    '<span class="visually-hidden">{label}</span></button>'
)

BOX = (
    '<input type="checkbox" class="form-check-input" data-select value="{pk}:{version}"'
    ' data-shortcut="x" aria-label="{label}">'
)


def status_mark(action: Action) -> SafeString:
    """Where the action stands, and whether it lies in the archive."""
    context = ui.status(action.status, label=action.get_status_display())
    mark = rendered("components/badge.html", context)
    if action.archived_at is None:
        return mark
    away = {"label": _("Archived"), "tone": "neutral", "icon": "archive"}
    return format_html("{} {}", mark, rendered("components/badge.html", away))


def priority_mark(action: Action) -> SafeString:
    """How pressing it is."""
    context = ui.priority(action.urgency, label=action.get_priority_display())
    return rendered("components/priority.html", context)


def due_mark(action: Action, today: dt.date) -> SafeString:
    """Its deadline, with the distance from ``today`` in the capital."""
    context = ui.due_date(action.due_on, done=action.is_finished, today=today)
    return rendered("components/due_date.html", context)


def select_box(action: Action) -> SafeString:
    """Takes the action, as it stands now, into a selection; by a click or the key x on its row."""
    return format_html(
        BOX,
        pk=action.pk,
        version=action.version,
        label=_("Select %(reference)s") % {"reference": action.reference},
    )


def done_button(action: Action) -> SafeString:
    """One click, or the key d on its row, finishes an action."""
    return format_html(
        BUTTON,
        url=reverse("action-transition", kwargs={"reference": action.reference}),
        to=Status.DONE.value,
        version=action.version,
        title=_("Done (d)"),
        label=_("Mark %(reference)s as done") % {"reference": action.reference},
    )
