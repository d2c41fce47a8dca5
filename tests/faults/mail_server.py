"""A real SMTP server that fails on command, and remembers what it took."""

import asyncio
import socket
import threading
from collections import Counter
from dataclasses import dataclass, field
from email import message_from_bytes
from typing import Any

from aiosmtpd.controller import Controller


@dataclass(frozen=True)
class Arrived:
    """A message that the server took: its one recipient and its Message-ID."""

    recipient: str
    message_id: str


@dataclass
class MailServer:
    """Listens on a port of its own; ``refusal`` and the two holds are changed while it runs."""

    port: int = 0
    refusal: str = ""
    arrived: list[Arrived] = field(default_factory=list)
    # The number of the message (from 1) whose answer is held back until ``release``.
    hold_before_taking: int = 0
    hold_after_taking: int = 0
    seen: int = 0
    _controller: Controller | None = None

    def __post_init__(self) -> None:
        self.holding = threading.Event()
        self.hung_up = threading.Event()
        self._released = threading.Event()
        if not self.port:
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                self.port = free.getsockname()[1]

    def start(self) -> "MailServer":
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()
        return self

    def stop(self) -> None:
        self.release()
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    def release(self) -> None:
        """Let the held conversation go on."""
        self._released.set()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def counts(self) -> Counter[str]:
        """How many messages each recipient has had."""
        return Counter(message.recipient for message in self.arrived)

    # What aiosmtpd asks.

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if self.refusal:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: Any, session: Any, envelope: Any
    ) -> str:
        self.seen += 1
        number = self.seen
        if number == self.hold_before_taking:
            await self._hold()
        headers = message_from_bytes(envelope.content)
        [recipient] = envelope.rcpt_tos
        self.arrived.append(Arrived(recipient, headers["Message-ID"]))
        if number == self.hold_after_taking:
            await self._hold()
        return "250 OK"

    async def _hold(self) -> None:
        self.holding.set()
        try:
            while not self._released.is_set():
                await asyncio.sleep(0.02)
        except asyncio.CancelledError:
            # The client has gone: what it sent is not taken.
            self.hung_up.set()
            raise
