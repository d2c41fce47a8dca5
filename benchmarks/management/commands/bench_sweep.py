"""W11: the sweep over all open deadlines, beside one INSERT … SELECT of as many rows."""

import datetime as dt
import json
import statistics
import time
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction
from django.utils import timezone

from apps.reminders.services import sweep_deadlines
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM

RUNS = 3
FLOOR = """
CREATE TEMP TABLE ledger_floor ON COMMIT DROP AS
SELECT action.id, action.country_id, action.due_on, action.due_set_at,
       coalesce(action.assignee_id, '00000000-0000-0000-0000-000000000000'::uuid) AS recipient
FROM actions_action action
WHERE action.status IN ('open', 'in_progress', 'in_review')
  AND action.due_on = ANY(%(days)s)
"""
OFFSETS = (-30, -14, -7, -1, 0, 1, 7, 14)


class Command(BaseCommand):
    """Prints one line of JSON: seconds of the floor, of the first and of the second sweep."""

    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        if not connection.settings_dict["NAME"].endswith("_bench"):
            raise SystemExit("This command is for databases made for measuring.")
        runs = [self._run(offset) for offset in range(RUNS)]
        middle = sorted(runs, key=lambda run: run["first_s"])[RUNS // 2]
        floor = statistics.median(run["floor_s"] for run in runs)
        result = {
            **middle,
            "floor_s": round(floor, 3),
            "x_floor": round(middle["first_s"] / floor, 1),
            "second_of_first": round(middle["second_s"] / middle["first_s"], 2),
        }
        self.stdout.write(json.dumps(result))

    def _run(self, number: int) -> dict[str, Any]:
        """One day's sweep, twice; each run takes a later day, so that there is work to do."""
        now = timezone.now() + dt.timedelta(days=number)
        days = [now.date() - dt.timedelta(days=offset) for offset in OFFSETS]
        with acting(SYSTEM), transaction.atomic(), connection.cursor() as cursor:
            began = time.perf_counter()
            cursor.execute(FLOOR, {"days": days})
            floor = time.perf_counter() - began
        first, created = self._sweep(now)
        second, again = self._sweep(now)
        return {
            "floor_s": floor,
            "first_s": round(first, 3),
            "second_s": round(second, 3),
            "first": created,
            "second": again,
        }

    def _sweep(self, now: dt.datetime) -> tuple[float, dict[str, Any]]:
        began = time.perf_counter()
        swept = sweep_deadlines(now=now)
        return time.perf_counter() - began, vars(swept) if swept else {}
