"""The secretariat adds frameworks and items; what a file of the project says, the file changes."""

from apps.catalogue.models import Framework, Item
from focalpoint.actors import Actor
from focalpoint.policies import declare, may
from focalpoint.roles import Role


def is_our_own(actor: Actor, entry: Framework | Item) -> bool:
    """Loading the catalogue again would undo a change to what came from a file."""
    return not entry.is_loaded


_keepers = may({Role.SECRETARIAT}, where=is_our_own)

declare(Framework, create=_keepers, change=_keepers)
declare(Item, create=_keepers, change=_keepers)
