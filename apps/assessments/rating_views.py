"""The page of one factor: its meaning, what was found of its indicators, and the judgement."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from apps.assessments.comments.views import comment_context
from apps.assessments.finding_models import Presence
from apps.assessments.findings.selectors import Ground, crimes_of, ground_of
from apps.assessments.forms import RatingForm
from apps.assessments.independent.selectors import hears, opinions_about
from apps.assessments.independent.tones import PROGRESS_TONES
from apps.assessments.models import FactorRating, Status
from apps.assessments.selectors import course, ratings_of
from apps.assessments.services import rate_factor
from apps.assessments.succession.selectors import carried_over, former_of
from apps.assessments.unsaved.kinds import Form
from apps.assessments.unsaved.views import KeptForm
from apps.assessments.unsaved_models import Part
from apps.assessments.views import TONES
from focalpoint.merging import save_merging
from focalpoint.names import named
from focalpoint.policies import allowed
from focalpoint.views import RecordUpdateView
from focalpoint.views.conflicts import say_merged

UNSHOWN = ("context", "method", "contributors", "review_comment", "unrated_reason")


class FactorRateView(RecordUpdateView):
    """One factor: what it means beside the judgement of it."""

    model = FactorRating
    form_class = RatingForm
    template_name = "assessments/rate.html"

    def get_queryset(self) -> QuerySet[Any, Any]:
        rows = super().get_queryset().filter(assessment__reference=self.kwargs["reference"])
        related = rows.select_related("factor", "assessment__country", "assessment__framework")
        # Each row would bring the texts of the assessment, which the page does not show.
        return related.defer(*(f"assessment__{name}" for name in UNSHOWN)).order_by("factor__order")

    @cached_property
    def before(self) -> list[FactorRating]:
        """All ratings of the assessment as they stood when the request came, in one query."""
        found = list(self.get_queryset())
        for rating in found:
            rating.assessment = found[0].assessment
        return found

    @cached_property
    def rating(self) -> FactorRating:
        for each in self.before:
            if each.factor.code == self.kwargs["code"]:
                if not allowed(self.actor, self.verb, each):
                    raise PermissionDenied
                return each
        raise Http404

    def get_object(self, queryset: Any = None) -> FactorRating:
        return self.rating

    @cached_property
    def ratings(self) -> list[FactorRating]:
        """All ratings of the assessment, read anew once this one is saved."""
        if self.request.method in ("GET", "HEAD"):
            return self.before
        return ratings_of(self.object.assessment, self.actor)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        assessment = self.rating.assessment
        if assessment.status != Status.DRAFT:
            messages.info(request, _("This assessment is no draft any more; its ratings stand."))
            return redirect(assessment)
        return super().get(request, *args, **kwargs)

    @cached_property
    def kept(self) -> KeptForm:
        """The form's text while somebody writes."""
        rating = self.rating
        form = Form(rating.assessment, Part.FACTOR, rating.factor.code)
        return KeptForm(self.actor, form, rating)

    def save(self, form: Any) -> FactorRating:
        rating = self.object

        def rate(changes: Mapping[str, Any], version: int) -> FactorRating:
            return rate_factor(actor=self.actor, rating=rating, changes=changes, version=version)

        version = form.cleaned_data["version"]
        merged = save_merging(rate, changes=form.changes, version=version)
        self.kept.saved(form)
        say_merged(self.request, form, merged)
        return merged.record

    def get_success_url(self) -> str:
        """The next factor to rate, or the assessment when none is left or the person stops."""
        way = course(self.ratings, self.object)
        label = self.object.factor.label or self.object.factor.code
        messages.success(
            self.request,
            _("Factor %(factor)s saved. %(rated)s of %(total)s rated.")
            % {"factor": label, "rated": way.rated, "total": way.total},
        )
        if "stay" in self.request.POST or way.next_unrated is None:
            return str(self.object.assessment.get_absolute_url())
        return way.next_unrated.get_absolute_url()

    def former(self, ground: Ground) -> dict[str, Any]:
        """How the factor was rated last time, and which findings are carried over from then."""
        rating = self.rating
        former = former_of(rating.assessment, self.actor, findings_of=rating.factor_id)
        if former is None:
            return {}
        return {
            "former": former,
            "former_rating": former.ratings.get(rating.factor.code),
            "mark": former.rating_mark(rating),
            "between": former.between.get(rating.factor.code),
            "carried": carried_over(former, [ground]),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        factor, assessment = self.rating.factor, self.rating.assessment
        form = kwargs["form"] = kwargs.get("form") or self.get_form()
        ground = ground_of(assessment, factor, self.actor)
        context = {
            **TONES,
            "title": named(factor.title),
            "country": assessment.country,
            "assessment": assessment,
            "factor": factor,
            "crimes": crimes_of(factor),
            "ground": ground,
            "question": ground.tally.question(self.rating.level),
            "opinions": (opinions := opinions_about(self.rating, self.actor)),
            "opposed": opinions.question(self.rating.level),
            # Who does not may be asked why all the same, when it is handed in.
            "hears": hears(self.actor, assessment),
            "progress_tones": PROGRESS_TONES,
            "presences": Presence.choices,
            "course": course(self.ratings, self.object),
            "ratings": self.ratings,
            "unsaved": self.kept.prepare(self.request, form),
            **self.former(ground),
            **comment_context(self.rating, self.actor),
            "breadcrumbs": [
                (_("Assessments"), reverse("assessment-list")),
                (assessment.reference, assessment.get_absolute_url()),
            ],
        }
        return super().get_context_data(**{**context, **kwargs})
