"""Trends of the network: instruments over decades, steps over the years."""

import uuid
from functools import cached_property
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from apps.catalogue.models import Item
from apps.countries.models import Kind
from apps.dashboards.groups import FEWEST
from apps.dashboards.network import NetworkMixin
from apps.dashboards.step_trends import (
    Panel,
    group_panels,
    step_charts,
    step_panels,
    too_few,
    year_ends,
)
from apps.dashboards.trends import MOST, by_group, known_until, multiples, participation
from apps.dashboards.worldmap import status_colours
from apps.recommendations.selectors import steps
from apps.treaties.models import Treaty
from apps.treaties.participation import Curve, Membership, curves_of, memberships
from apps.treaties.selectors import record_reach
from apps.treaties.status import Pair, Reach
from focalpoint.charts import Chart, csv_of

# The instruments that the report on the responsibility to protect counts (A/69/981-S/2015/500 ¶20),
# and others of different ages beside them.
USUAL = ("GENOCIDE", "ROME_STATUTE", "AP1", "AP2", "CAT", "CPED")


class InstrumentsForm(forms.Form):
    """Which instruments are drawn; so many that their lines can be told apart."""

    treaty = forms.MultipleChoiceField(
        label=gettext_lazy("Instruments"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, treaties: list[Treaty], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["treaty"]
        field.choices = [(treaty.code, str(treaty)) for treaty in treaties]

    def clean_treaty(self) -> list[str]:
        codes: list[str] = self.cleaned_data["treaty"]
        if len(codes) > MOST:
            raise forms.ValidationError(_("Choose at most %(most)s instruments.") % {"most": MOST})
        return codes


class TrendsView(NetworkMixin, TemplateView):
    """Charts over the years among the filtered States, each with its table as a file."""

    tab = "network-trends"

    def charts(self) -> list[Chart]:
        """What is drawn."""
        raise NotImplementedError

    def known(self) -> str:
        """Up to when the charts say something, in words; stands in every file."""
        raise NotImplementedError

    @cached_property
    def members(self) -> list[Any]:
        return [state for state in self.states if state.kind == Kind.MEMBER]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        name = request.GET.get("table")
        if name is None:
            page: HttpResponse = super().get(request, *args, **kwargs)
            return page
        chart = next((each for each in self.charts() if each.name == name and each.rows), None)
        if chart is None:
            raise Http404
        headers = {"Content-Disposition": f'attachment; filename="{name}-{self.as_of}.csv"'}
        about = [(_("Chart"), chart.title), (_("Known"), self.known())]
        content = csv_of(chart, about)
        return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        query = self.request.GET.copy()
        query.pop("table", None)
        parts = [("network-trends", _("Instruments")), ("network-trends-steps", _("Steps"))]
        extra = {
            "charts": self.charts(),
            "known": self.known(),
            "parts": self.links_to(parts, here=self.page_name),
            "table_url": f"?{query.urlencode()}&table=" if query else "?table=",
        }
        return super().get_context_data(**{**extra, **kwargs})


class NetworkTrendsView(TrendsView):
    """Parties over the years, and the same by regional group."""

    template_name = "dashboards/network/trends.html"

    @cached_property
    def form(self) -> InstrumentsForm:
        treaties = list(Treaty.objects.order_by("order"))
        usual = {"treaty": [treaty.code for treaty in treaties if treaty.code in USUAL]}
        asked = "treaty" in self.request.GET
        return InstrumentsForm(self.request.GET if asked else usual, treaties=treaties)

    @cached_property
    def treaties(self) -> list[Treaty]:
        """Those to draw; none where the question cannot be read."""
        if not self.form.is_valid():
            return []
        chosen = self.form.cleaned_data["treaty"]
        return list(Treaty.objects.filter(code__in=chosen).order_by("order"))

    @cached_property
    def found(self) -> dict[Pair, Membership]:
        return memberships(self.treaties, self.members)

    @cached_property
    def reach(self) -> dict[uuid.UUID, Reach]:
        return record_reach()

    @cached_property
    def drawn(self) -> list[Curve]:
        return curves_of(self.found, self.treaties, self.as_of, self.reach)

    def charts(self) -> list[Chart]:
        if not self.treaties:
            return []
        read = (self.found, self.members, self.as_of, self.reach)
        return [
            participation(self.drawn, len(self.members)),
            # One instrument alone fills its panels and says where it stands.
            by_group(self.treaties[0], *read)
            if len(self.treaties) == 1
            else multiples(self.drawn, *read),
        ]

    def known(self) -> str:
        return known_until(self.drawn) if self.treaties else ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title=_("Trends"),
            subtitle=_("Participation in the instruments, from the depositaries' data"),
            form=self.form,
            filter_keep=[("treaty", code) for code in self.request.GET.getlist("treaty")],
            **kwargs,
        )


class NetworkStepTrendsView(TrendsView):
    """What States had shared of each step at the end of every year; of one, by regional group."""

    template_name = "dashboards/network/step_trends.html"

    @cached_property
    def steps(self) -> list[Item]:
        return list(steps())

    @cached_property
    def step(self) -> Item | None:
        """The one that is shown by regional group; none: all of them."""
        asked = self.request.GET.get("step")
        if not asked:
            return None
        found = next((step for step in self.steps if step.code == asked), None)
        if found is None:
            raise Http404
        return found

    @cached_property
    def panels(self) -> list[Panel]:
        drawn = [self.step] if self.step else self.steps
        ends = year_ends(self.actor, self.as_of, drawn, self.members)
        if self.step:
            return group_panels(self.step, self.members, ends)
        return step_panels(self.steps, self.members, ends)

    def charts(self) -> list[Chart]:
        return step_charts(self.panels)

    def known(self) -> str:
        words = _("what States share today of the time up to %(day)s, by the date of each report")
        return words % {"day": date_format(self.as_of)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        query = self.request.GET.copy()
        for name in ("step", "table"):
            query.pop(name, None)
        return super().get_context_data(
            title=_("Trends"),
            subtitle=_("The steps (a)–(g) at the end of each year, from what States share"),
            steps=self.steps,
            step=self.step,
            without_step=query.urlencode(),
            filter_keep=[("step", self.step.code)] if self.step else [],
            legend=status_colours(),
            fewest=FEWEST,
            too_few=too_few(self.panels),
            **kwargs,
        )
