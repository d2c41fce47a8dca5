"""What people choose about their mail, and the way out of it without signing in."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import TemplateView, View

from apps.accounts.models import User
from apps.reminders.channels import OF_NOTICES, choices_of, choose_mail
from apps.reminders.letters import language_of
from apps.reminders.unsubscribing import end_links, reader_of_link, unsubscribe
from focalpoint.notices import Channel
from focalpoint.views import ActorRequiredMixin

LABELS = {
    Channel.AT_ONCE: _("At once"),
    Channel.DAILY: _("Each morning"),
    Channel.WEEKLY: _("On Mondays"),
    Channel.IN_APP: _("Inbox only"),
}
# Of the fields of the form; the rest of a name is a kind.
FIELD = "mail."


class PreferencesView(ActorRequiredMixin, TemplateView):
    """How soon I am mailed about what; POST ``mail.KIND`` for each."""

    template_name = "reminders/preferences.html"

    def post(self, request: HttpRequest) -> HttpResponse:
        assert isinstance(request.user, User)
        chosen = {
            name.removeprefix(FIELD): value
            for name, value in request.POST.items()
            if isinstance(value, str) and name.startswith(FIELD)
        }
        try:
            choose_mail(actor=self.actor, user=request.user, chosen=chosen)
        except ValidationError:
            # The page offers nothing that is refused.
            messages.error(request, _("This cannot be chosen. Nothing was changed."))
            return self.render_to_response(self.get_context_data(), status=422)
        messages.success(request, _("Your choice is saved."))
        return redirect("reminder-preferences")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        assert isinstance(self.request.user, User)
        rows = [
            {
                "choice": choice,
                "name": f"{FIELD}{choice.kind}",
                "options": [
                    (channel.value, LABELS[channel], channel in choice.channels)
                    for channel in OF_NOTICES
                ],
            }
            for choice in choices_of(self.request.user)
        ]
        groups = [
            (_("Deadlines"), [row for row in rows if row["choice"].is_deadline]),  # type: ignore[attr-defined]
            (_("News"), [row for row in rows if not row["choice"].is_deadline]),  # type: ignore[attr-defined]
        ]
        return super().get_context_data(
            title=_("What is mailed"),
            groups=groups,
            columns=[LABELS[channel] for channel in OF_NOTICES],
            language=self.request.user.language,
            **kwargs,
        )


class EndLinksView(ActorRequiredMixin, TemplateView):
    """Ask, then make the links to unsubscribe in all mails so far open nothing."""

    template_name = "generic/confirm.html"

    def post(self, request: HttpRequest) -> HttpResponse:
        assert isinstance(request.user, User)
        end_links(actor=self.actor, user=request.user)
        messages.success(request, _("The links in your older mails open nothing any more."))
        return redirect("reminder-preferences")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title=_("End old links"),
            question=_("End the links to unsubscribe in all mails so far?"),
            text=_("Do so if somebody else got one of your mails. New mails bring new links."),
            confirm=_("End old links"),
            cancel_url=reverse("reminder-preferences"),
            breadcrumbs=[(_("What is mailed"), reverse("reminder-preferences"))],
            **kwargs,
        )


@method_decorator(never_cache, name="dispatch")
# Mail programs send the POST by themselves, with no page of ours before it (RFC 8058).
@method_decorator(csrf_exempt, name="dispatch")
class UnsubscribeView(View):
    """The link in a mail: GET asks, POST does it. Nobody signs in; the link is the proof."""

    http_method_names = ("get", "post", "head", "options")

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return self.answer(request, token, done=False)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        return self.answer(request, token, done=True)

    def answer(self, request: HttpRequest, token: str, *, done: bool) -> HttpResponse:
        """The page, in the language of whoever the mail was for."""
        reader = reader_of_link(token)
        if reader is not None and done:
            unsubscribe(reader)
        with translation.override(language_of(reader) if reader else translation.get_language()):
            context = {"title": _("Fewer mails"), "reader": reader, "done": done}
            response = render(
                request,
                "reminders/unsubscribe.html",
                context,
                status=200 if reader else 404,
            )
        response["Referrer-Policy"] = "no-referrer"
        return response
