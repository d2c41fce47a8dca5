"""What a State owes follows from the facts, again and again, and never over a person's word."""

import datetime as dt
from typing import Any

import pytest
from django.db import InternalError, transaction

from apps.treaties.models import ActionKind
from apps.treaties.obligations import services, steps
from apps.treaties.obligations.choices import DateSource, DueKind, DueStatus
from apps.treaties.obligations.derivation import derive_obligations
from apps.treaties.obligations.models import Occurrence, ReportingObligation
from apps.treaties.obligations.tasks import derive_obligations_task
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from tests.costs import at_most
from tests.factories import (
    InstitutionFactory,
    MemberStateFactory,
    OccurrenceFactory,
    TreatyActionFactory,
    TreatyFactory,
)

pytestmark = pytest.mark.django_db
NOTHING = {"duties": 0, "new": 0, "changed": 0, "lapsed": 0}


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def due(rows: list[Occurrence]) -> list[str]:
    return [row.due_on.isoformat() for row in rows]


class TestDerivation:
    def test_it_makes_the_duty_and_its_next_date_with_rule_and_source(
        self, party: Any, derive: Any, dates: Any
    ) -> None:
        assert derive() == {"duties": 1, "new": 1, "changed": 0, "lapsed": 0}
        [date] = dates()
        assert (date.due_on, date.original_due_on) == (day("2027-03-31"), day("2027-03-31"))
        assert (date.rule, date.counted_from) == ("periodic", day("2023-03-31"))
        assert date.source == "Art. 18; test list"
        assert date.confidence == "low"
        assert not date.is_confirmed
        assert date.obligation.in_force_on == day("2010-03-31")

    def test_twice_changes_nothing(self, party: Any, derive: Any) -> None:
        derive()
        assert derive() == NOTHING

    def test_a_later_day_adds_what_has_come_into_sight_and_keeps_what_has_passed(
        self, party: Any, derive: Any, dates: Any
    ) -> None:
        derive()
        assert derive("2027-06-01") == {"duties": 0, "new": 1, "changed": 0, "lapsed": 0}
        assert due(dates()) == ["2027-03-31", "2031-03-31"]
        assert dates()[0].status == DueStatus.DUE

    def test_a_signature_makes_no_duty(self, office: Any, treaty: Any, derive: Any) -> None:
        TreatyActionFactory(treaty=treaty, country=office.country, kind=ActionKind.SIGNATURE)
        assert derive() == NOTHING

    def test_a_date_of_deposit_that_is_not_exact_gives_a_duty_without_dates(
        self, office: Any, treaty: Any, derive: Any, dates: Any
    ) -> None:
        TreatyActionFactory(treaty=treaty, country=office.country, precision="year")
        assert derive() == {"duties": 1, "new": 0, "changed": 0, "lapsed": 0}
        assert dates() == []

    def test_a_state_without_institutions_owes_all_the_same(self, treaty: Any, dates: Any) -> None:
        state = MemberStateFactory()
        TreatyActionFactory(treaty=treaty, country=state)
        derive_obligations(today=day("2026-11-22"), countries=[state])
        [date] = dates()
        assert (date.country, date.office_id, date.visibility) == (state, None, "government")

    def test_the_task_derives_one_state(self, party: Any, office: Any, dates: Any) -> None:
        derive_obligations_task(str(office.country.pk))
        assert len(dates()) == 1

    def test_it_asks_the_same_number_of_statements_for_many_states(self, treaty: Any) -> None:
        for _number in range(12):
            TreatyActionFactory(treaty=treaty, country=MemberStateFactory())
        with acting(SYSTEM), at_most(16):
            derive_obligations(today=day("2026-11-22"))


class TestAnotherFact:
    def test_a_withdrawal_ends_the_duty_and_lets_what_lies_ahead_lapse(
        self, party: Any, duty: Any, derive: Any, dates: Any
    ) -> None:
        TreatyActionFactory(
            treaty=duty.treaty,
            country=duty.country,
            kind=ActionKind.WITHDRAWAL,
            date=day("2025-01-01"),
            effective_on=day("2026-01-01"),
        )
        assert derive()["lapsed"] == 1
        [date] = dates()
        assert (date.status, date.obligation.ended_on) == ("lapsed", day("2026-01-01"))
        assert derive() == NOTHING

    def test_nothing_falls_due_after_a_withdrawal_that_is_under_way(
        self, party: Any, derive: Any, treaty: Any, office: Any, dates: Any
    ) -> None:
        TreatyActionFactory(
            treaty=treaty,
            country=office.country,
            kind=ActionKind.WITHDRAWAL,
            date=day("2026-10-01"),
            effective_on=day("2027-03-01"),
        )
        derive()
        assert dates() == []

    def test_a_corrected_deposit_moves_what_nobody_has_confirmed_and_says_why(
        self, party: Any, duty: Any, derive: Any, dates: Any
    ) -> None:
        TreatyActionFactory(
            treaty=duty.treaty, country=duty.country, date=day("2010-04-01"), replaces=party
        )
        assert derive()["changed"] == 1
        [date] = dates()
        assert due([date]) == ["2027-05-01"]
        assert date.original_due_on == day("2027-03-31")
        assert date.override_source == DateSource.RECOMPUTED
        assert derive() == NOTHING

    def test_and_leaves_what_a_person_stands_by(
        self, party: Any, duty: Any, derive: Any, dates: Any, official: Any
    ) -> None:
        services.confirm_due_date(actor=official, occurrence=dates()[0])
        TreatyActionFactory(
            treaty=duty.treaty, country=duty.country, date=day("2010-04-01"), replaces=party
        )
        derive()
        assert due(dates()) == ["2027-03-31"]

    def test_a_retracted_action_ends_the_duty_and_its_return_brings_it_back(
        self, party: Any, duty: Any, derive: Any, dates: Any
    ) -> None:
        gone = TreatyActionFactory(
            treaty=duty.treaty,
            country=duty.country,
            date=party.date,
            replaces=party,
            is_retraction=True,
        )
        assert derive()["lapsed"] == 1
        TreatyActionFactory(
            treaty=duty.treaty, country=duty.country, date=party.date, replaces=gone
        )
        derive()
        [date] = dates()
        assert (date.status, date.obligation.ended_on) == ("due", None)


