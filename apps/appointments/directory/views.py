"""Pages of the directory: the list, the card of a person, the choices of a State."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from apps.appointments.directory.exports import DIRECTORY
from apps.appointments.directory.filters import DirectoryFilter
from apps.appointments.directory.forms import DirectoryForm
from apps.appointments.directory.selectors import entry_of, listings
from apps.appointments.directory.services import show_in_directory
from apps.appointments.directory.tables import DirectoryTable
from apps.appointments.directory.vcards import MEDIA_TYPE, file_name, vcard_of
from apps.appointments.directory_models import DirectoryEntry, DirectoryListing
from apps.appointments.models import Appointment
from apps.appointments.selectors import appointments
from focalpoint.errors import StaleVersionError
from focalpoint.policies import allowed
from focalpoint.roles import APPROVERS, GOVERNMENT_READERS, NETWORK_ROLES
from focalpoint.views import RecordListView, RecordWriteView, ScopedMixin

READERS = GOVERNMENT_READERS | NETWORK_ROLES


class DirectoryView(RecordListView):
    """Who serves as focal point, as far as each State allows it to be shown."""

    roles = READERS
    model = DirectoryListing
    table_class = DirectoryTable
    filterset_class = DirectoryFilter
    export = DIRECTORY
    # The directory is of all States.
    export_home = False

    def get_queryset(self) -> QuerySet[Any, Any]:
        return listings(self.actor, timezone.now())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        home = self.actor.country
        actions = []
        if home is not None:
            url = reverse("focal-point", args=[home.code])
            actions.append({"label": _("Our focal point"), "url": url, "icon": "user-star"})
        url = reverse("appointment-list")
        actions.append({"label": _("All appointments"), "url": url, "icon": "list"})
        context = {
            "title": _("Directory"),
            "subtitle": _("Who serves today: each State decides what is shown."),
            "page_actions": actions,
            "country": None,
            "empty": {
                "icon": "address-book",
                "title": _("Nobody is shown yet"),
                "text": _("Focal points choose on the page of their appointment what is shown."),
            },
        }
        return super().get_context_data(**context, **kwargs)


class DirectoryCardView(ScopedMixin, View):
    """One person's card, as vCard 4.0."""

    roles = READERS
    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        rows = listings(self.actor, timezone.now())
        listing = get_object_or_404(rows, pk=kwargs["pk"])
        response = HttpResponse(vcard_of(listing), content_type=f"{MEDIA_TYPE}; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{file_name(listing)}"'
        response["Cache-Control"] = "private, no-store"
        return response


class DirectoryEntryView(RecordWriteView):
    """What the directory shows of one appointment: for the focal point and the deputy."""

    roles = APPROVERS
    model = DirectoryEntry
    form_class = DirectoryForm
    template_name = "appointments/directory_entry.html"
    success_message = gettext_lazy("The directory shows what you chose.")

    @cached_property
    def appointment(self) -> Appointment:
        return get_object_or_404(appointments(self.actor), pk=self.kwargs["pk"])

    def get_object(self, queryset: Any = None) -> DirectoryEntry:
        appointment = self.appointment
        entry = entry_of(self.actor, appointment) or DirectoryEntry(
            country=appointment.country, office_id=appointment.office_id, appointment=appointment
        )
        if not allowed(self.actor, "change", entry):
            raise PermissionDenied
        return entry

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "seen": self.appointment.version}

    def save(self, form: Any) -> DirectoryEntry:
        return show_in_directory(
            actor=self.actor,
            appointment=self.appointment,
            fields=form.changes,
            version=self.seen(form),
            seen=form.cleaned_data["seen"] or 0,
        )

    def conflict(self, form: Any, stale: StaleVersionError) -> HttpResponse:
        """Where the appointment says something else by now, it is shown before it is published."""
        if not isinstance(stale.current, Appointment):
            return super().conflict(form, stale)
        del self.appointment
        form.data = form.data.copy()
        form.data["seen"] = str(self.appointment.version)
        form.add_error(None, _("It has changed since you looked. Look at it again."))
        return self.render_to_response(self.get_context_data(form=form), status=409)

    def get_success_url(self) -> str:
        return self.appointment.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        appointment = self.appointment
        state = appointment.country
        context = {
            "title": _("What the directory shows"),
            "subtitle": str(appointment),
            "country": state,
            "appointment": appointment,
            "cancel_url": appointment.get_absolute_url(),
            "breadcrumbs": [
                (_("Focal point"), reverse("focal-point", args=[state.code])),
                (str(appointment), appointment.get_absolute_url()),
            ],
        }
        return super().get_context_data(**{**context, **kwargs})
