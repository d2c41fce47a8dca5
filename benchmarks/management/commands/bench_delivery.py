"""W12: delivery of what the sweep found, by two worker processes to a local SMTP server."""

import datetime as dt
import json
import multiprocessing
import socket
import time
from collections import Counter
from typing import Any

import django
from aiosmtpd.controller import Controller
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection, connections
from django.db.models import Count
from django.utils import timezone

from apps.reminders.models import Digest, DigestState
from apps.reminders.services import deliver_digests, sweep_deadlines
from benchmarks.bulk import bulk
from benchmarks.scale import recipients
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.db.owner import as_owner

RECIPIENTS = 10_000
PROCESSES = 2
LONGEST = 300.0


class Sink:
    """Counts messages by their Message-ID and keeps nothing else."""

    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        head = envelope.content.split(b"\r\n\r\n", 1)[0].decode(errors="replace")
        line = next(row for row in head.splitlines() if row.lower().startswith("message-id:"))
        self.seen[line] += 1
        return "250 OK"


def work(port: int, now: dt.datetime) -> None:
    """One worker process: deliver until nothing is left."""
    connections.close_all()
    settings.MAIL_PER_MINUTE = 0
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    deliver_digests(now=now, seconds=LONGEST)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


class Command(BaseCommand):
    """Prints one line of JSON: messages, seconds, messages a second, duplicates."""

    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        if not connection.settings_dict["NAME"].endswith("_bench"):
            raise SystemExit("This command is for databases made for measuring.")
        # Noon: eight o'clock has passed for these people.
        now = (timezone.now() + dt.timedelta(days=1)).replace(hour=12)
        with as_owner(), bulk() as cursor:
            for sql in recipients(RECIPIENTS):
                cursor.execute(sql)
        start = timezone.now()
        sweep_deadlines(now=now)
        with acting(SYSTEM):
            waiting = Digest.objects.filter(state=DigestState.PENDING).count()
        sink = Sink()
        port = _free_port()
        controller = Controller(sink, hostname="127.0.0.1", port=port)
        controller.start()
        connections.close_all()
        began = time.perf_counter()
        context = multiprocessing.get_context("fork")
        processes = [context.Process(target=work, args=(port, now)) for _ in range(PROCESSES)]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        elapsed = time.perf_counter() - began
        controller.stop()
        sent = sum(sink.seen.values())
        with acting(SYSTEM):
            today = Digest.objects.filter(created_at__gte=start).values_list("state")
            became = dict(today.annotate(number=Count("pk")))
            left = Digest.objects.filter(state=DigestState.PENDING, next_attempt_at__lte=now)
            overlooked = left.count()
        self.stdout.write(
            json.dumps(
                {
                    "waiting": waiting,
                    "sent": sent,
                    "seconds": round(elapsed, 2),
                    "per_second": round(sent / elapsed, 1),
                    "duplicates": sent - len(sink.seen),
                    "became": became,
                    "overlooked": overlooked,
                    "django": django.get_version(),
                }
            )
        )
