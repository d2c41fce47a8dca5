"""Invitations: sending them and following them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, View
from django.views.generic.detail import SingleObjectMixin

from apps.accounts import services
from apps.accounts.exports import INVITATIONS
from apps.accounts.filters import InvitationFilter
from apps.accounts.forms import InvitationForm, PlaceForm, ReasonForm, add_errors
from apps.accounts.models import Invitation
from apps.accounts.services import InvitationClosedError
from apps.accounts.tables import InvitationTable
from apps.accounts.views.people import INVITERS
from apps.countries.models import Country
from apps.countries.services import create_institution
from focalpoint.roles import Role
from focalpoint.views import ActorRequiredMixin, RecordListView, ScopedMixin


class InvitationListView(RecordListView):
    """Who has been invited, and whether they came."""

    roles = INVITERS
    model = Invitation
    table_class = InvitationTable
    filterset_class = InvitationFilter
    export = INVITATIONS

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("country", "institution", "invited_by")

    def get_table_kwargs(self) -> dict[str, Any]:
        return {"viewer": self.request}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        create = reverse("invitation-create")
        return super().get_context_data(
            title=_("Invitations"),
            breadcrumbs=[(_("People"), reverse("people"))],
            page_actions=[
                {"label": _("Invite"), "url": create, "icon": "user-plus", "primary": True}
            ],
            empty={
                "icon": "mail",
                "title": _("No invitation is open"),
                "text": _("People come here by invitation only."),
                "url": create,
                "action": _("Invite"),
            },
            **kwargs,
        )


class InvitationCreateView(ActorRequiredMixin, FormView):
    """Invite a colleague of the same State; the secretariat first says where to."""

    roles = INVITERS
    template_name = "accounts/invitation_form.html"
    form_class = InvitationForm
    success_url = reverse_lazy("invitation-list")

    @cached_property
    def place(self) -> str:
        """The code of the State, ``network``, or nothing: not chosen yet."""
        if self.actor.administers:
            return self.request.GET.get("state", "")
        return self.actor.country.code if self.actor.country else ""

    @cached_property
    def state(self) -> Country | None:
        """The State to which the invitation leads, ``None`` for the network."""
        if self.place in ("", PlaceForm.NETWORK):
            return None
        return get_object_or_404(Country, code=self.place)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "actor": self.actor, "country": self.state}

    def form_valid(self, form: InvitationForm) -> HttpResponse:
        try:
            invitation = self.invite(form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
            return self.form_invalid(form)
        messages.success(
            self.request,
            _now("%(email)s is invited. The link works for two weeks.")
            % {"email": invitation.email},
        )
        return super().form_valid(form)

    @transaction.atomic
    def invite(self, said: dict[str, Any]) -> Invitation:
        """A new institution and the invitation to it, or neither."""
        institution = said.get("institution")
        if self.state and said.get("new_institution"):
            institution = create_institution(
                actor=self.actor, country=self.state, name=said["new_institution"]
            )
        return services.invite(
            actor=self.actor,
            email=said["email"],
            name=said["name"],
            role=Role(said["role"]),
            country=self.state,
            institution=institution,
            language=said["language"],
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chosen = {"state": self.place} if self.place else None
        context = {
            "title": _("Invite"),
            "breadcrumbs": [
                (_("People"), reverse("people")),
                (_("Invitations"), reverse("invitation-list")),
            ],
            "country": self.state or self.actor.country,
            "place": self.place,
            "place_form": PlaceForm(chosen) if self.actor.administers else None,
            "submit": _("Send the invitation"),
            "cancel_url": reverse("invitation-list"),
            **kwargs,
        }
        return super().get_context_data(**context)


class InvitationResendView(ScopedMixin, SingleObjectMixin, View):
    """POST: a new link for another two weeks."""

    roles = INVITERS
    model = Invitation
    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        invitation = self.get_object()
        try:
            services.resend_invitation(actor=self.actor, invitation=invitation)
        except InvitationClosedError:
            messages.error(request, _("This invitation was answered or withdrawn meanwhile."))
        else:
            messages.success(
                request, _now("A new link goes to %(email)s.") % {"email": invitation.email}
            )
        return redirect("invitation-list")


class InvitationRevokeView(ScopedMixin, SingleObjectMixin, FormView):
    """Ask why, then withdraw an invitation."""

    roles = INVITERS
    model = Invitation
    template_name = "generic/confirm.html"
    form_class = ReasonForm
    success_url = reverse_lazy("invitation-list")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.actor.is_authenticated:
            self.object = self.get_object()
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: ReasonForm) -> HttpResponse:
        try:
            services.revoke_invitation(
                actor=self.actor, invitation=self.object, reason=form.cleaned_data["reason"]
            )
        except InvitationClosedError:
            messages.error(self.request, _("This invitation was accepted meanwhile."))
        else:
            messages.success(self.request, _("The invitation is withdrawn."))
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title=_("Withdraw an invitation"),
            question=_now("Withdraw the invitation of %(email)s?") % {"email": self.object.email},
            text=_("The link in the mail stops working."),
            confirm=_("Withdraw"),
            cancel_url=reverse("invitation-list"),
            breadcrumbs=[(_("Invitations"), reverse("invitation-list"))],
            **kwargs,
        )
