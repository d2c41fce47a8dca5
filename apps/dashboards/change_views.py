"""What changed since the last report or meeting: page, file and paper."""

import datetime as dt
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.core.paginator import Paginator
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from apps.countries.models import Country
from apps.dashboards.asked_changes import READERS, AskedChanges
from apps.dashboards.change_kinds import TONES
from apps.dashboards.changes import CHANGES, MOST, change_rows
from focalpoint.exports.reading import Rows
from focalpoint.pdf import render_pdf
from focalpoint.views.papers import PaperMixin

PER_PAGE = 100
DOCUMENT = Path(__file__).resolve().parent / "documents" / "changes.typ"


class ChangesView(PaperMixin, TemplateView):
    """The reader's own State by default; who reads the network may ask for one or all."""

    roles = READERS
    template_name = "dashboards/changes.html"
    export = CHANGES

    @cached_property
    def asked(self) -> AskedChanges:
        return AskedChanges(self.actor, self.request.GET)

    def document(self) -> bytes:
        return render_pdf(DOCUMENT, self.paper())

    def paper(self) -> dict[str, Any]:
        """What the document says."""
        state = self.asked.state
        heads = [_("Date"), _("What changed"), _("Title")]
        return {
            "title": _("What changed"),
            "state": str(state) if state else _("All Member States, as shared with the network"),
            "training": _("Training: fictional State") if state and state.is_training else "",
            "made": date_format(self.asked.today),
            "facts": [[label, words] for label, words in self.days() if words],
            "heads": heads if state else [heads[0], _("State"), *heads[1:]],
            "rows": [
                [
                    date_format(row.on, "SHORT_DATE_FORMAT"),
                    *([] if state else [str(row.country)]),
                    str(row.kind.label),
                    f"{row.title} ({row.detail})" if row.detail else row.title,
                ]
                for row in self.asked.found.rows
            ],
            "empty": _("Nothing changed on record"),
        }

    def days(self) -> list[tuple[str, str]]:
        """The two days, and whether there is more than stands here."""
        cut = _("The newest %(number)s") % {"number": MOST} if self.asked.found.cut else ""
        return [
            (_("After"), date_format(self.asked.since)),
            (_("Until"), date_format(self.asked.until)),
            (_("Shown"), cut),
        ]

    @property
    def export_state(self) -> Country | None:
        return self.asked.state

    @property
    def export_day(self) -> dt.date:
        return self.asked.until

    def export_rows(self) -> Rows | None:
        return list(change_rows(self.asked.found.rows)) if self.asked.form.is_valid() else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = Paginator(self.asked.found.rows, PER_PAGE).get_page(self.request.GET.get("page", 1))
        chosen = self.request.GET.copy()
        for name in ("since", "page"):
            chosen.pop(name, None)
        extra: dict[str, Any] = {
            "title": _("What changed"),
            "subtitle": _("Since the last meeting, the last report, or a day of your choice"),
            "country": self.asked.state,
            "since": self.asked.since,
            "until": self.asked.until,
            "filter": SimpleNamespace(form=self.asked.form),
            "problems": [text for texts in self.asked.form.errors.values() for text in texts],
            "beginnings": [
                {
                    "words": each.words,
                    "on": each.on,
                    "url": f"?{chosen.urlencode()}&since={each.on.isoformat()}".replace("?&", "?"),
                    "active": each.on == self.asked.since,
                }
                for each in self.asked.beginnings
            ],
            "counts": self.asked.found.counts,
            "cut": self.asked.found.cut,
            "most": MOST,
            "page": page,
            "rows": self.asked.found.rows,
            "tones": TONES,
        }
        return super().get_context_data(**{**extra, **kwargs})
