"""The dates of obligations are deadlines: who is told, and of what nobody is."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from apps.accounts.selectors import actor_for
from apps.reminders.models import Reminder
from apps.reminders.services import sweep_deadlines
from apps.treaties.obligations import steps
from apps.treaties.obligations.choices import DueKind
from apps.treaties.obligations.reminders import SOURCE
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.deadlines import sources
from focalpoint.roles import Role
from tests.factories import InstitutionFactory, OccurrenceFactory, ReminderRulesFactory, person
from tests.treaties.obligations.conftest import DAY, today

pytestmark = pytest.mark.django_db
LONG_AGO = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


def standing() -> set[Any]:
    with acting(SYSTEM):
        return {row[0] for row in SOURCE.open_deadlines()}


def test_it_is_a_source_of_its_own_kind() -> None:
    assert sources()["obligation.due"] is SOURCE


class TestWhatStands:
    def test_what_lies_ahead_confirmed_or_not(self, office: Any) -> None:
        ahead = OccurrenceFactory(office=office)
        assert standing() == {ahead.pk}

    def test_what_has_passed_only_where_the_state_stands_by_it(self, office: Any) -> None:
        past = today() - 10 * DAY
        OccurrenceFactory(office=office, original_due_on=past)
        ours = OccurrenceFactory(office=office, original_due_on=past, confirmed_at=timezone.now())
        OccurrenceFactory(
            office=office,
            original_due_on=past,
            kind=DueKind.REVIEW,
            confirmed_at=timezone.now(),
        )
        assert standing() == {ours.pk}

    def test_nothing_that_was_handed_in_or_skipped(self, office: Any, official: Any) -> None:
        sent, skipped = OccurrenceFactory(office=office), OccurrenceFactory(office=office)
        steps.submit(actor=official, occurrence=sent, submitted_on=today())
        steps.skip(actor=official, occurrence=skipped, skip_reason="Combined")
        assert standing() == set()

    def test_a_draft_still_stands(self, office: Any, official: Any) -> None:
        date = OccurrenceFactory(office=office)
        steps.draft(actor=official, occurrence=date)
        assert standing() == {date.pk}

    def test_what_one_office_keeps_is_told_to_its_own_people(self, office: Any) -> None:
        OccurrenceFactory(office=office, visibility="office")
        with acting(SYSTEM):
            [row] = SOURCE.open_deadlines()
        assert row[5] == office.pk

    def test_an_institution_has_what_it_owns_or_leads(self, office: Any, ministry: Any) -> None:
        led = OccurrenceFactory(office=office, lead_institution=ministry)
        OccurrenceFactory(office=office)
        assert SOURCE.of_institution is not None
        with acting(SYSTEM):
            assert [pk for (pk,) in SOURCE.of_institution(ministry.pk)] == [led.pk]


class TestWhatIsSaid:
    def test_the_facts_and_that_a_date_is_not_confirmed(self, office: Any, official: Any) -> None:
        date = OccurrenceFactory(office=office)
        with acting(official):
            line = SOURCE.lines(official, [date.pk])[date.pk]
        name = f"{date.obligation.treaty.short_title}: Periodic report"
        assert line.title == f"{name} (date not confirmed)"
        assert (line.due_on, line.is_training) == (date.due_on, True)
        assert line.url == f"/obligations/dates/{date.pk}/"

    def test_nothing_to_those_who_do_not_see_it(self, office: Any) -> None:
        date = OccurrenceFactory(office=office)
        from_abroad = person(Role.OFFICIAL, InstitutionFactory())
        actor = actor_for(from_abroad)
        with acting(actor):
            assert SOURCE.lines(actor, [date.pk]) == {}


class TestReminders:
    def test_the_responsible_person_is_reminded_by_the_rules_of_all_kinds(
        self, office: Any
    ) -> None:
        ReminderRulesFactory(country=office.country)
        officer = person(Role.OFFICIAL, office, time_zone="UTC")
        date = OccurrenceFactory(
            office=office,
            responsible=officer,
            original_due_on=today() + 7 * DAY,
            due_set_at=LONG_AGO,
        )
        sweep_deadlines(now=timezone.now())
        with acting(SYSTEM):
            [reminder] = Reminder.objects.filter(object_id=date.pk)
        assert (reminder.recipient, reminder.kind) == (officer, "obligation.due")

    def test_without_one_the_focal_point_is(self, office: Any) -> None:
        ReminderRulesFactory(country=office.country)
        focal_point = person(Role.FOCAL_POINT, office, time_zone="UTC")
        date = OccurrenceFactory(
            office=office, original_due_on=today() + 7 * DAY, due_set_at=LONG_AGO
        )
        sweep_deadlines(now=timezone.now())
        with acting(SYSTEM):
            [reminder] = Reminder.objects.filter(object_id=date.pk)
        assert reminder.recipient == focal_point
