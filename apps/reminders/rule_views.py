"""The rules of a State's reminders, edited beside the mails that they would produce."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from apps.countries.models import Country
from apps.reminders.escalation import escalation_of
from apps.reminders.preview import DAYS_AHEAD, example, preview
from apps.reminders.rule_forms import RulesForm, values_of
from apps.reminders.rule_models import ReminderRules
from apps.reminders.rule_services import rules_of, set_rules
from apps.reminders.views import RemindersMixin
from focalpoint.days import FIRST_DAY, LAST_DAY
from focalpoint.deadlines import sources
from focalpoint.errors import StaleVersionError
from focalpoint.history import history_of
from focalpoint.policies import allowed
from focalpoint.roles import FOCAL_POINT_OFFICE
from focalpoint.views import ActorRequiredMixin
from focalpoint.views.conflicts import Difference, last_writer


class RulesMixin(RemindersMixin):
    """What the page and its preview share: the State, its rules, and the example."""

    roles = FOCAL_POINT_OFFICE

    @cached_property
    def country(self) -> Country:
        country: Country = self.actor.country
        if country.pk not in self.actor.countries_as(FOCAL_POINT_OFFICE):
            raise PermissionDenied
        return country

    @cached_property
    def rules(self) -> ReminderRules:
        return rules_of(self.actor, self.country)

    @property
    def may_change(self) -> bool:
        return allowed(self.actor, "change", self.rules)

    def shown(self, rules: ReminderRules) -> dict[str, Any]:
        """The preview of rules that may not be saved yet."""
        asked = self.request.POST or self.request.GET
        today = self.country.local_date(timezone.now())
        due_on = _day(asked.get("example_due", "")) or today + dt.timedelta(days=30)
        kind = asked.get("example_kind", "")
        kind = kind if kind in sources() else next(iter(sources()))
        reckoned = rules.as_rules()
        return {
            "preview": preview(self.actor, self.country, reckoned, now=timezone.now()),
            "steps": example(reckoned, kind, due_on),
            "example_due": due_on,
            "example_kind": kind,
            "kinds": [(kind, source.label) for kind, source in sources().items()],
            "days_ahead": DAYS_AHEAD,
        }


class ReminderRulesView(RulesMixin, TemplateView):
    """GET shows the rules; POST saves them, for those who lead the office."""

    template_name = "reminders/rules.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        saved = not self.rules._state.adding
        extra = {
            "form": RulesForm(rules=self.rules),
            "may_change": self.may_change,
            "country": self.country,
            "history": history_of(self.rules, limit=20) if saved else [],
            "is_usual": not saved,
        }
        context = {**extra, **kwargs}
        if "preview" not in context:
            context |= self.shown(self.rules)
        return super().get_context_data(**context)

    def post(self, request: HttpRequest) -> HttpResponse:
        if not self.may_change:
            raise PermissionDenied
        form = RulesForm(request.POST, rules=rules_of(self.actor, self.country))
        if not form.is_valid():
            return self._again(form, 422)
        try:
            set_rules(
                actor=self.actor,
                country=self.country,
                changes=form.changes,
                version=form.cleaned_data["version"],
                reason=form.cleaned_data["reason"],
            )
        except StaleVersionError as stale:
            return self._conflict(form, stale)
        except ValidationError as error:
            form.add_error(None, error)
            return self._again(form, 422)
        messages.success(request, _("Saved. What waits follows the new rules within minutes."))
        return HttpResponseRedirect(reverse("reminder-rules"))

    def _again(self, form: RulesForm, status: int, **more: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form, **more), status=status)

    def _conflict(self, form: RulesForm, stale: StaleVersionError) -> HttpResponse:
        """Both versions, field by field; what was typed stays, and saving again settles it."""
        current: Any = stale.current
        form.data = form.data.copy()  # type: ignore[attr-defined]
        form.data["version"] = str(current.version)  # type: ignore[index]
        who, at = last_writer(current)
        found = differences(form, current)
        return self._again(form, 409, differences=found, who=who, at=at)


class ReminderRulesPreviewView(RulesMixin, TemplateView):
    """POST the form as it stands: the mails that it would produce, or what is wrong with it."""

    template_name = "reminders/includes/rules_preview.html"
    http_method_names = ("post", "options")

    def post(self, request: HttpRequest) -> HttpResponse:
        form = RulesForm(request.POST, rules=rules_of(self.actor, self.country))
        if not form.is_valid():
            context = {"form": form, "is_wrong": True}
            return self.render_to_response(context, status=422)
        return self.render_to_response({"form": form, **self.shown(form.rules)})


class EscalationView(ActorRequiredMixin, TemplateView):
    """GET: who is told next if nothing happens to a deadline; empty for those whom it concerns not.

    A part of a page, asked for by the page of the record.
    """

    template_name = "reminders/includes/escalation.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        key = kwargs["kind"], kwargs["pk"]
        found = escalation_of(self.actor, key, now=timezone.now())
        return super().get_context_data(escalation=found, **kwargs)


def differences(form: RulesForm, current: ReminderRules) -> list[Difference]:
    """The fields in which what was typed is not what somebody else has saved."""
    found = []
    for name, value in values_of(current).items():
        if name == "version":
            continue
        field = form.fields[name]
        theirs, mine = _text(field.prepare_value(value)), _text(form[name].value())
        if theirs != mine:
            label = str(form[name].label)
            found.append(Difference(name, label, mine=mine, theirs=theirs, theirs_value=theirs))
    return found


def _text(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(str(part) for part in value)
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    return "" if value is None else str(value)


def _day(text: str) -> dt.date | None:
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return day if day and FIRST_DAY <= day <= LAST_DAY else None
