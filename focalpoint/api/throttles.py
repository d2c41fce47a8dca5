"""Rates by person, by token and by address, counted in Redis for all processes together.

One counter per window of the clock (a minute, say): one round trip a request, and exact however
many processes answer. ``REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"]`` gives each scope its rate, such
as ``600/minute``; an empty rate means no limit.
"""

import functools
import threading
import time
from typing import Any

import structlog
from django.conf import settings
from redis import Redis, RedisError
from rest_framework.settings import api_settings
from rest_framework.throttling import BaseThrottle

logger = structlog.get_logger(__name__)

_CLIENT_LOCK = threading.Lock()
PERIODS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}


class RateThrottle(BaseThrottle):
    """Every request counts for its token, else for its user, else for its address."""

    def __init__(self) -> None:
        self.retry_after = 0.0

    def allow_request(self, request: Any, view: Any) -> bool:
        scope, identity = self.identify(request)
        limit, period = parse_rate(api_settings.DEFAULT_THROTTLE_RATES.get(scope))
        if not limit:
            return True
        now = time.time()
        window = int(now // period)
        try:
            count = _count(f"throttle:{scope}:{identity}:{window}", period)
        except RedisError:
            # Better unthrottled for a while than no answers at all.
            logger.warning("throttle_failed", exc_info=True)
            return True
        self.retry_after = (window + 1) * period - now
        return count <= limit

    def wait(self) -> float:
        """Seconds until the next window begins."""
        return self.retry_after

    def identify(self, request: Any) -> tuple[str, str]:
        """The scope of the rate and who the count is for."""
        token = getattr(request, "auth", None)
        if token is not None:
            return "token", str(token.pk)
        if request.user and request.user.is_authenticated:
            return "user", str(request.user.pk)
        return "anonymous", str(self.get_ident(request))


class AnonymousThrottle(RateThrottle):
    """Counts the address alone, for requests whose credentials were refused."""

    def identify(self, request: Any) -> tuple[str, str]:
        return "anonymous", str(self.get_ident(request))


@functools.cache
def parse_rate(rate: str | None) -> tuple[int, int]:
    """``600/minute`` as (600, 60); (0, 1) where there is no limit."""
    if not rate:
        return 0, 1
    number, _, unit = rate.partition("/")
    period = next(seconds for name, seconds in PERIODS.items() if name.startswith(unit.strip()))
    return int(number), period


def _count(key: str, period: int) -> int:
    """Count one more under ``key``, which is forgotten after its window."""
    with _redis().pipeline(transaction=False) as pipe:
        pipe.set(key, 0, ex=period, nx=True)
        pipe.incr(key)
        return int(pipe.execute()[1])


def _redis() -> Redis:
    # Two threads that came first at once would each make a client, and the one that is not kept
    # closes its connections when it is collected.
    with _CLIENT_LOCK:
        return _client()


@functools.cache
def _client() -> Redis:
    # Beside the cache: losing the counts is harmless, losing queued tasks is not.
    location = settings.CACHES["default"]["LOCATION"]
    return Redis.from_url(location, socket_timeout=0.5, socket_connect_timeout=0.5)
