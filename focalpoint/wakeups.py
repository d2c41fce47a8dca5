"""Tasks are set going after the commit; the broker only wakes what the database asks for."""

from functools import partial
from typing import Any

from django.db import transaction


def start_on_commit(task: Any, *arguments: Any) -> None:
    """Start ``task`` once what it works on is committed.

    A broker that is away, or loses it, delays the work and breaks no request: a row says that the
    work is asked for, and a periodic task takes up what nobody did.
    """
    transaction.on_commit(partial(task.delay, *arguments), robust=True)
