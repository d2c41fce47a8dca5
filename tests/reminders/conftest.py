"""A small State with its people, and a clock that the tests set."""

import datetime as dt
import zoneinfo
from dataclasses import dataclass, field
from typing import Any

import pytest

from apps.accounts.models import Membership, User
from apps.actions.models import Action
from apps.countries.models import Institution
from apps.reminders.models import Digest, Reminder
from apps.reminders.services import deliver_digests, sweep_deadlines
from apps.reminders.sweep import Swept
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.factories import (
    ActionFactory,
    CountryFactory,
    InstitutionFactory,
    ReminderRulesFactory,
    person,
)

LONG_AGO = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)


def at(text: str, zone: str = "UTC") -> dt.datetime:
    """The instant of a local time such as ``2026-03-01 08:00``."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=zoneinfo.ZoneInfo(zone))


@dataclass
class Office:
    """The focal point's office of one training State."""

    institution: Institution
    focal_point: User
    others: dict[str, User] = field(default_factory=dict)

    def officer(self, role: Role = Role.OFFICIAL, **user: Any) -> User:
        """A new person of the office."""
        return person(role, self.institution, **user)

    def action(self, due: str, **values: Any) -> Action:
        """An open action whose deadline was set long ago, unless a test says else."""
        values.setdefault("due_set_at", LONG_AGO)
        values.setdefault("office", self.institution)
        return ActionFactory(due_on=dt.date.fromisoformat(due), **values)


@pytest.fixture
def office() -> Office:
    """A State in UTC that works every day and at night, with one focal point, who lives there."""
    institution = InstitutionFactory(country=CountryFactory(time_zone="UTC"))
    ReminderRulesFactory(country=institution.country)
    focal_point = person(Role.FOCAL_POINT, institution, time_zone="UTC", email="fp@example.org")
    return Office(institution, focal_point)


def sweep(now: dt.datetime, **options: Any) -> Swept:
    """A sweep that nobody else is in the way of."""
    result = sweep_deadlines(now=now, **options)
    assert result is not None
    return result


def deliver(now: dt.datetime) -> None:
    """Deliver all that is due."""
    assert not deliver_digests(now=now, seconds=60)


def run(now: dt.datetime) -> Swept:
    """What beat does at one moment."""
    result = sweep(now)
    deliver(now)
    return result


def ledger(**conditions: Any) -> list[Reminder]:
    """The rows of the ledger, in the order of their offsets."""
    with acting(SYSTEM):
        return list(
            Reminder.objects.select_related("digest")
            .filter(**conditions)
            .order_by("offset_days", "id")
        )


def states(**conditions: Any) -> dict[int, str]:
    """The state of each offset of one deadline and recipient."""
    return {row.offset_days: row.state for row in ledger(**conditions)}


def digests(**conditions: Any) -> list[Digest]:
    """The digests by their day."""
    with acting(SYSTEM):
        return list(Digest.objects.filter(**conditions).order_by("local_date"))


def change(instance: Any, **values: Any) -> None:
    """Change a record behind the sweep's back."""
    with acting(SYSTEM, reason="test"):
        type(instance).objects.filter(pk=instance.pk).update(**values)


def leave(user: User, on: str) -> None:
    """End the person's memberships on a date, which is their last."""
    with acting(SYSTEM, reason="test"):
        Membership.objects.filter(user=user).update(ends_on=dt.date.fromisoformat(on))
