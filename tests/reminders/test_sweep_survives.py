"""What one State mistyped, or a row that breaks a statement, stops nobody else's reminders."""

import datetime as dt
from dataclasses import replace

import pytest
from django.db.models import DateField, F, UUIDField, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast
from django.utils import timezone
from structlog.testing import capture_logs

from apps.actions.models import Action, Status
from apps.reminders.models import ReminderState
from apps.reminders.watch import health
from focalpoint import deadlines
from focalpoint.deadlines import sources
from focalpoint.roles import Role
from tests.factories import MembershipFactory
from tests.reminders.conftest import at, change, digests, ledger, states, sweep

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
CANCELLED = ReminderState.CANCELLED


class TestFarFromToday:
    """What somebody mistyped is no deadline, and keeps nobody else from being told."""

    @pytest.mark.parametrize("slip", ["0001-01-01", "0202-05-01", "1926-06-30", "9999-12-31"])
    def test_everybody_else_is_told(self, office, slip):
        abroad = MembershipFactory(role=Role.FOCAL_POINT)
        office.action(slip)
        here = office.action("2026-06-30")
        there = office.action("2026-06-30", office=abroad.institution)
        result = sweep(at("2026-06-30 09:00"))
        assert result.broken == ()
        assert {row.object_id for row in ledger(rung=0)} == {here.pk, there.pk}

    def test_what_is_overdue_for_decades_is_told(self, office):
        """Reports to the oldest treaty bodies have been owed since 1970."""
        office.action("1970-01-05")
        assert sweep(at("2026-06-30 09:00")).broken == ()
        assert ledger(rung=0)

    def test_what_was_told_before_the_slip_is_taken_back(self, office):
        action = office.action("2026-06-30")
        sweep(at("2026-06-30 07:00"))
        change(action, due_on=dt.date(1926, 6, 30))
        result = sweep(at("2026-06-30 07:05"))
        assert (result.broken, result.cancelled, states()) == ((), 1, {0: CANCELLED})

    def test_it_is_told_once_it_is_put_right(self, office):
        action = office.action("1926-06-30")
        sweep(at("2026-06-30 07:00"))
        change(action, due_on=dt.date(2026, 6, 30))
        assert sweep(at("2026-06-30 07:05")).written == 1


class TestOneStateThatFails:
    """A row that breaks the statement of a source stops that source in its own State alone."""

    @pytest.fixture
    def abroad(self):
        return MembershipFactory(role=Role.FOCAL_POINT)

    @pytest.fixture
    def failing(self, monkeypatch, abroad):
        def open_deadlines():
            broken = RawSQL(
                "CASE WHEN actions_action.country_id = %s"
                " THEN due_on + 1000000000 * length(title) ELSE due_on END",
                (str(abroad.country_id),),
                output_field=DateField(),
            )
            rows = Action.objects.annotate(
                object_id=F("pk"),
                due=broken,
                since=F("due_set_at"),
                recipient_id=F("assignee_id"),
                kept_by_id=Cast(Value(None), UUIDField()),
            )
            return rows.values_list(
                "object_id", "country_id", "due", "since", "recipient_id", "kept_by_id"
            )

        source = replace(sources()["action.due"], open_deadlines=open_deadlines)
        monkeypatch.setitem(deadlines._SOURCES, source.kind, source)

    def test_the_others_are_told(self, office, abroad, failing):
        here = office.action("2026-06-30")
        office.action("2026-06-30", office=abroad.institution)
        with capture_logs() as logs:
            result = sweep(at("2026-06-30 09:00"))
        assert result.broken == ("action.due",)
        assert [row.object_id for row in ledger()] == [here.pk]
        assert len(digests()) == 1
        [failed] = [line for line in logs if line["event"] == "deadline_source_failed"]
        assert failed["states"] == [abroad.country.code]
        assert failed["log_level"] == "error"

    def test_what_fails_once_is_not_broken(self, office, monkeypatch):
        """As after a deadlock: State by State it goes well."""
        source = sources()["action.due"]
        failures = [RuntimeError("once")]

        def open_deadlines():
            if failures:
                raise failures.pop()
            return source.open_deadlines()

        monkeypatch.setitem(
            deadlines._SOURCES, source.kind, replace(source, open_deadlines=open_deadlines)
        )
        office.action("2026-06-30")
        result = sweep(at("2026-06-30 09:00"))
        assert (result.broken, result.written, failures) == ((), 1, [])

    def test_a_second_sweep_adds_nothing(self, office, abroad, failing):
        office.action("2026-06-30")
        office.action("2026-06-30", office=abroad.institution)
        assert sweep(at("2026-06-30 09:00")).written == 1
        assert sweep(at("2026-06-30 09:00")).written == 0

    def test_what_is_settled_is_taken_back_where_nothing_fails(self, office, abroad, failing):
        action = office.action("2026-06-30")
        sweep(at("2026-06-30 07:00"))
        office.action("2026-06-30", office=abroad.institution)
        change(action, status=Status.DONE, due_on=dt.date(2026, 9, 30))
        assert sweep(at("2026-06-30 07:05")).cancelled == 1

    def test_the_secretariat_reads_of_the_kind_and_of_no_state(self, office, abroad, failing):
        office.action("2026-06-30", office=abroad.institution)
        sweep(at("2026-06-30 09:00"))
        assert "The sweep failed for: action.due." in health(timezone.now()).problems

    def test_a_sweep_of_one_state_keeps_to_it(self, office, abroad, failing):
        office.action("2026-06-30")
        office.action("2026-06-30", office=abroad.institution)
        result = sweep(at("2026-06-30 09:00"), countries=[abroad.country_id])
        assert (result.broken, ledger()) == (("action.due",), [])
