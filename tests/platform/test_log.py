"""Logs: one JSON object a line, and one request id from the click to the worker."""

import json
import logging
import logging.config
import uuid
from typing import Any

import pytest
import structlog
from celery import current_app
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django_structlog.middlewares import RequestMiddleware

from config import log
from tests.processes import Launcher, wait_until


def lines(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines() if line.startswith("{")]


class TestFormat:
    @pytest.fixture
    def render(self) -> Any:
        options = log.configure(console=False, level="INFO")["formatters"]["structured"]
        formatter = structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=options["foreign_pre_chain"], processors=options["processors"]
        )

        def render(message: str, *arguments: Any, **extra: Any) -> dict[str, Any]:
            record = logging.LogRecord("a.b", logging.WARNING, "", 1, message, arguments, **extra)
            line = formatter.format(record)
            assert "\n" not in line
            parsed: dict[str, Any] = json.loads(line)
            return parsed

        return render

    def test_a_line_says_when_what_how_grave_and_from_where(self, render: Any) -> None:
        line = render("%s of %d", "one", 3, exc_info=None)
        assert line["event"] == "one of 3"
        assert (line["level"], line["logger"]) == ("warning", "a.b")
        assert line["timestamp"].endswith("Z")

    def test_a_traceback_stays_in_its_line(self, render: Any) -> None:
        error = ValueError("first\nsecond")
        line = render("failed", exc_info=(ValueError, error, None))
        assert line["exception"][0]["exc_value"] == "first\nsecond"

    @pytest.mark.parametrize(
        "path", ["/calendar/{}.ics", "/unsubscribe/{}/", "/invitations/accept/{}/?x=1"]
    )
    def test_an_address_that_opens_something_by_itself_is_not_written_down(self, path: str) -> None:
        request = f"GET {path.format('s3cret')}"
        line = log.hide_secrets(None, "info", {"event": "request_finished", "request": request})
        assert "s3cret" not in line["request"]
        assert line["request"].startswith(request[:8])

    def test_a_traceback_gives_no_secret_away(self, render: Any) -> None:
        def fail(password: str) -> None:
            raise ValueError(len(password))

        try:
            fail("correct horse")
        except ValueError as error:
            line = render("failed", exc_info=(ValueError, error, error.__traceback__))
        assert line["exception"][0]["frames"]
        assert "correct horse" not in json.dumps(line)


@pytest.mark.fault
@pytest.mark.django_db(transaction=True)
def test_the_request_id_reaches_the_task_in_a_real_worker(
    rf: RequestFactory, launch: Launcher
) -> None:
    ids: list[str] = []

    def view(_request: HttpRequest) -> HttpResponse:
        ids.append(structlog.contextvars.get_contextvars()["request_id"])
        current_app.send_task("celery.accumulate", args=[1])
        return HttpResponse()

    worker = launch.worker(LOG_FORMAT="json")
    RequestMiddleware(view)(rf.get("/"))

    wait_until(lambda: "task_succeeded" in worker.output, "the task's end")
    of_task = [line for line in lines(worker.output) if line.get("request_id") == ids[0]]
    assert {line["event"] for line in of_task} >= {"task_started", "task_succeeded"}
    assert uuid.UUID(ids[0])
