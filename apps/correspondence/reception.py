"""Taking a mail: it is on the disk and in the database before the sender's server hears so."""

import hashlib
import uuid
from collections.abc import Collection
from functools import partial

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from apps.correspondence import raw_mail
from apps.correspondence.addresses import read_address
from apps.correspondence.bounces import note_sealed_return
from apps.correspondence.models import InboundMail
from apps.correspondence.parsing import message_id_of
from apps.correspondence.routing import (
    Destination,
    actions_of_digest,
    destination_of,
    level_of,
    sealed_return,
)
from apps.correspondence.tasks import apply_mail_task
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM

logger = structlog.get_logger(__name__)


def is_ours(address: str) -> bool:
    """Whether mail for an address is taken at all: it looks like one of ours, genuine or not."""
    return read_address(address) is not None


def accept_mail(
    *, envelope_sender: str, recipients: Collection[str], raw: bytes
) -> list[uuid.UUID]:
    """Keep a mail for each of its recipients, and return the ids of what was not there before.

    When this returns, the mail is safe. The same mail again (its Message-ID, for the same address)
    is taken and adds nothing; another mail under the same Message-ID is kept beside the first.
    What comes back of a sealed mail (``focalpoint.mail_routes``) is noted at once and not kept.
    """
    message_id = message_id_of(raw)
    addressed = sorted({recipient.strip().lower() for recipient in recipients})
    wanted = [recipient for recipient in addressed if not _is_sealed(recipient, raw)]
    if not wanted:
        return []
    with acting(SYSTEM, reason=_("Mail received"), event="inbound_mail.received", via="mail"):
        keys = {recipient: _key(recipient, message_id, raw) for recipient in wanted}
        new = {recipient: key for recipient, key in keys.items() if key}
        if not new:
            logger.info("mail_repeated", message_id=message_id)
            return []
        places = {recipient: destination_of(recipient) for recipient in new}
        # A file that no row comes to name is left: nobody can tell a commit that was lost from one
        # whose answer was.
        file = raw_mail.keep(raw)
        mails = [
            _mail(
                places[recipient],
                recipient=recipient,
                key=key,
                envelope_sender=envelope_sender[:320],
                file=file,
                sha256=raw_mail.digest_of(raw),
                size=len(raw),
                message_id=message_id,
            )
            for recipient, key in new.items()
        ]
        with transaction.atomic():
            InboundMail.objects.bulk_create(mails, ignore_conflicts=True)
            taken = list(InboundMail.objects.filter(file=file).values_list("pk", flat=True))
            # The broker may be away; the sweep then finds the mail.
            transaction.on_commit(partial(_wake, taken), robust=True)
        if not taken:
            # Another connection brought the same mail at the same moment.
            raw_mail.forget(file)
    logger.info("mail_received", message_id=message_id, size=len(raw), mails=len(taken))
    return taken


def _is_sealed(recipient: str, raw: bytes) -> bool:
    """Whether it is the return of a sealed mail, of which nothing is kept; it is noted then."""
    mail = sealed_return(recipient)
    if mail is None:
        return False
    note_sealed_return(mail, raw)
    return True


def _wake(taken: list[uuid.UUID]) -> None:
    for pk in taken:
        apply_mail_task.delay(str(pk))


def _mail(place: Destination, **values: object) -> InboundMail:
    about = [place.action] if place.action is not None else []
    if place.digest is not None:
        about += actions_of_digest(place.digest)
    home = {"country": place.country, **level_of(about, place.country)}
    return InboundMail(
        target=place.target,
        action=place.action,
        digest=place.digest,
        **home,
        **values,
    )


def _key(recipient: str, message_id: str, raw: bytes) -> str:
    """What makes the mail this one and no other; empty where it is there already.

    Its body counts where the Message-ID is taken: a mail must not hide behind another's name.
    """
    body = raw.partition(b"\r\n\r\n")[2]
    own = _digest(message_id.encode() or raw)
    full = _digest(message_id.encode(), body)
    rows = InboundMail.objects.filter(recipient=recipient)
    first = rows.filter(key=own).values_list("file", "sha256").first()
    if first is None:
        return own
    if rows.filter(key=full).exists() or _body_of(*first) == body or not message_id:
        return ""
    return full


def _body_of(file: str, sha256: str) -> bytes | None:
    try:
        return raw_mail.read(file, sha256=sha256).partition(b"\r\n\r\n")[2]
    except raw_mail.ChangedMailError:
        return None


def _digest(*pieces: bytes) -> str:
    return hashlib.sha256(b"\0".join(pieces)).hexdigest()
