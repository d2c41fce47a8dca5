"""Meetings: the calendar, what a State did there, and what the network reads of it."""

import datetime as dt
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.urls import reverse

from apps.engagement.approval.services import approve_record, take_away
from apps.engagement.meetings.models import (
    Delegate,
    MeetingKind,
    Participation,
)
from apps.engagement.meetings.selectors import gatherings, meetings_attended
from apps.engagement.meetings.services import (
    add_delegate,
    change_gathering,
    change_participation,
    open_gathering,
    record_participation,
)
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor
from focalpoint.roles import Role
from tests import factories as f
from tests.assessments.test_consultation_races import somebody_waits
from tests.costs import statements
from tests.engagement.conftest import browser
from tests.processes import wait_until

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 12)


def record(actor: Actor, gathering: Any = None, approve: bool = False, **fields: Any) -> Any:
    own = {"title": "Dialogue", "kind": MeetingKind.DIALOGUE, "starts_on": DAY}
    given = fields if gathering else {**own, **fields}
    return record_participation(
        actor=actor, country=actor.country, fields=given, gathering=gathering, approve=approve
    )


def reads(actor: Actor, model: Any = Participation) -> int:
    with acting(actor):
        return int(model.objects.visible_to(actor).count())


class TestTheCalendar:
    def test_coordinators_keep_it_and_states_do_not(
        self, coordinator: Actor, focal_point: Actor
    ) -> None:
        fields: dict[str, Any] = {"title": "Annual meeting", "kind": MeetingKind.NETWORK}
        fields |= {"starts_on": DAY, "is_training": True}
        made = open_gathering(actor=coordinator, fields=fields)
        with pytest.raises(PermissionDenied):
            open_gathering(actor=focal_point, fields=fields)
        with acting(focal_point):
            assert list(gatherings(focal_point)) == [made]

    def test_what_states_recorded_follows_it_and_stays_approved(
        self, coordinator: Actor, focal_point: Actor
    ) -> None:
        meeting = f.GatheringFactory()
        taken = record(focal_point, meeting, approve=True, visibility="network")
        moved = DAY + dt.timedelta(days=2)
        change_gathering(
            actor=coordinator, gathering=meeting, changes={"starts_on": moved}, version=1
        )
        with acting(focal_point):
            taken.refresh_from_db()
        assert taken.starts_on == moved
        assert taken.approved_at is not None

    def test_real_states_take_no_part_in_exercises(self) -> None:
        exercise = f.GatheringFactory()
        official = f.actor(Role.OFFICIAL, f.InstitutionFactory(country=f.MemberStateFactory()))
        with acting(official):
            assert exercise not in gatherings(official)
        with pytest.raises(ValidationError, match="exercise"):
            record(official, exercise)

    def test_an_exercise_that_states_recorded_never_becomes_a_real_meeting(
        self, coordinator: Actor, official: Actor
    ) -> None:
        meeting = f.GatheringFactory()
        record(official, meeting)
        with pytest.raises(ValidationError, match="stays what it is"):
            change_gathering(
                actor=coordinator, gathering=meeting, changes={"is_training": False}, version=1
            )


class TestWhatAStateRecords:
    def test_the_network_reads_it_once_it_is_approved(
        self, official: Actor, focal_point: Actor, coordinator: Actor, abroad: Actor
    ) -> None:
        taken = record(official, f.GatheringFactory(), visibility="network")
        assert (reads(coordinator), reads(abroad)) == (0, 0)
        with pytest.raises(PermissionDenied):
            approve_record(actor=official, record=taken)
        approve_record(actor=focal_point, record=taken)
        assert (reads(coordinator), reads(abroad)) == (1, 1)

    def test_whoever_may_not_approve_takes_the_approval_back_by_changing_it(
        self, official: Actor, focal_point: Actor, coordinator: Actor
    ) -> None:
        taken = record(focal_point, approve=True, visibility="network")
        changed = change_participation(
            actor=official, participation=taken, changes={"outcome": "A plan"}, version=1
        )
        assert changed.approved_at is None
        assert reads(coordinator) == 0

    def test_to_share_it_less_keeps_the_approval(self, official: Actor, focal_point: Actor) -> None:
        taken = record(focal_point, approve=True, visibility="public")
        changed = change_participation(
            actor=official, participation=taken, changes={"visibility": "network"}, version=1
        )
        assert changed.approved_at is not None

    def test_names_stay_at_home_however_far_it_is_shared(
        self, focal_point: Actor, coordinator: Actor, officer: Actor
    ) -> None:
        taken = record(focal_point, approve=True, visibility="public")
        add_delegate(actor=focal_point, participation=taken, fields={"name": "Ama Mensah"})
        assert reads(coordinator) == 1
        assert (reads(coordinator, Delegate), reads(officer, Delegate)) == (0, 1)
        page = browser(coordinator).get(taken.get_absolute_url()).content.decode()
        assert "Ama Mensah" not in page

    def test_a_meeting_that_has_not_begun_is_planned(self, official: Actor) -> None:
        with pytest.raises(ValidationError, match="not begun"):
            record(official, starts_on=dt.date(2200, 1, 1))
        assert record(official, starts_on=dt.date(2200, 1, 1), presence="planned").pk

    @pytest.mark.parametrize(
        "wrong",
        [
            {"presence": "absent", "statement": "own"},
            {"statement": "group"},
            {"ends_on": dt.date(2026, 3, 1)},
            {"kind": "picnic"},
        ],
    )
    def test_what_makes_no_sense_is_refused(self, official: Actor, wrong: Any) -> None:
        with pytest.raises(ValidationError):
            record(official, **wrong)

    def test_a_ministry_keeps_its_own_and_no_other(self, officer: Actor, official: Actor) -> None:
        own, other = record(officer), record(official)
        change_participation(
            actor=officer, participation=own, changes={"outcome": "A plan"}, version=1
        )
        with pytest.raises(PermissionDenied):
            change_participation(
                actor=officer, participation=other, changes={"outcome": "A plan"}, version=1
            )

    def test_an_approved_record_is_taken_away_by_those_who_approve(
        self, focal_point: Actor, official: Actor
    ) -> None:
        taken = record(focal_point, approve=True)
        with pytest.raises(PermissionDenied):
            take_away(actor=official, record=taken)
        take_away(actor=focal_point, record=taken)
        assert reads(focal_point) == 0

    def test_one_institution_records_a_meeting_once(self, official: Actor) -> None:
        meeting = f.GatheringFactory()
        record(official, meeting)
        with pytest.raises(ValidationError, match="recorded this meeting already"):
            record(official, meeting)


