"""Where an address leads: the action, State or reminder that it names, if its tag is genuine."""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from apps.actions.models import Action
from apps.correspondence.addresses import (
    Named,
    action_address,
    is_genuine,
    read_address,
    read_id,
    state_address,
)
from apps.correspondence.models import MailAddress, Target
from apps.countries.models import Country
from apps.reminders.models import Digest, Reminder
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.mail_routes import sealed_mails
from focalpoint.visibility import Visibility

# Kinds of deadlines that are an action's begin so.
OF_ACTIONS = "action."


@dataclass(frozen=True)
class Destination:
    """What an address leads to; nothing where its tag is not genuine."""

    target: Target = Target.NOTHING
    country: Country | None = None
    action: Action | None = None
    digest: Digest | None = None


NOWHERE = Destination()


def destination_of(address: str) -> Destination:
    """Where an address leads, in the system's name: whoever holds it need not see the record."""
    named = read_address(address)
    if named is None:
        return NOWHERE
    find = {
        Target.ACTION: _to_action,
        Target.STATE: _to_state,
        Target.REMINDER: _to_digest,
        Target.BOUNCE: _to_digest,
    }.get(named.target)
    with acting(SYSTEM):
        return find(named) if find else NOWHERE


def sealed_return(address: str) -> uuid.UUID | None:
    """The sealed mail that came back to an address; ``None`` where it is no such address."""
    named = read_address(address)
    if named is None or named.target != Target.BOUNCE:
        return None
    pk = read_id(named.name)
    return pk if is_genuine(named, pk) and sealed_mails(pk) else None


def address_of_action(action: Action) -> str:
    """The present address of an action, for those who may write to it."""
    return addresses_of_actions({action.pk: action.reference})[action.pk]


def addresses_of_actions(references: dict[uuid.UUID, str]) -> dict[uuid.UUID, str]:
    """The present addresses of actions, by their ids and references; one query."""
    editions = dict(
        MailAddress.objects.filter(action__in=references).values_list("action", "edition")
    )
    return {pk: action_address(ref, pk, editions.get(pk, 0)) for pk, ref in references.items()}


def address_of_state(country: Country) -> str:
    """The present address of a State's new actions, for those who may make them."""
    return state_address(country.code, country.pk, _edition(country=country, action=None))


def actions_of_digest(digest: Digest) -> QuerySet[Action]:
    """The actions that a reminder was about; to be read in the system's name."""
    about = Reminder.objects.filter(digest=digest, kind__startswith=OF_ACTIONS)
    found: QuerySet[Action] = Action.objects.filter(pk__in=about.values("object_id"))
    return found.select_related("country", "office").order_by("reference")


def digest_answered(message_ids: Collection[str]) -> Digest | None:
    """The reminder that a mail answers, by the Message-IDs which it names."""
    if not message_ids:
        return None
    found: Digest | None = Digest.objects.filter(message_id__in=list(message_ids)).first()
    return found


def level_of(actions: Iterable[Action], country: Country | None) -> dict[str, Any]:
    """How narrowly a mail is kept: as narrowly as any of the actions that it is about.

    Nothing where the government sees them all. What a State's mail may say of another State's
    action is for the people of its own State to read.
    """
    for action in actions:
        theirs = country is None or action.country_id == country.pk
        if action.visibility == Visibility.OFFICE and theirs:
            return {
                "country": action.country,
                "office": action.office,
                "visibility": Visibility.OFFICE,
            }
    return {}


def _to_action(named: Named) -> Destination:
    action = Action.objects.select_related("country", "office").filter(reference=named.name).first()
    if action is None:
        return NOWHERE
    edition = _edition(country=action.country, action=action)
    if not is_genuine(named, action.pk, edition):
        return NOWHERE
    return Destination(Target.ACTION, action.country, action)


def _to_state(named: Named) -> Destination:
    country = Country.objects.filter(code=named.name).first()
    if country is None:
        return NOWHERE
    if not is_genuine(named, country.pk, _edition(country=country, action=None)):
        return NOWHERE
    return Destination(Target.STATE, country)


def _to_digest(named: Named) -> Destination:
    pk = read_id(named.name)
    if not is_genuine(named, pk):
        return NOWHERE
    digest = Digest.objects.select_related("country").filter(pk=pk).first()
    if digest is None:
        return NOWHERE
    return Destination(named.target, digest.country, digest=digest)


def _edition(*, country: Country, action: Action | None) -> int:
    rows = MailAddress.objects.filter(country=country, action=action)
    return int(rows.values_list("edition", flat=True).first() or 0)
