"""Public pages: no login, no session, no cookie; any cache may keep them for a minute."""

import hashlib
from http import HTTPStatus
from typing import Any

from csp.constants import NONE, SELF
from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.template.loader import render_to_string
from django.urls import resolve
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.generic import View

from apps.appointments.publicity.selectors import network_page, open_states
from apps.dashboards.public.contents import PublicState, public_network, public_state
from apps.dashboards.public.parts import published
from apps.reports.models import DocumentVersion
from apps.reports.version_views import version_file
from focalpoint.acting import acting
from focalpoint.actors import PUBLIC

# Seconds for which a cache may answer by itself: then, what is turned off is gone there too.
KEPT = 60
CACHE_CONTROL = f"public, max-age={KEPT}, must-revalidate"
POLICY = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF],
    "font-src": [SELF],
    "img-src": [SELF, "data:"],
    "base-uri": [NONE],
    "form-action": [NONE],
    "frame-ancestors": [NONE],
}


@method_decorator(csp_replace(POLICY), name="dispatch")
class PublicView(View):
    """What all public pages share: who reads, the language, and the headers.

    No ``Last-Modified``: what is taken away would make it go back, and caches would keep the page.
    """

    http_method_names = ("get", "head", "options")
    # What the page is to others; see ``templates/public/base.html``.
    template = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        language = self.language()
        with acting(PUBLIC), translation.override(language):
            context = self.contents()
            found = context is not None
            body = (
                render_to_string(self.template, {**self.frame(language), **context})
                if context is not None
                else render_to_string("public/gone.html", self.gone(language))
            )
        response = HttpResponse(body, status=200 if found else 404)
        response["Content-Language"] = language
        return kept(request, response)

    def contents(self) -> dict[str, Any] | None:
        """What the page shows; ``None`` where there is no page, for whatever reason."""
        raise NotImplementedError

    def language(self) -> str:
        """The language asked for in the address, else the one that the browser prefers."""
        asked = self.request.GET.get("lang", "")
        if asked in dict(settings.LANGUAGES):
            return asked
        return translation.get_language_from_request(self.request)

    def frame(self, language: str) -> dict[str, Any]:
        """What every public page needs; nothing in it depends on who asks."""
        return {
            "languages": settings.LANGUAGES,
            "language": language,
        }

    def gone(self, language: str) -> dict[str, Any]:
        """What the answer says where there is no page."""
        return {**self.frame(language), "title": _("This page does not exist")}


class PublicNetworkView(PublicView):
    """The network: what it is, how it grew, and the States that show a page of their own."""

    template = "public/network.html"

    def contents(self) -> dict[str, Any] | None:
        setting = network_page()
        if setting is None or not setting.is_on:
            return None
        return {
            "title": _("Network of focal points for the responsibility to protect"),
            "network": public_network(PUBLIC, timezone.now().date()),
            "path": self.request.path,
        }


class PublicStateView(PublicView):
    """One State, if it has turned its page on."""

    template = "public/state.html"

    def contents(self) -> dict[str, Any] | None:
        opened = open_states(PUBLIC)
        # Whether a State does not exist or has not opened itself costs the same statement.
        state = opened.filter(code=self.kwargs["code"]).first()
        if state is None:
            return None
        today = state.local_date(timezone.now())
        shown = public_state(opened, state.code, PUBLIC, today)
        return None if shown is None else {**state_context(shown), "path": self.request.path}


class PublicDocumentView(PublicView):
    """The file of an approved document that is public; else the answer where there is no page."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Hand out what was made when the document was approved: as a download, never as a page."""
        with acting(PUBLIC):
            rows = published(DocumentVersion, PUBLIC).select_related("country")
            try:
                response = version_file(rows, self.kwargs["pk"], self.kwargs["format"])
            except Http404:
                return super().get(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        return kept(request, response)

    def contents(self) -> None:
        return None


class PublicNothingView(PublicView):
    """Whatever else is asked for below the public address."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Send on to the page whose address lacks its last slash alone; else there is none."""
        if request.path_info.endswith("/") or _is_nothing(f"{request.path_info}/"):
            return super().get(request, *args, **kwargs)
        there = request.get_full_path(force_append_slash=True)
        response = HttpResponsePermanentRedirect(there)
        response["Cache-Control"] = CACHE_CONTROL
        return response

    def contents(self) -> None:
        return None


def kept(request: HttpRequest, response: HttpResponse) -> Any:
    """The answer as caches keep it; to who has it already, that it is still so."""
    etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response["ETag"] = etag
    response["Cache-Control"] = CACHE_CONTROL
    if response.status_code != HTTPStatus.OK:
        return response
    return get_conditional_response(request, etag=etag, response=response)


def _is_nothing(path: str) -> bool:
    return resolve(path).url_name == "public-nothing"


def state_context(shown: PublicState) -> dict[str, Any]:
    """What the page of a State shows, for the public and in the preview."""
    return {"title": str(shown.country), "country": shown.country, "shown": shown}


def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may read: the public pages alone."""
    text = "User-agent: *\nAllow: /public/\nAllow: /static/\nDisallow: /\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
