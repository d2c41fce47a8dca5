"""The addresses that reminders carry: for answers, and for what comes back."""

import uuid

from apps.correspondence.addresses import bounce_address, reply_address
from apps.correspondence.routing import OF_ACTIONS, addresses_of_actions
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.mail_routes import About, MailRoutes, Replies, register


def replies(mail: uuid.UUID, about: About) -> Replies:
    """One action: its address. Several: one that asks for a reference, and each its own."""
    references = {pk: ref for (kind, pk), ref in about.items() if kind.startswith(OF_ACTIONS)}
    if not references:
        return Replies()
    with acting(SYSTEM):
        addresses = addresses_of_actions(references)
    only = next(iter(addresses.values())) if len(about) == 1 else reply_address(mail)
    return Replies(only, addresses)


register(MailRoutes(replies, bounce_address))
