"""The page on which a State changes the stages with which its plans begin."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import View

from apps.treaties.plans.course import project_stages
from apps.treaties.plans.models import PlanTemplate
from apps.treaties.plans.selectors import own_template
from apps.treaties.plans.template_forms import TemplateForm
from apps.treaties.plans.template_services import drop_template, edition_of, save_template
from focalpoint.errors import StaleVersionError
from focalpoint.roles import APPROVERS
from focalpoint.views import ActorRequiredMixin


class PlanTemplateView(ActorRequiredMixin, View):
    """Order, names, lengths and owners of the stages; ``drop`` goes back to the project's."""

    roles = APPROVERS
    http_method_names: Any = ("get", "head", "post", "options")

    @property
    def country(self) -> Any:
        if self.actor.country is None:
            raise PermissionDenied
        return self.actor.country

    @cached_property
    def template(self) -> PlanTemplate | None:
        return own_template(self.country, self.actor)

    def form(self, data: Any = None) -> TemplateForm:
        return TemplateForm(data, template=self.template, project=project_stages())

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.shown(self.form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "drop" in request.POST:
            drop_template(actor=self.actor, country=self.country)
            messages.success(request, _("New plans begin with the project's stages again."))
            return self.done()
        form = self.form(request.POST)
        if not form.is_valid():
            return self.shown(form, status=422)
        try:
            save_template(
                actor=self.actor,
                country=self.country,
                rows=form.saved_rows(),
                edition=request.POST.get("edition", ""),
            )
        except ValidationError as error:
            return self.shown(form, problems=error.messages, status=422)
        except StaleVersionError:
            messages.warning(request, _("Somebody changed the stages meanwhile. Look again."))
            return self.done()
        messages.success(request, _("The stages are saved. New plans begin with them."))
        return self.done()

    def done(self) -> HttpResponse:
        return HttpResponseRedirect(reverse("plan-template"))

    def shown(
        self, form: TemplateForm, *, problems: list[str] | None = None, status: int = 200
    ) -> HttpResponse:
        context = {
            "title": _("Our stages"),
            "subtitle": _("With which new plans of ratification begin."),
            "country": self.country,
            "breadcrumbs": [
                (_("Treaties"), reverse("treaty-list")),
                (_("Ratification plans"), reverse("plan-list")),
            ],
            "form": form,
            "problems": problems or [],
            "template": self.template,
            "edition": edition_of(self.template),
            "cancel_url": reverse("plan-list"),
        }
        return render(self.request, "treaties/plans/template.html", context, status=status)
