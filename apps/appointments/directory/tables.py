"""The directory as a table."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from apps.appointments.directory_models import DirectoryListing
from focalpoint.ui.columns import Table, TitleColumn, rendered
from focalpoint.ui.templatetags import ui as marks


class DirectoryTable(Table):
    """Who serves, and how to reach them, as far as the State allows it."""

    caption = _("Directory")
    country = tables.Column(verbose_name=_("State"))
    person_name = TitleColumn(verbose_name=_("Name"), empty_values=())
    is_alternate = tables.Column(_("Role"))
    institution = tables.Column()
    contact = tables.Column(_("Contact"), empty_values=(), orderable=False)
    languages = tables.Column(_("Languages"), orderable=False)
    card = tables.Column(_("Card"), empty_values=(), orderable=False)

    class Meta(Table.Meta):
        model = DirectoryListing
        fields = (
            "person_name",
            "country",
            "is_alternate",
            "institution",
            "contact",
            "languages",
            "card",
        )

    def render_country(self, value: Any, record: DirectoryListing) -> Any:
        mark = rendered("components/training_mark.html", marks.training_mark(value))
        url = reverse("focal-point", args=[value.code])
        return format_html('<a href="{}">{}</a> {}', url, value, mark)

    def render_person_name(self, record: DirectoryListing) -> Any:
        if not record.person_name and not record.rank:
            return format_html('<span class="fp-quiet">{}</span>', _now("Name not shown"))
        name = record.person_name or _now("Name not shown")
        rank = format_html('<div class="fp-quiet">{}</div>', record.rank) if record.rank else ""
        return format_html("{}{}", name, rank)

    def render_is_alternate(self, value: Any) -> str:
        return _now("Alternate") if value else _now("Principal")

    def render_contact(self, record: DirectoryListing) -> Any:
        links = [("mailto", record.email)] if record.email else []
        links += [("tel", record.phone)] if record.phone else []
        if not links:
            return "–"
        return format_html_join(
            "",
            '<div><a href="{}:{}" dir="ltr">{}</a></div>',
            ((scheme, _dialled(scheme, text), text) for scheme, text in links),
        )

    def render_languages(self, record: DirectoryListing) -> str:
        return record.spoken or "–"

    def render_card(self, record: DirectoryListing) -> Any:
        label = _now("vCard of %(name)s, %(state)s") % {"name": record, "state": record.country}
        return format_html(
            '<a href="{}" aria-label="{}" download>vCard</a>',
            reverse("directory-vcard", args=[record.pk]),
            label,
        )


def _dialled(scheme: str, text: str) -> str:
    if scheme != "tel":
        return text
    return "".join(letter for letter in text if letter.isdigit() or letter == "+")
