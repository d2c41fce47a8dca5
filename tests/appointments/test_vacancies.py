"""Vacancies are derived: from the State's own word, a published source, or nothing."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.appointments.models import ReportedFocalPoint
from apps.appointments.selectors import Coverage, focal_point_page, vacancies
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.visibility import Visibility
from tests.factories import AppointmentFactory, InstitutionFactory, MemberStateFactory

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 3, 1)


@pytest.fixture
def state():
    return InstitutionFactory(country=MemberStateFactory(name="Arcadia"))


def appointed(office, starts_on=dt.date(2024, 1, 1), ends_on=None, **more):
    return AppointmentFactory(
        office=office,
        starts_on=starts_on,
        ends_on=ends_on,
        visibility=more.pop("visibility", Visibility.NETWORK),
        **more,
    )


def source(office, appointed=True, as_of=dt.date(2013, 12, 31)):
    with acting(SYSTEM, reason="test set-up"):
        return ReportedFocalPoint.objects.create(
            country=office.country,
            appointed=appointed,
            source="A/67/929 ¶57",
            as_of=as_of,
            confidence="high",
        )


@pytest.fixture
def told(coordinator):
    """What the coordinator is told of a State on a date."""

    def tell(office, as_of=DAY):
        with acting(coordinator):
            [line] = [v for v in vacancies(as_of, coordinator) if v.country_id == office.country_id]
        return line

    return tell


def test_a_serving_principal_is_named_with_the_first_day(state, told):
    appointed(state, person_name="Ama Example", rank="Director")
    line = told(state)
    assert (line.coverage, line.person_name, line.rank) == (
        Coverage.SERVING,
        "Ama Example",
        "Director",
    )
    assert line.since == dt.date(2024, 1, 1)


def test_the_last_day_still_counts_and_the_next_one_is_vacant(state, told):
    appointed(state, ends_on=DAY)
    assert told(state).coverage == Coverage.SERVING
    vacant = told(state, DAY + dt.timedelta(days=1))
    assert (vacant.coverage, vacant.since) == (Coverage.VACANT, DAY + dt.timedelta(days=1))


def test_an_alternate_does_not_fill_the_post(state, told):
    appointed(state, is_alternate=True)
    assert told(state).coverage == Coverage.UNKNOWN


def test_an_appointment_that_lies_ahead_does_not_count_yet(state, told):
    appointed(state, starts_on=DAY + dt.timedelta(days=1))
    assert told(state).coverage == Coverage.UNKNOWN


def test_a_source_speaks_where_the_state_says_nothing(state, told):
    source(state)
    line = told(state)
    assert (line.coverage, line.source, line.confidence) == (
        Coverage.REPORTED,
        "A/67/929 ¶57",
        "high",
    )


@pytest.mark.parametrize(
    ("as_of", "coverage"),
    [
        (DAY, Coverage.REPORTED),
        (DAY + dt.timedelta(days=1), Coverage.UNKNOWN),
        (None, Coverage.UNKNOWN),
    ],
)
def test_a_source_speaks_from_its_own_day_on(state, told, as_of, coverage):
    source(state, as_of=as_of)
    line = told(state)
    assert line.coverage == coverage
    assert line.as_of == (as_of if coverage == Coverage.REPORTED else None)
    assert bool(line.source) == (coverage == Coverage.REPORTED)


def test_a_source_is_named_with_its_own_day(state, told):
    source(state)
    assert told(state).dated_source == "A/67/929 ¶57, as of 31 December 2013"


def test_a_source_that_says_there_is_none_is_told_as_such(state, told):
    source(state, appointed=False)
    assert told(state).coverage == Coverage.REPORTED_NONE


def test_the_states_own_word_comes_first(state, told):
    source(state)
    appointed(state, ends_on=dt.date(2025, 12, 31))
    line = told(state)
    assert (line.coverage, line.since, line.source) == (Coverage.VACANT, dt.date(2026, 1, 1), "")


def test_what_the_state_keeps_to_itself_does_not_count(state, told):
    appointed(state, visibility=Visibility.GOVERNMENT)
    assert told(state).coverage == Coverage.UNKNOWN


def test_training_states_are_no_member_states(coordinator):
    appointed(InstitutionFactory())
    with acting(coordinator):
        assert vacancies(DAY, coordinator) == []


def test_all_states_cost_one_query(coordinator):
    for _ in range(5):
        appointed(InstitutionFactory(country=MemberStateFactory()))
    with acting(coordinator), CaptureQueriesContext(connection) as queries:
        assert len(vacancies(DAY, coordinator)) == 5
    assert len(queries) == 1


class TestPageOfAState:
    def test_it_sorts_people_by_time(self, office, official):
        appointed(office, dt.date(2020, 1, 1), dt.date(2023, 12, 31), person_name="Past")
        appointed(office, dt.date(2024, 1, 1), dt.date(2026, 12, 31), person_name="Present")
        appointed(office, dt.date(2027, 1, 1), person_name="Future")
        appointed(office, dt.date(2025, 1, 1), person_name="Alternate", is_alternate=True)
        with acting(official):
            page = focal_point_page(office.country, official, DAY)
        assert page.principal.person_name == "Present"
        assert [a.person_name for a in page.alternates] == ["Alternate"]
        assert [a.person_name for a in page.upcoming] == ["Future"]
        assert [a.person_name for a in page.past] == ["Past"]
        assert page.vacant_since is None

    def test_it_says_since_when_nobody_serves(self, office, official):
        appointed(office, dt.date(2020, 1, 1), dt.date(2023, 12, 31))
        with acting(official):
            page = focal_point_page(office.country, official, DAY)
        assert page.vacant_since == dt.date(2024, 1, 1)

    def test_on_the_day_of_a_handover_the_new_one_is_shown(self, office, official):
        appointed(office, dt.date(2020, 1, 1), DAY, person_name="Old")
        appointed(office, DAY, person_name="New")
        with acting(official):
            assert focal_point_page(office.country, official, DAY).principal.person_name == "New"
