"""Pages on which an action is made to come back, its rule is changed, and its series stopped."""

import datetime as dt
from itertools import islice
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.generic import View
from django.views.generic.detail import SingleObjectMixin

from apps.actions import series as services
from apps.actions.models import Action
from apps.actions.pages import ActionMixin, trail
from apps.actions.recurrence import Frequency, Rule
from apps.actions.series_forms import SeriesForm
from apps.actions.series_models import ActionOccurrence, ActionSeries
from focalpoint.errors import StaleVersionError
from focalpoint.policies import allowed
from focalpoint.roles import GOVERNMENT_WRITERS

# So many dates are shown before a rule is saved.
AHEAD = 6


class _SeriesView(ActionMixin, SingleObjectMixin, View):  # type: ignore[type-arg]
    """Pages for those who may change the action."""

    roles = GOVERNMENT_WRITERS
    http_method_names: Any = ("get", "head", "post", "options")

    def opened(self) -> tuple[Action, ActionSeries | None]:
        """The action, and its series if it has one."""
        action = self.get_object()
        rows = ActionOccurrence.objects.visible_to(self.actor).filter(action=action)
        occurrence = rows.select_related("series").first()
        series: ActionSeries | None = occurrence.series if occurrence else None
        probe = series or ActionSeries(country_id=action.country_id, office_id=action.office_id)
        if not allowed(self.actor, "change", action) or not allowed(self.actor, "change", probe):
            raise PermissionDenied
        return action, series

    def known(self) -> tuple[Action, ActionSeries]:
        """The same where there must be a series."""
        action, series = self.opened()
        if series is None:
            raise Http404
        return action, series

    def page(
        self, template: str, action: Action, context: dict[str, Any], status: int
    ) -> HttpResponse:
        frame = {
            "object": action,
            "breadcrumbs": trail(action),
            "country": action.country,
            "cancel_url": action.get_absolute_url(),
        }
        return render(self.request, template, {**frame, **context}, status=status)


class RepeatView(_SeriesView):
    """Make an action come back, or change the rule by which it does."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        action, series = self.opened()
        return self.form(action, series, SeriesForm(instance=series))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        action, series = self.opened()
        form = SeriesForm(request.POST, instance=series)
        if not form.is_valid():
            return self.form(action, series, form, status=422)
        try:
            saved = self.save(action, series, form)
        except ValidationError as error:
            _add_errors(form, error)
            return self.form(action, series, form, status=422)
        except StaleVersionError as stale:
            form = SeriesForm(instance=stale.current)
            messages.warning(request, _("Somebody changed the rule meanwhile. Look again."))
            return self.form(action, stale.current, form, status=409)
        messages.success(request, f"{action.reference}: {saved}")
        return HttpResponseRedirect(action.get_absolute_url())

    def save(self, action: Action, series: ActionSeries | None, form: SeriesForm) -> ActionSeries:
        values = form.changes
        if series is None:
            return services.start_series(actor=self.actor, action=action, **values)
        return services.change_series(
            actor=self.actor,
            series=series,
            changes=values,
            version=form.cleaned_data["version"],
            reason=form.cleaned_data["reason"],
        )

    def form(
        self, action: Action, series: Any, form: SeriesForm, *, status: int = 200
    ) -> HttpResponse:
        context = {
            "form": form,
            "series": series,
            "title": _("How it comes back") if series else _("Let it come back"),
            "rule": series.rule if series else None,
            "dates": _ahead(series.rule) if series else [],
        }
        return self.page("actions/repeat.html", action, context, status)


class RepeatPreviewView(_SeriesView):
    """The dates of a rule that is still being typed."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        action, series = self.opened()
        form = SeriesForm(request.GET, instance=series)
        if "version" in form.fields:
            del form.fields["version"]
        context: dict[str, Any] = {}
        counted = _counts_from(action, series)
        if form.is_valid() and counted:
            rule = _rule(form.changes, counted)
            context = {"rule": rule, "dates": _ahead(rule) if rule else []}
        return render(request, "actions/includes/dates.html", context)


class RepeatStopView(_SeriesView):
    """No more actions after the present one; asks for the reason."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        action, series = self.known()
        context = {
            "title": _("Stop the series"),
            "text": _("“%(rule)s” ends with this action. Nothing else changes.")
            % {"rule": series.rule.words},
            "confirm": _("Stop the series"),
            "tone": "primary",
        }
        return self.page("actions/repeat_stop.html", action, context, 200)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        action, series = self.known()
        reason = request.POST.get("reason", "")[:300]
        if request.POST.get("go_on"):
            services.resume_series(actor=self.actor, series=series, reason=reason)
            messages.success(request, _("%(action)s comes back again.") % {"action": action})
        else:
            services.stop_series(actor=self.actor, series=series, reason=reason)
            messages.success(request, _("%(action)s comes back no more.") % {"action": action})
        return HttpResponseRedirect(action.get_absolute_url())


def _counts_from(action: Action, series: ActionSeries | None) -> dt.date | None:
    if series is None:
        return action.due_on
    latest = ActionOccurrence.objects.filter(series=series).order_by("-on").first()
    return latest.on if latest else series.starts_on


def _rule(values: dict[str, Any], starts_on: dt.date) -> Rule | None:
    """The rule that a form means; nothing while it makes no sense yet."""
    weekly = values["frequency"] == Frequency.WEEKLY
    if not 1 <= (values["interval"] or 0) <= 60 or (weekly and values["last_day"]):
        return None
    return Rule(
        frequency=Frequency(values["frequency"]),
        interval=values["interval"],
        starts_on=starts_on,
        last_day=values["last_day"],
        until=values["until"],
        times=values["times"],
    )


def _ahead(rule: Rule) -> list[dt.date]:
    return list(islice(rule.dates(), AHEAD))


def _add_errors(form: SeriesForm, error: ValidationError) -> None:
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, problems in error.error_dict.items():
        form.add_error(name if name in form.fields else None, problems)
