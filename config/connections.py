"""From the URLs that an operator writes to what Django, redis-py and Celery each expect."""

from typing import Any
from urllib.parse import parse_qs, urlsplit, urlunsplit

from psycopg2.extensions import parse_dsn

from focalpoint.db.cursor import ScopedCursor

FIELDS = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}


def database(url: str) -> dict[str, Any]:
    """Django's settings for a libpq URL; parameters such as `sslmode` are passed on to libpq."""
    parts = parse_dsn(url)
    return {
        "ENGINE": "focalpoint.db.postgresql",
        **{field: parts.pop(name, "") for name, field in FIELDS.items()},
        "OPTIONS": {"connect_timeout": 5, **parts, "cursor_factory": ScopedCursor},
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def owner(url: str | None) -> dict[str, str] | None:
    """What differs from `database` where the owner of the tables connects; None without a URL."""
    if not url:
        return None
    parts = parse_dsn(url)
    return {field: parts.get(name, "") for name, field in FIELDS.items() if name != "dbname"}


def redis_db(url: str, offset: int = 0) -> tuple[str, int]:
    """Split a Redis URL into its server and its logical database, `offset` further on."""
    scheme, netloc, path, query, _ = urlsplit(url)
    if scheme == "unix":
        number = parse_qs(query).get("db", ["0"])[0]
        return path, int(number) + offset
    return urlunsplit((scheme, netloc, "", query, "")), int(path.strip("/") or 0) + offset


def redis(url: str, *, offset: int = 0) -> str:
    """The URL that redis-py reads, for the logical database `offset` after the one in `url`."""
    server, number = redis_db(url, offset)
    if server.startswith("/"):
        return f"unix://{server}?db={number}"
    scheme, netloc, _, query, _ = urlsplit(server)
    return urlunsplit((scheme, netloc, f"/{number}", query, ""))


def broker(url: str) -> str:
    """The URL that Celery reads: it has its own spelling of a unix socket."""
    server, number = redis_db(url)
    if server.startswith("/"):
        return f"redis+socket://{server}?virtual_host={number}"
    return redis(url)


def caches(url: str) -> dict[str, Any]:
    """The cache lives one logical database after the broker: clearing it loses no task."""
    backend = "django.core.cache.backends.redis.RedisCache"
    return {"default": {"BACKEND": backend, "LOCATION": redis(url, offset=1)}}
