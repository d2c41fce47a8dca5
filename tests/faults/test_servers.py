"""Redis is emptied while everything is at work: nothing is lost, and nothing is done twice.

Real workers, a real SMTP server, and a Redis of the test's own.
"""

import datetime as dt
import time
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from apps.accounts import outbox
from apps.accounts.outgoing_models import OutgoingMail
from apps.accounts.selectors import actor_for
from apps.actions.bulk_models import BulkChange
from apps.actions.bulk_models import Stage as BulkStage
from apps.actions.bulk_services import select_for_change
from apps.actions.models import Action, Priority
from apps.evidence import storage
from apps.evidence.models import Revision
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.factories import ActionFactory, EvidenceFactory, RevisionFactory, person
from tests.faults.conftest import Broker, World
from tests.faults.mail_server import MailServer
from tests.faults.under_load import ROWS, all_are_told, asked_for, imported, is_applied, told
from tests.processes import PATIENCE, Launcher, wait_until

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]

ActionEvent: Any = Action.events.rel.related_model  # type: ignore[attr-defined]


def test_redis_that_is_emptied_again_and_again(
    world: World,
    launch: Launcher,
    mail_server: MailServer,
    broker: Broker,
    settings: Any,
    tmp_path: Path,
) -> None:
    """Whatever was asked for happens: mails, an import, a bulk change, a check of a file."""
    settings.EVIDENCE_ROOT = str(tmp_path / "evidence")
    launch.defaults["EVIDENCE_ROOT"] = settings.EVIDENCE_ROOT
    world.people_with_deadlines(15)
    with acting(SYSTEM):
        office = Action.objects.select_related("office__country").latest("pk").office
    importer = person(Role.OFFICIAL, office)
    archived = [ActionFactory(office=office) for _ in range(20)]
    damaged = RevisionFactory(evidence=EvidenceFactory(office=office, action=archived[0]))
    storage.path_of(damaged.pk).write_bytes(b"something else")
    batch = asked_for(importer, office.country, "Row")
    actor = actor_for(importer)
    with acting(actor):
        change = select_for_change(
            actor=actor,
            kind="priority",
            values={"priority": Priority.HIGH},
            versions={action.pk: action.version for action in archived},
        )
    outbox.write_mail("Your password", "Reset it", "", "reset@example.org")
    OutgoingMail.objects.update(next_attempt_at=timezone.now() + dt.timedelta(seconds=1))

    mail_server.hold_before_taking = 4
    launch.worker("--concurrency=2")
    launch.beat()
    assert mail_server.holding.wait(PATIENCE)
    broker.empty()
    mail_server.release()
    for _ in range(8):
        broker.empty()
        time.sleep(0.5)

    all_are_told(15)
    wait_until(lambda: is_applied(batch), "the import is applied", 60)
    wait_until(lambda: stage_of(change) == BulkStage.DONE, "the bulk change is made", 60)
    wait_until(lambda: is_damaged(damaged), "the damaged file is found", 60)
    wait_until(lambda: not OutgoingMail.objects.exists(), "the mail about the account is sent", 60)
    time.sleep(2)  # several more ticks
    wanted = {**{user.email: 1 for user in world.people}, "reset@example.org": 1}
    arrived = {email: n for email, n in mail_server.counts.items() if email in wanted}
    assert arrived == wanted
    assert imported("Row") == sorted(f"Row {n}" for n in range(ROWS))
    with acting(SYSTEM):
        changed = Action.objects.filter(pk__in=[action.pk for action in archived])
        assert {action.priority for action in changed} == {Priority.HIGH}
        # Made once each: one row of history for the action, one for the change.
        assert ActionEvent.objects.filter(pgh_obj_id__in=changed.values("pk")).count() == 40
    told(flushes=9, mails_due=16, mails_lost=0, mails_double=0, rows_lost=0, rows_double=0)


def stage_of(change: BulkChange) -> str:
    with acting(SYSTEM):
        stage: str = BulkChange.objects.values_list("stage", flat=True).get(pk=change.pk)
        return stage


def is_damaged(revision: Revision) -> bool:
    with acting(SYSTEM):
        return Revision.objects.filter(pk=revision.pk, damaged_at__isnull=False).exists()
