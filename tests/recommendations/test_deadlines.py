"""The days of the strategy, of its priorities and of recommendations: owed, told, and over."""

import datetime as dt

import pytest
from django.utils import timezone

from apps.recommendations.received.deadlines import SOURCE as RECOMMENDATIONS
from apps.recommendations.received.services import work_on
from apps.recommendations.strategy.deadlines import REVIEWS, TARGETS
from apps.recommendations.strategy.services import change_priority, create_priority
from apps.recommendations.strategy.text_services import describe_strategy
from apps.recommendations.strategy_models import StrategyPriority
from apps.reminders.models import Reminder
from apps.reminders.personal import Notice
from apps.reminders.services import sweep_deadlines
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.deadlines import COLUMNS
from focalpoint.roles import Role
from tests.factories import (
    ReceivedRecommendationFactory,
    RecommendationWorkFactory,
    StrategyFactory,
    StrategyPriorityFactory,
    actor,
    person,
)

pytestmark = pytest.mark.django_db


def owed(source):
    """The open deadlines of a source, each by its columns."""
    with acting(SYSTEM):
        return [dict(zip(COLUMNS, row, strict=True)) for row in source.open_deadlines()]


def ahead(office, days):
    return office.country.local_date(timezone.now()) + dt.timedelta(days)


def reminded(kind):
    """Who is reminded of deadlines of a kind by the day on which they end."""
    sweep_deadlines(now=timezone.now() + dt.timedelta(days=5))
    with acting(SYSTEM):
        return set(Reminder.objects.filter(kind=kind).values_list("recipient_id", flat=True))


class TestStrategy:
    def test_its_review_is_told_to_the_focal_point(self, focal_point, office):
        describe_strategy(
            actor=focal_point,
            country=office.country,
            title="Strategy",
            next_review_on=ahead(office, 5),
            version=0,
        )
        [row] = owed(REVIEWS)
        assert (row["due_on"], row["recipient_id"]) == (ahead(office, 5), None)
        assert timezone.now() - row["since"] < dt.timedelta(minutes=5)
        assert reminded("strategy.review") == {focal_point.user_id}

    def test_without_a_day_nothing_is_owed(self, office):
        StrategyFactory(office=office)
        assert owed(REVIEWS) == []

    def test_what_stands_in_the_line_is_the_strategy(self, focal_point, office):
        strategy = StrategyFactory(office=office, next_review_on=ahead(office, 5))
        with acting(focal_point):
            [line] = REVIEWS.lines(focal_point, [strategy.pk]).values()
        assert (line.title, line.due_on) == ("Review of Strategy of prevention", ahead(office, 5))


class TestPriorities:
    def test_its_target_is_told_to_those_who_lead(self, official, office, ministry):
        clerk = person(Role.MINISTRY_OFFICER, ministry)
        fields = {
            "title": "Fair courts",
            "lead_institution": ministry,
            "target_on": ahead(office, 5),
        }
        made = create_priority(actor=official, country=office.country, fields=fields)
        [row] = owed(TARGETS)
        assert (row["object_id"], row["kept_by_id"]) == (made.pk, ministry.pk)
        assert reminded("strategy.priority") == {clerk.pk}
        before = row["since"]
        moved = {"target_on": ahead(office, 9)}
        change_priority(actor=official, priority=made, changes=moved, version=None)
        [row] = owed(TARGETS)
        assert row["since"] > before

    @pytest.mark.parametrize(("status", "number"), [("under_way", 1), ("achieved", 0)])
    def test_it_is_owed_until_it_is_achieved(self, office, status, number):
        priority = StrategyPriorityFactory(office=office, target_on=ahead(office, 5))
        with acting(SYSTEM, reason="test set-up"):
            for step in ("agreed", status):
                StrategyPriority.objects.filter(pk=priority.pk).update(status=step)
        assert len(owed(TARGETS)) == number

    def test_what_one_office_keeps_is_told_to_no_other(self, office, ministry):
        priority = StrategyPriorityFactory(
            office=office, visibility="office", target_on=ahead(office, 5)
        )
        officer = actor(Role.MINISTRY_OFFICER, ministry)
        with acting(officer):
            assert TARGETS.lines(officer, [priority.pk]) == {}
        assert owed(TARGETS)[0]["kept_by_id"] == office.pk


class TestRecommendations:
    def test_its_day_is_told_to_those_who_lead(self, official, office, ministry):
        clerk = person(Role.MINISTRY_OFFICER, ministry)
        asked = ReceivedRecommendationFactory(country=office.country)
        changes = {"lead": ministry, "due_on": ahead(office, 5)}
        work = work_on(actor=official, recommendation=asked, changes=changes)
        assert reminded("recommendation.due") == {clerk.pk}
        with acting(official):
            [line] = RECOMMENDATIONS.lines(official, [work.pk]).values()
        assert (line.title, line.reference) == (asked.text, str(asked))

    def test_where_nobody_leads_the_focal_point_is_told(self, focal_point, office):
        RecommendationWorkFactory(office=office, due_on=ahead(office, 5))
        assert reminded("recommendation.due") == {focal_point.user_id}

    @pytest.mark.parametrize("status", ["done", "sustained"])
    def test_what_is_done_is_owed_no_more(self, office, status):
        RecommendationWorkFactory(office=office, due_on=ahead(office, 5), status=status)
        assert owed(RECOMMENDATIONS) == []

    def test_what_the_final_document_lacks_is_owed_no_more(self, office):
        gone = ReceivedRecommendationFactory(country=office.country, dropped_on=dt.date(2026, 5, 1))
        RecommendationWorkFactory(office=office, recommendation=gone, due_on=ahead(office, 5))
        assert owed(RECOMMENDATIONS) == []

    def test_who_leads_on_one_is_told_and_told_once(self, official, office, ministry):
        clerk = person(Role.MINISTRY_OFFICER, ministry)
        asked = ReceivedRecommendationFactory(country=office.country)
        work = work_on(actor=official, recommendation=asked, changes={"lead": ministry})
        again = {"lead": ministry, "note": "With the bill."}
        work_on(actor=official, recommendation=asked, changes=again, version=work.version)
        with acting(SYSTEM):
            [notice] = Notice.objects.all()
        assert (notice.kind, notice.recipient_id) == ("recommendation.assigned", clerk.pk)
