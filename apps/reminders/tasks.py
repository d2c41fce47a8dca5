"""What beat starts. Each task may run twice, at once or never: the next one makes up for it."""

import datetime as dt

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from apps.accounts.pace import seconds_to_wait
from apps.reminders import services, watch

# Other tasks get their turn in between.
SECONDS = 20.0


@shared_task
def sweep_deadlines_task() -> None:
    """Find the deadlines that are due for a reminder."""
    services.sweep_deadlines(now=timezone.now())


@shared_task
def start_delivery_task(as_of: str | None = None) -> None:
    """Set as many deliveries going as may run at once, if anything waits."""
    for _sender in range(services.senders_needed(now=_clock(as_of))):
        deliver_digests_task.delay(as_of)


@shared_task
def deliver_digests_task(as_of: str | None = None) -> None:
    """Deliver digests for a while; go on in another task while there are more."""
    if services.deliver_digests(now=_clock(as_of), seconds=SECONDS):
        deliver_digests_task.apply_async((as_of,), countdown=seconds_to_wait())


@shared_task
def check_reminders_task() -> None:
    """Mail the secretariat if the sweep or the sender stands still."""
    watch.self_check()


def _clock(as_of: str | None) -> dt.datetime:
    """Now, or in the demo the instant that somebody wants to see."""
    return dt.datetime.fromisoformat(as_of) if as_of and settings.DEMO else timezone.now()
