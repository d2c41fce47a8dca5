"""What each State had said last on a date: the answer equals a replay of the log."""

import datetime as dt
import random
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.recommendations.freshness import Freshness, freshness
from apps.recommendations.models import ProgressReport, ProgressStatus
from apps.recommendations.selectors import (
    latest_progress,
    own_progress,
    own_step,
    steps,
    with_own_words,
)
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from focalpoint.visibility import Visibility
from tests.costs import at_most
from tests.factories import InstitutionFactory, ProgressReportFactory, actor

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 3, 1)


def shared(office, item, day, status="under_way", **more):
    return ProgressReportFactory(
        office=office,
        item=item,
        effective_on=day,
        status=status,
        visibility=more.pop("visibility", Visibility.NETWORK),
        approved_at=more.pop("approved_at", timezone.now()),
        **more,
    )


def replay(reports, as_of):
    """The plain reading of the log: the last word of the last day up to ``as_of`` stands."""
    said = {}
    for report in sorted(reports, key=lambda r: (r.effective_on, r.pk)):
        visible = report.approved_at and report.visibility in ("network", "public")
        if visible and report.effective_on <= as_of:
            said[report.country_id, report.item_id] = report.pk
    return said


def test_the_as_of_answer_equals_a_replay_of_the_log(seven, coordinator):
    chance = random.Random(2013)
    offices = [InstitutionFactory() for _ in range(4)]
    log = [
        shared(
            chance.choice(offices),
            chance.choice(seven),
            DAY + dt.timedelta(days=chance.randrange(60)),
            status=chance.choice(ProgressStatus.values),
            visibility=chance.choice(Visibility.values),
            approved_at=chance.choice([None, timezone.now()]),
        )
        for _ in range(120)
    ]
    countries = [office.country for office in offices]
    for offset in (-1, 0, 7, 30, 59, 90):
        as_of = DAY + dt.timedelta(days=offset)
        found = latest_progress(countries, as_of, coordinator)
        assert {cell: p.report_id for cell, p in found.items()} == replay(log, as_of)


def test_a_correction_of_the_same_day_wins(seven, office, coordinator):
    shared(office, seven[0], DAY, status="done")
    shared(office, seven[0], DAY, status="planned")
    found = latest_progress([office.country], DAY, coordinator)
    assert found[office.country.pk, seven[0].pk].status == ProgressStatus.PLANNED


def test_the_states_own_people_see_what_the_network_sees(seven, office, focal_point):
    shared(office, seven[0], DAY, visibility=Visibility.GOVERNMENT)
    shared(office, seven[0], DAY, approved_at=None)
    assert latest_progress([office.country], DAY, focal_point) == {}


def test_who_reads_only_what_is_public_gets_only_that(seven, office):
    shared(office, seven[0], DAY)
    shared(office, seven[1], DAY, visibility=Visibility.PUBLIC)
    reader = actor(Role.MINISTRY_OFFICER)
    found = latest_progress([office.country], DAY, reader)
    assert [item for _country, item in found] == [seven[1].pk]


def test_one_query_for_all_states_and_steps(seven, coordinator):
    offices = [InstitutionFactory() for _ in range(3)]
    for office in offices:
        for item in seven:
            shared(office, item, DAY)
    items = list(steps())
    countries = [office.country for office in offices]
    with CaptureQueriesContext(
        connection,
    ) as queries:
        found = latest_progress(countries, DAY, coordinator, items=items)
    assert len(queries) == 1
    assert len(found) == 21


def test_it_is_served_from_the_index_made_for_it(seven, office, coordinator):
    """Row-level security must not keep the planner from the partial index."""
    with acting(SYSTEM, reason="test set-up"):
        ProgressReport.objects.bulk_create(
            ProgressReport(
                country=office.country,
                office=office,
                item=seven[n % 7],
                status="under_way",
                narrative="Under way.",
                effective_on=DAY + dt.timedelta(days=n % 365),
                visibility="network",
                approved_at=timezone.now(),
            )
            for n in range(3000)
        )
    with connection.cursor() as cursor, acting(coordinator):
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT id FROM recommendations_progressreport WHERE country_id = %s"
            " AND item_id = %s AND approved_at IS NOT NULL"
            " AND visibility IN ('network', 'public') AND effective_on <= %s"
            " ORDER BY effective_on DESC, id DESC LIMIT 1",
            [office.country_id, seven[0].pk, DAY + dt.timedelta(days=200)],
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "progress_shared_latest" in plan
    assert "Sort" not in plan


class TestOwnPage:
    def test_each_step_shows_the_newest_and_what_the_network_sees(self, seven, office, official):
        shared(office, seven[0], DAY, status="planned")
        newest = shared(
            office,
            seven[0],
            DAY + dt.timedelta(days=20),
            visibility=Visibility.GOVERNMENT,
            approved_at=None,
        )
        with acting(official):
            rows = own_progress(office.country, DAY + dt.timedelta(days=30), official)
        assert [row.item.code for row in rows] == [item.code for item in seven]
        assert rows[0].latest.report_id == newest.pk
        assert not rows[0].latest.approved
        assert rows[0].shared.status == ProgressStatus.PLANNED
        assert rows[1].latest is None
        assert rows[1].freshness == Freshness.NONE

    @pytest.mark.parametrize("role", [Role.OFFICIAL, Role.COORDINATOR])
    def test_the_items_that_bring_their_words_say_the_same_at_once(self, seven, office, role):
        who = actor(role, office) if role == Role.OFFICIAL else actor(role)
        on = DAY + dt.timedelta(days=30)
        shared(office, seven[0], DAY, status="planned", narrative="Soon")
        shared(office, seven[0], DAY + dt.timedelta(days=40), status="done")
        shared(office, seven[1], DAY, visibility=Visibility.GOVERNMENT, approved_at=None)
        with acting(who):
            told = own_progress(office.country, on, who)
            with at_most(1):
                rows = [own_step(i, on) for i in with_own_words(steps(), office.country, on, who)]
        assert [replace(row, shared=None) for row in told] == rows
        assert rows[0].narrative == "Soon"
        assert (rows[1].latest is None) is (role == Role.COORDINATOR)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, Freshness.FRESH),
        (183, Freshness.FRESH),
        (184, Freshness.AGEING),
        (366, Freshness.AGEING),
        (367, Freshness.STALE),
    ],
)
def test_freshness_is_told_by_age(days, expected):
    assert freshness(DAY, DAY + dt.timedelta(days=days)) == expected
