"""Fill three fictional training States, so that every page has something to show."""

from pathlib import Path
from typing import Any

import yaml
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.selectors import actor_for
from apps.appointments.publicity.services import set_network_page
from apps.countries.models import Country
from apps.dashboards.training import people
from apps.dashboards.training.introducing import ask, bring_together
from apps.dashboards.training.people import add_person, build_state
from apps.dashboards.training.records import build_records
from apps.dashboards.training.writing import write_for_network
from apps.reminders.personal import MailState, Notice
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role

DATA = Path(people.__file__).with_name("states.yaml")

# What a newcomer tries first.
SHOWN = (
    ("official", "official@xaa.example"),
    ("ministry officer", "ministry@xaa.example"),
    ("network coordinator", "coordinator@network.example"),
    ("focal point", "focalpoint@xaa.example"),
    ("secretariat", "secretariat@network.example"),
)


class Command(BaseCommand):
    """Loads once; prints the demo accounts each time. Nothing in it is about a real State."""

    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        facts = yaml.safe_load(DATA.read_text(encoding="utf-8"))
        with acting(SYSTEM, reason=people.REASON, event="training.loaded", via="command"):
            if not Country.objects.filter(code=facts["states"][0]["code"]).exists():
                self._load(facts)
        self.stdout.write(f"Demo accounts (password: {people.PASSWORD})")
        width = max(len(role) for role, _email in SHOWN)
        for role, email in SHOWN:
            self.stdout.write(f"  {role:<{width}}  {email}")

    @transaction.atomic
    def _load(self, facts: dict[str, Any]) -> None:
        today = timezone.localdate()
        states = {}
        for entry in facts["states"]:
            states[entry["code"]] = state = build_state(entry, today)
            counts = build_records(state, entry)
            told = ", ".join(
                f"{number} {name.replace('_', ' ')}" for name, number in counts.items()
            )
            self.stdout.write(f"{entry['name']} ({entry['code']}): {told}")
        network = {entry["role"]: add_person(entry, "UTC") for entry in facts["network"]}
        coordinator = actor_for(network[Role.COORDINATOR])
        bring_together(coordinator, states)
        ask(coordinator, states)
        set_network_page(actor=SYSTEM, is_on=True, reason=people.REASON)
        write_for_network(facts["network"][0]["email"], today)
        # They stand in the inboxes; a mail of what the loader did would be no news to anybody.
        Notice.objects.update(mail_state=MailState.NONE)
        self.stdout.write(f"{User.objects.count()} people")
