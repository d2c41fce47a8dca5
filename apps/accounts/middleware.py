"""Each request runs in the name of its user, in that user's language and time zone."""

from collections.abc import Callable

import structlog
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from apps.accounts.authentication import API_PATH, presented_token
from apps.accounts.models import User
from apps.accounts.selectors import actor_for
from apps.accounts.services import authenticate_token
from focalpoint.acting import acting
from focalpoint.actors import ANONYMOUS

GetResponse = Callable[[HttpRequest], HttpResponse]


class ActorMiddleware:
    """Set ``request.actor`` and let each statement of the request carry its scope.

    A request to the API may bring a token instead of a session; it is then the token's user who
    acts, from the first statement on. A token that opens nothing leaves the request anonymous, and
    the API answers 401. Tokens open the API only, never a page.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        through_api = request.path_info.startswith(API_PATH)
        if through_api:
            _accept_token(request)
        user = request.user
        actor = actor_for(user) if isinstance(user, User) else ANONYMOUS
        request.actor = actor  # type: ignore[attr-defined]
        request_id = str(structlog.contextvars.get_contextvars().get("request_id", ""))
        with acting(actor, via="api" if through_api else "web", request=request_id):
            return self.get_response(request)


class PreferencesMiddleware:
    """Pages speak the language of the person who is signed in and show times in their time zone.

    The API stays with the language that a client asks for, and with UTC.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if not isinstance(user, User) or request.path_info.startswith(API_PATH):
            return self.get_response(request)
        # Left active, as LocaleMiddleware does: it still names the language in the response.
        translation.activate(user.language)
        request.LANGUAGE_CODE = translation.get_language()
        with timezone.override(user.time_zone):
            return self.get_response(request)


def _accept_token(request: HttpRequest) -> None:
    secret = presented_token(request)
    if secret is None:
        return
    token = authenticate_token(secret)
    request.api_token = token  # type: ignore[attr-defined]
    # A bad token is not made good by a session that the client happens to have.
    request.user = token.user if token else AnonymousUser()
    if token:
        structlog.contextvars.bind_contextvars(user_id=str(token.user_id))
