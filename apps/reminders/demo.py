"""Pages of the demo: the messages that its mail sink took, and the reminders of any date."""

import datetime as dt
from typing import Any

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace
from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.generic import TemplateView, View

from apps.reminders.mailbox import Letter, Mailbox
from apps.reminders.rehearsal import noon, rehearse
from focalpoint.views.access import ActorRequiredMixin

# Nobody is invented that early or late.
EARLIEST, LATEST = dt.date(2000, 1, 1), dt.date(2100, 1, 1)


class AsOfForm(forms.Form):
    """The date that the reminders are run for."""

    as_of = forms.DateField(
        label=gettext_lazy("Date"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_as_of(self) -> dt.date:
        day: dt.date = self.cleaned_data["as_of"]
        if not EARLIEST <= day <= LATEST:
            raise forms.ValidationError(_("Choose a date of this century."))
        return day


class _DemoMixin:
    """No such page outside the demo; in it anyone may look, since passwords are reset by mail."""

    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.DEMO:
            raise Http404
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        known = self.request.actor.is_authenticated  # type: ignore[attr-defined]
        layout = "layouts/app.html" if known else "layouts/plain.html"
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        return {"layout": layout, **context}

    @property
    def mailbox(self) -> Mailbox:
        return Mailbox(settings.MAIL_SINK_DIR)

    def letter(self, key: str) -> Letter:
        letter = self.mailbox.get(key)
        if letter is None:
            raise Http404
        return letter


class DemoMailView(_DemoMixin, TemplateView):
    """The messages, newest first, and the form that runs the reminders of a date."""

    template_name = "reminders/demo_mail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = Paginator(self.mailbox.keys(), 25).get_page(self.request.GET.get("page"))
        letters = [letter for key in page if (letter := self.mailbox.get(key))]
        form = AsOfForm(initial={"as_of": timezone.now().date() + dt.timedelta(days=7)})
        extra = {"title": _("Mail of the demo"), "page": page, "letters": letters, "form": form}
        return super().get_context_data(**{**extra, **kwargs})


class DemoMailMessageView(_DemoMixin, TemplateView):
    """One message: its head, its text, and its HTML in a frame of its own."""

    template_name = "reminders/demo_message.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        letter = self.letter(kwargs["key"])
        shown = ("From", "To", "Date", "Subject", "Message-ID", "Content-Language", "List-Id")
        head = [(name, letter.message[name]) for name in shown if letter.message[name]]
        return super().get_context_data(
            letter=letter,
            head=head,
            title=letter.subject or _("(no subject)"),
            breadcrumbs=[(_("Mail of the demo"), reverse("demo-mail"))],
            **kwargs,
        )


@method_decorator(xframe_options_exempt, "dispatch")
@method_decorator(
    csp_replace(
        {
            "default-src": [NONE],
            "style-src": [UNSAFE_INLINE],  # mail programs know no other styles
            "img-src": ["data:"],
            "frame-ancestors": [SELF],
            "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
        }
    ),
    "dispatch",
)
class DemoMailHtmlView(_DemoMixin, View):
    """The HTML of a message, for the frame: no script runs in it, and its links open outside."""

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        html = self.letter(key).html
        return HttpResponse(html.replace("<head>", '<head><base target="_blank">', 1))


class DemoRunRemindersView(_DemoMixin, ActorRequiredMixin, View):
    """POST ``as_of``: run the reminders of that date."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest) -> HttpResponse:
        form = AsOfForm(request.POST)
        if form.is_valid():
            day = form.cleaned_data["as_of"]
            swept = rehearse(as_of=noon(day))
            said = ngettext(
                "%(n)d new reminder as of %(day)s; the messages arrive below.",
                "%(n)d new reminders as of %(day)s; the messages arrive below.",
                swept.written,
            )
            shown = {"n": swept.written, "day": date_format(day, "DATE_FORMAT")}
            messages.success(request, said % shown)
        else:
            messages.error(request, " ".join(map(str, form.errors["as_of"])))
        return HttpResponseRedirect(reverse("demo-mail"))
