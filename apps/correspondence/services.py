"""The writers of incoming mail: what tasks, the pages and commands call."""

import datetime as dt
import uuid
from typing import Any

import structlog
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.services import with_full_reach
from apps.actions.models import Action
from apps.correspondence.applying import Outcome, apply, level_found
from apps.correspondence.filing import draft_of, letter_of, log_mail, make_action
from apps.correspondence.models import InboundMail, MailAddress, Reason, Status
from apps.correspondence.routing import level_of
from apps.correspondence.selectors import cache_key
from apps.correspondence.sender_notices import TOLD, deliver_notice, may_be_told
from apps.countries.models import Country
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor
from focalpoint.policies import authorize
from focalpoint.services import locked, writing
from focalpoint.transitions import transition

logger = structlog.get_logger(__name__)

# After so many tries a mail is held: something in it brings the worker down.
MOST_ATTEMPTS = 5
AT_ONCE = 100
TELL_WITHIN = dt.timedelta(hours=5)

# What is read out of a mail while it is applied.
READ = ("sender_address", "sender_name", "subject", "text", "attachments", "sender", "digest")


def apply_mail(*, mail_id: uuid.UUID) -> Status | None:
    """Log a mail that was received, or hold it; ``None`` where there is nothing to do.

    Any number of processes may try: the row is locked, and everything is one transaction.
    """
    with acting(SYSTEM, reason=_("Mail as it came in"), event="inbound_mail.applied", via="mail"):
        waiting = InboundMail.objects.filter(pk=mail_id, status=Status.RECEIVED)
        # Counted even if the process dies on it.
        if not waiting.update(attempts=F("attempts") + 1):
            return None
        with transaction.atomic():
            mail = waiting.select_for_update(of=("self",), skip_locked=True).first()
            if mail is None:
                return None
            settled = _settle(mail, _outcome(mail))
    logger.info("mail_settled", mail=str(mail_id), status=settled.status, reason=settled.reason)
    return Status(settled.status)


def mails_waiting(*, now: dt.datetime) -> list[uuid.UUID]:
    """The mails that were received a while ago and that nobody has applied yet, oldest first.

    What has just come in is left to the task that the server started.
    """
    since = now - dt.timedelta(seconds=settings.MAIL_SWEEP_AFTER)
    with acting(SYSTEM):
        rows = InboundMail.objects.filter(status=Status.RECEIVED, received_at__lt=since)
        rows = rows.order_by("pk")
        return list(rows.values_list("pk", flat=True)[:AT_ONCE])


def senders_waiting(*, now: dt.datetime) -> list[uuid.UUID]:
    """The mails that are held and whose senders were not told since, oldest first.

    After some hours nobody is told any more.
    """
    since = now - dt.timedelta(seconds=settings.MAIL_SWEEP_AFTER)
    with acting(SYSTEM):
        rows = InboundMail.objects.filter(
            status=Status.HELD,
            told_at=None,
            sender__is_active=True,
            reason__in=TOLD,
            settled_at__lt=since,
            settled_at__gt=now - TELL_WITHIN,
        )
        return list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])


def file_mail(*, actor: Actor, mail: InboundMail, action: Action, version: int | None) -> Action:
    """Log a held mail on an action, in the actor's name.

    Raises ``PermissionDenied``, ``ValidationError``, ``StaleVersionError`` or
    ``IllegalTransitionError`` where it is not held any more.
    """
    with writing(actor, event="inbound_mail.filed", reason=_("filed by hand")):
        current = _held(actor, mail, "file")
        if action.country_id != current.country_id:
            raise ValidationError({"action": _("This action is another State's.")})
        log_mail(actor=actor, mail=current, action=action, letter=letter_of(current))
        _close(actor, current, version, Status.APPLIED, reason=Reason.UPDATE, action=action)
    return action


