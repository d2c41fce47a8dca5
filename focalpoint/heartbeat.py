"""Workers sign in at the broker, so that the web can tell whether any is alive."""

import time
from typing import Any

import structlog
from celery import bootsteps
from django.conf import settings
from redis import Redis, RedisError

INTERVAL = 15  # seconds between two signs of life
PATIENCE = 3 * INTERVAL  # without one for so long, a worker counts as dead
FORGET = 24 * 60 * 60
KEY = "focalpoint:workers"

logger = structlog.get_logger(__name__)


class WorkerHeartbeat(bootsteps.StartStopStep):
    """Runs in the worker's own event loop: a loop that hangs gives no sign of life."""

    requires = ("celery.worker.components:Timer",)

    def __init__(self, worker: Any, **options: Any) -> None:
        super().__init__(worker, **options)
        self.redis = connect()
        self.entry: Any = None

    def start(self, worker: Any) -> None:
        self.sign(worker.hostname)
        self.entry = worker.timer.call_repeatedly(INTERVAL, self.sign, (worker.hostname,))

    def stop(self, worker: Any) -> None:
        if self.entry:
            self.entry.cancel()
            self.entry = None
        try:
            self.redis.zrem(KEY, worker.hostname)
        except RedisError:
            logger.warning("heartbeat_failed", exc_info=True)

    def sign(self, hostname: str) -> None:
        """Say that `hostname` lives; a broker that is away is the consumer's to report."""
        now = time.time()
        try:
            self.redis.zadd(KEY, {hostname: now})
            self.redis.zremrangebyscore(KEY, 0, now - FORGET)
        except RedisError:
            logger.warning("heartbeat_failed", exc_info=True)


def connect() -> Redis:
    """A client of the broker that gives up soon."""
    return Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2)


def living_workers(redis: Redis) -> int:
    """How many workers gave a sign of life within `PATIENCE`."""
    return int(redis.zcount(KEY, time.time() - PATIENCE, "+inf"))
