"""Forms that write what a State owes: duties and dates by hand, and the steps of a date."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from apps.treaties.obligations import services, steps
from apps.treaties.obligations.choices import DueKind
from apps.treaties.obligations.forms import (
    ObligationForm,
    ObligationKeepingForm,
    OccurrenceForm,
    OccurrenceKeepingForm,
    OverrideForm,
    ReviewForm,
    SkipForm,
    StepForm,
    SubmitForm,
)
from apps.treaties.obligations.models import Occurrence, ReportingObligation
from apps.treaties.obligations.selectors import obligations, occurrences
from apps.treaties.obligations.views import home, steps_of
from focalpoint.policies import allowed
from focalpoint.roles import GOVERNMENT_READERS
from focalpoint.views import RecordCreateView, RecordUpdateView, ScopedMixin


class _StateFormMixin(ScopedMixin):
    """Forms that offer the institutions, people and levels of the State."""

    object: Any
    roles = GOVERNMENT_READERS

    @property
    def state(self) -> Any:
        return self.actor.country if self.object is None else self.object.country

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()  # type: ignore[misc]
        return {**kwargs, "actor": self.actor, "country": self.state}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **{"country": self.state, "breadcrumbs": self.trail(), **kwargs}
        )

    def trail(self) -> list[tuple[Any, str]]:
        return [home()]


class ObligationCreateView(_StateFormMixin, RecordCreateView):
    """A duty by hand, with its first date, in the person's own State."""

    model = ReportingObligation
    form_class = ObligationForm
    object = None

    def save(self, form: Any) -> ReportingObligation:
        said = form.changes
        date = {
            "original_due_on": said.pop("due_on"),
            "kind": said.pop("due_kind"),
            "source": said.pop("source"),
        }
        with transaction.atomic():
            duty = services.create_obligation(actor=self.actor, country=self.state, **said)
            services.add_occurrence(actor=self.actor, obligation=duty, fields=date)
        return duty

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            "title": _("Add a dated duty"),
            "intro": _(
                "Regional bodies, meetings and whatever else has a date. Reports to treaty bodies"
                " and the UPR are derived: they need not be entered."
            ),
            "cancel_url": home()[1],
        }
        return super().get_context_data(**{**context, **kwargs})


class ObligationUpdateView(_StateFormMixin, RecordUpdateView):
    """Who answers for a duty, and who reads it."""

    model = ReportingObligation
    form_class = ObligationKeepingForm

    def get_queryset(self) -> QuerySet[Any, Any]:
        return obligations(self.actor)

    def save(self, form: Any) -> ReportingObligation:
        return services.update_obligation(
            actor=self.actor,
            obligation=self.object,
            changes=form.changes,
            version=form.cleaned_data["version"],
        )

    def trail(self) -> list[tuple[Any, str]]:
        return [*super().trail(), (self.object.name, self.object.get_absolute_url())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {"title": _("Edit"), "cancel_url": self.object.get_absolute_url()}
        return super().get_context_data(**{**context, **kwargs})


class OccurrenceCreateView(_StateFormMixin, RecordCreateView):
    """A date of a duty by hand; one that has passed may say what became of it."""

    model = Occurrence
    form_class = OccurrenceForm
    object = None

    @cached_property
    def duty(self) -> ReportingObligation:
        return get_object_or_404(obligations(self.actor), pk=self.kwargs["pk"])

    @property
    def state(self) -> Any:
        return self.duty.country

    def may_create(self) -> bool:
        if not self.may_open():
            raise PermissionDenied
        probe = Occurrence(obligation=self.duty, country=self.duty.country)
        return allowed(self.actor, "create", probe)

    def get_initial(self) -> dict[str, Any]:
        asked = {
            "kind": self.request.GET.get("kind", ""),
            "original_due_on": self.request.GET.get("due", ""),
        }
        keeping = {
            "lead_institution": self.duty.lead_institution_id,
            "responsible": self.duty.responsible_id,
        }
        return {**super().get_initial(), **keeping, **{k: v for k, v in asked.items() if v}}

    def save(self, form: Any) -> Occurrence:
        said = form.changes
        return services.add_occurrence(
            actor=self.actor,
            obligation=self.duty,
            submitted_on=said.pop("submitted_on"),
            symbol=said.pop("symbol"),
            fields=said,
        )

    def trail(self) -> list[tuple[Any, str]]:
        return [*super().trail(), (self.duty.name, self.duty.get_absolute_url())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {"title": _("Add a date"), "cancel_url": self.duty.get_absolute_url()}
        return super().get_context_data(**{**context, **kwargs})


class _DateFormMixin(ScopedMixin):
    """Forms on one date."""

    object: Any
    roles = GOVERNMENT_READERS
    model = Occurrence

    def get_queryset(self) -> QuerySet[Any, Any]:
        return occurrences(self.actor)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        date = self.object
        trail = [
            home(),
            (date.obligation.name, date.obligation.get_absolute_url()),
            (date.title or date.get_kind_display(), date.get_absolute_url()),
        ]
        context = {
            "country": date.country,
            "breadcrumbs": trail,
            "cancel_url": date.get_absolute_url(),
        }
        return super().get_context_data(**{**context, **kwargs})


class OccurrenceUpdateView(_DateFormMixin, RecordUpdateView):
    """Who answers for a date, and who reads it."""

    form_class = OccurrenceKeepingForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "actor": self.actor, "country": self.object.country}

    def save(self, form: Any) -> Occurrence:
        return services.update_occurrence(
            actor=self.actor,
            occurrence=self.object,
            changes=form.changes,
            version=form.cleaned_data["version"],
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"title": _("Edit"), **kwargs})


