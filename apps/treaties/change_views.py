"""What changed between two dates, for one State or for all: a page and its file."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from apps.countries.models import Country
from apps.treaties.changes import TONES, ChangeKind, Comparison, compare_dates
from apps.treaties.exports import CHANGES, change_rows
from apps.treaties.forms import ChangesQuery
from apps.treaties.models import Treaty
from apps.treaties.views import reach_before
from focalpoint.exports.reading import Rows
from focalpoint.roles import GOVERNMENT_READERS, NETWORK_READERS
from focalpoint.views import ExportMixin

PER_PAGE = 100
# The day of the report whose figures these pages count: A/69/981-S/2015/500.
LAST_COUNTED = dt.date(2015, 7, 13)


class ChangesView(ExportMixin, TemplateView):
    """``/treaties/changes/``: the reader's own State by default, else one or all of them."""

    roles = GOVERNMENT_READERS | NETWORK_READERS
    template_name = "treaties/changes.html"
    export = CHANGES

    @cached_property
    def query(self) -> ChangesQuery:
        return ChangesQuery(self.request.GET, chooses_state=self.actor.reads_network)

    @cached_property
    def asked(self) -> dict[str, Any]:
        """What was asked for, as far as it is valid."""
        self.query.is_valid()
        return self.query.cleaned_data

    @cached_property
    def until(self) -> dt.date:
        home: Country | None = self.actor.country
        now = timezone.now()
        return self.asked.get("until") or (home.local_date(now) if home else now.date())

    @cached_property
    def since(self) -> dt.date:
        """The day of the report of 2015 unless asked; always before the second date."""
        since: dt.date = self.asked.get("since") or LAST_COUNTED
        return since if since < self.until else self.until - dt.timedelta(days=365)

    @cached_property
    def state(self) -> Country | None:
        chosen: Country | None = self.asked.get("country")
        # An empty choice is a choice too: a focal point may look at all States.
        if chosen is None and "country" in self.request.GET and self.actor.reads_network:
            return None
        return chosen or self.actor.country

    @cached_property
    def comparison(self) -> Comparison:
        treaties = Treaty.objects.select_related("body", "parent")
        if category := self.asked.get("category"):
            treaties = treaties.filter(category=category)
        states = [self.state] if self.state else None
        return compare_dates(self.since, self.until, countries=states, treaties=list(treaties))

    @property
    def export_state(self) -> Country | None:
        return self.state

    @property
    def export_day(self) -> dt.date:
        return self.until

    def export_rows(self) -> Rows | None:
        return list(change_rows(self.comparison)) if self.query.is_valid() else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = self.comparison
        page = Paginator(found.changes, PER_PAGE).get_page(self.request.GET.get("page", 1))
        extra: dict[str, Any] = {
            "title": _("What changed"),
            "subtitle": _("Signatures, parties and statements between two dates"),
            "breadcrumbs": [(_("Treaties"), reverse("treaty-list"))],
            "country": self.state,
            "since": self.since,
            "until": self.until,
            "filter": SimpleNamespace(form=self.query),
            "problems": [text for texts in self.query.errors.values() for text in texts],
            "counts": [
                (kind, found.counts[kind.value]) for kind in ChangeKind if found.counts[kind.value]
            ],
            "moved": [row for row in found.moved if row.difference],
            "page": page,
            "rows": found.changes,
            "tones": TONES,
            "reach": reach_before(found.after, self.state),
        }
        return super().get_context_data(**{**extra, **kwargs})
