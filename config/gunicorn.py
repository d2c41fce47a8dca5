"""Gunicorn's settings: `gunicorn --config python:config.gunicorn config.wsgi`."""

import gc
import os
from typing import Any

from django.apps import apps
from django.urls import get_resolver

from config import log

bind = os.environ.get("BIND", "0.0.0.0:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
preload_app = True  # new code comes with a new master, not with a HUP
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108
control_socket_disable = True  # it would lie in a home directory, shared by all instances
max_requests, max_requests_jitter = 10_000, 1_000
graceful_timeout = 20
keepalive = 75  # seconds; longer than proxies keep a connection that lies idle
logconfig_dict = log.configure(
    console=os.environ.get("LOG_FORMAT", "json") == "console",
    level=os.environ.get("LOG_LEVEL", "INFO"),
)


def when_ready(server: Any) -> None:
    """Before the first worker: load what every request needs, and leave it out of later searches.

    Workers begin as copies of this process. They share the memory of what they do not change, one
    that takes the place of another answers at once, and none looks for garbage among the 300,000
    objects that live as long as it does, which takes 0.2 s in which it answers nobody.
    """
    if apps.ready:
        server.log.debug("%d names of addresses", len(get_resolver().reverse_dict))
    gc.collect()
    gc.freeze()
