"""W11: the sweep over a million open deadlines, beside one INSERT … SELECT of as many rows.

Every action is open and due on one of the days to come, so many a day that about 10,000 of them
reach one of the five offsets on each day. The first sweep of all brings the ledger up to date; what
it found is marked as mailed. Then each measured sweep is that of another day.
"""

import datetime as dt
import json
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection, transaction

from apps.actions.models import Action
from apps.reminders.models import Digest, DigestState, Reminder, ReminderState
from apps.reminders.services import sweep_deadlines
from benchmarks.bulk import bulk
from benchmarks.scale import open_deadlines
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.db.owner import as_owner

RUNS = 3
DUE = 10_000  # a day
OFFSETS = 5  # up to the day itself
# As many rows into a table like the ledger, with its indexes, from the same deadlines.
FLOOR = """
CREATE TEMP TABLE ledger_floor (LIKE reminders_reminder INCLUDING ALL) ON COMMIT DROP;
INSERT INTO ledger_floor (id, kind, object_id, country_id, recipient_id, rung, offset_days, due_on,
                          state, scheduled_for, created_at, is_held)
SELECT gen_random_uuid(), 'action.due', id, country_id, coalesce(assignee_id, office_id), 0, 0,
       due_on, 'pending', now(), now(), false
FROM actions_action
WHERE status IN ('open', 'in_progress', 'in_review') AND due_on <= %(last)s
ORDER BY due_on DESC LIMIT %(rows)s
"""


class Command(BaseCommand):
    """Prints one line of JSON: seconds of the floor, of the first and of the second sweep."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--runs", type=int, default=RUNS)

    def handle(self, *args: Any, **options: Any) -> None:
        if not connection.settings_dict["NAME"].endswith("_bench"):
            raise SystemExit("This command is for databases made for measuring.")
        monday = _monday_after(dt.datetime.now(dt.UTC))
        with acting(SYSTEM):
            total = Action.objects.count()
        with as_owner(), bulk() as cursor:
            for sql in open_deadlines(monday.date(), total * OFFSETS // DUE):
                cursor.execute(sql)
        _tidy_up()
        began = time.perf_counter()
        sweep_deadlines(now=monday)
        caught_up = time.perf_counter() - began
        # Tuesday to Thursday: working days nearly everywhere, with a working day after them.
        runs = [self._run(monday + dt.timedelta(days=n)) for n in range(1, options["runs"] + 1)]
        middle = sorted(runs, key=lambda run: run["first_s"])[len(runs) // 2]
        result = {
            "open": total,
            **middle,
            "x_floor": round(middle["first_s"] / middle["floor_s"], 1),
            "second_of_first": round(middle["second_s"] / middle["first_s"], 2),
            "catching_up_s": round(caught_up, 2),
            "all first_s": [run["first_s"] for run in runs],
        }
        self.stdout.write(json.dumps(result))

    def _run(self, now: dt.datetime) -> dict[str, Any]:
        """One day's sweep, twice, after what was found before has been mailed."""
        _mail(now)
        _tidy_up()
        first, created = self._sweep(now)
        second, again = self._sweep(now)
        if again["written"] or again["cancelled"] or again["digests"]:
            raise RuntimeError(f"The second sweep has found something to do: {again}")
        return {
            "due": created["written"],
            "floor_s": round(self._floor(now.date(), created["written"]), 3),
            "first_s": round(first, 3),
            "second_s": round(second, 3),
            "first": created,
            "second": again,
        }

    def _floor(self, today: dt.date, rows: int) -> float:
        """Seconds of a bare insert of as many ``rows`` as the sweep has written."""
        with acting(SYSTEM), transaction.atomic(), connection.cursor() as cursor:
            began = time.perf_counter()
            cursor.execute(FLOOR, {"last": today + dt.timedelta(days=30), "rows": rows})
            return time.perf_counter() - began

    def _sweep(self, now: dt.datetime) -> tuple[float, dict[str, Any]]:
        began = time.perf_counter()
        swept = sweep_deadlines(now=now)
        return time.perf_counter() - began, vars(swept) if swept else {}


def _monday_after(now: dt.datetime) -> dt.datetime:
    """Noon of the next Monday, in UTC."""
    monday = now + dt.timedelta(days=7 - now.weekday())
    return monday.replace(hour=12, minute=0, second=0, microsecond=0)


def _mail(now: dt.datetime) -> None:
    """Mark everything that waits as mailed."""
    with acting(SYSTEM, reason="measuring"), transaction.atomic():
        waiting = Reminder.objects.filter(state=ReminderState.PENDING)
        waiting.update(state=ReminderState.SENT, settled_at=now)
        Digest.objects.filter(state=DigestState.PENDING).update(state=DigestState.SENT, sent_at=now)


def _tidy_up() -> None:
    """What the database does by itself in a while."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE actions_action, reminders_reminder, reminders_digest")
