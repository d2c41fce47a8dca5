"""The end of a plan: the deposit is reported, or the report taken back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import View
from django.views.generic.detail import SingleObjectMixin

from apps.treaties.choices import ActionKind
from apps.treaties.plans.choices import Aim
from apps.treaties.plans.deposit import report_deposit, retract_deposit
from apps.treaties.plans.forms import DepositForm, ReasonForm
from apps.treaties.plans.models import RatificationPlan
from apps.treaties.plans.selectors import left_open
from apps.treaties.plans.views import PlanMixin, trail
from focalpoint.errors import IllegalTransitionError
from focalpoint.policies import allowed
from focalpoint.roles import APPROVERS


class _ReportMixin(PlanMixin, SingleObjectMixin, View):  # type: ignore[type-arg]
    """For those who report in the name of the State."""

    roles = APPROVERS
    http_method_names: Any = ("get", "head", "post", "options")

    @cached_property
    def plan(self) -> RatificationPlan:
        plan: RatificationPlan = self.get_object()
        if not allowed(self.actor, "report", plan):
            raise PermissionDenied
        return plan

    def page(self, form: Any, words: dict[str, Any], *, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "breadcrumbs": trail(self.plan),
            "country": self.plan.country,
            "cancel_url": self.plan.get_absolute_url(),
            **words,
        }
        return render(self.request, "generic/confirm.html", context, status=status)

    def done(self, words: str) -> HttpResponse:
        messages.success(self.request, words)
        return HttpResponseRedirect(self.plan.get_absolute_url())

    def out_of_turn(self) -> HttpResponse:
        messages.error(self.request, _("This status cannot follow the present one."))
        return HttpResponseRedirect(self.plan.get_absolute_url())


class PlanDepositView(_ReportMixin):
    """Report that the instrument was deposited; the plan ends with it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        usual = {
            Aim.RATIFICATION: ActionKind.RATIFICATION,
            Aim.ACCESSION: ActionKind.ACCESSION,
        }
        initial = {
            "kind": usual[Aim(self.plan.aim)],
            "deposited_on": self.plan.country.local_date(timezone.now()),
        }
        return self.shown(DepositForm(initial=initial))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = DepositForm(request.POST)
        if not form.is_valid():
            return self.shown(form, status=422)
        try:
            report_deposit(actor=self.actor, plan=self.plan, **form.cleaned_data)
        except IllegalTransitionError:
            return self.out_of_turn()
        except ValidationError as error:
            form.add_error(None, error)
            return self.shown(form, status=422)
        return self.done(_("The deposit is reported. The depositary's lists confirm it later."))

    def shown(self, form: DepositForm, *, status: int = 200) -> HttpResponse:
        left = left_open(self.plan, self.actor)
        words = {
            "title": _("Report the deposit"),
            "text": _(
                "The plan ends. Until the depositary's own data confirm it, the report is shown"
                " apart, as the State's own word, and stands in no count."
            ),
            "consequences": [
                _("Everybody who reads the status of treaties sees the report."),
                *([_("Left open: %(stages)s.") % {"stages": ", ".join(left)}] if left else []),
            ],
            "confirm": _("Report the deposit"),
            "tone": "primary",
        }
        return self.page(form, words, status=status)


class PlanRetractView(_ReportMixin):
    """Take the report of a deposit back; the plan is open again."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.shown(ReasonForm())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = ReasonForm(request.POST)
        if not form.is_valid():
            return self.shown(form, status=422)
        try:
            retract_deposit(actor=self.actor, plan=self.plan, **form.cleaned_data)
        except IllegalTransitionError:
            return self.out_of_turn()
        except ValidationError as error:
            form.add_error(None, error)
            return self.shown(form, status=422)
        return self.done(_("The report is taken back. The plan is under way again."))

    def shown(self, form: ReasonForm, *, status: int = 200) -> HttpResponse:
        words = {
            "title": _("Take the report back"),
            "text": _("The plan is open again. The history keeps that it was reported."),
            "confirm": _("Take it back"),
        }
        return self.page(form, words, status=status)
