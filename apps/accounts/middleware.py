"""Each request runs in the name of its user."""

from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

from apps.accounts.selectors import actor_for
from focalpoint.acting import acting
from focalpoint.actors import ANONYMOUS


class ActorMiddleware:
    """Set ``request.actor`` and let each statement of the request carry its scope."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        actor = actor_for(user) if user.is_authenticated else ANONYMOUS
        request.actor = actor  # type: ignore[attr-defined]
        request_id = str(structlog.contextvars.get_contextvars().get("request_id", ""))
        with acting(actor, via="web", request=request_id):
            return self.get_response(request)
