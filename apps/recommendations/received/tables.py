"""Tables of recommendations and of the files they came from."""

import uuid
from collections.abc import Mapping
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.recommendations.received_import_models import RecommendationImport
from apps.recommendations.received_models import ReceivedRecommendation, RecommendationWork
from apps.recommendations.tones import STATUS_TONES
from focalpoint.ui.columns import (
    MomentColumn,
    StatusColumn,
    Table,
    TitleColumn,
    rendered,
    row_link,
)
from focalpoint.ui.templatetags import ui as marks
from focalpoint.ui.tones import ToneMap

POSITION_TONES: ToneMap = {
    "supported": ("success", "check"),
    "noted": ("neutral", "note"),
    "partially_supported": ("info", "progress-check"),
    "under_consideration": ("warning", "hourglass"),
    "unknown": ("neutral", "help"),
}
IMPORT_TONES: ToneMap = {
    "waiting": ("progress", "loader"),
    "read": ("warning", "eye-check"),
    "approved": ("progress", "loader"),
    "done": ("success", "check"),
    "dropped": ("neutral", "ban"),
    "failed": ("danger", "file-x"),
}
# What an import counts, in words; the order is that in which they are read.
COUNT_WORDS = {
    "recommendations": gettext_lazy("recommendations in the file"),
    "created": gettext_lazy("new"),
    "revised": gettext_lazy("revised"),
    "unchanged": gettext_lazy("unchanged"),
    "outdated": gettext_lazy("older than the record"),
    "duplicates": gettext_lazy("rows that repeat another one"),
    "quarantined": gettext_lazy("set aside"),
    "unnamed": gettext_lazy("without a recommending State"),
    "unmatched": gettext_lazy("about a State that is not known"),
    "kept": gettext_lazy("kept as the secretariat has them"),
    "vanished": gettext_lazy("no longer in the document"),
    "other_states": gettext_lazy("about other States, left out"),
    "states": gettext_lazy("recommending States"),
    "states_recovered": gettext_lazy("of them recovered from the texts"),
    "states_unknown": gettext_lazy("of them to be decided by a person"),
}
SHOWN_STATES = 3


class ReceivedTable(Table):
    """What was recommended, with what the State makes of it."""

    caption = gettext_lazy("Recommendations received")

    pick = tables.Column(
        verbose_name=gettext_lazy("Choose"),
        accessor="pk",
        attrs={"th": {"class": "fp-narrow"}},
    )
    text = TitleColumn(
        verbose_name=gettext_lazy("Recommendation"),
        linkify=lambda record: record.get_absolute_url(),
    )
    country = tables.Column(verbose_name=gettext_lazy("To"))
    states = tables.Column(
        verbose_name=gettext_lazy("Recommended by"), accessor="pk", empty_values=()
    )
    position = StatusColumn(tones=POSITION_TONES)
    lead = tables.Column(verbose_name=gettext_lazy("Lead"), accessor="pk", empty_values=())
    status = tables.Column(verbose_name=gettext_lazy("Status"), accessor="pk", empty_values=())

    class Meta(Table.Meta):
        model = ReceivedRecommendation
        fields = ("pick", "text", "country", "states", "position", "lead", "status")
        row_attrs = {"data-href": row_link}
        orderable = False

    def __init__(
        self,
        *args: Any,
        works: Mapping[uuid.UUID, RecommendationWork] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.works = works or {}

    def render_pick(self, record: ReceivedRecommendation) -> SafeString:
        label = _("Choose %(what)s") % {"what": record}
        return format_html(
            '<input type="checkbox" class="form-check-input" name="pick" value="{}" form="assign"'
            ' data-select aria-label="{}">',
            record.pk,
            label,
        )

    def render_text(self, record: ReceivedRecommendation) -> str:
        return Truncator(record.text).chars(220)

    def render_states(self, record: ReceivedRecommendation) -> SafeString | str:
        named = [str(state.country or f"“{state.name}”") for state in record.states.all()]
        if not named:
            return record.body or "–"
        more = len(named) - SHOWN_STATES
        shown = format_html_join(", ", "{}", ((name,) for name in named[:SHOWN_STATES]))
        if more <= 0:
            return shown
        words = _("and %(number)d more") % {"number": more}
        return format_html('{} <span class="fp-quiet">{}</span>', shown, words)

    def render_lead(self, record: ReceivedRecommendation) -> str:
        work = self.works.get(record.pk)
        return str(work.lead) if work and work.lead else "–"

    def render_status(self, record: ReceivedRecommendation) -> SafeString:
        work = self.works.get(record.pk)
        status = work.status if work else "not_started"
        words = work.get_status_display() if work else _("Not started")
        return rendered(
            "components/badge.html", marks.status(status, label=words, tones=STATUS_TONES)
        )


class ImportTable(Table):
    """The files that were brought in."""

    caption = gettext_lazy("Files of recommendations")

    file_name = TitleColumn(linkify=True)
    status = StatusColumn(tones=IMPORT_TONES)
    country = tables.Column(default=gettext_lazy("all States"))
    as_of = tables.DateColumn(verbose_name=gettext_lazy("Day of the file"))
    counts = tables.Column(verbose_name=gettext_lazy("Result"))
    uploaded_by = tables.Column(default=gettext_lazy("by command"))
    created_at = MomentColumn(verbose_name=gettext_lazy("Uploaded"))

    class Meta(Table.Meta):
        model = RecommendationImport
        fields = (
            "file_name",
            "status",
            "country",
            "as_of",
            "counts",
            "uploaded_by",
            "created_at",
        )
        row_attrs = {"data-href": row_link}
        orderable = False

    def render_counts(self, value: dict[str, int]) -> str:
        shown = ("created", "revised", "unchanged", "quarantined", "states_unknown")
        return " · ".join(
            f"{number} {COUNT_WORDS[name]}" for name in shown if (number := value.get(name, 0))
        )
