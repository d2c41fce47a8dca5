"""The mail server: takes what is for us, keeps it, and only then says so (SMTP and LMTP)."""

import asyncio
import ipaddress
import ssl
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import structlog
from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP
from django.conf import settings
from django.db import close_old_connections, connections

from apps.correspondence.reception import accept_mail, is_ours

logger = structlog.get_logger(__name__)

THREADS = 4  # mails that are written at once
MOST_RECIPIENTS = 100
# Programs that write HTML in one line exceed what RFC 5321 §4.5.3.1.6 allows.
LONGEST_LINE = 1_000_000
IDENT = "FocalPoint"

TAKEN = "250 2.6.0 Message kept"
NOT_OURS = "550 5.7.1 No relaying: this server takes mail for its own addresses only"
NO_SUCH = "550 5.1.1 No such address here"
TOO_MANY = "452 4.5.3 Too many recipients"
NOT_ALLOWED = "554 5.7.1 This server takes mail from its own relays only"
LATER = "451 4.3.0 The message could not be kept, try again later"


class _Lines:
    """What both protocols share: lines as long as people's programs write them."""

    line_length_limit = LONGEST_LINE


class SmtpServer(_Lines, SMTP):
    """SMTP (RFC 5321)."""


class LmtpServer(_Lines, LMTP):
    """LMTP (RFC 2033): each recipient gets an answer of its own."""


class Handler:
    """What aiosmtpd asks about each conversation."""

    def __init__(self, *, relays: Collection[str] = (), lmtp: bool = False) -> None:
        self.relays = [ipaddress.ip_network(relay) for relay in relays]
        self.lmtp = lmtp
        self.threads = ThreadPoolExecutor(THREADS, thread_name_prefix="mail")

    async def handle_MAIL(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: Sequence[str]
    ) -> str:
        if not self.may_talk(session.peer):
            return NOT_ALLOWED
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: Sequence[str]
    ) -> str:
        if address.rpartition("@")[2].lower() != settings.MAIL_DOMAIN:
            return NOT_OURS
        if not is_ours(address):
            return NO_SUCH
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return TOO_MANY
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802
        self, server: Any, session: Any, envelope: Any
    ) -> str:
        """Answer once the mail is safe; a failure here makes the sender's server try again."""
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(self.threads, self.keep, envelope)
            answer = TAKEN
        except Exception:
            logger.exception("mail_not_kept")
            answer = LATER
        return "\r\n".join([answer] * (len(envelope.rcpt_tos) if self.lmtp else 1))

    def keep(self, envelope: Any) -> None:
        """Keep the mail, on a database connection of this thread."""
        close_old_connections()
        try:
            accept_mail(
                envelope_sender=envelope.mail_from,
                recipients=envelope.rcpt_tos,
                raw=envelope.content,
            )
        finally:
            close_old_connections()

    def may_talk(self, peer: Any) -> bool:
        """Whether a client is one of the relays, where they are named."""
        if not self.relays:
            return True
        try:
            address = ipaddress.ip_address(peer[0])
        except (ValueError, TypeError, IndexError):
            return False
        return any(address in relay for relay in self.relays)

    def close(self) -> None:
        """Let what is being written end."""
        self.threads.shutdown(wait=True)
        connections.close_all()


class MailServer(Controller):
    """The server in a thread of its own; ``start`` returns once it answers."""

    def __init__(
        self, handler: Handler, *, host: str, port: int, tls: ssl.SSLContext | None, **options: Any
    ) -> None:
        self.lmtp = handler.lmtp
        super().__init__(
            handler,
            hostname=host,
            port=port,
            tls_context=tls,
            data_size_limit=settings.MAIL_IN_SIZE_LIMIT,
            server_hostname=settings.MAIL_DOMAIN or None,
            ident=IDENT,
            decode_data=False,
            # Nobody signs in here.
            auth_exclude_mechanism=["LOGIN", "PLAIN"],
            **options,
        )

    def factory(self) -> Any:
        return (LmtpServer if self.lmtp else SmtpServer)(self.handler, **self.SMTP_kwargs)


def tls_context(cert: str, key: str) -> ssl.SSLContext | None:
    """What STARTTLS needs; ``None`` where no certificate is given."""
    if not cert:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(cert, key or None)
    return context
