"""The marks of an action that lists show, made without a template: a page may hold hundreds."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.actions.models import Action, Status

BUTTON = (
    '<button type="button" class="btn btn-icon btn-sm" data-shortcut="d" hx-post="{url}"'
    ' hx-vals=\'{{"to": "{to}", "version": {version}}}\' hx-swap="none" title="{title}">'
    '<i class="ti ti-check" aria-hidden="true"></i>'
    '<span class="visually-hidden">{label}</span></button>'
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
