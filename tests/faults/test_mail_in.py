"""No mail that a sender heard "taken" of is lost, and none is logged twice, whatever dies.

A real mail server process, a real worker, a real Redis; the sender tries again until it hears 250,
as mail servers do.
"""

import smtplib
import threading
import time
from email.message import EmailMessage
from functools import partial
from typing import Any

import pytest

from apps.actions.models import ActionUpdate
from apps.correspondence import raw_mail
from apps.correspondence.models import InboundMail, Status
from apps.correspondence.routing import address_of_action
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.correspondence.conftest import free_port
from tests.correspondence.letters import letter
from tests.factories import ActionFactory, InstitutionFactory, person
from tests.faults.conftest import Broker
from tests.processes import Launcher, Process, wait_until

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]

MAILS = 60


class Sender(threading.Thread):
    """Another mail server: sends each mail until it hears that it is taken."""

    def __init__(self, port: int, address: str) -> None:
        super().__init__(daemon=True)
        self.port = port
        self.address = address
        self.taken: list[str] = []
        self.tries = 0

    def run(self) -> None:
        for number in range(MAILS):
            text = f"Entry {number}"
            message = letter(self.address, text=text, message_id=f"<{number}@example.org>")
            while not self.sends(message):
                time.sleep(0.05)
            self.taken.append(text)

    def has(self, number: float) -> bool:
        """Whether so many mails are taken."""
        return len(self.taken) >= number

    def sends(self, message: EmailMessage) -> bool:
        self.tries += 1
        try:
            with smtplib.SMTP("127.0.0.1", self.port, timeout=10) as client:
                client.sendmail("a@example.org", [self.address], message.as_bytes())
        except (OSError, smtplib.SMTPException):
            return False
        return True


@pytest.fixture
def action(launch: Launcher, broker: Broker) -> Any:
    """An action of the official who writes; processes use the test's own broker."""
    launch.defaults |= {
        "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
        "EMAIL_URL": "dummymail://",
        "REDIS_URL": broker.url(),
    }
    office = InstitutionFactory()
    person(Role.OFFICIAL, office, email="amina@example.org")
    return ActionFactory(office=office, reference="XAA-2026-0042")


@pytest.fixture
def sender(action: Any) -> Sender:
    with acting(SYSTEM):
        return Sender(free_port(), address_of_action(action))


def receiver(launch: Launcher, port: int) -> Process:
    process = launch.run("manage.py", "receive_mail", "--port", str(port))
    process.wait_for("is taken on")
    return process


def logged(action: Any) -> list[str]:
    with acting(SYSTEM):
        return sorted(ActionUpdate.objects.filter(action=action).values_list("text", flat=True))


def assert_nothing_is_lost_or_double(action: Any, sender: Sender) -> None:
    wait_until(lambda: len(logged(action)) >= MAILS, f"{MAILS} entries in the log", 90)
    time.sleep(3)  # several more sweeps
    assert logged(action) == sorted(sender.taken)
    with acting(SYSTEM):
        mails = list(InboundMail.objects.values_list("status", "file", "sha256"))
    assert [status for status, *_file in mails] == [Status.APPLIED] * MAILS
    for _status, file, sha256 in mails:
        raw_mail.read(file, sha256=sha256)


def test_a_server_that_is_killed_again_and_again_loses_nothing(
    launch: Launcher, action: Any, sender: Sender
) -> None:
    process = receiver(launch, sender.port)
    sender.start()
    for share in (0.2, 0.4, 0.6, 0.8):
        wait_until(partial(sender.has, share * MAILS), "mails taken")
        process.kill()
        process = receiver(launch, sender.port)
    sender.join(60)
    assert len(sender.taken) == MAILS < sender.tries
    launch.worker()
    launch.beat()
    assert_nothing_is_lost_or_double(action, sender)


def test_a_worker_that_is_killed_and_a_broker_that_is_emptied_lose_nothing(
    launch: Launcher, action: Any, sender: Sender, broker: Broker
) -> None:
    receiver(launch, sender.port)
    worker = launch.worker()
    launch.beat()
    sender.start()
    wait_until(lambda: len(logged(action)) >= 10, "ten entries in the log")
    worker.kill()
    broker.kill()
    # Mail is taken all the same.
    seen = len(sender.taken)
    wait_until(lambda: len(sender.taken) > min(seen + 5, MAILS - 1), "more mails taken")
    broker.start()
    launch.worker()
    sender.join(60)
    assert_nothing_is_lost_or_double(action, sender)


def test_a_mail_that_brings_the_worker_down_is_held_in_the_end(
    launch: Launcher, action: Any, sender: Sender
) -> None:
    """Five workers are killed while they read it; nobody else's mail waits behind it for ever."""
    receiver(launch, sender.port)
    assert sender.sends(letter(sender.address))
    with acting(SYSTEM, reason="five workers died on it"):
        InboundMail.objects.update(attempts=5)
    launch.worker()
    launch.beat()

    def held() -> bool:
        with acting(SYSTEM):
            return InboundMail.objects.filter(status=Status.HELD, reason="malformed").exists()

    wait_until(held, "the mail is held")
    assert logged(action) == []
