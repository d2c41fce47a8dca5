"""What becomes of a mail: from whom it is, what it is about, and whether they may write there.

An address can be forged as the sender of a mail, so two things are asked: the tag of the address,
which nobody can guess, and a known person as the sender, proven by the receiving server where one
is trusted to prove it (docs/operations.md). Everything else is held for a person to look at.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.selectors import actor_for
from apps.actions.models import Action
from apps.correspondence import raw_mail
from apps.correspondence.authentication import is_proven
from apps.correspondence.automatic import is_automatic
from apps.correspondence.bounces import note_bounce
from apps.correspondence.filing import draft_of, line_of, log_mail, make_action, sender_of
from apps.correspondence.models import InboundMail, Reason, Status, Target
from apps.correspondence.parsing import Letter, UnreadableError, file_summary, read_letter
from apps.correspondence.replies import own_words
from apps.correspondence.routing import actions_of_digest, digest_answered, level_of
from focalpoint.actors import Actor

# Enough of a mail that is too large to say from whom it is and what it is about.
HEAD = 65_536
LONGEST_SUBJECT = 1000
# So many references in one mail are looked up.
MOST_NAMED = 20
NAMED = re.compile(r"\b[A-Z]{3}-\d{4}-\d{4,}\b", re.IGNORECASE)


@dataclass(frozen=True)
class Outcome:
    """What became of a mail, with the values that its record keeps."""

    status: Status
    reason: Reason
    values: Mapping[str, Any] = field(default_factory=dict)


class HoldError(Exception):
    """The mail waits for a person; ``detail`` says what they should know."""

    def __init__(self, reason: Reason, detail: str = "", **values: Any) -> None:
        self.reason = reason
        self.detail = detail
        self.values = values
        super().__init__(reason)


def apply(mail: InboundMail) -> Outcome:
    """Do what a mail asks for, in the name of its sender; the caller runs this in a transaction.

    Returns what the record is to say; the values read out of the mail are set on ``mail``.
    """
    try:
        letter = _read(mail)
        if mail.target == Target.BOUNCE:
            return _returned(mail, letter)
        return _apply(mail, letter)
    except HoldError as held:
        return Outcome(
            Status.HELD, held.reason, {"detail": held.detail, **_home(mail), **held.values}
        )


def level_found(mail: InboundMail, outcome: Outcome) -> dict[str, Any]:
    """How narrowly a mail is kept now that it is read; nothing where it stays as it came.

    An applied one is about its action; of a held one nobody knows yet, so each action that it names
    counts. An answer to a reminder quotes all of that reminder.
    """
    action = outcome.values.get("action", mail.action)
    about = [action] if action is not None else []
    if mail.digest is not None:
        about += actions_of_digest(mail.digest)
    country = outcome.values.get("country", mail.country)
    if outcome.status == Status.HELD and country is not None:
        words = sorted(named_in(f"{mail.subject}\n{mail.text}"))[:MOST_NAMED]
        about += Action.objects.filter(country=country, reference__in=words).order_by("reference")
    return level_of(about, country)


def _read(mail: InboundMail) -> Letter:
    """The mail with its facts noted. Raises ``HoldError`` where it is not to be read further."""
    try:
        raw = raw_mail.read(mail.file, sha256=mail.sha256)
    except raw_mail.ChangedMailError as error:
        raise HoldError(
            Reason.MALFORMED, _("The file of this mail is not what came in.")
        ) from error
    too_large = mail.size > settings.MAIL_IN_SIZE_APPLIED
    try:
        letter = read_letter(raw[:HEAD] if too_large else raw)
    except UnreadableError as error:
        raise HoldError(Reason.MALFORMED) from error
    mail.sender_address = letter.sender_address
    mail.sender_name = letter.sender_name
    mail.subject = letter.subject[:LONGEST_SUBJECT]
    mail.text = own_words(letter.text, letter.subject)
    mail.attachments = [] if too_large else file_summary(letter)
    mail.sender = sender_of(letter.sender_address)
    mail.digest = mail.digest or digest_answered(letter.answers)
    if too_large:
        raise HoldError(Reason.TOO_LARGE)
    return letter


def _returned(mail: InboundMail, letter: Letter) -> Outcome:
    if mail.digest is None or not note_bounce(mail.digest, letter):
        # The envelope's sender also gets what answering machines write.
        return Outcome(Status.HELD, Reason.AUTOMATIC)
    return Outcome(Status.APPLIED, Reason.BOUNCE)


def _apply(mail: InboundMail, letter: Letter) -> Outcome:
    if is_automatic(letter, envelope_sender=mail.envelope_sender):
        raise HoldError(Reason.AUTOMATIC)
    if _is_repeated(mail):
        raise HoldError(Reason.REPEATED)
    sender = _sender(mail, letter)
    if not mail.text and not mail.attachments and not mail.subject:
        raise HoldError(Reason.EMPTY)
    actor = actor_for(sender)
    with translation.override(sender.language):
        try:
            with transaction.atomic():
                return _write(mail, letter, actor, sender)
        except PermissionDenied as error:
            raise HoldError(Reason.NOT_ALLOWED) from error
        except ValidationError as error:
            raise HoldError(Reason.AMBIGUOUS, "\n".join(error.messages)) from error


def _sender(mail: InboundMail, letter: Letter) -> User:
    """The known person who sent the mail to a genuine address. Raises ``HoldError``."""
    if not letter.sender_address:
        raise HoldError(Reason.MALFORMED, _("It does not name one sender."))
    if mail.target == Target.NOTHING:
        raise HoldError(Reason.UNKNOWN_ADDRESS)
    if mail.sender is None:
        raise HoldError(Reason.UNKNOWN_SENDER)
    if not is_proven(letter):
        raise HoldError(Reason.UNPROVEN_SENDER)
    return mail.sender


def _write(mail: InboundMail, letter: Letter, actor: Actor, sender: User) -> Outcome:
    action = _action_meant(mail, actor)
    if action is not None:
        if not mail.text and not mail.attachments:
            raise HoldError(Reason.EMPTY, action=action)
        log_mail(actor=actor, mail=mail, action=action, letter=letter)
        return Outcome(Status.APPLIED, Reason.UPDATE, {"action": action})
    if mail.country is None:
        raise HoldError(Reason.AMBIGUOUS)
    draft = draft_of(line_of(mail), actor=actor, country=mail.country, language=sender.language)
    made = make_action(actor=actor, mail=mail, country=mail.country, draft=draft, letter=letter)
    return Outcome(Status.APPLIED, Reason.NEW_ACTION, {"action": made})


def _action_meant(mail: InboundMail, actor: Actor) -> Action | None:
    """The action that the mail is about; ``None`` where it asks for a new one.

    Raises ``HoldError`` where it may be one of several, ``PermissionDenied`` where the sender does
    not see it.
    """
    if mail.target == Target.ACTION:
        if not Action.objects.visible_to(actor).filter(pk=mail.action_id).exists():
            raise PermissionDenied
        return mail.action
    candidates = list(actions_of_digest(mail.digest)) if mail.digest is not None else []
    if len(candidates) == 1:
        return candidates[0]
    named = _named(mail, candidates)
    if len(named) == 1:
        return named[0]
    if mail.target == Target.REMINDER:
        references = ", ".join(action.reference for action in candidates)
        raise HoldError(
            Reason.AMBIGUOUS,
            _("The reminder was about several actions: %(list)s") % {"list": references},
        )
    return None


def _named(mail: InboundMail, candidates: list[Action]) -> list[Action]:
    """Actions whose reference the sender wrote: of the reminder, or of the State by the subject."""
    if candidates:
        words = named_in(f"{mail.subject}\n{mail.text}")
        return [action for action in candidates if action.reference in words]
    words = named_in(mail.subject)
    if not words or mail.country is None:
        return []
    return list(Action.objects.filter(country=mail.country, reference__in=words)[:2])


def named_in(text: str) -> set[str]:
    """The references of actions that stand in a text."""
    return {found.upper() for found in NAMED.findall(text)}


def _is_repeated(mail: InboundMail) -> bool:
    """Whether an earlier mail for the same address has this one's Message-ID."""
    earlier = InboundMail.objects.filter(recipient=mail.recipient, message_id=mail.message_id)
    return bool(mail.message_id) and earlier.filter(pk__lt=mail.pk).exists()


def _home(mail: InboundMail) -> dict[str, Any]:
    """The State in which a mail without one is looked at: that of the person it names as sender."""
    if mail.country_id is not None or mail.sender is None:
        return {}
    return {"country": actor_for(mail.sender).country}
