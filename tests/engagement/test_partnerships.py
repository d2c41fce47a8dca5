"""Partnerships: partners, milestones, and what is active when."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from apps.engagement.partnerships import deadlines
from apps.engagement.partnerships.models import Milestone, Partnership
from apps.engagement.partnerships.selectors import active_partnerships
from apps.engagement.partnerships.services import (
    add_milestone,
    add_partner,
    change_milestone,
    change_partnership,
    enter_partnership,
)
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor
from tests import factories as f
from tests.costs import statements
from tests.engagement.conftest import browser

pytestmark = pytest.mark.django_db
DUE = dt.date(2031, 5, 2)


def enter(actor: Actor, approve: bool = False, **fields: Any) -> Partnership:
    given = {
        "title": "Training of border police",
        "topic": "security",
        "purpose": "Officers know the early signs.",
        "starts_on": dt.date(2025, 1, 1),
        **fields,
    }
    return enter_partnership(actor=actor, country=actor.country, fields=given, approve=approve)


def due() -> list[Any]:
    with acting(SYSTEM):
        return [row[0] for row in deadlines.open_deadlines()]


class TestPartners:
    def test_a_state_is_one_of_the_record_and_others_are_named(self, official: Actor) -> None:
        made = enter(official)
        neighbour = f.CountryFactory()
        add_partner(actor=official, partnership=made, fields={"kind": "state", "state": neighbour})
        add_partner(
            actor=official, partnership=made, fields={"kind": "civil_society", "name": "Bridges"}
        )
        page = browser(official).get(reverse("partnership-list")).content.decode()
        assert f"{neighbour}, Bridges" in page

    @pytest.mark.parametrize(
        "wrong", [{"kind": "state"}, {"kind": "un"}, {"kind": "picnic", "name": "x"}]
    )
    def test_what_makes_no_sense_is_refused(self, official: Actor, wrong: Any) -> None:
        with pytest.raises(ValidationError):
            add_partner(actor=official, partnership=enter(official), fields=wrong)

    def test_training_and_real_states_have_no_partnerships(self, official: Actor) -> None:
        made, real = enter(official), f.MemberStateFactory()
        for state in (real, official.country):
            with pytest.raises(ValidationError):
                add_partner(
                    actor=official, partnership=made, fields={"kind": "state", "state": state}
                )

    def test_a_new_one_asks_for_approval_again(
        self, official: Actor, focal_point: Actor, coordinator: Actor
    ) -> None:
        made = enter(focal_point, approve=True, visibility="network")
        with acting(coordinator):
            assert Partnership.objects.visible_to(coordinator).exists()
        add_partner(actor=official, partnership=made, fields={"kind": "un", "name": "An office"})
        with acting(coordinator):
            assert not Partnership.objects.visible_to(coordinator).exists()


class TestMilestones:
    def test_they_are_due_until_reached(self, official: Actor) -> None:
        made = enter(official)
        step = add_milestone(
            actor=official, partnership=made, fields={"title": "First course", "due_on": DUE}
        )
        assert due() == [step.pk]
        change_milestone(
            actor=official,
            milestone=step,
            changes={"reached_on": dt.date(2026, 1, 1)},
            version=1,
        )
        assert due() == []

    def test_what_has_ended_asks_for_nothing(self, official: Actor) -> None:
        made = enter(official)
        add_milestone(actor=official, partnership=made, fields={"title": "x", "due_on": DUE})
        change_partnership(
            actor=official, partnership=made, changes={"ends_on": dt.date(2026, 1, 1)}, version=2
        )
        assert due() == []

    def test_another_date_is_another_deadline(self, official: Actor) -> None:
        made = enter(official)
        step = add_milestone(actor=official, partnership=made, fields={"title": "x", "due_on": DUE})
        later = DUE + dt.timedelta(days=9)
        moved = change_milestone(
            actor=official, milestone=step, changes={"due_on": later}, version=1
        )
        assert moved.due_set_at != step.due_set_at

    def test_nothing_is_reached_in_the_future(self, official: Actor) -> None:
        made = enter(official)
        fields = {"title": "x", "due_on": DUE, "reached_on": DUE}
        with pytest.raises(ValidationError):
            add_milestone(actor=official, partnership=made, fields=fields)

    def test_another_ministry_sets_none(self, official: Actor, officer: Actor) -> None:
        made = enter(official)
        with pytest.raises(PermissionDenied):
            add_milestone(actor=officer, partnership=made, fields={"title": "x", "due_on": DUE})


class TestWhatIsActive:
    def test_as_of_a_day_and_one_statement_for_all_states(self, coordinator: Actor) -> None:
        made = [
            f.PartnershipFactory(approved=True, visibility="network", outcome="Done"),
            f.PartnershipFactory(approved=True, visibility="network", ends_on=dt.date(2025, 6, 1)),
            f.PartnershipFactory(visibility="network"),
        ]
        states = [each.country for each in made]

        def on(day: dt.date) -> dict[Any, list[bool]]:
            with acting(coordinator), statements() as sent:
                found = active_partnerships(states, coordinator, as_of=day)
            assert len(sent) == 1
            return {pk: [each.has_outcome for each in told] for pk, told in found.items()}

        assert on(dt.date(2025, 6, 1)) == {states[0].pk: [True], states[1].pk: [False]}
        assert on(dt.date(2025, 6, 2)) == {states[0].pk: [True]}
        assert on(dt.date(2024, 6, 2)) == {}

    def test_the_page_says_so(self, official: Actor) -> None:
        made = enter(official, ends_on=dt.date(2025, 6, 1))
        page = browser(official).get(made.get_absolute_url()).content.decode()
        assert "Ended" in page
        rows = browser(official).get(reverse("partnership-list"), {"active": "true"})
        assert made.title not in rows.content.decode()


def test_a_part_is_taken_away_from_its_page(official: Actor) -> None:
    made = enter(official)
    step = add_milestone(actor=official, partnership=made, fields={"title": "x", "due_on": DUE})
    client = browser(official)
    assert client.post(reverse("milestone-delete", args=[step.pk])).status_code == 302
    with acting(SYSTEM):
        assert not Milestone.objects.exists()
