"""Pages of focal points: one State's mechanism and people, the directory, the records."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from apps.appointments.directory.selectors import entry_of, is_still_shown
from apps.appointments.directory_models import DirectoryEntry
from apps.appointments.exports import APPOINTMENTS, MECHANISMS
from apps.appointments.filters import AppointmentFilter, MechanismFilter
from apps.appointments.forms import AppointmentForm, EndForm, MechanismForm
from apps.appointments.models import Appointment, NationalMechanism
from apps.appointments.selectors import appointments, focal_point_page, mechanisms
from apps.appointments.services import (
    create_appointment,
    create_mechanism,
    end_appointment,
    update_appointment,
    update_mechanism,
)
from apps.appointments.tables import AppointmentTable
from apps.countries.models import Country
from focalpoint.history import history_of
from focalpoint.policies import allowed
from focalpoint.roles import GOVERNMENT_READERS, NETWORK_ROLES
from focalpoint.views import (
    ActorRequiredMixin,
    ListExportView,
    RecordCreateView,
    RecordDetailView,
    RecordListView,
    RecordUpdateView,
    ScopedMixin,
    menu_of,
)


class FocalPointView(ActorRequiredMixin, TemplateView):
    """Who serves in a State, since when, in which mechanism; and who did before."""

    roles = GOVERNMENT_READERS | NETWORK_ROLES

    template_name = "appointments/state.html"

    @cached_property
    def state(self) -> Country:
        code = self.kwargs["code"]
        if "\0" in code:
            # No text of the database holds it.
            raise Http404
        found: Country = get_object_or_404(Country, code=code)
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = self.state.local_date(timezone.now())
        context = {
            "title": _("Focal point"),
            "subtitle": str(self.state),
            "country": self.state,
            "today": today,
            "page": focal_point_page(self.state, self.actor, today),
            "may_write": allowed(self.actor, "create", Appointment(country=self.state)),
            "is_own": self.state.pk in self.actor.read_states,
            "breadcrumbs": [(_("Focal points"), reverse("appointment-list"))],
        }
        return super().get_context_data(**context, **kwargs)


class AppointmentListView(RecordListView):
    """The directory: every appointment that the reader may see."""

    roles = GOVERNMENT_READERS | NETWORK_ROLES

    model = Appointment
    table_class = AppointmentTable
    filterset_class = AppointmentFilter
    export = APPOINTMENTS
    # The directory is of all States.
    export_home = False

    def get_queryset(self) -> QuerySet[Any, Any]:
        return appointments(self.actor)

    def export_menu(self) -> list[dict[str, Any]]:
        return [*super().export_menu(), menu_of(MECHANISMS, reverse("mechanism-export"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        home = self.actor.country
        actions = []
        if home is not None:
            url = reverse("focal-point", args=[home.code])
            actions.append({"label": _("Our focal point"), "url": url, "icon": "user-star"})
        context = {
            "title": _("Focal points"),
            "subtitle": _("As far as each State shares them."),
            "page_actions": actions,
            "country": None,
            "empty": {
                "icon": "address-book",
                "title": _("No focal point to show yet"),
                "text": _("States decide what the network sees of their focal points."),
            },
        }
        return super().get_context_data(**context, **kwargs)


class MechanismExportView(ListExportView):
    """The mechanisms that the reader may see, as a file."""

    roles = GOVERNMENT_READERS | NETWORK_ROLES
    model = NationalMechanism
    filterset_class = MechanismFilter
    export = MECHANISMS
    export_home = False
    ordering = ("country__name", "name", "id")

    def get_queryset(self) -> QuerySet[Any, Any]:
        return mechanisms(self.actor)


class _PeopleMixin(ScopedMixin):
    """Pages of one record that lie below the State's page."""

    object: Any

    @property
    def state(self) -> Any:
        return self.actor.country if self.object is None else self.object.country

    def trail(self) -> list[tuple[Any, str]]:
        return [(_("Focal point"), reverse("focal-point", args=[self.state.code]))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {"country": self.state, "breadcrumbs": self.trail()}
        return super().get_context_data(**{**context, **kwargs})


class _OwnHistoryMixin(_PeopleMixin):
    """The history of a record is the State's own business."""

    @property
    def is_own(self) -> bool:
        return self.object.country_id in self.actor.read_states

    def history(self) -> list[Any] | None:
        return history_of(self.object) if self.is_own else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"is_own": self.is_own, **kwargs})


class _ShownMixin(_PeopleMixin):
    """What the directory shows of a tenure is chosen apart from who reads its record: say so."""

    def shown(self) -> dict[str, Any]:
        state = self.object.country
        entry = None
        if state.pk in self.actor.read_states:
            entry = entry_of(self.actor, self.object)
        return {
            "directory": entry,
            "still_shown": is_still_shown(entry, state.local_date(timezone.now())),
            "may_show": allowed(self.actor, "change", DirectoryEntry(country=state)),
        }


