"""What the floor needs: the ids of a State and of one of its actions, and the matrix's own SQL."""

import datetime as dt
import json
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import Membership
from apps.actions.models import Action
from apps.countries.models import Country, Kind
from apps.dashboards.selectors import treaties_matrix
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM


class Command(BaseCommand):
    """Prints one line of JSON: ``state``, ``action`` and ``treaties``, a list of statements."""

    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        with acting(SYSTEM):
            state = Membership.objects.filter(role="official").earliest("id").country_id
            action = Action.objects.filter(
                country_id=state, status="open", visibility="government"
            ).earliest("id")
            states = list(Country.objects.filter(kind=Kind.MEMBER).order_by("name"))
            treaties_matrix(dt.date(2026, 11, 1), states)
            with CaptureQueriesContext(connection) as captured:
                treaties_matrix(dt.date(2026, 11, 1), states)
        statements = [query["sql"] for query in captured.captured_queries]
        self.stdout.write(
            json.dumps({"state": str(state), "action": str(action.pk), "treaties": statements})
        )
