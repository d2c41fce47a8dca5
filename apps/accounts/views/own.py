"""The way in, and what one keeps oneself: profile, language, tokens."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views import i18n
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, TemplateView, View

from apps.accounts import services
from apps.accounts.forms import ProfileForm, TokenForm, add_errors
from apps.accounts.models import ApiToken, Membership, User
from apps.accounts.workplaces import WELCOME, workplace_of
from focalpoint.roles import Role
from focalpoint.views import ActorRequiredMixin


class HomeView(ActorRequiredMixin, View):
    """From the front door to the page on which this person works."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect(workplace_of(self.actor))


class WelcomeView(ActorRequiredMixin, TemplateView):
    """What one is here, and what to do next; offers a second factor."""

    template_name = "accounts/welcome.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        workplace = workplace_of(self.actor)
        return super().get_context_data(
            title=_("Welcome"),
            memberships=own_memberships(self.request),
            workplace=None if workplace == WELCOME else workplace,
            second_factor=is_mfa_enabled(self.request.user),
            is_contributor=Role.CONTRIBUTOR in self.actor.roles,
            **kwargs,
        )


def choose_language(request: HttpRequest) -> HttpResponseBase:
    """The choice of language in the frame; kept in the profile of whoever is signed in."""
    response = i18n.set_language(request)
    code = request.POST.get("language", "")
    known = code in dict(settings.LANGUAGES) and check_for_language(code)
    if known and isinstance(request.user, User):
        services.update_profile(
            actor=request.actor,  # type: ignore[attr-defined]
            user=request.user,
            changes={"language": code},
        )
    return response


class ProfileView(ActorRequiredMixin, FormView):
    """Name, language, time zone, and the way to everything else about the account."""

    template_name = "accounts/profile.html"
    form_class = ProfileForm
    success_url = reverse_lazy("profile")

    def get_form_kwargs(self) -> dict[str, Any]:
        # A copy: what is typed must not appear in the frame before it is saved.
        user = User.objects.get(email=self.request.user.get_username())
        return {**super().get_form_kwargs(), "instance": user}

    def form_valid(self, form: ProfileForm) -> HttpResponse:
        user = services.update_profile(
            actor=self.actor, user=form.instance, changes=form.cleaned_data
        )
        messages.success(self.request, _("Your profile is saved."))
        response = super().form_valid(form)
        # The pages before sign-in stay in the same language.
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language, samesite="Lax")
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title=_("Profile"),
            memberships=own_memberships(self.request),
            second_factor=is_mfa_enabled(self.request.user),
            **kwargs,
        )


class AddressConfirmView(ActorRequiredMixin, View):
    """POST: mail to my address works again."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest) -> HttpResponse:
        assert isinstance(request.user, User)
        services.confirm_address(actor=self.actor, user=request.user)
        messages.success(request, _("Mail goes to your address again from now on."))
        return redirect("profile")


class TokenListView(ActorRequiredMixin, TemplateView):
    """One's own tokens for the API; none of them can be read again."""

    template_name = "accounts/tokens.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title=_("API tokens"),
            breadcrumbs=[(_("Profile"), reverse("profile"))],
            tokens=ApiToken.objects.filter(user=self.actor.user_id),
            **kwargs,
        )


@method_decorator(never_cache, name="dispatch")
@method_decorator(reauthentication_required(allow_get=True), name="post")
class TokenCreateView(ActorRequiredMixin, FormView):
    """Make a token; the answer shows it, this once. Asks for the password again."""

    template_name = "generic/form.html"
    form_class = TokenForm

    def form_valid(self, form: TokenForm) -> HttpResponse:
        assert isinstance(self.request.user, User)
        try:
            token, secret = services.create_token(
                actor=self.actor,
                user=self.request.user,
                name=form.cleaned_data["name"],
                expires_at=form.expires_at,
            )
        except ValidationError as error:
            add_errors(form, error)
            return self.form_invalid(form)
        context = self.get_context_data(token=token, secret=secret, title=_("Your new token"))
        return self.response_class(
            request=self.request, template="accounts/token_created.html", context=context
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **{
                "title": _("New API token"),
                "breadcrumbs": [
                    (_("Profile"), reverse("profile")),
                    (_("API tokens"), reverse("token-list")),
                ],
                "intro": _("A token acts with your own rights. Give each program its own."),
                "submit": _("Make the token"),
                "cancel_url": reverse("token-list"),
                **kwargs,
            }
        )


class TokenRevokeView(ActorRequiredMixin, TemplateView):
    """Ask, then end a token of one's own."""

    template_name = "generic/confirm.html"

    def token(self) -> ApiToken:
        return get_object_or_404(ApiToken, pk=self.kwargs["pk"], user=self.actor.user_id)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title=_("Revoke a token"),
            question=_now("Revoke the token “%(name)s”?") % {"name": self.token().name},
            text=_("Programs that use it are refused from now on. This cannot be undone."),
            confirm=_("Revoke"),
            cancel_url=reverse("token-list"),
            breadcrumbs=[(_("API tokens"), reverse("token-list"))],
            **kwargs,
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        services.revoke_token(actor=self.actor, token=self.token())
        messages.success(request, _("The token is revoked."))
        return redirect("token-list")


def own_memberships(request: HttpRequest) -> list[Membership]:
    """The roles that the person holds now."""
    held = Membership.objects.in_force().filter(user_id=request.user.pk)
    return list(held.select_related("country", "institution"))
