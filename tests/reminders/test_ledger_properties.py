"""Whatever people do and whatever stands still: each reminder once, none lost, none wrong.

``LEDGER_EXAMPLES`` (25 by default) says how many stories are told.
"""

import os

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from focalpoint import deadlines
from focalpoint.deadlines import sources
from tests.reminders.machine import LedgerMachine

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

STORIES = settings(
    max_examples=int(os.environ.get("LEDGER_EXAMPLES", "25")),
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


def test_each_reminder_is_told_once_and_none_is_lost_or_wrong(monkeypatch, caplog):
    caplog.set_level("WARNING")
    # Deadlines of one kind are enough, and three times as many stories.
    only = {"action.due": sources()["action.due"]}
    monkeypatch.setattr(deadlines, "_SOURCES", only)
    run_state_machine_as_test(LedgerMachine, settings=STORIES)
