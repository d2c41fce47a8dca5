"""What a load balancer asks: is the process alive, and can it do its work?

Answered before any other middleware, so that a probe needs no host name, no TLS and no session,
and `/healthz` touches nothing but the process.
"""

from collections.abc import Callable

import structlog
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from redis import RedisError

from focalpoint.heartbeat import connect, living_workers

logger = structlog.get_logger(__name__)

OK = "ok"


class HealthMiddleware:
    """Serve `/healthz` and `/readyz`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return JsonResponse({"status": OK})
        if request.path == "/readyz":
            return readiness()
        return self.get_response(request)


def readiness() -> JsonResponse:
    """200 when database, broker and a worker answer, else 503; the body says which does not."""
    checks = {"database": database(), **broker_and_worker()}
    ready = all(state == OK for state in checks.values())
    body = {"status": OK if ready else "unavailable", "checks": checks}
    return JsonResponse(body, status=200 if ready else 503)


def database() -> str:
    """Whether a statement runs; details are for the log, not for whoever asks."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        logger.warning("readiness_failed", check="database", exc_info=True)
        return "unreachable"
    return OK


def broker_and_worker() -> dict[str, str]:
    """Whether Redis answers and a worker has signed in of late."""
    try:
        with connect() as redis:
            alive = living_workers(redis)
    except RedisError:
        logger.warning("readiness_failed", check="broker", exc_info=True)
        return {"broker": "unreachable", "worker": "unknown"}
    return {"broker": OK, "worker": OK if alive else "no sign of life"}
