"""What changed since the last report or meeting: page, file and paper."""

import datetime as dt
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from apps.countries.models import Country, Kind
from apps.dashboards.changes import (
    CHANGES,
    MOST,
    TONES,
    Beginning,
    Changes,
    beginnings,
    change_rows,
    changes_between,
)
from focalpoint.days import DayField
from focalpoint.exports.reading import Rows
from focalpoint.pdf import render_pdf
from focalpoint.roles import GOVERNMENT_READERS, NETWORK_READERS
from focalpoint.views.papers import PaperMixin

PER_PAGE = 100
DOCUMENT = Path(__file__).resolve().parent / "documents" / "changes.typ"


class ChangesForm(forms.Form):
    """Two days, and the State for those who read the network."""

    since = DayField(
        label=gettext_lazy("After"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    until = DayField(
        label=gettext_lazy("Until (today if empty)"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    country = forms.ModelChoiceField(
        label=gettext_lazy("State"),
        queryset=Country.objects.filter(kind__in=(Kind.MEMBER, Kind.TRAINING)),
        to_field_name="code",
        required=False,
        empty_label=gettext_lazy("All Member States"),
    )

    def __init__(self, *args: Any, chooses_state: bool, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        if not chooses_state:
            del self.fields["country"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until") or self.today
        if since and since >= until:
            self.add_error("until", _("The second date must come after the first."))
        return data


class ChangesView(PaperMixin, TemplateView):
    """The reader's own State by default; who reads the network may ask for one or all."""

    roles = GOVERNMENT_READERS | NETWORK_READERS
    template_name = "dashboards/changes.html"
    export = CHANGES

    @cached_property
    def today(self) -> dt.date:
        home: Country | None = self.actor.country
        now = timezone.now()
        return home.local_date(now) if home else now.date()

    @cached_property
    def form(self) -> ChangesForm:
        return ChangesForm(
            self.request.GET, chooses_state=self.actor.reads_network, today=self.today
        )

    @cached_property
    def asked(self) -> dict[str, Any]:
        """What was asked for, as far as it is valid."""
        self.form.is_valid()
        return self.form.cleaned_data

    @cached_property
    def until(self) -> dt.date:
        return self.asked.get("until") or self.today

    @cached_property
    def beginnings(self) -> list[Beginning]:
        return beginnings(self.actor, self.until)

    @cached_property
    def since(self) -> dt.date:
        """As asked, else the last meeting or report, else a year before."""
        since: dt.date | None = self.asked.get("since")
        if since is None and self.beginnings:
            since = self.beginnings[0].on
        return since if since and since < self.until else self.until - dt.timedelta(days=365)

    @cached_property
    def state(self) -> Country | None:
        chosen: Country | None = self.asked.get("country")
        # An empty choice is a choice too: a focal point may look at all States.
        if chosen is None and "country" in self.request.GET and self.actor.reads_network:
            return None
        return chosen or self.actor.country

    @cached_property
    def found(self) -> Changes:
        return changes_between(self.since, self.until, self.actor, country=self.state)

    def document(self) -> bytes:
        return render_pdf(DOCUMENT, self.paper())

    def paper(self) -> dict[str, Any]:
        """What the document says."""
        state = self.state
        heads = [_("Date"), _("What changed"), _("Title")]
        return {
            "title": _("What changed"),
            "state": str(state) if state else _("All Member States, as shared with the network"),
            "training": _("Training: fictional State") if state and state.is_training else "",
            "made": date_format(self.today),
            "facts": [[label, words] for label, words in self.days() if words],
            "heads": heads if state else [heads[0], _("State"), *heads[1:]],
            "rows": [
                [
                    date_format(row.on, "SHORT_DATE_FORMAT"),
                    *([] if state else [str(row.country)]),
                    str(row.kind.label),
                    f"{row.title} ({row.detail})" if row.detail else row.title,
                ]
                for row in self.found.rows
            ],
            "empty": _("Nothing changed on record"),
        }

    def days(self) -> list[tuple[str, str]]:
        """The two days, and whether there is more than stands here."""
        cut = _("The newest %(number)s") % {"number": MOST} if self.found.cut else ""
        return [
            (_("After"), date_format(self.since)),
            (_("Until"), date_format(self.until)),
            (_("Shown"), cut),
        ]

    @property
    def export_state(self) -> Country | None:
        return self.state

    @property
    def export_day(self) -> dt.date:
        return self.until

    def export_rows(self) -> Rows | None:
        return list(change_rows(self.found.rows)) if self.form.is_valid() else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = Paginator(self.found.rows, PER_PAGE).get_page(self.request.GET.get("page", 1))
        chosen = self.request.GET.copy()
        for name in ("since", "page"):
            chosen.pop(name, None)
        extra: dict[str, Any] = {
            "title": _("What changed"),
            "subtitle": _("Since the last meeting, the last report, or a day of your choice"),
            "country": self.state,
            "since": self.since,
            "until": self.until,
            "filter": SimpleNamespace(form=self.form),
            "problems": [text for texts in self.form.errors.values() for text in texts],
            "beginnings": [
                {
                    "words": each.words,
                    "on": each.on,
                    "url": f"?{chosen.urlencode()}&since={each.on.isoformat()}".replace("?&", "?"),
                    "active": each.on == self.since,
                }
                for each in self.beginnings
            ],
            "counts": self.found.counts,
            "cut": self.found.cut,
            "most": MOST,
            "page": page,
            "rows": self.found.rows,
            "tones": TONES,
        }
        return super().get_context_data(**{**extra, **kwargs})
