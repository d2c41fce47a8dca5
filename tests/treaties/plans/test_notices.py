"""Who is told that a stage is theirs, and that its turn has come."""

import pytest

from apps.accounts.selectors import actor_for
from apps.reminders.personal import Notice
from apps.treaties.plans.notices import ASSIGNED, TURN
from apps.treaties.plans.stages import change_stage_status, update_stage
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.notices import subjects
from focalpoint.roles import Role
from tests import factories as f
from tests.treaties.plans.conftest import stages_of

pytestmark = pytest.mark.django_db


def told(kind):
    with acting(SYSTEM):
        rows = Notice.objects.filter(kind=kind)
        return sorted(rows.values_list("recipient_id", "subject_id"))


def test_who_has_the_first_stage_in_hands_is_told_when_the_plan_begins(at_home, plan):
    assert told(TURN) == [(at_home.officer.user_id, stages_of(plan)[0].pk)]


def test_the_next_is_told_when_the_one_before_is_done(at_home, plan):
    review, vote, _deposit = stages_of(plan)
    with acting(SYSTEM):
        Notice.objects.all().delete()
    change_stage_status(actor=at_home.officer, stage=review, to="in_progress")
    assert told(TURN) == []
    change_stage_status(actor=at_home.officer, stage=review, to="done")
    assert told(TURN) == [(at_home.stranger.user_id, vote.pk)]


def test_a_person_is_told_in_place_of_the_institution(at_home, plan):
    _review, vote, _deposit = stages_of(plan)
    clerk = f.person(Role.MINISTRY_OFFICER, at_home.parliament)
    changes = {"person": clerk}
    changed = update_stage(actor=at_home.official, stage=vote, changes=changes, version=None)
    assert told(ASSIGNED) == [(clerk.pk, vote.pk)]
    # To save it once more tells nobody again.
    changes = {"note": "In the autumn."}
    update_stage(actor=at_home.official, stage=changed, changes=changes, version=None)
    assert len(told(ASSIGNED)) == 1
    change_stage_status(actor=at_home.officer, stage=stages_of(plan)[0], to="skipped")
    assert (clerk.pk, vote.pk) in told(TURN)
    assert (at_home.stranger.user_id, vote.pk) not in told(TURN)


def test_a_notice_says_which_stage_of_which_plan(at_home, plan):
    review = stages_of(plan)[0]
    lines = subjects()["stage"].lines
    with acting(at_home.officer):
        line = lines(at_home.officer, [review.pk])[review.pk]
    assert line.title == "Review · Test Convention"
    assert line.url == review.get_absolute_url()
    abroad = actor_for(f.person(Role.FOCAL_POINT, f.InstitutionFactory()))
    with acting(abroad):
        assert lines(abroad, [review.pk]) == {}
