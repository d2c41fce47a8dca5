"""The ids of a State and of one of its actions, for the floor's queries."""

from typing import Any

from django.core.management.base import BaseCommand

from apps.accounts.models import Membership
from apps.actions.models import Action
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM


class Command(BaseCommand):
    """Prints the State of an official and the id of one of its open actions."""

    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        with acting(SYSTEM):
            state = Membership.objects.filter(role="official").earliest("id").country_id
            action = Action.objects.filter(
                country_id=state, status="open", visibility="government"
            ).earliest("id")
        self.stdout.write(f"{state} {action.pk}")