class AppointmentDetailView(_ShownMixin, _OwnHistoryMixin, RecordDetailView):  # type: ignore[misc]
    """One tenure."""

    model = Appointment
    template_name = "appointments/detail.html"
    verbs = ("change", "end")

    def get_queryset(self) -> QuerySet[Any, Any]:
        return appointments(self.actor)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = self.object.country.local_date(timezone.now())
        context = {
            "title": self.object.person_name,
            "subtitle": _("Alternate") if self.object.is_alternate else _("Principal"),
            "today": today,
            "serves": self.object.serves_on(today),
            **self.shown(),
        }
        return super().get_context_data(**{**context, **kwargs})


class _FormMixin(_PeopleMixin):
    """Forms that offer institutions, accounts and levels of the State."""

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()  # type: ignore[misc]
        return {**kwargs, "actor": self.actor, "country": self.state}


class AppointmentCreateView(_FormMixin, RecordCreateView):
    """Record a tenure in the person's own State."""

    model = Appointment
    form_class = AppointmentForm
    object = None

    def get_initial(self) -> dict[str, Any]:
        office = self.actor.office_in(self.state.pk)
        asked = {"is_alternate": "alternate" in self.request.GET}
        return {**super().get_initial(), "institution": office, **asked}

    def save(self, form: Any) -> Appointment:
        return create_appointment(actor=self.actor, country=self.state, fields=form.changes)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            "title": _("New appointment"),
            "cancel_url": reverse("focal-point", args=[self.state.code]),
        }
        return super().get_context_data(**{**context, **kwargs})


class AppointmentUpdateView(_ShownMixin, _FormMixin, RecordUpdateView):
    """Correct a tenure."""

    model = Appointment
    form_class = AppointmentForm
    template_name = "appointments/edit.html"

    def get_queryset(self) -> QuerySet[Any, Any]:
        return appointments(self.actor)

    def save(self, form: Any) -> Appointment:
        return update_appointment(
            actor=self.actor,
            appointment=self.object,
            changes=form.changes,
            version=form.cleaned_data["version"],
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            "title": _("Edit"),
            "cancel_url": self.object.get_absolute_url(),
            **self.shown(),
        }
        return super().get_context_data(**{**context, **kwargs})

    def trail(self) -> list[tuple[Any, str]]:
        return [*super().trail(), (str(self.object), self.object.get_absolute_url())]


class AppointmentEndView(_PeopleMixin, RecordUpdateView):
    """Set the last day of a tenure."""

    model = Appointment
    form_class = EndForm
    verb = "end"

    def get_queryset(self) -> QuerySet[Any, Any]:
        return appointments(self.actor)

    def get_initial(self) -> dict[str, Any]:
        today = self.object.country.local_date(timezone.now())
        return {"ends_on": self.object.ends_on or today}

    def save(self, form: Any) -> Appointment:
        return end_appointment(
            actor=self.actor,
            appointment=self.object,
            ends_on=form.cleaned_data["ends_on"],
            reason=form.cleaned_data["reason"],
            version=form.cleaned_data["version"],
        )

    def get_success_url(self) -> str:
        return reverse("focal-point", args=[self.object.country.code])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            "title": _("End this appointment"),
            "intro": _("The post is vacant from the next day on, until somebody else serves."),
            "submit": _("End the appointment"),
            "cancel_url": self.object.get_absolute_url(),
        }
        return super().get_context_data(**{**context, **kwargs})

    def trail(self) -> list[tuple[Any, str]]:
        return [*super().trail(), (str(self.object), self.object.get_absolute_url())]


class MechanismDetailView(_OwnHistoryMixin, RecordDetailView):  # type: ignore[misc]
    """The national mechanism with its legal basis and means."""

    model = NationalMechanism
    template_name = "appointments/mechanism.html"

    def get_queryset(self) -> QuerySet[Any, Any]:
        return mechanisms(self.actor)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {"title": self.object.name, "subtitle": self.object.get_kind_display()}
        return super().get_context_data(**{**context, **kwargs})


class MechanismCreateView(_FormMixin, RecordCreateView):
    """Record the mechanism of the person's own State."""

    model = NationalMechanism
    form_class = MechanismForm
    object = None

    def save(self, form: Any) -> NationalMechanism:
        return create_mechanism(actor=self.actor, country=self.state, fields=form.changes)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            "title": _("National mechanism"),
            "cancel_url": reverse("focal-point", args=[self.state.code]),
        }
        return super().get_context_data(**{**context, **kwargs})


class MechanismUpdateView(_FormMixin, RecordUpdateView):
    """Change the mechanism's record."""

    model = NationalMechanism
    form_class = MechanismForm

    def get_queryset(self) -> QuerySet[Any, Any]:
        return mechanisms(self.actor)

    def save(self, form: Any) -> NationalMechanism:
        return update_mechanism(
            actor=self.actor,
            mechanism=self.object,
            changes=form.changes,
            version=form.cleaned_data["version"],
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {"title": _("Edit"), "cancel_url": self.object.get_absolute_url()}
        return super().get_context_data(**{**context, **kwargs})

    def trail(self) -> list[tuple[Any, str]]:
        return [*super().trail(), (str(self.object), self.object.get_absolute_url())]
