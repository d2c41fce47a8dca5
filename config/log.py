"""Structured logs: one JSON object a line in production, readable lines on a developer's machine.

Every line written while a request is answered carries its `request_id`; django-structlog sends the
id along with each Celery task, so that the worker's lines carry it too.
"""

import re
from typing import Any

import orjson
import structlog

# Addresses that open something by themselves; what follows them is nobody's to read.
SECRET_ADDRESS = re.compile(
    r"(/(?:calendar|unsubscribe|invitations/accept|consultation/open)/)[^/\s?]+"
)


def hide_secrets(_logger: Any, _method: str, event: Any) -> Any:
    """Leave out the secret part of the request's address."""
    if isinstance(event.get("request"), str):
        event["request"] = SECRET_ADDRESS.sub(r"\1…", event["request"])
    return event


SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.PositionalArgumentsFormatter(),
    hide_secrets,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
]


def serialize(event: Any, **_options: Any) -> str:
    """JSON of a log line; what JSON does not know is written as text."""
    return orjson.dumps(event, default=str, option=orjson.OPT_NON_STR_KEYS).decode()


def configure(*, console: bool, level: str) -> dict[str, Any]:
    """Set structlog up and return Django's LOGGING for the same format."""
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    render = [
        # Without the local variables of each frame: passwords and drafts are among them.
        structlog.processors.ExceptionRenderer(
            structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
        ),
        structlog.processors.JSONRenderer(serializer=serialize),
    ]
    if console:
        plain = structlog.dev.plain_traceback  # without the values of local variables
        render = [
            structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0, exception_formatter=plain)
        ]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *render],
            },
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "propagate": True},
            # django-structlog reports the same failures, with the request's id.
            "django.request": {"level": "CRITICAL"},
            "mail.log": {"level": "WARNING"},  # the demo's mail server and its conversations
            "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
        },
    }
