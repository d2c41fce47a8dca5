"""Pages of domestic measures: the list, one measure, and the checklist of an instrument."""

from typing import Any

import django_tables2 as tables
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.treaties.measures import selectors, services
from apps.treaties.measures.exports import MEASURES
from apps.treaties.measures.filters import MeasureFilter
from apps.treaties.measures.forms import MeasureForm
from apps.treaties.measures.models import DomesticMeasure, TreatyRequirement
from apps.treaties.models import Treaty
from focalpoint.policies import allowed
from focalpoint.roles import (
    GOVERNMENT_READERS,
    GOVERNMENT_WRITERS,
    NETWORK_ROLES,
)
from focalpoint.ui.columns import Table, TitleColumn, VisibilityColumn, row_link
from focalpoint.views import (
    RecordCreateView,
    RecordDetailView,
    RecordListView,
    RecordUpdateView,
    ScopedMixin,
)


class MeasureMixin(ScopedMixin):
    """Pages for those who read what a government or the network keeps."""

    model = DomesticMeasure
    roles = GOVERNMENT_READERS | NETWORK_ROLES
    context_object_name: str | None = "record"

    def get_queryset(self) -> Any:
        return selectors.measures(self.actor)


def trail() -> list[tuple[str, str]]:
    """The way to a page below the list of measures."""
    return [
        (_("Treaties"), reverse("treaty-list")),
        (_("Domestic measures"), reverse("measure-list")),
    ]


class MeasureTable(Table):
    """Laws with the instruments that they serve."""

    caption = gettext_lazy("Domestic measures")
    law = TitleColumn(linkify=True)
    article = tables.Column()
    country = tables.Column(verbose_name=gettext_lazy("State"))
    serves = tables.Column(
        verbose_name=gettext_lazy("Instruments"), empty_values=(), orderable=False
    )
    in_force_on = tables.DateColumn()
    visibility = VisibilityColumn(verbose_name=gettext_lazy("Visible to"))

    class Meta(Table.Meta):
        model = DomesticMeasure
        fields = ("law", "article", "country", "serves", "in_force_on", "visibility")
        row_attrs = {"data-href": row_link}
        order_by_field = "sort"

    def render_serves(self, record: DomesticMeasure) -> str:
        names = {str(c.requirement.treaty): None for c in record.coverages.all()}
        return ", ".join(names) or "–"


class MeasureListView(MeasureMixin, RecordListView):
    """The laws of the own State, or those that States share."""

    table_class = MeasureTable
    filterset_class = MeasureFilter
    export = MEASURES

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        own = self.actor.read_states
        return rows.filter(country__in=own) if own and not self.request.GET.get("state") else rows

    def get_table(self, **kwargs: Any) -> Any:
        hidden = ("country",) if self.actor.read_states else ()
        return super().get_table(**kwargs, exclude=hidden)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.actor.read_states:
            del kwargs["filter"].form.fields["state"]
        may = may_record(self.actor)
        new = {"label": _("New measure"), "url": reverse("measure-create"), "icon": "plus"}
        context = {
            "title": _("Domestic measures"),
            "subtitle": _("The laws by which the State carries out what it has joined."),
            "breadcrumbs": trail()[:1],
            "page_actions": [{**new, "primary": True, "shortcut": "c"}] if may else [],
            "empty": {
                "icon": "book-2",
                "title": _("No law on record yet"),
                "text": _(
                    "The page of each instrument has a checklist of what it asks of national law."
                ),
                **({"url": new["url"], "action": new["label"]} if may else {}),
            },
        }
        return super().get_context_data(**{**context, **kwargs})


def may_record(actor: Any) -> bool:
    """Whether the actor records measures of their own State."""
    country = actor.country
    if country is None:
        return False
    probe = DomesticMeasure(country=country, office_id=actor.office_in(country.pk))
    return allowed(actor, "create", probe)


class MeasureDetailView(MeasureMixin, RecordDetailView):
    """One law, what it covers, and what proves it."""

    template_name = "treaties/measures/detail.html"
    verbs = ("change", "delete")
    object: DomesticMeasure

    def history(self) -> list[Any] | None:  # type: ignore[override]
        is_ours = self.object.country_id in self.actor.read_states
        return super().history() if is_ours else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        measure = self.object
        context = {
            "title": measure.law,
            "subtitle": measure.article,
            "breadcrumbs": trail(),
            "is_ours": measure.country_id in self.actor.read_states,
        }
        return super().get_context_data(**{**context, **kwargs})


