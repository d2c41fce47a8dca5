"""The Celery application. Tasks live in `apps.*.tasks`; each calls one service."""

import logging.config
import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging
from django.conf import settings
from django_structlog.celery.steps import DjangoStructLogInitStep

from focalpoint.heartbeat import WorkerHeartbeat

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")

app = Celery("focalpoint")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add(DjangoStructLogInitStep)
app.steps["worker"].add(WorkerHeartbeat)


@setup_logging.connect
def configure_logging(**_signal: Any) -> None:
    """Workers and beat log as the web does."""
    logging.config.dictConfig(settings.LOGGING)
