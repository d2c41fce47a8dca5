"""What the load balancer is told."""

import time
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import OperationalError, connection
from django.test import Client

from focalpoint import heartbeat
from tests.processes import Launcher, wait_until


@pytest.fixture
def living_worker() -> None:
    heartbeat.connect().zadd(heartbeat.KEY, {"celery@test": time.time()})


class TestHealthz:
    def test_it_answers_whatever_the_servers_do(
        self, client: Client, settings: LazySettings, django_assert_num_queries: Any
    ) -> None:
        settings.REDIS_URL = "unix:///nowhere"
        assert client.get("/healthz").json() == {"status": "ok"}

    def test_a_probe_needs_neither_host_name_nor_tls(
        self, client: Client, settings: LazySettings
    ) -> None:
        settings.ALLOWED_HOSTS, settings.SECURE_SSL_REDIRECT = ["focalpoint.example"], True
        assert client.get("/healthz", headers={"host": "10.0.0.7:8000"}).status_code == 200


@pytest.mark.django_db
class TestReadyz:
    def test_ready_when_database_broker_and_a_worker_answer(
        self, client: Client, living_worker: None
    ) -> None:
        response = client.get("/readyz")
        assert response.json()["checks"] == {"database": "ok", "broker": "ok", "worker": "ok"}
        assert response.status_code == 200

    def test_a_silent_worker_makes_it_unready(self, client: Client) -> None:
        last_sign = time.time() - heartbeat.PATIENCE - 1
        heartbeat.connect().zadd(heartbeat.KEY, {"celery@dead": last_sign})
        response = client.get("/readyz")
        assert (response.status_code, response.json()["checks"]["worker"]) == (
            503,
            "no sign of life",
        )

    def test_a_missing_broker_makes_it_unready(
        self, client: Client, settings: LazySettings
    ) -> None:
        settings.REDIS_URL = "unix:///nowhere"
        response = client.get("/readyz")
        assert response.status_code == 503
        assert response.json()["checks"]["broker"] == "unreachable"

    def test_a_missing_database_makes_it_unready_and_tells_no_secret(
        self, client: Client, living_worker: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_arguments: object) -> None:
            raise OperationalError("connection to host db.internal as focalpoint_app failed")

        monkeypatch.setattr(connection, "cursor", refuse)
        response = client.get("/readyz")
        assert response.status_code == 503
        assert response.json() == {
            "status": "unavailable",
            "checks": {"database": "unreachable", "broker": "ok", "worker": "ok"},
        }


@pytest.mark.fault
@pytest.mark.django_db(transaction=True)
def test_a_worker_signs_in_when_it_starts_and_out_when_it_stops(
    client: Client, launch: Launcher
) -> None:
    worker = launch.worker()
    wait_until(lambda: client.get("/readyz").status_code == 200, "the worker's first sign")
    worker.stop()
    assert client.get("/readyz").json()["checks"]["worker"] == "no sign of life"
