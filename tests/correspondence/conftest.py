"""A State with its people, and a mail server in a process of its own."""

import smtplib
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from apps.correspondence.models import InboundMail
from apps.correspondence.routing import address_of_action, address_of_state
from apps.correspondence.services import apply_mail
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.factories import ActionFactory, InstitutionFactory, person
from tests.processes import Process, environment


def free_port() -> int:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        port: int = server.getsockname()[1]
    return port


@pytest.fixture
def office(db: None) -> Any:
    """The focal point's office."""
    return InstitutionFactory(name="Office of the Focal Point", country__code="XAA")


@pytest.fixture
def ministry(office: Any) -> Any:
    return InstitutionFactory(country=office.country, name="Ministry of Justice")


@pytest.fixture
def amina(office: Any) -> Any:
    """An official of the focal point's office."""
    return person(Role.OFFICIAL, office, name="Amina Diallo", email="amina@example.org")


@pytest.fixture
def badu(ministry: Any) -> Any:
    """An officer of the ministry."""
    return person(Role.MINISTRY_OFFICER, ministry, name="Badu Osei", email="badu@example.org")


@pytest.fixture
def action(office: Any) -> Any:
    return ActionFactory(office=office, title="Draft bill", reference="XAA-2026-0042")


@pytest.fixture
def address(action: Any) -> str:
    """The action's own address."""
    with acting(SYSTEM):
        return address_of_action(action)


@pytest.fixture
def state_address(office: Any) -> str:
    """The address of the State's new actions."""
    with acting(SYSTEM):
        return address_of_state(office.country)


Start = Callable[..., int]


@pytest.fixture(scope="module")
def start_server(
    django_db_setup: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Start]:
    """Start `manage.py receive_mail` with the test's own database; gives its port."""
    started: list[Process] = []
    directory: Path = tmp_path_factory.mktemp("mail")

    def start(*options: str, **env: str) -> int:
        port = free_port()
        command = ["manage.py", "receive_mail", "--port", str(port), *options]
        process = Process(command, environment(**env), directory / f"{port}.log").start()
        started.append(process)
        process.wait_for("is taken on")
        return port

    yield start
    for process in started:
        process.stop()


@pytest.fixture(scope="module")
def port(start_server: Start) -> int:
    """The port of a server as an installation runs it."""
    return start_server()


@pytest.fixture
def send(transactional_db: None, port: int) -> Callable[..., None]:
    """Hand a message to the server as another mail server does."""

    def send(message: Any, *recipients: str, sender: str = "relay@example.net") -> None:
        raw = message if isinstance(message, bytes) else message.as_bytes()
        with smtplib.SMTP("127.0.0.1", port, timeout=20) as client:
            client.sendmail(sender, list(recipients), raw)

    return send


def mails() -> list[InboundMail]:
    """What the server has taken, in its order."""
    with acting(SYSTEM):
        return list(InboundMail.objects.select_related("action", "sender").order_by("pk"))


def apply_all() -> list[InboundMail]:
    """Let the worker's service see to every mail, and return them as they stand then."""
    for mail in mails():
        apply_mail(mail_id=mail.pk)
    return mails()


def applied() -> InboundMail:
    """The one mail that was taken, after the worker has seen to it."""
    [mail] = apply_all()
    return mail
