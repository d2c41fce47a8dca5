"""Pages of resilience: the inhibitors and structures of one assessment."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView

from apps.assessments.exports import STRUCTURES
from apps.assessments.merged_parts import MergedPartView
from apps.assessments.models import Assessment, Status
from apps.assessments.resilience.forms import InhibitorForm, StructureForm
from apps.assessments.resilience.selectors import Inhibitor, inhibitors, structures
from apps.assessments.resilience.services import (
    add_structure,
    change_structure,
    rate_inhibitor,
    remove_structure,
)
from apps.assessments.resilience_models import InhibitorRating, ResilienceStructure
from apps.assessments.selectors import risk_factors
from apps.assessments.succession.selectors import former_of, resilience_marks
from apps.assessments.tables import STRENGTH_TONES
from apps.assessments.unsaved.kinds import NEW, Form
from apps.assessments.unsaved.views import KeptForm
from apps.assessments.unsaved_models import Part
from apps.assessments.views import AssessmentMixin, tabs
from focalpoint.errors import StaleVersionError
from focalpoint.merging import save_merging
from focalpoint.numbers import whole_number
from focalpoint.policies import allowed
from focalpoint.views import ExportMixin, RecordCreateView, RecordUpdateView, ScopedMixin
from focalpoint.views.conflicts import say_merged


class ResilienceView(ExportMixin, AssessmentMixin, DetailView):
    """The seven inhibitors and the structures of one assessment; its file lists the structures."""

    template_name = "assessments/resilience.html"
    export = STRUCTURES

    def export_rows(self) -> Any:
        self.object = self.get_object()
        return structures(self.object, self.actor)

    @property
    def export_state(self) -> Any:
        return self.object.country

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        assessment = self.object
        rows = list(structures(assessment, self.actor))
        factors = risk_factors(assessment.framework) if rows else ()
        held = inhibitors(assessment, self.actor)
        for each in held:
            if each.rating:
                each.rating.inhibitor = each.item
        context = {
            "title": assessment.title,
            "subtitle": _("What holds the risks down"),
            "tabs": tabs(assessment, "resilience"),
            "inhibitors": held,
            "marks": resilience_marks(
                former_of(assessment, self.actor),
                [each.rating for each in held if each.rating],
                rows,
                self.actor,
            ),
            "rows": rows,
            "factors": {factor.code: str(factor) for factor in factors},
            "strength_tones": STRENGTH_TONES,
            "may_write": assessment.status == Status.DRAFT
            and allowed(self.actor, "change", assessment),
        }
        return super().get_context_data(**{**context, **kwargs})


class _DraftMixin(ScopedMixin):
    """Pages that write a part of a draft, found by the assessment's reference."""

    kwargs: Any

    @cached_property
    def assessment(self) -> Assessment:
        rows: QuerySet[Assessment] = Assessment.objects.visible_to(self.actor)
        found = rows.filter(reference=self.kwargs["reference"])
        assessment = found.select_related("country", "framework").first()
        if assessment is None:
            raise Http404
        if not allowed(self.actor, "change", assessment):
            raise PermissionDenied
        return assessment

    @property
    def home(self) -> str:
        return reverse("assessment-resilience", args=[self.assessment.reference])

    def frame(self) -> dict[str, Any]:
        """Where the page is."""
        own = self.assessment.get_absolute_url()
        return {
            "country": self.assessment.country,
            "cancel_url": self.home,
            "breadcrumbs": [
                (_("Assessments"), reverse("assessment-list")),
                (self.assessment.reference, own),
                (_("Resilience"), self.home),
            ],
        }

    def too_late(self) -> HttpResponse | None:
        """The way back where the assessment is no draft any more."""
        if self.assessment.status == Status.DRAFT:
            return None
        messages.info(self.request, _("This assessment is no draft any more."))
        return HttpResponseRedirect(self.home)


