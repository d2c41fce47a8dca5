"""Recurring actions: the next one exactly once, no flood after neglect, nothing lost on the way."""

import datetime as dt
import threading

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from apps.accounts.selectors import actor_for
from apps.actions.collaboration import ActionWatcher, ChecklistItem
from apps.actions.models import Action, ActionLink
from apps.actions.series import (
    change_series,
    continue_all_series,
    continue_series,
    resume_series,
    start_series,
    stop_series,
    waiting_series,
)
from apps.actions.series_models import ActionOccurrence, ActionSeries
from apps.actions.services import change_status, update_action
from apps.actions.tasks import continue_all_series_task
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.errors import StaleVersionError
from focalpoint.roles import Role
from tests.actions.pages import stored
from tests.factories import (
    ActionFactory,
    ActionLinkFactory,
    ActionSeriesFactory,
    ActionWatcherFactory,
    ChecklistItemFactory,
    InstitutionFactory,
    ItemFactory,
    actor,
    person,
)

pytestmark = pytest.mark.django_db
FIRST = dt.date(2027, 3, 31)


def at(day):
    """Noon of a day in UTC, which is that day in the capital of these tests."""
    return dt.datetime.combine(day, dt.time(12), dt.UTC)


def finish(action, to="done"):
    change_status(actor=SYSTEM, action=action, to=to)


def open_ones(series):
    with acting(SYSTEM):
        rows = Action.objects.unfinished().filter(occurrence__series=series)
        return list(rows.select_related("occurrence", "assignee"))


@pytest.fixture
def report(office, amina):
    """A report that is due at the end of a quarter."""
    return ActionFactory(office=office, title="Quarterly report", due_on=FIRST, assignee=amina)


@pytest.fixture
def series(official, report):
    return start_series(
        actor=official, action=report, frequency="monthly", interval=3, last_day=True
    )


class TestStarting:
    def test_the_action_is_the_first_of_its_series(self, series, report):
        assert series.next_on == dt.date(2027, 6, 30)
        [occurrence] = all_occurrences(series)
        assert (occurrence.action_id, occurrence.on) == (report.pk, FIRST)

    def test_it_needs_a_date_to_count_from(self, official, action):
        with pytest.raises(ValidationError, match="due date first"):
            start_series(actor=official, action=action)

    def test_an_action_comes_back_by_one_rule(self, official, series, report):
        with pytest.raises(ValidationError, match="comes back already"):
            start_series(actor=official, action=report)

    @pytest.mark.parametrize(
        "rule",
        [
            {"interval": 0},
            {"interval": 61},
            {"times": 1},
            {"times": 3, "until": dt.date(2028, 1, 1)},
            {"until": dt.date(2026, 1, 1)},
            {"frequency": "hourly"},
            {"frequency": "weekly", "last_day": True},
        ],
    )
    def test_a_rule_that_makes_no_sense_is_refused(self, official, report, rule):
        with pytest.raises(ValidationError):
            start_series(actor=official, action=report, **rule)
        with acting(SYSTEM):
            assert not ActionSeries.objects.exists()

    def test_who_may_not_change_the_action_starts_none(self, officer, stranger, report, office):
        for who in (officer, stranger, actor(Role.AUDITOR, office)):
            with pytest.raises(PermissionDenied):
                start_series(actor=who, action=report)

    def test_a_ministry_repeats_what_it_owns(self, officer, ministry):
        own = ActionFactory(office=ministry, due_on=FIRST)
        assert start_series(actor=officer, action=own).next_on == dt.date(2027, 4, 30)


def all_occurrences(series):
    with acting(SYSTEM):
        return list(ActionOccurrence.objects.filter(series=series).order_by("on"))


