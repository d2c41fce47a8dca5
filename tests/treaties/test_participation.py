"""Curves of participation: at the end of each year they say what the status on that day says."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.treaties.choices import ActionKind
from apps.treaties.participation import curves, memberships
from apps.treaties.selectors import treaty_statuses
from apps.treaties.status import Standing
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from tests.factories import CountryFactory, MemberStateFactory, TreatyActionFactory, TreatyFactory

FIRST, LAST = dt.date(2000, 1, 1), dt.date(2009, 12, 31)
days = st.dates(FIRST, LAST)
happenings = st.lists(
    st.one_of(
        st.tuples(st.just(ActionKind.RATIFICATION), days, st.none()),
        st.tuples(st.just(ActionKind.ACCESSION), days, st.none()),
        st.tuples(st.just(ActionKind.SIGNATURE), days, st.none()),
        st.tuples(
            st.just(ActionKind.WITHDRAWAL), days, st.none() | st.integers(0, 900).map(dt.timedelta)
        ),
    ),
    max_size=7,
    unique_by=lambda each: (each[0], each[1]),
)


@pytest.mark.django_db(transaction=False)
@pytest.mark.slow
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(log=happenings, asked=days)
def test_being_a_party_on_a_day_is_the_status_of_that_day(django_db_blocker, log, asked):
    with acting(SYSTEM):
        treaty, country = TreatyFactory(), CountryFactory()
        for kind, date, lag in log:
            effective_on = date + lag if lag is not None else None
            TreatyActionFactory(
                treaty=treaty,
                country=country,
                kind=kind,
                date=date,
                effective_on=effective_on,
                source_as_of=LAST,
            )
        table = treaty_statuses(as_of=asked, treaties=[treaty], countries=[country])
        membership = memberships([treaty], [country]).get((treaty.pk, country.pk))
    stands = table.of(treaty, country).standing == Standing.PARTY
    assert (membership.is_party_on(asked) if membership else False) == stands


@pytest.mark.django_db
class TestCurves:
    @pytest.fixture
    def treaty(self):
        return TreatyFactory()

    def joined(self, treaty, date, **more):
        country = more.pop("country", None) or MemberStateFactory()
        TreatyActionFactory(
            treaty=treaty, country=country, date=date, source_as_of=dt.date(2009, 6, 1), **more
        )
        return country

    def drawn(self, treaty, countries, as_of=LAST):
        return curves([treaty], countries, as_of)[0]

    def test_counts_at_the_end_of_each_year_and_fills_the_years_between(self, treaty):
        states = [self.joined(treaty, dt.date(year, 5, 1)) for year in (2001, 2001, 2004)]
        assert self.drawn(treaty, states, dt.date(2005, 1, 1)).numbers == [
            (2001, 2),
            (2002, 2),
            (2003, 2),
            (2004, 3),
            (2005, 3),
        ]

    def test_a_withdrawal_counts_from_the_day_of_its_effect(self, treaty):
        state = self.joined(treaty, dt.date(2001, 5, 1))
        self.joined(
            treaty,
            dt.date(2003, 6, 1),
            country=state,
            kind=ActionKind.WITHDRAWAL,
            effective_on=dt.date(2004, 6, 1),
        )
        curve = self.drawn(treaty, [state], dt.date(2005, 1, 1))
        assert [curve.in_year(year) for year in (2002, 2003, 2004)] == [1, 1, 0]

    def test_ends_where_the_record_does(self, treaty):
        state = self.joined(treaty, dt.date(2001, 5, 1))
        curve = self.drawn(treaty, [state], dt.date(2026, 1, 1))
        assert (curve.until, curve.numbers[-1]) == (dt.date(2009, 6, 1), (2009, 1))
        assert curve.in_year(2010) is None

    def test_who_leaves_again_is_a_party_until_that_takes_effect(self, treaty):
        state = self.joined(treaty, dt.date(2001, 5, 1))
        for notified, effective in ((2002, 2003), (2005, 2006)):
            self.joined(
                treaty,
                dt.date(notified, 6, 1),
                country=state,
                kind=ActionKind.WITHDRAWAL,
                effective_on=dt.date(effective, 6, 1),
            )
        self.joined(treaty, dt.date(2004, 5, 1), country=state, kind=ActionKind.ACCESSION)
        on = dt.date(2005, 12, 31)
        table = treaty_statuses(as_of=on, treaties=[treaty], countries=[state])
        assert table.of(treaty, state).standing == Standing.PARTY
        assert self.drawn(treaty, [state]).in_year(2005) == 1
        assert self.drawn(treaty, [state]).in_year(2006) == 0

    def test_says_nothing_of_an_instrument_that_nobody_joined(self, treaty):
        assert self.drawn(treaty, [CountryFactory()]).numbers == []

    def test_counts_only_the_states_asked_for(self, treaty):
        first, _second = (self.joined(treaty, dt.date(2001, 5, 1)) for _ in range(2))
        assert self.drawn(treaty, [first]).in_year(2001) == 1
