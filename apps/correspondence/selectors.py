"""What people see of the mail that came in."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.cache import cache
from django.db.models import Q, QuerySet

from apps.actions.models import Action
from apps.correspondence.applying import named_in
from apps.correspondence.models import InboundMail, Reason, Status
from apps.correspondence.routing import (
    actions_of_digest,
    address_of_action,
    address_of_state,
)
from apps.countries.models import Country
from focalpoint.actors import Actor
from focalpoint.policies import allowed
from focalpoint.roles import FOCAL_POINT_OFFICE, Role

PER_PAGE = 50
# The address of a State changes when somebody renews it, which also empties this.
LAG = 3600


@dataclass(frozen=True)
class Box:
    """One part of the mail: ``key`` names it in addresses."""

    key: str
    condition: Q


BOXES = (
    Box("review", Q(status=Status.HELD) & ~Q(reason=Reason.AUTOMATIC)),
    Box("automatic", Q(status=Status.HELD, reason=Reason.AUTOMATIC)),
    Box("logged", Q(status=Status.APPLIED)),
    Box("dismissed", Q(status=Status.DISMISSED)),
    Box("received", Q(status=Status.RECEIVED)),
)


def mails(actor: Actor) -> QuerySet[InboundMail]:
    """The mail that ``actor`` looks after: their State's, or what is nobody's yet; newest first.

    A ministry officer sees what they sent, and what is for their own institution alone.
    """
    rows: QuerySet[InboundMail] = InboundMail.objects.visible_to(actor)
    if Role.MINISTRY_OFFICER in actor.roles and not actor.roles & FOCAL_POINT_OFFICE:
        rows = rows.filter(Q(sender=actor.user_id) | Q(office__in=actor.offices))
    return rows.select_related("country", "action", "sender").order_by("-id")


def page_of(rows: QuerySet[InboundMail], *, before: UUID | None) -> tuple[list[InboundMail], bool]:
    """The newest rows (older than ``before``), and whether there are more."""
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.defer("text", "attachments")[: PER_PAGE + 1])
    return found[:PER_PAGE], len(found) > PER_PAGE


def to_review(actor: Actor) -> int:
    """How many mails wait for somebody to look at them."""
    return mails(actor).filter(BOXES[0].condition).order_by().count()


def suggestions(actor: Actor, mail: InboundMail) -> Sequence[Action]:
    """The actions that a held mail may be about, as far as ``actor`` may log on them."""
    found: dict[UUID, Action] = {}
    if mail.action is not None:
        found[mail.action.pk] = mail.action
    if mail.digest is not None:
        rows = Action.objects.visible_to(actor).select_related("country")
        about = actions_of_digest(mail.digest).order_by().values("pk")
        found |= {action.pk: action for action in rows.filter(pk__in=about)}
    if words := named_in(f"{mail.subject}\n{mail.text}"):
        rows = Action.objects.visible_to(actor).filter(
            country=mail.country, reference__in=sorted(words)[:20]
        )
        found |= {action.pk: action for action in rows.select_related("country")}
    return [action for action in found.values() if allowed(actor, "change", action)][:8]


def mail_address_of(actor: Actor, action: Action) -> str:
    """The address of an action, for those who may write to it; empty for others."""
    return address_of_action(action) if allowed(actor, "change", action) else ""


def mail_address_of_state(actor: Actor, country: Country | None) -> str:
    """The address of a State's new actions, for those who write there; empty for others."""
    if country is None or country.pk not in actor.write_states:
        return ""
    return str(cache.get_or_set(cache_key(country), lambda: address_of_state(country), LAG))


def cache_key(country: Country) -> str:
    """Under which a State's address is kept."""
    return f"correspondence:address:{country.pk}"
