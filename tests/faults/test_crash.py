"""PostgreSQL crashes again and again while everything is at work: nothing is lost or doubled.

Real workers, a real web server, a real SMTP server, and a PostgreSQL of the test's own.
"""

import http.client
import threading
import time
from collections import Counter
from functools import partial
from typing import Any

import orjson
import pytest
from django.db import connection

from apps.accounts.models import User
from apps.actions.models import Action
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.api.client import token_of
from tests.factories import ActionFactory, person
from tests.faults.conftest import World
from tests.faults.database_server import DatabaseServer
from tests.faults.mail_server import MailServer
from tests.faults.under_load import ROWS, all_are_told, asked_for, imported, is_applied, told
from tests.faults.web_server import WebServer
from tests.processes import Launcher, wait_until

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]

PEOPLE, WRITERS = 60, 3
ActionEvent: Any = Action.events.rel.related_model  # type: ignore[attr-defined]


def has_taken(mail_server: MailServer, number: int) -> bool:
    return len(mail_server.arrived) >= number


class Writer(threading.Thread):
    """Writes to one action over the API, each time with the version that it has seen.

    After a failure it looks first whether the write has gone through all the same.
    """

    def __init__(self, port: int, user: User, action: Action) -> None:
        super().__init__(daemon=True)
        self.port = port
        self.path = f"/api/v1/actions/{action.pk}/"
        self.headers = {"Authorization": f"Token {token_of(user)}", "Host": "localhost"}
        self.written: list[str] = []
        self.failures = 0
        self.ended = threading.Event()

    def run(self) -> None:
        while not self.ended.is_set():
            wanted = f"Title {len(self.written)}"
            while not self.writes(wanted):
                self.failures += 1
                time.sleep(0.1)
            self.written.append(wanted)
            time.sleep(0.01)

    def writes(self, title: str) -> bool:
        status, etag, found = self.ask("GET")
        if status != 200:
            return False
        if found["title"] == title:
            return True
        return self.ask("PATCH", {"title": title}, {"If-Match": etag})[0] == 200

    def ask(
        self, method: str, body: Any = None, more: dict[str, str] | None = None
    ) -> tuple[int, str, Any]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {**self.headers, "Content-Type": "application/json", **(more or {})}
        try:
            line.request(method, self.path, orjson.dumps(body) if body else None, headers)
            answer = line.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException):
            return 0, "", None
        finally:
            line.close()
        if answer.status != 200:
            return answer.status, "", None
        return answer.status, answer.headers["ETag"], orjson.loads(content)


def test_postgresql_that_crashes_under_load(
    database_server: DatabaseServer,
    world: World,
    launch: Launcher,
    mail_server: MailServer,
) -> None:
    world.people_with_deadlines(PEOPLE)
    with acting(SYSTEM):
        office = Action.objects.select_related("office__country").latest("pk").office
    importer = person(Role.OFFICIAL, office)
    actions = [ActionFactory(office=office, title="Title") for _ in range(WRITERS)]
    batch = asked_for(importer, office.country, "Row")
    web = WebServer(launch, importer, WEB_THREADS="4")
    web.start()
    writers = [Writer(web.port, importer, action) for action in actions]
    for writer in writers:
        writer.start()
    launch.worker("--concurrency=2")
    launch.beat()
    for share in (0.1, 0.4, 0.7):
        enough = int(share * PEOPLE)
        wait_until(partial(has_taken, mail_server, enough), "mails arrive", 90)
        connection.close()
        database_server.crash()
    before = [len(writer.written) for writer in writers]
    all_are_told(PEOPLE)
    wait_until(lambda: is_applied(batch), "the import is applied", 90)
    # The web is at work again.
    wait_until(
        lambda: all(len(w.written) > n + 2 for w, n in zip(writers, before, strict=True)),
        "writes go on",
    )
    for writer in writers:
        writer.ended.set()
    for writer in writers:
        writer.join(30)

    # Mails: none lost; where the crash fell between the server's answer and the commit, the
    # repeat bears the same Message-ID.
    assert set(mail_server.counts) == {user.email for user in world.people}
    assert len({message.message_id for message in mail_server.arrived}) == PEOPLE
    repeated = len(mail_server.arrived) - PEOPLE
    assert repeated <= 2 * database_server.crashes
    # Writes: each that was answered is in the history once.
    for writer, action in zip(writers, actions, strict=True):
        with acting(SYSTEM):
            titles = ActionEvent.objects.filter(pgh_obj_id=action.pk).values_list(
                "title", flat=True
            )
            assert Counter(titles) == Counter(["Title", *writer.written])
    assert imported("Row") == sorted(f"Row {n}" for n in range(ROWS))
    written = sum(len(writer.written) for writer in writers)
    assert sum(writer.failures for writer in writers) > 0
    told(
        crashes=database_server.crashes,
        mails_due=PEOPLE,
        mails_lost=0,
        mails_repeated_with_the_same_id=repeated,
        writes_answered=written,
        writes_refused=sum(writer.failures for writer in writers),
        writes_lost=0,
        writes_double=0,
        rows_imported=ROWS,
        rows_lost=0,
        rows_double=0,
    )
