"""Invite the first people of an installation from the command line."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.accounts.links import invitation_url
from apps.accounts.services import invite
from apps.countries.models import Country, Institution
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role


class Command(BaseCommand):
    """The way to the first account of the secretariat; everybody else is invited on the pages."""

    help = "Invite a person to a role, mail the link and print it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", required=True)
        parser.add_argument("--role", choices=Role.values, default=Role.SECRETARIAT.value)
        parser.add_argument("--state", help="code of the State, for a role of a State")
        parser.add_argument("--institution", help="name of one of the State's institutions")
        parser.add_argument("--language", choices=list(dict(settings.LANGUAGES)), default="en")

    def handle(self, *args: Any, **options: Any) -> None:
        with acting(SYSTEM, reason="Invited from the command line", via="command"):
            country, institution = self._place(options["state"], options["institution"])
            try:
                invitation = invite(
                    actor=SYSTEM,
                    email=options["email"],
                    name=options["name"],
                    role=Role(options["role"]),
                    country=country,
                    institution=institution,
                    language=options["language"],
                )
            except ValidationError as error:
                raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(
            f"{invitation.email} is invited until {invitation.expires_at:%Y-%m-%d}:"
            f" {invitation_url(invitation)}"
        )

    def _place(
        self, state: str | None, institution: str | None
    ) -> tuple[Country | None, Institution | None]:
        if state is None:
            return None, None
        try:
            country = Country.objects.get(code=state.upper())
        except Country.DoesNotExist as error:
            raise CommandError(f"There is no State with the code {state}.") from error
        found = Institution.objects.of(country).filter(name=institution or "").first()
        if found is None:
            names = "; ".join(Institution.objects.of(country).values_list("name", flat=True))
            raise CommandError(f"Name one of the institutions of {country}: {names or 'none yet'}")
        return country, found
