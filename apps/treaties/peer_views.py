"""The page on which a State sees itself beside its regional group."""

import datetime as dt
from collections.abc import Mapping
from functools import cached_property
from types import SimpleNamespace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from apps.countries.models import Country
from apps.treaties.exports import PEERS
from apps.treaties.forms import PeerQuery
from apps.treaties.peers import Beside, Group, beside, group_of, rows_of
from apps.treaties.selectors import member_states
from apps.treaties.views import AsOfMixin
from focalpoint.exports.reading import Rows
from focalpoint.views import ExportMixin


class PeerView(ExportMixin, AsOfMixin, TemplateView):
    """``/treaties/peers/``: each instrument with the State's status and its group's share."""

    template_name = "treaties/peers.html"
    export = PEERS

    @cached_property
    def query(self) -> PeerQuery:
        return PeerQuery(self.request.GET, chooses_state=self.actor.reads_network)

    @cached_property
    def group(self) -> Group | None:
        """The chosen group, by default the State's own; ``None`` as long as no State is chosen."""
        if self.state is None:
            return None
        code = self.asked.get("group") or self.state.regional_group
        return group_of(code, self.query.name_of(code), self.members, self.as_of)

    @cached_property
    def members(self) -> list[Country]:
        """Everybody in whose group a State can be."""
        return member_states(self.as_of)

    @cached_property
    def found(self) -> list[Beside]:
        if self.state is None or self.group is None:
            return []
        return beside(self.state, self.group, self.members, self.as_of)

    @property
    def export_state(self) -> Country | None:
        return self.state

    @property
    def export_day(self) -> dt.date:
        return self.as_of

    def export_filters(self) -> Mapping[str, str]:
        return {_("Compared with"): self.group.name} if self.group else {}

    def export_rows(self) -> Rows | None:
        if not self.query.is_valid():
            return None
        if self.state is None or self.group is None:
            return []
        return rows_of(self.state, self.group, self.found)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        extra = {
            "title": _("Beside our group"),
            "subtitle": _("Who else has joined; nothing here is a ranking"),
            "breadcrumbs": [(_("Treaties"), reverse("treaty-list"))],
            "group": self.group,
            "rows": self.found,
            "filter": SimpleNamespace(form=self.query),
        }
        return super().get_context_data(**{**extra, **kwargs})