class TestTheCycle:
    def test_goes_on_from_a_date_that_the_committee_set(
        self, duty: Any, derive: Any, dates: Any, official: Any
    ) -> None:
        services.override_due_date(
            actor=official,
            occurrence=dates()[0],
            due_on=day("2027-11-30"),
            source=DateSource.COMMITTEE,
            reason="Concluding observations, paragraph 45",
        )
        derive("2028-06-01")
        assert due(dates()) == ["2027-11-30", "2031-11-30"]

    def test_stays_where_it_was_for_any_other_reason(
        self, duty: Any, derive: Any, dates: Any, official: Any
    ) -> None:
        services.override_due_date(
            actor=official,
            occurrence=dates()[0],
            due_on=day("2027-11-30"),
            source=DateSource.OTHER,
            reason="Asked for more time",
        )
        derive("2028-06-01")
        assert due(dates()) == ["2027-11-30", "2031-03-31"]

    def test_is_not_moved_by_being_late(
        self, duty: Any, derive: Any, dates: Any, official: Any
    ) -> None:
        with acting(SYSTEM):
            late = Occurrence.objects.get()
        entered = services.add_occurrence(
            actor=official,
            obligation=duty,
            fields={"kind": DueKind.PERIODIC, "original_due_on": day("2023-03-31")},
            submitted_on=day("2026-06-30"),
        )
        derive()
        assert (entered.due_on, entered.days_late) == (day("2023-03-31"), 1187)
        assert due(dates()) == ["2023-03-31", "2027-03-31"]
        assert dates()[1].pk == late.pk

    def test_goes_on_from_a_report_that_the_state_entered(
        self, duty: Any, derive: Any, dates: Any, official: Any
    ) -> None:
        services.add_occurrence(
            actor=official,
            obligation=duty,
            fields={"kind": DueKind.PERIODIC, "original_due_on": day("2024-07-01")},
            submitted_on=day("2024-07-01"),
        )
        derive()
        current = [date for date in dates() if date.status != DueStatus.LAPSED]
        assert due(current) == ["2024-07-01", "2028-07-01"]
        assert derive() == NOTHING

    def test_a_skipped_report_does_not_come_back(
        self, duty: Any, derive: Any, dates: Any, official: Any
    ) -> None:
        steps.skip(actor=official, occurrence=dates()[0], skip_reason="Combined with the next")
        assert derive() == NOTHING
        assert dates()[0].status == DueStatus.SKIPPED


class TestTheDatabase:
    def test_refuses_to_move_the_original_date(self) -> None:
        date = OccurrenceFactory()
        with (
            pytest.raises(InternalError, match="Cannot update rows"),
            acting(SYSTEM, reason="test"),
            transaction.atomic(),
        ):
            Occurrence.objects.filter(pk=date.pk).update(
                original_due_on=day("2030-01-01"), due_on=day("2030-01-01")
            )

    def test_keeps_one_duty_for_each_treaty(self, duty: Any) -> None:
        with (
            pytest.raises(Exception, match="one_obligation_per_treaty"),
            acting(SYSTEM, reason="test"),
            transaction.atomic(),
        ):
            ReportingObligation.objects.create(country=duty.country, treaty=duty.treaty)

    def test_new_dates_belong_to_who_keeps_the_duty(
        self, duty: Any, derive: Any, dates: Any, focal_point: Any, ministry: Any
    ) -> None:
        services.update_obligation(
            actor=focal_point,
            obligation=duty,
            changes={"lead_institution": ministry},
            version=None,
        )
        derive("2027-06-01")
        assert {date.lead_institution_id for date in dates()} == {ministry.pk}


def test_the_catalogue_of_another_kind_makes_no_duty(office: Any, derive: Any) -> None:
    silent = TreatyFactory(reporting={"basis": "No report", "confidence": "high"})
    TreatyActionFactory(treaty=silent, country=InstitutionFactory(country=office.country).country)
    assert derive() == NOTHING
