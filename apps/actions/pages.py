"""What all pages of actions share."""

from typing import Any

from apps.actions import selectors
from apps.actions.models import Action
from focalpoint.roles import GOVERNMENT_READERS, NETWORK_ROLES
from focalpoint.views import ScopedMixin


class ActionMixin(ScopedMixin):
    """Pages for those who read what a government or the network keeps."""

    model = Action
    roles = GOVERNMENT_READERS | NETWORK_ROLES
    # Not "action": that is where the form component looks for an address.
    context_object_name: str | None = "record"

    def get_queryset(self) -> Any:
        return selectors.actions(self.actor)
