"""The mail sink of the demo: messages that nobody receives, kept as files to be looked at."""

import datetime as dt
import re
import time
import uuid
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

NAME = re.compile(r"\d{20}-[0-9a-f]{8}")


@dataclass(frozen=True)
class Letter:
    """A message of the sink; ``key`` names it in addresses."""

    key: str
    message: EmailMessage

    @property
    def received_at(self) -> dt.datetime:
        """When the sink took it, in UTC."""
        return dt.datetime.fromtimestamp(int(self.key[:20]) / 1e9, dt.UTC)

    @property
    def recipient(self) -> str:
        return str(self.message.get("X-Envelope-To", ""))

    @property
    def subject(self) -> str:
        return str(self.message.get("Subject", ""))

    @property
    def language(self) -> str:
        return str(self.message.get("Content-Language", ""))

    @property
    def text(self) -> str:
        return self._part("plain")

    @property
    def html(self) -> str:
        return self._part("html")

    def _part(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        return str(part.get_content()) if part is not None else ""


class Mailbox:
    """A directory of messages, one file each; readers never see half of one."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def add(self, recipients: list[str], content: bytes) -> str:
        """Keep a message and return its key."""
        key = f"{time.time_ns():020d}-{uuid.uuid4().hex[:8]}"
        self.directory.mkdir(parents=True, exist_ok=True)
        envelope = "".join(f"X-Envelope-To: {address}\r\n" for address in recipients)
        partial = self.directory / f"{key}.part"
        partial.write_bytes(envelope.encode() + content)
        partial.rename(self.directory / f"{key}.eml")
        return key

    def keys(self) -> list[str]:
        """The keys of all messages, newest first."""
        return sorted((path.stem for path in self.directory.glob("*.eml")), reverse=True)

    def get(self, key: str) -> Letter | None:
        """The message of that key, if there is one."""
        path = self.directory / f"{key}.eml"
        if not NAME.fullmatch(key) or not path.is_file():
            return None
        return Letter(key, message_from_bytes(path.read_bytes(), policy=default))


class Sink:
    """What aiosmtpd asks when a message comes in: it is kept, whoever it is for."""

    def __init__(self, mailbox: Mailbox) -> None:
        self.mailbox = mailbox

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.mailbox.add(envelope.rcpt_tos, envelope.content)
        return "250 Message kept"
