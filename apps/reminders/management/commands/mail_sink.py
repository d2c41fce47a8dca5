"""The demo's mail server: it takes every message and delivers none."""

import signal
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

# A package of development: production has a real server and never runs this command.
from aiosmtpd.controller import Controller
from django.conf import settings
from django.core.management.base import BaseCommand

from apps.reminders.mailbox import Mailbox, Sink


class Command(BaseCommand):
    """Runs until it is told to end."""

    help = "Take mail on a local port and keep each message as a file (development only)."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=2525)
        parser.add_argument("--dir", type=Path, default=settings.MAIL_SINK_DIR)

    def handle(self, *args: Any, **options: Any) -> None:
        sink = Sink(Mailbox(options["dir"]))
        controller = Controller(
            sink, hostname=options["host"], port=options["port"], decode_data=False
        )
        ends = (signal.SIGINT, signal.SIGTERM)
        # Before the server's thread starts, so that the signal waits for this one.
        signal.pthread_sigmask(signal.SIG_BLOCK, ends)
        controller.start()
        self.stdout.write(f"Mail to {options['host']}:{options['port']} goes to {options['dir']}/")
        self.stdout.flush()
        signal.sigwait(ends)
        controller.stop()
