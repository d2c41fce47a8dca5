"""Invite a person to the network by mail: how the secretariat's first account comes about."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.accounts.services.invitations import invite
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role


class Command(BaseCommand):
    """Only for roles in the network; people of States are invited from the pages."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", required=True)
        parser.add_argument(
            "--role",
            choices=(Role.SECRETARIAT, Role.COORDINATOR),
            type=Role,
            default=Role.SECRETARIAT,
        )
        parser.add_argument("--language", default="en")

    def handle(self, *args: Any, **options: Any) -> None:
        with acting(SYSTEM, reason="Invited from the command line", via="command"):
            try:
                invitation = invite(
                    actor=SYSTEM,
                    email=options["email"],
                    name=options["name"],
                    role=options["role"],
                    language=options["language"],
                )
            except ValidationError as error:
                raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{invitation.email} is invited until {invitation.expires_at:%Y-%m-%d}.")
