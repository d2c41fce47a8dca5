"""The beginning of a plan: its stages with their dates, before anything is made."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import View

from apps.treaties.models import Treaty
from apps.treaties.plans import selectors, services
from apps.treaties.plans.choices import Aim, Count
from apps.treaties.plans.course import Planned, for_aim, planned
from apps.treaties.plans.forms import StartForm
from apps.treaties.plans.models import PlanTemplate, RatificationPlan
from apps.treaties.selectors import treaty_statuses
from focalpoint.policies import allowed
from focalpoint.roles import FOCAL_POINT_OFFICE
from focalpoint.views import ActorRequiredMixin
from focalpoint.visibility import Visibility


class PlanStartView(ActorRequiredMixin, View):
    """The stages with their dates, as they would be; POST begins the plan."""

    roles = FOCAL_POINT_OFFICE
    http_method_names: Any = ("get", "head", "post", "options")

    @cached_property
    def treaty(self) -> Treaty:
        found = Treaty.objects.filter(code=self.kwargs["code"]).first()
        if found is None:
            raise Http404
        return found

    @cached_property
    def probe(self) -> RatificationPlan:
        country = self.actor.country
        if country is None:
            raise PermissionDenied
        office: Any = self.actor.office_in(country.pk)
        return RatificationPlan(country=country, office_id=office, treaty=self.treaty)

    @cached_property
    def today(self) -> dt.date:
        day: dt.date = self.probe.country.local_date(timezone.now())
        return day

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        open_one = selectors.latest_plan(self.treaty, self.probe.country, self.actor)
        if open_one is not None and open_one.is_open:
            return HttpResponseRedirect(open_one.get_absolute_url())
        asked = {name: request.GET.get(name, value) for name, value in self.usual().items()}
        return self.shown(self.form(asked))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if form.is_valid():
            try:
                plan = self.start(form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                messages.success(request, _("The plan has begun. Every date can be changed."))
                return HttpResponseRedirect(plan.get_absolute_url())
        return self.shown(form, status=422)

    def usual(self) -> dict[str, Any]:
        """What a plan begins with if nobody says otherwise."""
        table = treaty_statuses(
            as_of=self.today, treaties=[self.treaty], countries=[self.probe.country]
        )
        status = table.of(self.treaty, self.probe.country)
        signed = status.signed_on is not None
        return {
            "aim": Aim.RATIFICATION if signed else Aim.ACCESSION,
            "count": Count.FORWARD,
            "day": self.today.isoformat(),
            "visibility": Visibility.GOVERNMENT,
        }

    def form(self, data: Any) -> StartForm:
        return StartForm(data, actor=self.actor, plan=self.probe)

    def lines(self, asked: dict[str, Any]) -> list[Planned]:
        usual = selectors.usual_stages(self.probe.country, self.actor)
        stages = for_aim(usual, asked["aim"])
        return planned(stages, count=asked["count"], day=asked["day"])

    def start(self, asked: dict[str, Any]) -> RatificationPlan:
        lines = self.lines(asked)
        owners = selectors.institutions_by_kind(self.probe.country, self.actor)
        return services.start_plan(
            actor=self.actor,
            country=self.probe.country,
            treaty=self.treaty,
            aim=asked["aim"],
            visibility=asked["visibility"],
            started_on=min(self.today, asked["day"]),
            target_on=lines[-1].due_on,
            stages=[
                services.NewStage(
                    kind=line.stage.kind,
                    title=line.stage.title,
                    institution=owners.get(line.stage.owner),
                    due_on=line.due_on,
                    after=line.after,
                )
                for line in lines
            ],
        )

    def shown(self, form: StartForm, *, status: int = 200) -> HttpResponse:
        asked = form.cleaned_data if form.is_valid() else None
        country = self.probe.country
        owners = selectors.institutions_by_kind(country, self.actor)
        lines = self.lines(asked) if asked else []
        context = {
            "title": _("Plan to join: %(treaty)s") % {"treaty": self.treaty},
            "country": country,
            "breadcrumbs": [
                (_("Treaties"), reverse("treaty-list")),
                (str(self.treaty), self.treaty.get_absolute_url()),
            ],
            "treaty": self.treaty,
            "form": form,
            "today": self.today,
            "lines": [(line, owners.get(line.stage.owner)) for line in lines],
            "past": sum(line.due_on < self.today for line in lines),
            "may_change_stages": allowed(self.actor, "change", PlanTemplate(country=country)),
            "cancel_url": self.treaty.get_absolute_url(),
        }
        return render(self.request, "treaties/plans/start.html", context, status=status)
