"""The page of what is missing between risk, priority and action."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from apps.assessments.tables import LEVEL_TONES, STRENGTH_TONES
from apps.countries.models import Country
from apps.recommendations.strategy.exports import GAPS
from apps.recommendations.strategy.gaps import Gaps, Rule, gaps_of
from apps.recommendations.strategy.tables import STATUS_TONES
from apps.recommendations.strategy.views import may_propose, trail
from focalpoint.roles import GOVERNMENT_READERS
from focalpoint.views import ActorRequiredMixin, ExportMixin

# The kind by which forms name what a gap is about, and how its state looks.
KINDS = {
    Rule.HIGH_FACTOR: ("factor", LEVEL_TONES),
    Rule.THIN_INHIBITOR: ("inhibitor", STRENGTH_TONES),
    Rule.NO_ACTION: ("priority", STATUS_TONES),
}


class StrategyGapsView(ExportMixin, ActorRequiredMixin, TemplateView):
    """Each rule with what it finds in the own State, and the way to mend it."""

    roles = GOVERNMENT_READERS
    template_name = "recommendations/strategy/gaps.html"
    export = GAPS

    def may_open(self) -> bool:
        """Only for those who read what their own government keeps."""
        return bool(self.actor.read_states)

    @cached_property
    def state(self) -> Country:
        if self.actor.country is None:
            raise Http404
        own: Country = self.actor.country
        return own

    @property
    def export_state(self) -> Country:
        return self.state

    @cached_property
    def gaps(self) -> Gaps:
        return gaps_of(self.state, self.actor)

    def export_rows(self) -> Iterator[Mapping[str, Any]]:
        country = str(self.state.pk)
        return ({**asdict(gap), "country_id": country} for gap in self.gaps.found)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rules = [
            {
                "rule": rule,
                "kind": KINDS[rule][0],
                "tones": KINDS[rule][1],
                "gaps": self.gaps.of(rule),
            }
            for rule in Rule
        ]
        context = {
            "title": _("From risk to action: what is missing"),
            "subtitle": _("Read from the latest approved assessment, the priorities and actions."),
            "country": self.state,
            "breadcrumbs": trail(),
            "rules": rules,
            "rows": self.gaps.found,
            "snapshot": self.gaps.snapshot,
            "may_propose": may_propose(self.actor),
        }
        return super().get_context_data(**{**context, **kwargs})
