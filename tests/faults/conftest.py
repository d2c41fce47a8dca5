"""A State with people who are due a reminder now, a mail server and a broker that may die."""

import datetime as dt
import os
import signal
import zoneinfo
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from django.utils import timezone

from apps.accounts.models import User
from apps.reminders.models import Digest, DigestState, Reminder, ReminderState
from config.embedded import Redis
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.factories import ActionFactory, CountryFactory, InstitutionFactory, person
from tests.faults.database_server import database_server as database_server
from tests.faults.mail_server import MailServer
from tests.processes import Launcher, wait_until

LONG_AGO = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    server = MailServer().start()
    yield server
    server.stop()


class Broker(Redis):
    """A Redis of the test's own, that can be killed."""

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        wait_until(lambda: not self.is_up(), "Redis is dead")

    def empty(self) -> None:
        """FLUSHALL: queues, locks, caches and heartbeats are gone."""
        with redis.Redis(unix_socket_path=str(self.socket)) as client:
            client.flushall()


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    """Started empty, and empty again after a kill: nothing of it is kept."""
    server = Broker(tmp_path / "redis", tmp_path / "redis.sock", durable=False)
    server.start()
    yield server
    if server.is_up():
        server.kill()


@pytest.fixture
def world(launch: Launcher, mail_server: MailServer, broker: Broker) -> "World":
    launch.defaults |= {
        "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
        "EMAIL_URL": mail_server.url,
        "REDIS_URL": broker.url(),
    }
    return World(launch, mail_server)


class World:
    """The people who wait for a reminder, and how to see what they got."""

    def __init__(self, launch: Launcher, mail_server: MailServer) -> None:
        self.launch = launch
        self.mail_server = mail_server
        self.people: list[User] = []

    def people_with_deadlines(self, number: int) -> None:
        """So many officials, each with an action that was due yesterday where it is noon now."""
        zone = noon_zone()
        yesterday = timezone.now().astimezone(zoneinfo.ZoneInfo(zone)).date() - dt.timedelta(1)
        office = InstitutionFactory(country=CountryFactory(time_zone=zone))
        for n in range(number):
            official = person(
                Role.OFFICIAL, office, time_zone=zone, email=f"official{n}@example.org"
            )
            ActionFactory(office=office, assignee=official, due_on=yesterday, due_set_at=LONG_AGO)
            self.people.append(official)

    def wait_for_all(self, seconds: float = 90.0) -> None:
        """Until the ledger says that everybody has been told."""

        def done() -> bool:
            with acting(SYSTEM):
                return Digest.objects.filter(state=DigestState.SENT).count() == len(self.people)

        wait_until(done, f"{len(self.people)} digests sent", seconds)

    def assert_each_was_told_once(self) -> None:
        """Nothing lost, nothing twice; in the ledger and at the mail server."""
        assert self.mail_server.counts == {user.email: 1 for user in self.people}
        self.assert_ledger_is_settled()

    def assert_ledger_is_settled(self) -> None:
        with acting(SYSTEM):
            reminders = list(Reminder.objects.values_list("recipient", "state"))
            digests = list(Digest.objects.values_list("recipient", "state"))
        everyone = {user.pk for user in self.people}
        assert sorted(reminders) == sorted((pk, ReminderState.SENT) for pk in everyone)
        assert sorted(digests) == sorted((pk, DigestState.SENT) for pk in everyone)


def noon_zone() -> str:
    """A time zone in which it is past noon now, so that the mail of the day is due."""
    ahead = 12 - timezone.now().hour
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"