class TestWhatTheRecordShows:
    def test_it_is_one_statement_for_all_states(self, coordinator: Actor) -> None:
        made = [
            f.ParticipationFactory(approved=True, visibility="network", statement="own")
            for _ in range(3)
        ]
        countries = [each.country for each in made]
        with acting(coordinator), statements() as sent:
            found = meetings_attended(countries, coordinator, as_of=DAY)
        assert len(sent) == 1
        assert {pk: [each.spoke for each in told] for pk, told in found.items()} == {
            each.country_id: [True] for each in made
        }

    def test_as_of_a_day_only_what_was_held_counts(self, focal_point: Actor) -> None:
        record(focal_point, starts_on=dt.date(2024, 1, 1))
        record(focal_point, starts_on=dt.date(2026, 1, 1))
        record(focal_point, starts_on=dt.date(2025, 1, 1), presence="absent")
        country = focal_point.country

        def on(day: dt.date, **more: Any) -> list[dt.date]:
            with acting(focal_point):
                told = meetings_attended([country], focal_point, as_of=day, **more)
            return [each.on for each in told.get(country.pk, ())]

        assert on(dt.date(2025, 6, 1)) == [dt.date(2024, 1, 1)]
        assert on(DAY) == [dt.date(2026, 1, 1), dt.date(2024, 1, 1)]
        assert on(DAY, since=dt.date(2025, 1, 1)) == [dt.date(2026, 1, 1)]
        # Nothing of it is approved.
        assert on(DAY, shared_only=True) == []


class TestPages:
    def test_the_calendar_says_what_the_own_state_did(self, official: Actor) -> None:
        meeting = f.GatheringFactory(title="Annual meeting")
        record(official, meeting)
        page = browser(official).get(reverse("gathering-list")).content.decode()
        assert "Annual meeting" in page
        assert "Attended" in page

    def test_the_network_sees_how_many_states_say_they_attended(self, coordinator: Actor) -> None:
        meeting = f.GatheringFactory()
        f.ParticipationFactory(gathering=meeting, approved=True, visibility="network")
        f.ParticipationFactory(gathering=meeting)
        page = browser(coordinator).get(reverse("gathering-list")).content.decode()
        assert re.findall(r'<td class="fp-number"[^>]*><div>\s*(\d+)', page) == ["1"]

    def test_a_part_is_recorded_from_the_calendar(self, focal_point: Actor) -> None:
        meeting = f.GatheringFactory()
        client = browser(focal_point)
        url = reverse("participation-record", args=[meeting.pk])
        assert "title" not in client.get(url).context["form"].fields
        sent = {
            "presence": "attended",
            "statement": "group",
            "on_behalf_of": "Group of Friends",
            "visibility": "network",
            "approve": "on",
        }
        assert client.post(url, sent).status_code == 302
        with acting(SYSTEM):
            taken = Participation.objects.get(gathering=meeting)
        assert (taken.title, taken.made_statement) == (meeting.title, True)
        assert taken.approved_at is not None

    def test_the_history_is_for_the_own_state(self, focal_point: Actor, coordinator: Actor) -> None:
        taken = record(focal_point, approve=True, visibility="network")
        assert browser(coordinator).get(taken.get_absolute_url()).context["history"] is None
        assert browser(focal_point).get(taken.get_absolute_url()).context["history"]

    def test_what_was_promised_is_a_filter(self, official: Actor) -> None:
        kept = record(official)
        record(official, title="Another")
        f.MeetingCommitmentFactory(participation=kept)
        page = browser(official).get(reverse("participation-list"), {"promised": "true"})
        assert kept.get_absolute_url() in page.content.decode()
        assert "Another" not in page.content.decode()


@pytest.mark.django_db(transaction=True)
def test_of_two_colleagues_who_record_a_meeting_at_once_the_second_is_told(
    official: Actor, focal_point: Actor
) -> None:
    gathering = f.GatheringFactory()

    def late() -> Any:
        try:
            return record(focal_point, gathering)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            record(official, gathering)
            second = pool.submit(late)
            wait_until(lambda: second.done() or somebody_waits(), "the second waits")
        with pytest.raises(ValidationError, match="has recorded this meeting already"):
            second.result(timeout=30)
    with acting(SYSTEM):
        assert Participation.objects.count() == 1