class TestNext:
    def test_it_comes_when_the_latest_is_finished_and_looks_like_it(
        self, series, report, official, office, badu
    ):
        ActionLinkFactory(action=report, item=ItemFactory())
        ChecklistItemFactory(action=report, text="Ask for figures", position=1)
        ActionWatcherFactory(action=report, user=badu)
        update_action(
            actor=official,
            action=report,
            changes={"description": "With figures.", "priority": 3},
            version=1,
        )
        assert continue_all_series(now=at(dt.date(2027, 3, 20))) == 0
        finish(report)
        assert continue_all_series(now=at(dt.date(2027, 3, 20))) == 1
        [twin] = open_ones(series)
        assert (twin.title, twin.description, twin.priority) == (
            "Quarterly report",
            "With figures.",
            3,
        )
        assert (twin.due_on, twin.start_on) == (dt.date(2027, 6, 30), dt.date(2027, 4, 1))
        assert twin.assignee == report.assignee
        assert twin.reference != report.reference
        with acting(SYSTEM):
            assert ActionLink.objects.filter(action=twin).count() == 1
            assert ActionWatcher.objects.filter(action=twin, user=badu).exists()
            [item] = ChecklistItem.objects.filter(action=twin)
        assert (item.text, item.is_done) == ("Ask for figures", False)
        assert stored(series).next_on == dt.date(2027, 9, 30)

    def test_a_cancelled_one_makes_way_too(self, series, report):
        finish(report, to="cancelled")
        assert continue_all_series(now=at(FIRST)) == 1

    def test_asking_again_makes_no_second_one(self, series, report):
        finish(report)
        now = at(dt.date(2027, 4, 2))
        assert [continue_all_series(now=now) for _time in range(3)] == [1, 0, 0]
        assert continue_series(series=series.pk, now=now) is None
        assert len(open_ones(series)) == 1

    def test_the_task_does_the_same(self, series, report):
        finish(report)
        continue_all_series_task()
        assert len(open_ones(series)) == 1

    def test_it_remains_to_be_reminded_of(self, series, report):
        finish(report)
        continue_all_series(now=at(FIRST))
        [twin] = open_ones(series)
        assert twin.due_set_at is not None

    def test_whoever_has_left_is_not_assigned_again(self, series, report, amina, leave):
        finish(report)
        leave(amina)
        continue_all_series(now=at(FIRST))
        assert open_ones(series)[0].assignee is None

    def test_a_moved_deadline_moves_no_later_one(self, series, report, official):
        changes = {"due_on": dt.date(2027, 5, 15)}
        update_action(actor=official, action=report, changes=changes, version=1)
        finish(report)
        continue_all_series(now=at(dt.date(2027, 5, 14)))
        assert open_ones(series)[0].due_on == dt.date(2027, 6, 30)

    def test_it_is_counted_by_the_date_in_the_capital(self, amina):
        office = InstitutionFactory(country__time_zone="Pacific/Kiritimati")
        who = actor_for(person(Role.OFFICIAL, office))
        action = ActionFactory(office=office, due_on=dt.date(2027, 3, 1))
        series = start_series(actor=who, action=action, frequency="weekly")
        finish(action)
        # In Kiritimati the 8th has ended already.
        continue_all_series(now=dt.datetime(2027, 3, 8, 11, tzinfo=dt.UTC))
        assert open_ones(series)[0].due_on == dt.date(2027, 3, 15)

    @pytest.mark.django_db(transaction=True)
    def test_two_workers_at_once_make_one(self):
        office = InstitutionFactory()
        action = ActionFactory(office=office, due_on=FIRST)
        who = actor_for(person(Role.OFFICIAL, office))
        series = start_series(actor=who, action=action)
        finish(action)
        start, made = threading.Barrier(3), []

        def work():
            try:
                start.wait()
                made.append(continue_all_series(now=at(FIRST)))
            finally:
                connection.close()

        threads = [threading.Thread(target=work) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(made) == [0, 0, 1]
        assert len(all_occurrences(series)) == 2


class TestNeglect:
    def test_months_without_anybody_make_one_action_that_says_so(self, official, office):
        action = ActionFactory(office=office, due_on=dt.date(2027, 1, 4))
        series = start_series(actor=official, action=action, frequency="weekly")
        finish(action)
        # The scheduler stood still for half a year.
        assert continue_all_series(now=at(dt.date(2027, 7, 1))) == 1
        [twin] = open_ones(series)
        assert twin.due_on == dt.date(2027, 7, 5)
        passed = twin.occurrence.passed
        assert (len(passed), passed[0], passed[-1]) == (
            25,
            dt.date(2027, 1, 11),
            dt.date(2027, 6, 28),
        )

    def test_an_unfinished_one_is_never_joined_by_another(self, series, report):
        for month in range(4, 13):
            assert continue_all_series(now=at(dt.date(2027, month, 28))) == 0
        assert open_ones(series) == [report]
        finish(report)
        continue_all_series(now=at(dt.date(2027, 12, 28)))
        [twin] = open_ones(series)
        assert twin.due_on == dt.date(2027, 12, 31)
        assert twin.occurrence.passed == [dt.date(2027, 6, 30), dt.date(2027, 9, 30)]

    def test_one_that_is_reopened_holds_the_next_one_back(self, series, report):
        finish(report)
        continue_all_series(now=at(FIRST))
        [twin] = open_ones(series)
        change_status(actor=SYSTEM, action=report, to="in_progress")
        finish(twin)
        assert continue_all_series(now=at(FIRST)) == 0
        finish(report)
        assert continue_all_series(now=at(FIRST)) == 1

    def test_one_in_the_archive_is_not_replaced_before_it_is_ended(self, series, report):
        with acting(SYSTEM, reason="test"):
            Action.objects.filter(pk=report.pk).update(archived_at=at(FIRST))
        assert continue_all_series(now=at(FIRST)) == 0
        assert continue_series(series=series.pk, now=at(FIRST)) is None
        with acting(SYSTEM, reason="test"):
            Action.objects.filter(pk=report.pk).update(status="done")
        assert continue_all_series(now=at(FIRST)) == 1

    def test_a_rule_that_ended_meanwhile_makes_nothing_more(self, official, office):
        action = ActionFactory(office=office, due_on=dt.date(2027, 1, 4))
        series = start_series(actor=official, action=action, frequency="weekly", times=4)
        finish(action)
        assert continue_all_series(now=at(dt.date(2027, 7, 1))) == 0
        assert stored(series).next_on is None
        with acting(SYSTEM):
            assert waiting_series() == []

    def test_a_series_that_fails_stops_no_other(
        self, series, report, office, official, monkeypatch
    ):
        other = ActionFactory(office=office, due_on=FIRST, title="Other")
        start_series(actor=official, action=other)
        finish(report)
        finish(other)
        from_here = continue_series

        def failing(*, series, now):
            if series == broken:
                raise RuntimeError("broken")
            return from_here(series=series, now=now)

        broken = series.pk
        monkeypatch.setattr("apps.actions.series.continue_series", failing)
        assert continue_all_series(now=at(FIRST)) == 1


class TestChanging:
    def test_the_rule_counts_from_the_latest_action(self, official, series, report):
        finish(report)
        continue_all_series(now=at(FIRST))
        changes = {"interval": 1, "last_day": False}
        version = stored(series).version
        changed = change_series(
            actor=official, series=series, changes=changes, version=version, reason="Monthly now"
        )
        assert changed.next_on == dt.date(2027, 7, 30)
        assert open_ones(series)[0].due_on == dt.date(2027, 6, 30)

    def test_a_second_window_is_told(self, official, series):
        change_series(actor=official, series=series, changes={"interval": 2}, version=1)
        with pytest.raises(StaleVersionError):
            change_series(actor=official, series=series, changes={"interval": 4}, version=1)

    @pytest.mark.parametrize(
        "changes",
        [{"interval": 0}, {"frequency": "x"}, {"until": dt.date(2020, 1, 1)}, {"next_on": None}],
    )
    def test_nonsense_is_refused(self, official, series, changes):
        with pytest.raises(ValidationError):
            change_series(actor=official, series=series, changes=changes, version=1)

    def test_one_that_is_stopped_goes_on_only_when_it_is_told_to(self, official, series, report):
        stop_series(actor=official, series=series, reason="No more reports")
        stop_series(actor=official, series=series)
        finish(report)
        assert continue_all_series(now=at(FIRST)) == 0
        resume_series(actor=official, series=series)
        assert continue_all_series(now=at(FIRST)) == 1

    def test_others_change_and_stop_nothing(self, officer, stranger, series):
        for who in (officer, stranger):
            for writer, more in (
                (stop_series, {}),
                (change_series, {"changes": {"interval": 2}, "version": 1}),
            ):
                with pytest.raises((PermissionDenied, ActionSeries.DoesNotExist)):
                    writer(actor=who, series=series, **more)

    def test_a_factory_makes_one_that_goes_on(self):
        assert ActionSeriesFactory().is_going_on
