"""The quick add: one line, saved without leaving the page."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.generic import View

from apps.actions import services
from apps.actions.answers import notify
from apps.actions.models import Action
from apps.actions.quickadd import Draft, languages_of, read_line, resolve
from apps.actions.selectors import today_of
from focalpoint.roles import GOVERNMENT_WRITERS
from focalpoint.views import ActorRequiredMixin

# The places that hold the form: the dialog behind the key n, and a bar on a page.
PLACES = ("dialog", "bar")


class QuickAddView(ActorRequiredMixin, View):
    """GET the form, or with ``line`` what is understood of it; POST ``line`` to save it.

    Problems answer 422 with the form as it was typed.
    """

    roles = GOVERNMENT_WRITERS
    http_method_names = ("get", "head", "post", "options")

    def get(self, request: HttpRequest) -> HttpResponse:
        if "line" in request.GET and request.htmx:  # type: ignore[attr-defined]
            line = request.GET["line"]
            draft = self.read(line) if line.strip() else None
            return render(request, "actions/includes/understood.html", {"draft": draft})
        return self.form({})

    def post(self, request: HttpRequest) -> HttpResponse:
        line = request.POST.get("line", "")
        draft = self.read(line)
        problems = list(draft.problems)
        if not problems:
            try:
                action = services.create_action(
                    actor=self.actor, country=self.actor.country, **draft.fields
                )
                return self.saved(action, draft)
            except ValidationError as error:
                problems = error.messages
        return self.form({"line": line, "problems": problems}, status=422)

    def read(self, line: str) -> Draft:
        language = get_language() or "en"
        read = read_line(line, today=today_of(self.actor), languages=languages_of(language))
        return resolve(read, actor=self.actor, country=self.actor.country)

    def saved(self, action: Action, draft: Draft) -> HttpResponse:
        words = " · ".join(words for _icon, words in draft.understood)
        said = _("%(reference)s is logged.") % {"reference": action.reference}
        message = f"{said} {words}".strip()
        url = action.get_absolute_url()
        if not self.request.htmx:  # type: ignore[attr-defined]
            messages.success(self.request, message)
            return HttpResponseRedirect(url)
        notice = {"message": message, "action": {"label": pgettext("button", "Open"), "url": url}}
        response = self.form({"saved": action, "draft": draft})
        return notify(response, notice, event="actions:changed")

    def form(self, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
        place = self.request.GET.get("place") or self.request.POST.get("place")
        full = {
            "place": place if place in PLACES else "dialog",
            "title": _("New action"),
            "country": self.actor.country,
            "breadcrumbs": [(_("Actions"), reverse("action-list"))],
            **context,
        }
        htmx = self.request.htmx  # type: ignore[attr-defined]
        template = "actions/includes/quick_add.html" if htmx else "actions/quick_add.html"
        return render(self.request, template, full, status=status)