def make_action_of_mail(
    *, actor: Actor, mail: InboundMail, line: str, language: str, version: int | None
) -> Action:
    """Make an action of a held mail, as ``line`` says it; its text is the description.

    Raises as ``file_mail`` does; ``ValidationError`` holds what is wrong with the line.
    """
    with writing(actor, event="inbound_mail.filed", reason=_("filed by hand")):
        current = _held(actor, mail, "file")
        country = current.country
        if country is None:
            raise ValidationError(_("Nobody knows yet which State this mail is for."))
        draft = draft_of(line, actor=actor, country=country, language=language)
        made = make_action(
            actor=actor, mail=current, country=country, draft=draft, letter=letter_of(current)
        )
        _close(actor, current, version, Status.APPLIED, reason=Reason.NEW_ACTION, action=made)
    return made


def dismiss_mail(*, actor: Actor, mail: InboundMail, why: str, version: int | None) -> InboundMail:
    """Close a held mail without doing anything with it; it stays, and so does the reason."""
    if not why.strip():
        raise ValidationError({"why": _("Say why the mail is dismissed.")})
    with writing(actor, event="inbound_mail.dismissed", reason=why):
        current = _held(actor, mail, "dismiss")
        return _close(actor, current, version, Status.DISMISSED, detail=why)


def hand_over_mail(*, actor: Actor, mail: InboundMail, country: Country) -> InboundMail:
    """Give a mail that was nobody's to a State, whose officials then settle it."""
    with writing(actor, event="inbound_mail.handed_over", reason=_("handed over")):
        current = _held(actor, mail, "hand_over")
        if current.status != Status.HELD:
            raise ValidationError(_("This mail was settled meanwhile."))
        current.country = country
        with acting(with_full_reach(actor)):
            current.save(update_fields=["country"])
    return current


def renew_address(
    *, actor: Actor, country: Country, action: Action | None = None, reason: str = ""
) -> None:
    """Give an action, or a State, another address; the old one is not valid from now on."""
    probe = MailAddress(country=country, action=action)
    authorize(actor, "renew", probe)
    with writing(actor, event="mail_address.renewed", reason=reason):
        rows = MailAddress.objects.filter(country=country, action=action)
        if not rows.update(edition=F("edition") + 1):
            probe.full_clean()
            probe.save(force_insert=True)
    cache.delete(cache_key(country))


def tell_sender(*, mail_id: uuid.UUID) -> bool:
    """Tell a known sender once why their mail is held; whether a mail went out.

    Raises what the mail server raises; the sender then still counts as not told.
    """
    with writing(SYSTEM, event="inbound_mail.sender_told", reason=_("The sender is told")):
        rows = InboundMail.objects.filter(pk=mail_id, told_at=None, status=Status.HELD)
        mail = rows.select_for_update(of=("self",)).first()
        if mail is None or not may_be_told(mail, now=timezone.now()):
            return False
        mail.told_at = timezone.now()
        mail.save(update_fields=["told_at"])
        deliver_notice(mail)
    return True


def _outcome(mail: InboundMail) -> Outcome:
    if mail.attempts > MOST_ATTEMPTS:
        return Outcome(Status.HELD, Reason.MALFORMED, {"detail": _("It could not be processed.")})
    return apply(mail)


def _settle(mail: InboundMail, outcome: Outcome) -> InboundMail:
    read = {name: getattr(mail, name) for name in READ}
    changes = {
        **read,
        **outcome.values,
        **level_found(mail, outcome),
        "reason": outcome.reason,
        "settled_at": timezone.now(),
    }
    return transition(actor=SYSTEM, instance=mail, to=outcome.status, changes=changes)


def _held(actor: Actor, mail: InboundMail, verb: str) -> InboundMail:
    """The mail, locked, for somebody who sees it and may settle it."""
    current = locked(actor, mail)
    authorize(actor, verb, current)
    return current


def _close(
    actor: Actor, mail: InboundMail, version: int | None, to: Status, **changes: Any
) -> InboundMail:
    # The system's reach: what the row names otherwise (a reminder of several States, say) may be
    # out of the actor's, who was authorised above.
    by = User.objects.filter(pk=str(actor.user_id)).first() if actor.user_id else None
    # What is filed on an action that one office sees is its office's from then on.
    level = level_of([changes["action"]], mail.country) if "action" in changes else {}
    return transition(
        actor=with_full_reach(actor),
        instance=mail,
        to=to,
        version=version,
        changes={**changes, **level, "settled_by": by, "settled_at": timezone.now()},
    )
