"""One SMTP conversation for many messages, with the server's own words when it refuses."""

import smtplib
from types import TracebackType
from typing import Self

from django.core.mail import EmailMessage, get_connection

PER_CONNECTION = 100  # servers commonly end a conversation that goes on for longer
CLOSING = 421  # the server's reply before it hangs up (RFC 5321 §3.8)


class DeliveryError(Exception):
    """The message was not accepted; ``answer`` is what the server said."""

    def __init__(self, answer: str) -> None:
        self.answer = answer
        super().__init__(answer)


class RefusedError(DeliveryError):
    """The server will never take mail for this recipient."""


class PostponedError(DeliveryError):
    """The server did not take this message now."""


class UnreachableError(DeliveryError):
    """There is no server to talk to, or it hung up: no message will get through now."""


class Postbox:
    """Sends messages one by one over a connection that stays open; not for use by two threads."""

    def __init__(self) -> None:
        self._backend = get_connection()
        self._sent = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def send(self, message: EmailMessage) -> None:
        """Return once the server has taken responsibility for ``message``.

        Raises ``RefusedError``, ``PostponedError`` or ``UnreachableError``.
        """
        if self._sent >= PER_CONNECTION:
            self.close()
        try:
            self._backend.open()
        except OSError as error:  # smtplib's errors are OSErrors too
            self.close()
            raise UnreachableError(answer_of(error)) from error
        try:
            self._backend.send_messages([message])
        except OSError as error:
            failure = _meaning(error)
            if failure is UnreachableError:
                self.close()
            raise failure(answer_of(error)) from error
        self._sent += 1

    def close(self) -> None:
        """End the conversation; the next message starts a new one."""
        self._sent = 0
        try:
            self._backend.close()
        except OSError:
            # The server has gone already.
            self._backend = get_connection()


def _meaning(error: OSError) -> type[DeliveryError]:
    """Whether the answer concerns this recipient for good, this message now, or every message."""
    code, _answer = _reply(error)
    if code == CLOSING or (code is None and not _is_about_message(error)):
        return UnreachableError
    if isinstance(error, smtplib.SMTPRecipientsRefused) and code is not None and code >= 500:
        return RefusedError
    return PostponedError


def _is_about_message(error: OSError) -> bool:
    lost = (smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError)
    return isinstance(error, smtplib.SMTPException) and not isinstance(error, lost)


def answer_of(error: OSError) -> str:
    """The server's answer, or the system's, in one line."""
    code, answer = _reply(error)
    if code is None:
        return f"{type(error).__name__}: {error}"
    text = answer.decode(errors="replace") if isinstance(answer, bytes) else answer
    return " ".join(f"{code} {text}".split())


def _reply(error: OSError) -> tuple[int | None, bytes | str]:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        [reply] = error.recipients.values()  # each message has one recipient
        return reply
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code, error.smtp_error
    return None, ""
