"""Addresses that are the same for everybody: no cookie is read or set, so that caches keep them.

Placed outside the session: a visitor who is signed in is nobody here, and nothing asks who they
are. What goes out differs by language alone.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

PATH = "/public/"
VARY = "Accept-Language"


class CookielessMiddleware:
    """Take the cookies from requests below ``PATH``, and from the answers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Without its last slash too: it is sent on to the page.
        if not f"{request.path_info}/".startswith(PATH):
            return self.get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        request.META.pop("HTTP_AUTHORIZATION", None)
        request.COOKIES = {}
        response = self.get_response(request)
        response.cookies.clear()
        response["Vary"] = VARY
        return response