class InhibitorView(_DraftMixin, MergedPartView):
    """How strong one inhibitor is."""

    model = InhibitorRating
    template_name = "assessments/inhibitor.html"
    fields = ("strength", "narrative")

    @cached_property
    def seen(self) -> Inhibitor:
        """The inhibitor as it stood when the request came."""
        for each in inhibitors(self.assessment, self.actor):
            if each.item.code == self.kwargs["code"]:
                return each
        raise Http404

    def part(self) -> InhibitorRating:
        return self.seen.rating or InhibitorRating(
            assessment=self.assessment, inhibitor=self.seen.item
        )

    def refusal(self) -> HttpResponse | None:
        return self.too_late()

    def form(self, *args: Any, **kwargs: Any) -> InhibitorForm:
        return InhibitorForm(*args, **kwargs)

    @cached_property
    def kept(self) -> KeptForm:
        """The form's text while somebody writes."""
        form = Form(self.assessment, Part.INHIBITOR, self.seen.item.code)
        return KeptForm(self.actor, form, self.part())

    def write(self, changes: Mapping[str, Any], version: int) -> InhibitorRating:
        return rate_inhibitor(
            actor=self.actor,
            assessment=self.assessment,
            inhibitor=self.seen.item,
            changes=changes,
            version=version,
        )

    def saved(self, form: Any) -> None:
        self.kept.saved(form)

    def get_success_url(self) -> str:
        return f"{self.home}#inhibitor-{self.seen.item.code}"

    def around(self, form: Any) -> dict[str, Any]:
        unsaved = self.kept.prepare(self.request, form)
        return {**self.frame(), "title": str(self.seen.item), "unsaved": unsaved}


class _StructureMixin(_DraftMixin):
    """The form of a structure, whose text is kept while somebody writes."""

    object: Any

    @cached_property
    def structure(self) -> ResilienceStructure:
        """The structure as it stood when the request came; an unsaved one where it is new."""
        return self.object or ResilienceStructure(assessment=self.assessment)

    @cached_property
    def kept(self) -> KeptForm:
        """The form's text while somebody writes."""
        adding = self.structure._state.adding
        code = NEW if adding else str(self.structure.pk)
        return KeptForm(self.actor, Form(self.assessment, Part.STRUCTURE, code), self.structure)

    def get_form_kwargs(self) -> dict[str, Any]:
        given = {"actor": self.actor, "assessment": self.assessment}
        return {**super().get_form_kwargs(), **given}  # type: ignore[misc]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs["form"] = kwargs.get("form") or self.get_form()  # type: ignore[attr-defined]
        context = {**self.frame(), "unsaved": self.kept.prepare(self.request, form)}
        return super().get_context_data(**{**context, **kwargs})


class StructureCreateView(_StructureMixin, RecordCreateView):
    """Add a structure."""

    model = ResilienceStructure
    form_class = StructureForm
    object = None
    template_name = "assessments/structure.html"

    def may_create(self) -> bool:
        """Whoever may change the assessment adds to it; 404 where it is not seen."""
        return bool(self.assessment)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.too_late() or super().get(request, *args, **kwargs)

    def save(self, form: Any) -> ResilienceStructure:
        kept = self.kept
        made = add_structure(actor=self.actor, assessment=self.assessment, fields=form.changes)
        kept.saved(form)
        return made

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {"title": _("New structure"), "submit": _("Add")}
        return super().get_context_data(**{**context, **kwargs})


class StructureUpdateView(_StructureMixin, RecordUpdateView):
    """Change a structure, or take it out (POST ``remove``)."""

    model = ResilienceStructure
    form_class = StructureForm
    template_name = "assessments/structure.html"
    success_message = gettext_lazy("Saved.")

    def get_queryset(self) -> QuerySet[Any, Any]:
        rows = super().get_queryset().filter(assessment__reference=self.kwargs["reference"])
        return rows.select_related("assessment__country", "assessment__framework")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.too_late() or super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "remove" not in request.POST:
            return super().post(request, *args, **kwargs)
        sent = request.POST.get("version", "")
        try:
            remove_structure(
                actor=self.actor,
                structure=self.get_object(),
                version=whole_number(sent) or 0,
            )
        except StaleVersionError:
            messages.warning(request, _("Somebody changed this record meanwhile. Look again."))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("Removed. The history keeps it."))
        return HttpResponseRedirect(self.home)

    def save(self, form: Any) -> ResilienceStructure:
        structure = self.object

        def change(changes: Mapping[str, Any], version: int) -> ResilienceStructure:
            return change_structure(
                actor=self.actor, structure=structure, changes=changes, version=version
            )

        version = form.cleaned_data["version"]
        merged = save_merging(change, changes=form.changes, version=version)
        self.kept.saved(form)
        say_merged(self.request, form, merged)
        return merged.record

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {"title": str(self.object), "removable": True}
        return super().get_context_data(**{**context, **kwargs})
