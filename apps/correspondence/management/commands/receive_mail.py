"""The server that takes mail in; see docs/operations.md."""

import signal
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apps.correspondence.server import Handler, MailServer, tls_context


class Command(BaseCommand):
    """Runs until it is told to end; what is being written is finished first."""

    help = "Take mail for the addresses of actions and States (SMTP or LMTP)."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=settings.MAIL_IN_HOST)
        parser.add_argument("--port", type=int, default=settings.MAIL_IN_PORT)
        parser.add_argument("--lmtp", action="store_true", help="speak LMTP instead of SMTP")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.MAIL_DOMAIN:
            raise CommandError("Set MAIL_DOMAIN: without it there is no address to take mail for.")
        lmtp = options["lmtp"] or settings.MAIL_IN_PROTOCOL == "lmtp"
        handler = Handler(relays=settings.MAIL_IN_RELAYS, lmtp=lmtp)
        tls = tls_context(settings.MAIL_IN_TLS_CERT, settings.MAIL_IN_TLS_KEY)
        server = MailServer(
            handler,
            host=options["host"],
            port=options["port"],
            tls=tls,
            require_starttls=settings.MAIL_IN_REQUIRE_TLS,
        )
        ends = (signal.SIGINT, signal.SIGTERM)
        # Before the server's thread starts, so that the signal waits for this one.
        signal.pthread_sigmask(signal.SIG_BLOCK, ends)
        try:
            server.start()
        except OSError as error:
            place = f"{options['host']}:{options['port']}"
            raise CommandError(f"Cannot listen on {place}: {error}") from error
        protocol = "LMTP" if lmtp else "SMTP"
        self.stdout.write(
            f"Mail for {settings.MAIL_DOMAIN} is taken on"
            f" {options['host']}:{options['port']} ({protocol}{', STARTTLS' if tls else ''})"
        )
        self.stdout.flush()
        signal.sigwait(ends)
        server.stop()
        handler.close()
