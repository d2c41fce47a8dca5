"""Taking up an invitation: the page behind the link in the mail."""

from typing import Any

from allauth.account.utils import perform_login
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView

from apps.accounts import services
from apps.accounts.forms import JoinForm, add_errors
from apps.accounts.models import Invitation, User
from apps.accounts.selectors import invitation_by_token
from apps.accounts.services import InvitationClosedError


@method_decorator([never_cache, sensitive_post_parameters("password")], name="dispatch")
class InvitationAcceptView(FormView):
    """A newcomer makes an account here; whoever has one signs in and says yes.

    The link is the authority: it works once, while the invitation is open (404 or 410 otherwise).
    """

    template_name = "accounts/invitation_accept.html"
    form_class = JoinForm
    invitation: Invitation

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        invitation = invitation_by_token(kwargs["token"])
        if invitation is None or not invitation.is_open:
            return self.closed(invitation)
        self.invitation = invitation
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            translation.activate(invitation.language)
            request.LANGUAGE_CODE = invitation.language
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            if isinstance(request.user, User):
                return self.accept(request.user)
            return super().post(request, *args, **kwargs)
        except InvitationClosedError as error:
            return self.closed(self.invitation, error)

    def accept(self, user: User) -> HttpResponse:
        """Take the role with the account that is signed in."""
        try:
            services.accept_invitation(
                actor=self.request.actor,  # type: ignore[attr-defined]
                user=user,
                token=self.kwargs["token"],
            )
        except ValidationError as error:
            messages.error(self.request, " ".join(error.messages))
            return redirect(self.request.path)
        # The new role has ended every session; this one goes on under a new key.
        user.refresh_from_db()
        update_session_auth_hash(self.request, user)
        UserSession.objects.create_from_request(self.request)
        messages.success(self.request, _("The role is yours."))
        return redirect("welcome")

    def form_valid(self, form: JoinForm) -> HttpResponse:
        """Make the account and sign in with it."""
        try:
            user = services.join_by_invitation(token=self.kwargs["token"], **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
            return self.form_invalid(form)
        response: HttpResponse = perform_login(
            self.request, user, redirect_url=reverse("welcome"), email=user.email
        )
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language, samesite="Lax")
        return response

    def get_initial(self) -> dict[str, Any]:
        home = self.invitation.country
        return {
            "name": self.invitation.name,
            "language": self.invitation.language,
            "time_zone": home.time_zone if home else settings.TIME_ZONE,
        }

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "email": self.invitation.email}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        known = User.objects.filter(email=self.invitation.email).exists()
        return super().get_context_data(
            title=_("Invitation"),
            invitation=self.invitation,
            country=self.invitation.country,
            known=known,
            for_somebody_else=isinstance(self.request.user, User)
            and self.request.user.email != self.invitation.email,
            **kwargs,
        )

    def closed(
        self, invitation: Invitation | None, error: InvitationClosedError | None = None
    ) -> HttpResponse:
        """Why the link opens nothing, and whom to ask."""
        state = error.state if error else invitation.state if invitation else None
        context = {"title": _("Invitation"), "state": state, "invitation": invitation}
        return render(
            self.request,
            "accounts/invitation_closed.html",
            context,
            status=410 if invitation else 404,
        )