@dataclass(frozen=True)
class Step:
    """One step as its page says it."""

    title: Any
    submit: Any
    form: type[StepForm]
    save: Callable[..., Occurrence]
    intro: Any = ""


STEPS: dict[str, Step] = {
    "confirm": Step(
        _("Confirm the date"),
        _("Confirm"),
        StepForm,
        services.confirm_due_date,
        _("From then on your State stands by this date; once it has passed, it is overdue."),
    ),
    "override": Step(
        _("Set another date"), _("Set the date"), OverrideForm, services.override_due_date
    ),
    "draft": Step(
        _("There is a draft"),
        _("Record the draft"),
        StepForm,
        steps.draft,
        _("Reminders go on until it is submitted."),
    ),
    "submit": Step(
        _("Record the submission"),
        _("Record it"),
        SubmitForm,
        steps.submit,
        _("The due date stays as it is, however late or early it was."),
    ),
    "review": Step(_("Record the review"), _("Record it"), ReviewForm, steps.review),
    "skip": Step(
        _("Skip it"),
        _("Skip it"),
        SkipForm,
        steps.skip,
        _("It asks for nothing any more; the reason stays on record."),
    ),
    "reopen": Step(_("Owe it again"), _("Owe it again"), StepForm, steps.reopen),
}


class OccurrenceStepView(_DateFormMixin, RecordUpdateView):
    """``…/<step>/``: one step of a date; a step that is not open now does not exist."""

    @cached_property
    def step(self) -> Step:
        found = STEPS.get(self.kwargs["step"])
        if found is None:
            raise Http404
        return found

    def get_object(self, queryset: Any = None) -> Any:
        date = super().get_object(queryset)
        # What somebody did meanwhile is said by the conflict page, once the form is sent.
        if self.request.method == "GET" and self.kwargs["step"] not in steps_of(date):
            raise Http404
        return date

    def get_form_class(self) -> Any:
        return self.step.form

    def get_initial(self) -> dict[str, Any]:
        date = self.object
        today = date.country.local_date(timezone.now())
        return {
            "due_on": date.due_on,
            "submitted_on": today,
            "reviewed_on": today,
        }

    def save(self, form: Any) -> Occurrence:
        said = {k: v for k, v in form.cleaned_data.items() if k != "version"}
        return self.step.save(
            actor=self.actor,
            occurrence=self.object,
            version=form.cleaned_data["version"],
            **said,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            "title": self.step.title,
            "subtitle": self.object.name,
            "intro": self.intro(),
            "submit": self.step.submit,
        }
        return super().get_context_data(**{**context, **kwargs})

    def intro(self) -> Any:
        voluntary = self.kwargs["step"] == "skip" and self.object.kind == DueKind.MID_TERM
        return _now("It is voluntary.") if voluntary else self.step.intro
