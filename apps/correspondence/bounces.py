"""Mail that comes back: which reminder did not arrive, for what reason, and whether for good."""

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message

from django.utils import timezone
from flufl.bounce import all_failures

from apps.accounts.services import note_failing_address
from apps.correspondence.parsing import Letter, header_of
from apps.reminders.models import Digest
from apps.reminders.services import mark_bounced
from focalpoint.mail_routes import Returned, sealed_mails

LONGEST_ANSWER = 500
STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
# RFC 3463: refused for what the message is, or for what the way to it is now; the address itself is
# good. A domain that does not exist (5.4.4) is another matter.
NOT_THE_ADDRESS = (
    *("5.2.2", "5.2.3", "5.3.", "5.5.", "5.6.", "5.7."),
    *("5.4.0", "5.4.1", "5.4.2", "5.4.3", "5.4.5", "5.4.6", "5.4.7"),
)
FAILED = ("fail", "error")


@dataclass(frozen=True)
class Bounce:
    """What a server reported of a message that it could not deliver.

    ``addresses`` are those that it named. ``status`` is the enhanced status code (RFC 3463), empty
    where the report has none.
    """

    addresses: frozenset[str]
    status: str
    answer: str

    @property
    def is_for_good(self) -> bool:
        """Whether no later mail to this address would arrive either."""
        return not self.status or (
            self.status.startswith("5.") and not self.status.startswith(NOT_THE_ADDRESS)
        )


def note_bounce(digest: Digest, letter: Letter) -> bool:
    """Mark the reminder as bounced, and its recipient's address as failing where that is for good.

    ``False`` where the mail reports no failure. A report on another address than the recipient's
    (they forward their mail, or have changed it) says nothing about the one that we know.
    """
    bounce = read_bounce(letter.message)
    if bounce is None:
        return False
    mark_bounced(digest=digest, answer=bounce.answer, now=timezone.now())
    recipient = digest.recipient
    if bounce.is_for_good and (not bounce.addresses or recipient.email in bounce.addresses):
        note_failing_address(user=recipient, answer=bounce.answer, now=timezone.now())
    return True


def note_sealed_return(mail: uuid.UUID, raw: bytes) -> None:
    """Tell whoever sent a sealed mail that it came back; nothing of what came back is kept."""
    bounce = read_bounce(message_from_bytes(raw))
    kind = sealed_mails(mail)
    if bounce is not None and kind is not None:
        kind.note(mail, Returned(bounce.answer))


def read_bounce(message: Message) -> Bounce | None:
    """The failure that a message reports; ``None`` for a delay, or for any other mail."""
    for block in _reports(message):
        action = header_of(block, "Action").lower()
        if not action.startswith(FAILED):
            continue
        named = (header_of(block, name) for name in ("Original-Recipient", "Final-Recipient"))
        status = STATUS.search(header_of(block, "Status"))
        diagnosis = header_of(block, "Diagnostic-Code").partition(";")[2].strip()
        return Bounce(
            addresses=frozenset(address for text in named if (address := _address(text))),
            status=status[0] if status else "",
            answer=(diagnosis or header_of(block, "Status"))[:LONGEST_ANSWER],
        )
    _delayed, failed = all_failures(message)
    if not failed:
        return None
    addresses = frozenset(address.decode("ascii", "replace").lower() for address in failed)
    return Bounce(addresses, "", header_of(message, "Subject")[:LONGEST_ANSWER])


def _reports(message: Message) -> Iterator[Message]:
    """The blocks of headers of a delivery status report (RFC 3464)."""
    for part in message.walk():
        blocks = part.get_payload()
        if part.get_content_type() == "message/delivery-status" and isinstance(blocks, list):
            yield from (block for block in blocks if isinstance(block, Message))


def _address(text: str) -> str:
    return text.rpartition(";")[2].strip().strip("<>").lower()
