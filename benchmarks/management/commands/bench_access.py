"""Tokens and sessions of synthetic people, as JSON, for the clients of a measurement."""

import datetime as dt
import json
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.selectors import actor_for
from apps.accounts.services.tokens import create_token
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM


class Command(BaseCommand):
    """Prints a list of ``{email, roles, state, token, session}``; only for measuring databases."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--people", type=int, default=100)

    def handle(self, *args: Any, **options: Any) -> None:
        if not connection.settings_dict["NAME"].endswith("_bench"):
            raise SystemExit("This command is for databases made for measuring.")
        with acting(SYSTEM, reason="measuring", via="command"):
            everybody = list(User.objects.filter(email__startswith="synthetic").order_by("email"))
            # Evenly over all roles: the list is sorted by number, the roles by ranges of it.
            step = max(1, len(everybody) // options["people"])
            chosen = everybody[::step][: options["people"]]
            self.stdout.write(json.dumps([self._access(user) for user in chosen]))

    def _access(self, user: User) -> dict[str, Any]:
        actor = actor_for(user)
        expiry = timezone.now() + dt.timedelta(days=2)
        _token, secret = create_token(actor=actor, user=user, name="bench", expires_at=expiry)
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        return {
            "email": user.email,
            "roles": sorted(actor.roles),
            "state": actor.country.code if actor.country else None,
            "token": secret,
            "session": session.session_key,
        }
