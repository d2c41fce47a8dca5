"""Pages on which a State, and the network, turn their public page on and off, and see it before."""

from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from apps.appointments.publicity.selectors import network_page, public_page_of
from apps.appointments.publicity.services import set_network_page, set_public_page
from apps.appointments.publicity_models import NetworkPage, PublicPage
from apps.countries.models import Country
from apps.dashboards.public.contents import public_state
from apps.dashboards.public.views import state_context
from focalpoint.history import history_of
from focalpoint.policies import allowed
from focalpoint.roles import FOCAL_POINT_OFFICE, Role
from focalpoint.views import ActorRequiredMixin


class SwitchForm(forms.Form):
    """Why the page is turned on or off."""

    reason = forms.CharField(
        label=gettext_lazy("Why?"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class SwitchView(ActorRequiredMixin, TemplateView):
    """A setting with its history and one button; who may not press it sees how it stands."""

    template_name = "public/switch.html"
    name = ""

    @property
    def setting(self) -> PublicPage | NetworkPage | None:
        """The setting as it stands; ``None`` where nobody has made it yet."""
        raise NotImplementedError

    def may_switch(self) -> bool:
        raise NotImplementedError

    def switch(self, *, is_on: bool, reason: str) -> None:
        raise NotImplementedError

    @property
    def is_on(self) -> bool:
        setting = self.setting
        return setting is not None and setting.is_on

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.may_switch():
            raise PermissionDenied
        form = SwitchForm(request.POST)
        if form.is_valid():
            wanted = request.POST.get("to") == "on"
            try:
                self.switch(is_on=wanted, reason=form.cleaned_data["reason"])
            except ValidationError as error:
                form.add_error(None, error)
            else:
                told = _("The page is public.") if wanted else _("The page is gone.")
                messages.success(request, told)
                return HttpResponseRedirect(reverse(self.name))
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        setting = self.setting
        context = {
            "is_on": self.is_on,
            "may_switch": self.may_switch(),
            "history": history_of(setting) if setting is not None else [],
            "form": SwitchForm(),
        }
        return super().get_context_data(**{**context, **kwargs})


class PublicPageView(SwitchView):
    """The public page of the person's own State."""

    roles = FOCAL_POINT_OFFICE
    name = "public-page"

    @property
    def state(self) -> Country:
        state: Country | None = self.actor.country
        if state is None:
            raise PermissionDenied
        return state

    @cached_property
    def setting(self) -> PublicPage | None:
        return public_page_of(self.actor, self.state)

    def may_switch(self) -> bool:
        return allowed(self.actor, "change", PublicPage(country=self.state))

    def switch(self, *, is_on: bool, reason: str) -> None:
        set_public_page(actor=self.actor, country=self.state, is_on=is_on, reason=reason)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            "title": _("Public page"),
            "subtitle": str(self.state),
            "country": self.state,
            "address": self.request.build_absolute_uri(
                reverse("public-state", args=[self.state.code])
            ),
            "preview_url": reverse("public-preview"),
        }
        return super().get_context_data(**{**context, **kwargs})


class NetworkPublicPageView(SwitchView):
    """The public page of the network."""

    roles = frozenset({Role.COORDINATOR, Role.SECRETARIAT})
    name = "network-public-page"

    @cached_property
    def setting(self) -> NetworkPage | None:
        return network_page()

    def may_switch(self) -> bool:
        return allowed(self.actor, "change", NetworkPage())

    def switch(self, *, is_on: bool, reason: str) -> None:
        set_network_page(actor=self.actor, is_on=is_on, reason=reason)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            "title": _("Public page of the network"),
            "country": None,
            "address": self.request.build_absolute_uri(reverse("public-network")),
        }
        return super().get_context_data(**{**context, **kwargs})


class PublicPreviewView(ActorRequiredMixin, View):
    """The page of the own State as the public would read it, whether it is on or not."""

    roles = FOCAL_POINT_OFFICE

    def get(self, request: HttpRequest) -> HttpResponse:
        state: Country | None = self.actor.country
        if state is None:
            raise PermissionDenied
        rows = Country.objects.filter(pk=state.pk)
        today = state.local_date(timezone.now())
        shown = public_state(rows, state.code, self.actor, today)
        assert shown is not None
        context = {**state_context(shown), "preview": True, "back_url": reverse("public-page")}
        response = HttpResponse(render_to_string("public/state.html", context))
        response["Cache-Control"] = "private, no-store"
        return response
