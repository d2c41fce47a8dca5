"""One URL, three spellings."""

import pytest

from config import connections


@pytest.mark.parametrize(
    ("url", "redis", "broker", "cache"),
    [
        (
            "unix:///run/a%20b.sock?db=3",
            "unix:///run/a%20b.sock?db=3",
            "redis+socket:///run/a%20b.sock?virtual_host=3",
            "unix:///run/a%20b.sock?db=4",
        ),
        (
            "redis://:secret@cache:6380",
            "redis://:secret@cache:6380/0",
            "redis://:secret@cache:6380/0",
            "redis://:secret@cache:6380/1",
        ),
        (
            "rediss://cache/5?ssl_cert_reqs=required",
            "rediss://cache/5?ssl_cert_reqs=required",
            "rediss://cache/5?ssl_cert_reqs=required",
            "rediss://cache/6?ssl_cert_reqs=required",
        ),
    ],
)
def test_redis_urls(url: str, redis: str, broker: str, cache: str) -> None:
    assert connections.redis(url) == redis
    assert connections.broker(url) == broker
    assert connections.caches(url)["default"]["LOCATION"] == cache


class TestDatabase:
    def test_credentials_are_decoded_and_parameters_passed_on(self) -> None:
        config = connections.database("postgres://app:p%40ss@db:5433/fp?sslmode=require")
        given = {key: config[key] for key in ("USER", "PASSWORD", "HOST", "PORT", "NAME")}
        assert given == {
            "USER": "app",
            "PASSWORD": "p@ss",
            "HOST": "db",
            "PORT": "5433",
            "NAME": "fp",
        }
        assert config["OPTIONS"]["sslmode"] == "require"

    def test_a_unix_socket_is_named_as_libpq_names_it(self) -> None:
        config = connections.database("postgresql://app@/fp?host=/run/My%20Sockets")
        assert (config["HOST"], config["NAME"]) == ("/run/My Sockets", "fp")

    def test_every_request_is_one_transaction(self) -> None:
        assert connections.database("postgresql://app@db/fp")["ATOMIC_REQUESTS"] is True

    def test_no_owner_url_means_no_owner(self) -> None:
        assert connections.owner(None) is None
        assert connections.owner("postgresql://boss:x@db/fp") == {
            "USER": "boss",
            "PASSWORD": "x",
            "HOST": "db",
            "PORT": "",
        }
