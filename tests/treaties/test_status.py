"""Status of States, derived from their actions for any date."""

import datetime as dt
from typing import Any

import pytest

from apps.countries.models import Country, Organisation, OrganisationMembership
from apps.treaties.models import ActionKind, Treaty, TreatyAction
from apps.treaties.selectors import treaty_counts, treaty_statuses
from apps.treaties.status import Standing, TreatyStatus
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from tests.factories import (
    CountryFactory,
    MemberStateFactory,
    TreatyActionFactory,
    TreatyFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def treaty() -> Treaty:
    return TreatyFactory(entered_into_force_on=dt.date(2000, 1, 1))


@pytest.fixture
def state() -> Country:
    return MemberStateFactory(un_member_since=dt.date(1960, 1, 1))


def act(treaty: Treaty, state: Country, kind: ActionKind, date: str, **more: Any) -> TreatyAction:
    more.setdefault("source_as_of", dt.date(2020, 1, 1))
    return TreatyActionFactory(
        treaty=treaty, country=state, kind=kind, date=dt.date.fromisoformat(date), **more
    )


def status(treaty: Treaty, state: Country, as_of: str) -> TreatyStatus:
    return treaty_statuses(as_of=dt.date.fromisoformat(as_of)).of(treaty, state)


class TestAParty:
    def test_is_a_party_from_the_day_of_deposit(self, treaty: Treaty, state: Country) -> None:
        act(treaty, state, ActionKind.ACCESSION, "2010-03-01")
        assert status(treaty, state, "2010-02-28").standing == Standing.NOT_PARTY
        assert status(treaty, state, "2010-03-01").standing == Standing.PARTY

    def test_is_bound_only_from_entry_into_force(self, treaty: Treaty, state: Country) -> None:
        act(treaty, state, ActionKind.ACCESSION, "2010-03-01")
        assert not status(treaty, state, "2010-03-30").is_in_force
        assert status(treaty, state, "2010-03-31").is_in_force

    @pytest.mark.parametrize(
        "kind",
        [
            ActionKind.RATIFICATION,
            ActionKind.ACCESSION,
            ActionKind.RATIFICATION_OR_ACCESSION,
            ActionKind.SUCCESSION,
            ActionKind.ACCEPTANCE,
            ActionKind.APPROVAL,
            ActionKind.DEFINITIVE_SIGNATURE,
            ActionKind.FORMAL_CONFIRMATION,
        ],
    )
    def test_becomes_one_by_any_consent_to_be_bound(
        self, treaty: Treaty, state: Country, kind: ActionKind
    ) -> None:
        act(treaty, state, kind, "2010-03-01")
        assert status(treaty, state, "2011-01-01").is_party

    def test_is_bound_as_a_successor_from_the_date_of_succession(self, treaty: Treaty) -> None:
        state = MemberStateFactory(
            succeeded_on=dt.date(2000, 1, 1),
            succession={"of": "Old State", "source": "a letter", "confidence": "high"},
        )
        act(treaty, state, ActionKind.SUCCESSION, "2010-03-01")
        found = status(treaty, state, "2010-03-01")
        assert found.entry is not None
        assert (found.entry.on, found.entry.basis) == (dt.date(2000, 1, 1), "succession_date")

    def test_is_shown_with_its_first_consent_and_its_signature(
        self, treaty: Treaty, state: Country
    ) -> None:
        act(treaty, state, ActionKind.SIGNATURE, "2005-05-05", source="signatures")
        act(treaty, state, ActionKind.RATIFICATION, "2010-03-01", source="ratifications")
        act(treaty, state, ActionKind.SUCCESSION, "2012-03-01", source="later")
        found = status(treaty, state, "2015-01-01")
        assert (found.kind, found.date) == (ActionKind.RATIFICATION, dt.date(2010, 3, 1))
        assert found.source == "ratifications"
        assert found.signed_on == dt.date(2005, 5, 5)


class TestAStateThatIsNoParty:
    def test_has_signed_only(self, treaty: Treaty, state: Country) -> None:
        act(treaty, state, ActionKind.SIGNATURE, "2005-05-05")
        found = status(treaty, state, "2015-01-01")
        assert found.standing == Standing.SIGNED
        assert found.date == dt.date(2005, 5, 5)
        assert found.entry is None

    def test_has_done_nothing(self, treaty: Treaty, state: Country) -> None:
        found = status(treaty, state, "2015-01-01")
        assert found.standing == Standing.NOT_PARTY
        assert found.action_id is None

    @pytest.mark.parametrize(
        "kind", [ActionKind.RESERVATION, ActionKind.OBJECTION, ActionKind.PARTICIPATION]
    )
    def test_does_not_become_one_by_other_actions(
        self, treaty: Treaty, state: Country, kind: ActionKind
    ) -> None:
        act(treaty, state, kind, "2005-05-05")
        found = status(treaty, state, "2015-01-01")
        assert (found.standing, found.kind) == (Standing.NOT_PARTY, None)

    def test_applies_provisionally(self, treaty: Treaty, state: Country) -> None:
        act(treaty, state, ActionKind.SIGNATURE, "2005-05-05")
        act(treaty, state, ActionKind.PROVISIONAL_APPLICATION, "2006-05-05")
        assert status(treaty, state, "2005-12-31").standing == Standing.SIGNED
        assert status(treaty, state, "2015-01-01").standing == Standing.PROVISIONAL

    def test_is_outside_of_an_instrument_of_one_organisation(self, state: Country) -> None:
        member, left = MemberStateFactory(), MemberStateFactory()
        with acting(SYSTEM):
            union = Organisation.objects.create(code="TU", name="Test Union")
            OrganisationMembership.objects.create(organisation=union, country=member)
            OrganisationMembership.objects.create(
                organisation=union, country=left, ends_on=dt.date(2014, 12, 31)
            )
        regional = TreatyFactory(open_to=union)
        table = treaty_statuses(as_of=dt.date(2015, 1, 1))
        assert table.of(regional, state).standing == Standing.NOT_OPEN
        assert table.of(regional, left).standing == Standing.NOT_OPEN
        assert table.of(regional, member).standing == Standing.NOT_PARTY


class TestAWithdrawal:
    @pytest.fixture
    def _withdrawn(self, treaty: Treaty, state: Country) -> None:
        act(treaty, state, ActionKind.SIGNATURE, "2004-03-01")
        act(treaty, state, ActionKind.RATIFICATION, "2005-03-01")
        act(
            treaty,
            state,
            ActionKind.WITHDRAWAL,
            "2016-10-27",
            effective_on=dt.date(2017, 10, 27),
        )

    @pytest.mark.usefixtures("_withdrawn")
    def test_leaves_a_party_until_it_takes_effect(self, treaty: Treaty, state: Country) -> None:
        before = status(treaty, state, "2016-10-26")
        assert (before.standing, before.is_leaving) == (Standing.PARTY, False)
        notified = status(treaty, state, "2017-10-26")
        assert (notified.standing, notified.is_leaving) == (Standing.PARTY, True)
        assert notified.date == dt.date(2005, 3, 1)
        assert notified.withdrawal_effective_on == dt.date(2017, 10, 27)

    @pytest.mark.usefixtures("_withdrawn")
    def test_ends_it_on_the_day(self, treaty: Treaty, state: Country) -> None:
        found = status(treaty, state, "2017-10-27")
        assert found.standing == Standing.WITHDRAWN
        assert found.withdrawal_notified_on == dt.date(2016, 10, 27)
        assert found.entry is None

    @pytest.mark.usefixtures("_withdrawn")
    def test_is_undone_by_a_later_accession(self, treaty: Treaty, state: Country) -> None:
        act(treaty, state, ActionKind.ACCESSION, "2019-05-01")
        assert status(treaty, state, "2018-01-01").standing == Standing.WITHDRAWN
        again = status(treaty, state, "2019-06-01")
        assert (again.standing, again.date) == (Standing.PARTY, dt.date(2019, 5, 1))
        assert again.withdrawal_notified_on is None

    def test_without_a_date_of_effect_leaves_a_party(self, treaty: Treaty, state: Country) -> None:
        act(treaty, state, ActionKind.RATIFICATION, "2005-03-01")
        act(treaty, state, ActionKind.WITHDRAWAL, "2016-10-27")
        found = status(treaty, state, "2019-01-01")
        assert (found.standing, found.is_leaving) == (Standing.PARTY, True)


class TestTheRecord:
    def test_reaches_as_far_as_its_latest_source(self, treaty: Treaty, state: Country) -> None:
        other = MemberStateFactory()
        act(treaty, other, ActionKind.ACCESSION, "2001-01-01", source_as_of=dt.date(2015, 3, 14))
        act(treaty, other, ActionKind.SIGNATURE, "2000-01-01", source_as_of=dt.date(2014, 1, 1))
        found = status(treaty, state, "2016-01-01")
        assert found.known_as_of == dt.date(2015, 3, 14)
        assert found.is_beyond_record
        assert not status(treaty, state, "2015-03-14").is_beyond_record

    def test_says_nothing_of_a_fictional_state_by_the_depositaries_lists(
        self, treaty: Treaty, state: Country
    ) -> None:
        act(treaty, state, ActionKind.ACCESSION, "2001-01-01")
        assert status(treaty, CountryFactory(), "2016-01-01").known_as_of is None

    def test_takes_a_correction_for_the_row_it_replaces(
        self, treaty: Treaty, state: Country
    ) -> None:
        wrong = act(treaty, state, ActionKind.ACCESSION, "2001-01-01")
        act(treaty, state, ActionKind.ACCESSION, "2010-01-01", replaces=wrong)
        assert status(treaty, state, "2005-01-01").standing == Standing.NOT_PARTY
        assert status(treaty, state, "2010-01-01").is_party

    def test_forgets_a_retracted_action(self, treaty: Treaty, state: Country) -> None:
        wrong = act(treaty, state, ActionKind.ACCESSION, "2001-01-01")
        act(treaty, state, ActionKind.ACCESSION, "2001-01-01", replaces=wrong, is_retraction=True)
        assert status(treaty, state, "2005-01-01").standing == Standing.NOT_PARTY


class TestCounts:
    def test_leave_training_states_out(self, treaty: Treaty, state: Country) -> None:
        act(treaty, state, ActionKind.ACCESSION, "2001-01-01")
        act(treaty, CountryFactory(), ActionKind.ACCESSION, "2001-01-01")
        act(treaty, CountryFactory(), ActionKind.SIGNATURE, "2001-01-01")
        MemberStateFactory(un_member_since=dt.date(1970, 1, 1))
        (counts,) = treaty_counts(treaty_statuses(as_of=dt.date(2005, 1, 1)))
        assert (counts.parties, counts.member_parties) == (1, 1)
        assert (counts.signed_only, counts.members_not_party) == (0, 1)

    def test_count_participants_apart_from_member_states(
        self, treaty: Treaty, state: Country
    ) -> None:
        act(treaty, state, ActionKind.SIGNATURE, "2001-01-01")
        act(treaty, MemberStateFactory(kind="observer"), ActionKind.ACCESSION, "2001-01-01")
        (counts,) = treaty_counts(treaty_statuses(as_of=dt.date(2005, 1, 1)))
        assert (counts.parties, counts.member_parties) == (1, 0)
        assert (counts.signed_only, counts.members_not_party) == (1, 1)

    def test_begin_for_a_state_with_its_membership(self, treaty: Treaty) -> None:
        MemberStateFactory(un_member_since=dt.date(2011, 7, 14))
        for day, number in (("2011-07-13", 0), ("2011-07-14", 1)):
            (counts,) = treaty_counts(treaty_statuses(as_of=dt.date.fromisoformat(day)))
            assert counts.members_not_party == number


def test_the_whole_matrix_takes_three_queries(
    treaty: Treaty, state: Country, django_assert_num_queries: Any
) -> None:
    for _ in range(5):
        act(TreatyFactory(), state, ActionKind.ACCESSION, "2001-01-01")
    with django_assert_num_queries(3):
        table = treaty_statuses(as_of=dt.date(2005, 1, 1))
        assert sum(found.is_party for found in table.of_country(state)) == 5


def test_one_state_and_one_instrument_can_be_asked_for_alone(
    treaty: Treaty, state: Country
) -> None:
    act(treaty, state, ActionKind.ACCESSION, "2001-01-01")
    act(treaty, MemberStateFactory(), ActionKind.ACCESSION, "2001-01-01")
    act(TreatyFactory(), state, ActionKind.ACCESSION, "2001-01-01")
    table = treaty_statuses(as_of=dt.date(2005, 1, 1), treaties=[treaty], countries=[state])
    assert list(table.deciding) == [(treaty.pk, state.pk)]
