"""What somebody whose role ends leaves of plans and obligations, and the way to it."""

from urllib.parse import urlsplit

import pytest
from django.test import Client

from apps.accounts.models import Membership
from apps.accounts.selectors import actor_for
from apps.treaties.departures import dates_left, stages_left
from apps.treaties.plans.services import drop_plan
from apps.treaties.plans.stages import change_stage_status, update_stage
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests import factories as f
from tests.treaties.plans.conftest import at_home as at_home
from tests.treaties.plans.conftest import plan as plan
from tests.treaties.plans.conftest import stages_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(at_home):
    return f.person(Role.MINISTRY_OFFICER, at_home.justice, name="Aba Mensah")


@pytest.fixture
def post(clerk):
    with acting(SYSTEM):
        return Membership.objects.select_related("user", "country").get(user=clerk)


@pytest.fixture
def review(at_home, plan, clerk):
    stage = stages_of(plan)[0]
    changes = {"person": clerk}
    return update_stage(actor=at_home.official, stage=stage, changes=changes, version=None)


class TestStages:
    def test_they_are_counted_and_found(self, at_home, plan, post, review):
        left = stages_left(at_home.focal_point, post)
        assert "1 stage" in left.words
        assert "Aba Mensah" in left.words
        client = Client()
        client.force_login(f.person(Role.OFFICIAL, at_home.office))
        assert plan.get_absolute_url() in client.get(left.url).content.decode()
        stranger = urlsplit(left.url).path + f"?person={at_home.stranger.user_id}"
        assert plan.get_absolute_url() not in client.get(stranger).content.decode()

    def test_what_is_done_is_not_left(self, at_home, post, review):
        change_stage_status(actor=at_home.official, stage=review, to="done")
        assert stages_left(at_home.focal_point, post) is None

    def test_nor_what_belongs_to_a_plan_that_was_given_up(self, at_home, plan, post, review):
        drop_plan(actor=at_home.focal_point, plan=plan, reason="Not now.")
        assert stages_left(at_home.focal_point, post) is None

    def test_the_secretariat_gets_the_number_without_a_way(self, post, review):
        secretariat = actor_for(f.person(Role.SECRETARIAT))
        assert stages_left(secretariat, post).url == ""


class TestDates:
    def test_they_are_counted_and_found(self, at_home, post, clerk):
        f.OccurrenceFactory(
            office=at_home.justice, responsible=clerk, title="Report of the ministry"
        )
        left = dates_left(at_home.focal_point, post)
        assert "1 date" in left.words
        client = Client()
        client.force_login(f.person(Role.OFFICIAL, at_home.office))
        assert "Report of the ministry" in client.get(left.url).content.decode()
        other = urlsplit(left.url).path + f"?person={at_home.stranger.user_id}"
        assert "Report of the ministry" not in client.get(other).content.decode()

    def test_nothing_is_left_where_nothing_was(self, at_home, post):
        assert dates_left(at_home.focal_point, post) is None
