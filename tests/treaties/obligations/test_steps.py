"""How a date moves on, who may move it, and what stays as it was."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from apps.treaties.obligations import services, steps
from apps.treaties.obligations.choices import DateSource, DueKind, DueStatus, Standing
from apps.treaties.obligations.models import Occurrence
from apps.treaties.obligations.selectors import owed_by, reporting_record
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.errors import IllegalTransitionError, StaleVersionError
from focalpoint.history import history_of
from focalpoint.roles import Role
from focalpoint.visibility import Visibility
from tests.factories import InstitutionFactory, OccurrenceFactory, person
from tests.treaties.obligations.conftest import DAY, today

pytestmark = pytest.mark.django_db


@pytest.fixture
def date(office: Any) -> Occurrence:
    return OccurrenceFactory(office=office, original_due_on=today() + 30 * DAY)


def passed(office: Any, **values: Any) -> Occurrence:
    return OccurrenceFactory(office=office, original_due_on=today() - 30 * DAY, **values)


class TestStanding:
    def test_a_computed_date_that_has_passed_is_not_known_and_never_overdue(
        self, office: Any
    ) -> None:
        assert passed(office).standing_on(today()) == Standing.NOT_KNOWN

    def test_one_that_the_state_stands_by_is_overdue(self, office: Any, official: Any) -> None:
        confirmed = services.confirm_due_date(actor=official, occurrence=passed(office))
        assert confirmed.standing_on(today()) == Standing.OVERDUE

    def test_a_day_on_which_something_happens_passes(self, office: Any) -> None:
        session = passed(office, kind=DueKind.REVIEW, confirmed_at=timezone.now())
        assert session.standing_on(today()) == Standing.PASSED

    @pytest.mark.parametrize("standing", Standing.values)
    def test_the_database_counts_as_the_record_says(
        self, standing: str, office: Any, date: Any, official: Any
    ) -> None:
        passed(office)
        passed(office, confirmed_at=timezone.now())
        passed(office, kind=DueKind.MEETING)
        steps.submit(actor=official, occurrence=passed(office), submitted_on=today())
        steps.skip(actor=official, occurrence=passed(office), skip_reason="Combined")
        with acting(official):
            rows = Occurrence.objects.visible_to(official)
            counted = set(rows.standing(standing, today()).values_list("pk", flat=True))
            said = {row.pk for row in rows if row.standing_on(today()) == standing}
        assert counted == said
        assert len(said) == 1


class TestSteps:
    def test_from_draft_to_review_with_a_follow_up_that_closes_it(
        self, date: Any, official: Any
    ) -> None:
        steps.draft(actor=official, occurrence=date)
        sent = steps.submit(
            actor=official, occurrence=date, submitted_on=today(), symbol="CEDAW/C/XAA/9"
        )
        assert (sent.status, sent.symbol, sent.days_late) == ("submitted", "CEDAW/C/XAA/9", 0)
        asked = steps.review(
            actor=official,
            occurrence=sent,
            reviewed_on=today(),
            follow_up_on=today() + 365 * DAY,
        )
        assert asked.status == DueStatus.FOLLOW_UP_DUE
        with acting(official):
            follow_up = Occurrence.objects.get(follows=asked.pk)
        assert (follow_up.kind, follow_up.due_on) == (DueKind.FOLLOW_UP, today() + 365 * DAY)
        assert follow_up.is_confirmed
        steps.submit(actor=official, occurrence=follow_up, submitted_on=today())
        with acting(official):
            assert Occurrence.objects.get(pk=asked.pk).status == DueStatus.REVIEWED

    def test_late_submission_moves_neither_date(self, office: Any, official: Any) -> None:
        late = passed(office)
        sent = steps.submit(actor=official, occurrence=late, submitted_on=today())
        assert (sent.due_on, sent.original_due_on) == (late.due_on, late.original_due_on)
        assert sent.days_late == 30

    def test_a_submission_in_the_future_is_refused(self, date: Any, official: Any) -> None:
        with pytest.raises(ValidationError) as refusal:
            steps.submit(actor=official, occurrence=date, submitted_on=today() + DAY)
        assert "submitted_on" in refusal.value.message_dict

    def test_what_was_recorded_by_mistake_is_a_draft_again(self, date: Any, official: Any) -> None:
        sent = steps.submit(actor=official, occurrence=date, submitted_on=today(), symbol="A/1")
        again = steps.draft(actor=official, occurrence=sent)
        assert (again.status, again.submitted_on, again.symbol) == ("drafted", None, "")

    def test_skipping_needs_a_reason_and_is_taken_back(self, date: Any, official: Any) -> None:
        with pytest.raises(ValidationError):
            steps.skip(actor=official, occurrence=date, skip_reason=" ")
        skipped = steps.skip(actor=official, occurrence=date, skip_reason="Combined")
        assert skipped.skip_reason == "Combined"
        assert steps.reopen(actor=official, occurrence=skipped).status == DueStatus.DUE

    def test_what_is_reviewed_is_not_skipped(self, date: Any, official: Any) -> None:
        steps.submit(actor=official, occurrence=date, submitted_on=today())
        steps.review(actor=official, occurrence=date, reviewed_on=today())
        with pytest.raises(IllegalTransitionError):
            steps.skip(actor=official, occurrence=date, skip_reason="Late")

    def test_a_stale_version_is_refused(self, date: Any, official: Any) -> None:
        steps.draft(actor=official, occurrence=date)
        with pytest.raises(StaleVersionError):
            steps.submit(actor=official, occurrence=date, submitted_on=today(), version=1)


class TestAnotherDate:
    def test_counts_with_source_and_reason_and_the_original_stays(
        self, date: Any, official: Any
    ) -> None:
        new = today() + 200 * DAY
        moved = services.override_due_date(
            actor=official,
            occurrence=date,
            due_on=new,
            source=DateSource.COMMITTEE,
            reason="Concluding observations, paragraph 45",
        )
        assert (moved.due_on, moved.original_due_on) == (new, date.original_due_on)
        assert moved.is_confirmed
        with acting(official):
            newest = history_of(moved)[0]
        assert newest.reason == "Concluding observations, paragraph 45"
        assert newest.event == "occurrence.date_set"

    def test_the_original_one_takes_it_back(self, date: Any, official: Any) -> None:
        for due_on in (today() + 200 * DAY, date.original_due_on):
            moved = services.override_due_date(
                actor=official,
                occurrence=date,
                due_on=due_on,
                source=DateSource.CALENDAR,
                reason="Calendar of 2026",
            )
        assert (moved.is_moved, moved.override_source) == (False, "")

    @pytest.mark.parametrize(
        ("source", "reason"), [("", "why"), ("committee", " "), ("recomputed", "why")]
    )
    def test_needs_both(self, date: Any, official: Any, source: str, reason: str) -> None:
        with pytest.raises(ValidationError):
            services.override_due_date(
                actor=official, occurrence=date, due_on=today(), source=source, reason=reason
            )

    def test_is_not_for_what_was_handed_in(self, date: Any, official: Any) -> None:
        steps.submit(actor=official, occurrence=date, submitted_on=today())
        with pytest.raises(ValidationError):
            services.override_due_date(
                actor=official,
                occurrence=date,
                due_on=today(),
                source=DateSource.OTHER,
                reason="why",
            )


class TestWho:
    def test_a_ministry_keeps_what_it_leads_and_nothing_else(
        self, office: Any, officer: Any, ministry: Any
    ) -> None:
        own = OccurrenceFactory(office=office, lead_institution=ministry)
        assert steps.draft(actor=officer, occurrence=own).status == DueStatus.DRAFTED
        with pytest.raises(PermissionDenied):
            steps.draft(actor=officer, occurrence=OccurrenceFactory(office=office))

    def test_a_ministry_enters_no_duty(self, officer: Any) -> None:
        with pytest.raises(PermissionDenied):
            services.create_obligation(
                actor=officer, country=officer.country, kind="meeting", title="Meeting"
            )

    def test_only_those_who_approve_share_it(
        self, date: Any, official: Any, focal_point: Any
    ) -> None:
        share = {"visibility": Visibility.NETWORK}
        with pytest.raises(ValidationError):
            services.update_obligation(
                actor=official, obligation=date.obligation, changes=share, version=None
            )
        services.update_obligation(
            actor=focal_point, obligation=date.obligation, changes=share, version=None
        )
        with acting(SYSTEM):
            assert Occurrence.objects.get(pk=date.pk).visibility == Visibility.NETWORK

    def test_a_date_is_never_shared_further_than_its_duty(
        self, date: Any, focal_point: Any
    ) -> None:
        with pytest.raises(ValidationError, match="share that one first"):
            services.update_occurrence(
                actor=focal_point,
                occurrence=date,
                changes={"visibility": Visibility.PUBLIC},
                version=None,
            )

    def test_whoever_answers_works_for_the_state(self, date: Any, official: Any) -> None:
        stranger = person(Role.OFFICIAL, InstitutionFactory())
        with pytest.raises(ValidationError) as refusal:
            services.update_occurrence(
                actor=official, occurrence=date, changes={"responsible": stranger}, version=None
            )
        assert "responsible" in refusal.value.message_dict

    def test_what_nobody_owned_belongs_to_who_takes_it_up(
        self, duty: Any, official: Any, office: Any
    ) -> None:
        assert duty.office_id is None
        kept = services.update_obligation(
            actor=official, obligation=duty, changes={"note": "Ours"}, version=None
        )
        assert kept.office_id == office.pk
        with acting(SYSTEM):
            assert Occurrence.objects.get().office_id == office.pk


class TestByHand:
    def test_a_meeting_is_a_duty_with_a_date(self, official: Any) -> None:
        duty = services.create_obligation(
            actor=official, country=official.country, kind="meeting", title="Network meeting"
        )
        date = services.add_occurrence(
            actor=official,
            obligation=duty,
            fields={"kind": DueKind.MEETING, "original_due_on": today() + 5 * DAY},
        )
        assert date.name == "Network meeting: Meeting"
        assert date.is_confirmed

    def test_duties_of_treaties_are_not_entered(self, official: Any) -> None:
        with pytest.raises(ValidationError):
            services.create_obligation(
                actor=official, country=official.country, kind="treaty", title="CEDAW"
            )

    def test_the_same_date_twice_is_refused(self, duty: Any, official: Any) -> None:
        fields = {"kind": DueKind.SPECIAL, "original_due_on": dt.date(2027, 1, 1)}
        services.add_occurrence(actor=official, obligation=duty, fields=fields)
        with pytest.raises(ValidationError, match="on record already"):
            services.add_occurrence(actor=official, obligation=duty, fields=fields)


class TestTheIndicator:
    """OHCHR's: of the reports that are known, how many are not overdue."""

    def record(self, official: Any) -> Any:
        with acting(official):
            return reporting_record(official, official.country, today())

    def test_says_nothing_where_nothing_is_known(self, duty: Any, official: Any) -> None:
        found = self.record(official)
        assert (found.share, found.unknown) == (None, 1)

    def test_counts_what_was_handed_in(self, duty: Any, official: Any) -> None:
        services.add_occurrence(
            actor=official,
            obligation=duty,
            fields={"kind": DueKind.PERIODIC, "original_due_on": dt.date(2023, 3, 31)},
            submitted_on=dt.date(2024, 3, 31),
        )
        found = self.record(official)
        assert (found.share, found.not_overdue, found.unknown) == (100, 1, 0)

    def test_counts_what_the_state_says_is_overdue(self, duty: Any, official: Any) -> None:
        services.add_occurrence(
            actor=official,
            obligation=duty,
            fields={"kind": DueKind.PERIODIC, "original_due_on": dt.date(2023, 3, 31)},
        )
        found = self.record(official)
        assert (found.share, found.overdue) == (0, 1)
        with acting(official):
            assert owed_by(official, official.country, today()).overdue == 1
