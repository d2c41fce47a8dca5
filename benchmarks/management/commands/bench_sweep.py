"""W11: the sweep over all open deadlines, beside one INSERT … SELECT of about as many rows."""

import datetime as dt
import json
import time
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction
from django.utils import timezone

from apps.reminders.services import sweep_deadlines
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM

RUNS = 3
# As many rows into a table like the ledger, with its indexes, from the same deadlines.
FLOOR = """
CREATE TEMP TABLE ledger_floor (LIKE reminders_reminder INCLUDING ALL) ON COMMIT DROP;
INSERT INTO ledger_floor (id, kind, object_id, country_id, recipient_id, rung, offset_days, due_on,
                          state, scheduled_for, created_at)
SELECT gen_random_uuid(), 'action.due', id, country_id, assignee_id, 0, 0, due_on, 'pending',
       now(), now()
FROM actions_action
WHERE status IN ('open', 'in_progress', 'in_review') AND assignee_id IS NOT NULL
  AND due_on <= %(last)s AND due_on > %(last)s - %(span)s
"""


class Command(BaseCommand):
    """Prints one line of JSON: seconds of the floor, of the first and of the second sweep."""

    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        if not connection.settings_dict["NAME"].endswith("_bench"):
            raise SystemExit("This command is for databases made for measuring.")
        runs = [self._run(number) for number in range(RUNS)]
        middle = sorted(runs, key=lambda run: run["first_s"])[RUNS // 2]
        result = {
            **middle,
            "floor_s": round(middle["floor_s"], 3),
            "x_floor": round(middle["first_s"] / middle["floor_s"], 1),
            "second_of_first": round(middle["second_s"] / middle["first_s"], 2),
        }
        self.stdout.write(json.dumps(result))

    def _run(self, number: int) -> dict[str, Any]:
        """One day's sweep, twice; each run takes a later day, so that there is work to do."""
        now = timezone.now() + dt.timedelta(days=number)
        first, created = self._sweep(now)
        second, again = self._sweep(now)
        return {
            "floor_s": self._floor(now.date(), created["written"]),
            "first_s": round(first, 3),
            "second_s": round(second, 3),
            "first": created,
            "second": again,
        }

    def _floor(self, last: dt.date, wanted: int) -> float:
        """Seconds that a bare insert of as many rows as the sweep ``wanted`` takes."""
        with acting(SYSTEM), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM actions_action WHERE assignee_id IS NOT NULL"
                " AND status IN ('open', 'in_progress', 'in_review') AND due_on <= %s"
                " AND due_on > %s - 100",
                [last, last],
            )
            in_100_days = cursor.fetchone()[0]
            span = max(1, round(100 * wanted / max(1, in_100_days)))
            began = time.perf_counter()
            cursor.execute(FLOOR, {"last": last, "span": span})
            return time.perf_counter() - began

    def _sweep(self, now: dt.datetime) -> tuple[float, dict[str, Any]]:
        began = time.perf_counter()
        swept = sweep_deadlines(now=now)
        return time.perf_counter() - began, vars(swept) if swept else {}
