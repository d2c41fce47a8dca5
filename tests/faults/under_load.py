"""What the tests that break a server under load share: work to be done, and counts of it."""

from pathlib import Path
from typing import Any

import orjson
from django.conf import settings as configured
from django.db import OperationalError, connection
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.selectors import actor_for
from apps.actions.import_models import ActionImport, Stage
from apps.actions.import_services import decide_to_apply, map_columns, upload_sheet
from apps.actions.import_work import check_import
from apps.actions.models import Action
from apps.reminders.models import Digest, DigestState
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from tests.actions.sheets import csv_sheet
from tests.processes import wait_until

ROWS = 2000


def told(**counts: int) -> None:
    """Write down what a test counted."""
    name = Path(configured.VAR_DIR) / "faults.jsonl"
    with name.open("ab") as file:
        file.write(orjson.dumps({"at": timezone.now(), **counts}) + b"\n")


def asked_for(importer: User, country: Any, title: str) -> ActionImport:
    """An import that somebody decided to apply, and of which no worker has heard."""
    actor = actor_for(importer)
    with acting(actor):
        content = csv_sheet([{"Title": f"{title} {n}"} for n in range(ROWS)])
        batch = upload_sheet(actor=actor, country=country, file_name="a.csv", content=content)
        batch = map_columns(actor=actor, batch=batch, mapping=batch.mapping)
        batch = check_import(actor=actor, batch=batch)
        return decide_to_apply(actor=actor, batch=batch, only_valid=False)


def is_applied(batch: ActionImport) -> bool:
    with acting(SYSTEM):
        return ActionImport.objects.filter(pk=batch.pk, status=Stage.APPLIED).exists()


def imported(title: str) -> list[str]:
    with acting(SYSTEM):
        rows = Action.objects.filter(title__startswith=f"{title} ")
        return sorted(rows.values_list("title", flat=True))


def all_are_told(number: int) -> None:
    def done() -> bool:
        try:
            with acting(SYSTEM):
                return Digest.objects.filter(state=DigestState.SENT).count() == number
        except OperationalError:
            connection.close()
            return False

    wait_until(done, f"{number} digests sent", 120)
