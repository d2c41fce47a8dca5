"""States × engagement: what is approved and shared, in the months that count."""

import datetime as dt

import pytest
from django.utils import timezone

from apps.dashboards.engaged import Part, engaged_matrix, engaged_rows
from focalpoint.acting import acting
from focalpoint.roles import Role
from tests.factories import InstitutionFactory, MemberStateFactory, actor
from tests.factories.engagement import (
    GatheringFactory,
    LessonFactory,
    ParticipationFactory,
    PartnershipFactory,
    TrainingFactory,
)

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 6, 30)


@pytest.fixture
def coordinator():
    return actor(Role.COORDINATOR)


@pytest.fixture
def office():
    return InstitutionFactory(country=MemberStateFactory(name="Quentia", code="WQE"))


def shared(factory, office, **facts):
    return factory(office=office, visibility="network", approved_at=timezone.now(), **facts)


def seen(who, office, day=DAY):
    with acting(who):
        found = engaged_matrix(who, day, [office.country]).found.get(office.country.pk, {})
    return {part: share.number for part, share in found.items()}


def test_each_kind_counts_for_its_step(coordinator, office):
    shared(ParticipationFactory, office, kind="dialogue", statement="own")
    shared(ParticipationFactory, office, kind="upr")
    shared(ParticipationFactory, office, kind="exchange")
    shared(PartnershipFactory, office, starts_on=dt.date(2020, 1, 1))
    shared(TrainingFactory, office, starts_on=dt.date(2026, 1, 1))
    assert seen(coordinator, office) == {
        Part.DIALOGUES: 1,
        Part.STATEMENTS: 1,
        Part.REVIEWS: 1,
        Part.EXCHANGES: 1,
        Part.PARTNERSHIPS: 1,
        Part.TRAININGS: 1,
    }


@pytest.mark.parametrize(
    ("on", "number"),
    [
        (dt.date(2024, 6, 30), 0),
        (dt.date(2024, 7, 1), 1),
        (dt.date(2026, 6, 30), 1),
        (dt.date(2026, 7, 1), 0),
    ],
)
def test_the_span_is_twenty_four_months(coordinator, office, on, number):
    shared(ParticipationFactory, office, starts_on=on)
    assert seen(coordinator, office).get(Part.DIALOGUES, 0) == number


def test_what_is_not_approved_or_not_shared_does_not_count(coordinator, office):
    ParticipationFactory(office=office, visibility="network")
    ParticipationFactory(office=office, visibility="government", approved_at=timezone.now())
    shared(ParticipationFactory, office, presence="absent")
    assert seen(coordinator, office) == {}


def test_a_meeting_that_two_offices_recorded_counts_once(coordinator, office):
    gathering = GatheringFactory(is_training=False, kind="dialogue")
    other = InstitutionFactory(country=office.country)
    for each in (office, other):
        shared(ParticipationFactory, each, gathering=gathering, kind="dialogue")
    assert seen(coordinator, office)[Part.DIALOGUES] == 1


def test_a_lesson_counts_from_the_day_on_which_it_was_shared(coordinator, office):
    lesson = shared(LessonFactory, office)
    day = lesson.approved_at.astimezone(dt.UTC).date()
    assert seen(coordinator, office, day)[Part.LESSONS] == 1
    assert seen(coordinator, office, day - dt.timedelta(days=1)) == {}


def test_the_file_has_a_row_for_who_shares_nothing(coordinator, office):
    with acting(coordinator):
        matrix = engaged_matrix(coordinator, DAY, [office.country])
    [row] = engaged_rows(matrix)
    assert row["dialogues"] == 0
    assert row["dialogues_newest"] is None
