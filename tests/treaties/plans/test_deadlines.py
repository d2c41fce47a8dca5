"""Who is told of a stage that is due."""

import datetime as dt

import pytest

from apps.reminders.models import ReminderState
from apps.treaties.plans.services import drop_plan
from apps.treaties.plans.stages import change_stage_status, update_stage
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.deadlines import sources
from focalpoint.roles import Role
from tests import factories as f
from tests.reminders.conftest import at, ledger, run
from tests.treaties.plans.conftest import stages_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
DUE = dt.date(2031, 6, 2)


@pytest.fixture
def due(at_home, plan):
    """The review, due one day far ahead; the rest without a date."""
    f.ReminderRulesFactory(country=at_home.country)
    review, *others = stages_of(plan)
    for stage in others:
        update_stage(
            actor=at_home.official,
            stage=stage,
            changes={"due_on": None},
            version=None,
            reason="test",
        )
    return update_stage(
        actor=at_home.official,
        stage=review,
        changes={"due_on": DUE},
        version=None,
        reason="test",
    )


def told():
    run(at("2031-06-02 09:00"))
    return {row.recipient_id for row in ledger(kind="plan.stage", state=ReminderState.SENT)}


def test_the_institution_that_has_it_in_hands_is_told(at_home, due):
    assert told() == {at_home.officer.user_id}


def test_the_person_is_told_where_there_is_one(at_home, due):
    clerk = f.person(Role.MINISTRY_OFFICER, at_home.justice, time_zone="UTC")
    update_stage(actor=at_home.officer, stage=due, changes={"person": clerk}, version=None)
    assert told() == {clerk.pk}


def test_nobody_is_told_of_what_is_done(at_home, due):
    change_stage_status(actor=at_home.officer, stage=due, to="done")
    assert told() == set()


def test_nobody_is_told_of_a_plan_that_was_given_up(at_home, plan, due):
    drop_plan(actor=at_home.official, plan=plan, reason="A new government")
    assert told() == set()


def test_it_is_finished_from_the_inbox(at_home, plan, due):
    finish = sources()["plan.stage"].finish
    assert finish is not None
    with acting(at_home.officer):
        assert finish.open_to(at_home.officer, {due.pk}) == {due.pk}
        assert finish.open_to(at_home.stranger, {due.pk}) == set()
        finish.run(at_home.officer, due.pk)
    assert stages_of(plan)[0].is_finished


def test_it_stands_in_the_calendar_of_the_institution(at_home, due):
    of_institution = sources()["plan.stage"].of_institution
    assert of_institution is not None
    with acting(SYSTEM):
        assert (due.pk,) in set(of_institution(at_home.justice.pk))


def test_the_line_says_what_and_where(at_home, due):
    with acting(at_home.officer):
        line = sources()["plan.stage"].lines(at_home.officer, {due.pk})[due.pk]
    assert line.title == "Test Convention: Review"
    assert line.url == due.get_absolute_url()