class _MeasureFormMixin(MeasureMixin):
    roles = GOVERNMENT_WRITERS
    object: Any

    @cached_property
    def treaty(self) -> Treaty | None:
        """The instrument whose checklist is asked for."""
        code = self.request.GET.get("treaty", "")
        return Treaty.objects.filter(code=code).first() if code else None

    def asked(self) -> dict[TreatyRequirement, str]:
        """The items that the form shows, each with how far the law covers it now."""
        known: dict[TreatyRequirement, str] = {}
        if self.object is not None:
            known = {row.requirement: row.extent for row in self.object.coverages.all()}
        treaties = {each.treaty_id for each in known} | ({self.treaty.pk} if self.treaty else set())
        rows = TreatyRequirement.objects.filter(treaty__in=treaties, is_active=True)
        ordered = rows.select_related("treaty").order_by("treaty__order", "order")
        chosen = self.request.GET.get("item", "")
        shown = {each: "full" if str(each.pk) == chosen else "" for each in ordered}
        return {**shown, **known}

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()  # type: ignore[misc]
        return {**kwargs, "actor": self.actor, "asked": self.asked()}


class MeasureCreateView(_MeasureFormMixin, RecordCreateView):
    """Record a law; ``treaty`` names the checklist, ``item`` what it covers first."""

    form_class = MeasureForm
    success_message = gettext_lazy("The measure is recorded.")
    object = None

    def get_form_kwargs(self) -> dict[str, Any]:
        country: Any = self.actor.country
        office: Any = self.actor.office_in(country.pk)
        probe = DomesticMeasure(country=country, office_id=office)
        return {**super().get_form_kwargs(), "instance": probe}

    def save(self, form: Any) -> DomesticMeasure:
        return services.create_measure(
            actor=self.actor,
            country=self.actor.country,
            fields=form.changes,
            covers=form.covers,
        )

    def get_success_url(self) -> str:
        if self.treaty is not None:
            return reverse("treaty-measures", args=[self.treaty.code])
        return super().get_success_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = (
            reverse("treaty-measures", args=[self.treaty.code])
            if self.treaty
            else reverse("measure-list")
        )
        context = {"title": _("New measure"), "breadcrumbs": trail(), "cancel_url": back}
        return super().get_context_data(**{**context, **kwargs})


class MeasureUpdateView(_MeasureFormMixin, RecordUpdateView):
    """Change a law or what it covers."""

    form_class = MeasureForm
    success_message = gettext_lazy("The measure is saved.")

    def save(self, form: Any) -> DomesticMeasure:
        return services.update_measure(
            actor=self.actor,
            measure=self.object,
            changes=form.changes,
            covers=form.covers,
            version=form.cleaned_data["version"],
            reason=form.cleaned_data["reason"],
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        measure = self.object
        context = {
            "title": _("Edit the measure"),
            "breadcrumbs": [*trail(), (measure.law, measure.get_absolute_url())],
            "country": measure.country,
            "cancel_url": measure.get_absolute_url(),
        }
        return super().get_context_data(**{**context, **kwargs})


class MeasureDeleteView(MeasureMixin, RecordUpdateView):
    """Take away what was recorded by mistake."""

    roles = GOVERNMENT_WRITERS
    verb = "delete"
    fields = ()
    template_name = "generic/confirm.html"

    def form_valid(self, form: Any) -> HttpResponse:
        services.delete_measure(actor=self.actor, measure=self.object)
        messages.success(self.request, _("The measure is gone."))
        return HttpResponseRedirect(reverse("measure-list"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        measure = self.object
        context = {
            "title": _("Take the measure away"),
            "text": _(
                "For what was recorded by mistake. A law that has ended gets a day of repeal."
            ),
            "confirm": _("Take it away"),
            "breadcrumbs": [*trail(), (measure.law, measure.get_absolute_url())],
            "country": measure.country,
            "cancel_url": measure.get_absolute_url(),
        }
        context = super().get_context_data(**{**context, **kwargs})
        return {**context, "form": None}
