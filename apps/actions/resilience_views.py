"""The page of risk and resilience of one assessment."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import DetailView

from apps.actions.exports import RISK_RESILIENCE
from apps.actions.resilience import Place, places
from apps.assessments.tables import LEVEL_TONES, STRENGTH_TONES
from apps.assessments.views import AssessmentMixin
from focalpoint.roles import GOVERNMENT_WRITERS
from focalpoint.views import ExportMixin


class RiskResilienceView(ExportMixin, AssessmentMixin, DetailView):  # type: ignore[type-arg]
    """Each factor with its risk, what holds it and the open actions; what stands out is first."""

    template_name = "actions/risk_resilience.html"
    export = RISK_RESILIENCE

    def export_rows(self) -> Iterator[Mapping[str, Any]]:
        assessment = self.object = self.get_object()
        own = {"country_id": str(assessment.country_id), "reference": assessment.reference}
        return ({**own, **_row(place)} for place in places(assessment, self.actor))

    @property
    def export_state(self) -> Any:
        return self.object.country

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        assessment = self.object
        rows = places(assessment, self.actor)
        context = {
            "title": _("Risk and resilience"),
            "subtitle": assessment.title,
            "rows": rows,
            "standing_out": [place for place in rows if place.stands_out],
            "level_tones": LEVEL_TONES,
            "strength_tones": STRENGTH_TONES,
            "chain_url": reverse("action-chain"),
            "may_add": bool(GOVERNMENT_WRITERS & self.actor.roles),
        }
        return super().get_context_data(**{**context, **kwargs})


def _row(place: Place) -> dict[str, Any]:
    rating = place.held.rating
    return {
        "code": rating.factor.code,
        "factor": rating.factor.title,
        "level": rating.level,
        "structures": [structure.name for structure in place.held.structures],
        "holding": place.held.holding,
        "open": place.open,
        "stands_out": place.stands_out,
    }
