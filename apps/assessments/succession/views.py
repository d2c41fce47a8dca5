"""Pages that begin what follows an approved assessment: the next cycle, or a correction."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.assessments.forms import narrative_field
from apps.assessments.models import Assessment, Status
from apps.assessments.selectors import assessments
from apps.assessments.succession.selectors import follower_of
from apps.assessments.succession.services import (
    begin_next,
    correct_assessment,
    next_period,
    next_title,
)
from apps.assessments.views import AssessmentMixin
from focalpoint.policies import allowed
from focalpoint.ui.widgets import DayInput
from focalpoint.views import RecordCreateView


class NextForm(forms.ModelForm):
    """What differs from the former cycle; all else is taken over and can be changed later."""

    class Meta:
        model = Assessment
        fields = ("title", "period_start", "period_end")
        widgets = {"period_start": DayInput, "period_end": DayInput}


class CorrectionForm(forms.Form):
    reason = narrative_field(
        gettext_lazy("What is to be corrected, and why?"),
        rows=3,
        help_text=gettext_lazy("Whoever reads the corrected assessment reads this, too."),
    )

    def __init__(self, *args: Any, instance: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class _FollowView(AssessmentMixin, RecordCreateView):
    object: Any = None

    @cached_property
    def former(self) -> Assessment:
        found = assessments(self.actor).filter(reference=self.kwargs["reference"]).first()
        if found is None:
            raise Http404
        if not allowed(self.actor, "create", found):
            raise PermissionDenied
        return found

    def may_create(self) -> bool:
        """Whoever may change the former; 404 where it is not seen."""
        return bool(self.former)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.former.status != Status.APPROVED:
            return HttpResponseRedirect(self.former.get_absolute_url())
        return super().get(request, *args, **kwargs)

    def get_success_url(self) -> str:
        return reverse("assessment-cycle", args=[self.object.reference])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = (self.former.reference, self.former.get_absolute_url())
        context = {
            "country": self.former.country,
            "breadcrumbs": [(_("Assessments"), reverse("assessment-list")), own],
            "cancel_url": self.former.get_absolute_url(),
            "submit": _("Begin"),
        }
        return super().get_context_data(**{**context, **kwargs})


class NextCycleView(_FollowView):
    """Begin the next cycle from an approved assessment; where it is begun, lead there."""

    form_class = NextForm
    success_message = gettext_lazy(
        "Begun. Everything is as it was last time until somebody changes it."
    )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        begun = follower_of(self.former, self.actor)
        if begun is not None:
            return HttpResponseRedirect(reverse("assessment-cycle", args=[begun.reference]))
        return super().get(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        start, end = next_period(self.former)
        return {
            "title": next_title(self.former.title, end),
            "period_start": start,
            "period_end": end,
        }

    def save(self, form: Any) -> Assessment:
        return begin_next(actor=self.actor, former=self.former, fields=form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            "title": _("The next cycle"),
            "intro": _(
                "Method, context, levels, findings, inhibitors and structures are taken over from"
                " %(former)s and marked as unchanged until somebody changes them. Findings keep"
                " their dates."
            )
            % {"former": self.former.reference},
        }
        return super().get_context_data(**{**context, **kwargs})


class CorrectView(_FollowView):
    """Begin a correction of an approved assessment."""

    form_class: Any = CorrectionForm
    success_message = gettext_lazy("Begun. Change what is wrong, and hand it in again.")

    def save(self, form: Any) -> Assessment:
        return correct_assessment(
            actor=self.actor, former=self.former, reason=form.cleaned_data["reason"]
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            "title": _("Correct an approved assessment"),
            "intro": _(
                "What was approved stays as it is. A draft with all that it says is begun; once"
                " that one is approved, it replaces the former and says why."
            ),
        }
        return super().get_context_data(**{**context, **kwargs})
