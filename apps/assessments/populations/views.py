"""Pages of populations at risk: each shows what its reader may see, and writes the look down."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, ListView

from apps.assessments.models import Assessment
from apps.assessments.population_models import PopulationAtRisk, PopulationLook
from apps.assessments.populations.exports import LOOKS
from apps.assessments.populations.forms import PopulationForm, ReadersForm
from apps.assessments.populations.services import (
    add_population,
    change_population,
    name_readers,
    note_look,
    possible_readers,
)
from apps.assessments.views import AssessmentMixin, tabs
from focalpoint.exports.reading import Rows
from focalpoint.policies import allowed
from focalpoint.roles import GOVERNMENT_READERS
from focalpoint.views import (
    ExportMixin,
    RecordCreateView,
    RecordDetailView,
    RecordUpdateView,
    ScopedMixin,
)

# Of the log, the page shows the newest.
SHOWN_LOOKS = 50


class PopulationListView(AssessmentMixin, DetailView):
    """The populations of one assessment that the reader may see, by their names alone."""

    template_name = "assessments/populations/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        assessment = self.object
        rows = PopulationAtRisk.objects.visible_to(self.actor).filter(assessment=assessment)
        context = {
            "title": assessment.title,
            "subtitle": _("Populations at risk"),
            "tabs": tabs(assessment, "populations"),
            "rows": list(rows.only("pk", "name", "place", "audience", "assessment")),
            "may_add": allowed(self.actor, "change", assessment),
        }
        return super().get_context_data(**{**context, **kwargs})


class _PopulationMixin(ScopedMixin):
    """Pages of one population; who may not see it gets the answer of one that is not there."""

    model = PopulationAtRisk
    object: Any

    @cached_property
    def found(self) -> PopulationAtRisk:
        """The population, read once."""
        population: PopulationAtRisk = super().get_object()  # type: ignore[misc]
        return population

    def get_object(self, queryset: Any = None) -> PopulationAtRisk:
        return self.found

    def get_queryset(self) -> QuerySet[Any, Any]:
        rows = super().get_queryset()
        return rows.select_related("country", "assessment__framework")

    def trail(self) -> list[tuple[str, str]]:
        """The way back, as far as the reader sees it."""
        whole = Assessment.objects.visible_to(self.actor)
        assessment = whole.filter(pk=self.object.assessment_id).first()
        if assessment is None:
            return []
        return [
            (_("Assessments"), reverse("assessment-list")),
            (assessment.reference, assessment.get_absolute_url()),
            (
                _("Populations at risk"),
                reverse("assessment-populations", args=[assessment.reference]),
            ),
        ]


class PopulationView(_PopulationMixin, RecordDetailView):
    """One population, who may see it, and who has looked."""

    template_name = "assessments/populations/detail.html"
    verbs = ("change", "name_readers")
    context_object_name = "record"

    def get_queryset(self) -> QuerySet[Any, Any]:
        # Whoever is named for the population need not see the assessment.
        return ScopedMixin.get_queryset(self).select_related("country")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        note_look(actor=self.actor, population=self.get_object())
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        population = self.object
        looks = PopulationLook.objects.visible_to(self.actor).filter(population=population)
        serving = possible_readers(population.country_id)
        context = {
            "title": population.name,
            "breadcrumbs": self.trail(),
            "readers": list(serving.filter(pk__in=population.readers)),
            "looks": list(looks.select_related("user")[:SHOWN_LOOKS]),
        }
        return super().get_context_data(**{**context, **kwargs})


class PopulationCreateView(_PopulationMixin, RecordCreateView):
    """Name a population at risk."""

    form_class = PopulationForm
    object = None
    success_message = gettext_lazy("Named. Say now who else may see it.")

    @cached_property
    def assessment(self) -> Assessment:
        rows = Assessment.objects.visible_to(self.actor).select_related("country", "framework")
        found: Assessment | None = rows.filter(reference=self.kwargs["reference"]).first()
        if found is None:
            raise Http404
        if not allowed(self.actor, "change", found):
            raise PermissionDenied
        return found

    def may_create(self) -> bool:
        """Whoever may change the assessment adds to it; 404 where it is not seen."""
        return bool(self.assessment)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "assessment": self.assessment}

    def save(self, form: Any) -> PopulationAtRisk:
        return add_population(actor=self.actor, assessment=self.assessment, fields=form.changes)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = reverse("assessment-populations", args=[self.assessment.reference])
        context = {
            "title": _("Name a population at risk"),
            "submit": _("Add"),
            "intro": _(
                "Only you, the focal point and the deputies see it, until you name others. It is "
                "in no file, no approved assessment and no search."
            ),
            "country": self.assessment.country,
            "cancel_url": own,
            "breadcrumbs": [
                (_("Assessments"), reverse("assessment-list")),
                (self.assessment.reference, self.assessment.get_absolute_url()),
                (_("Populations at risk"), own),
            ],
        }
        return super().get_context_data(**{**context, **kwargs})


class PopulationUpdateView(_PopulationMixin, RecordUpdateView):
    """Change what is said of a population."""

    form_class = PopulationForm
    success_message = gettext_lazy("Saved.")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        note_look(actor=self.actor, population=self.get_object())
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "assessment": self.object.assessment}

    def save(self, form: Any) -> PopulationAtRisk:
        return change_population(
            actor=self.actor,
            population=self.object,
            changes=form.changes,
            version=form.cleaned_data["version"],
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            "title": self.object.name,
            "country": self.object.country,
            "cancel_url": self.object.get_absolute_url(),
            "breadcrumbs": self.trail(),
        }
        return super().get_context_data(**{**context, **kwargs})


class PopulationReadersView(_PopulationMixin, RecordUpdateView):
    """Say who may see a population."""

    form_class = ReadersForm
    verb = "name_readers"
    success_message = gettext_lazy("Saved. The history says who may see it since when, and why.")

    def save(self, form: Any) -> PopulationAtRisk:
        given = form.cleaned_data
        return name_readers(
            actor=self.actor,
            population=self.object,
            readers=given["readers"],
            audience=given["audience"],
            reason=given["reason"],
            version=given["version"],
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            "title": _("Who may see it"),
            "subtitle": self.object.name,
            "country": self.object.country,
            "cancel_url": self.object.get_absolute_url(),
            "breadcrumbs": self.trail(),
        }
        return super().get_context_data(**{**context, **kwargs})


class ReadablePopulationsView(ScopedMixin, ListView):
    """The populations that the reader may see, of all assessments, by their names alone."""

    model = PopulationAtRisk
    template_name = "assessments/populations/readable.html"
    paginate_by = 50
    roles = GOVERNMENT_READERS

    def get_queryset(self) -> QuerySet[Any, Any]:
        rows = super().get_queryset().only("pk", "name", "place", "audience", "assessment_id")
        return rows.order_by("-assessment_id", "name", "pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        wanted = {row.assessment_id for row in context["object_list"]}
        # Whoever is named for a population need not see the assessment.
        seen: dict[Any, Assessment] = Assessment.objects.visible_to(self.actor).in_bulk(wanted)
        return {
            **context,
            "title": _("Populations you may read"),
            "breadcrumbs": [(_("Assessments"), reverse("assessment-list"))],
            "rows": [(row, seen.get(row.assessment_id)) for row in context["object_list"]],
        }


class PopulationLooksView(ExportMixin, ScopedMixin, ListView):
    """Who looked at a population and when, all of it; the page names nothing of the population."""

    model = PopulationLook
    template_name = "assessments/populations/looks.html"
    paginate_by = 50
    export = LOOKS

    @cached_property
    def population(self) -> PopulationAtRisk:
        rows = PopulationAtRisk.objects.visible_to(self.actor).select_related("country")
        return get_object_or_404(rows.only("pk", "country"), pk=self.kwargs["pk"])

    def get_queryset(self) -> QuerySet[Any, Any]:
        rows = super().get_queryset().filter(population=self.population)
        return rows.select_related("user")

    def export_rows(self) -> Rows | None:
        return self.get_queryset()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            "title": _("Who has looked"),
            "country": self.population.country,
            "breadcrumbs": [
                (_("Populations you may read"), reverse("population-list")),
                (_("A population at risk"), self.population.get_absolute_url()),
            ],
        }
        return super().get_context_data(**context, **kwargs)
