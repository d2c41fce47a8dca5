"""Addresses that can lead nowhere, whatever is asked for at them."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

NUL = "\0"
QUOTED = "%00"
API = "/api/"
# No part of an address is empty: what holds this is found nowhere.
NOWHERE = "//"


class NulMiddleware:
    """Look for no address with a NUL in it: no text of the database holds one.

    It is answered as any other that does not exist, on pages, public pages and by the API. In what
    pages are asked by parameters it is left out; the API names it as a problem.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        before, found, _after = request.path_info.partition(NUL)
        if found:
            request.path_info = f"{before}{NOWHERE}"
        query = request.META.get("QUERY_STRING", "")
        if QUOTED in query and not request.path_info.startswith(API):
            request.META["QUERY_STRING"] = query.replace(QUOTED, "")
        return self.get_response(request)
