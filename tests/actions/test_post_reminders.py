"""The end of a post is a deadline: its holder and the focal point are told in good time."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import Membership
from apps.accounts.selectors import actor_for
from apps.actions.post_reminders import lines, open_deadlines
from apps.reminders.models import Reminder
from apps.reminders.services import sweep_deadlines
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.factories import (
    ActionFactory,
    CountryFactory,
    InstitutionFactory,
    MembershipFactory,
    ReminderRulesFactory,
    person,
)

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
LONG_AGO = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def office():
    """A State in UTC that works every day and at night."""
    institution = InstitutionFactory(country=CountryFactory(time_zone="UTC"))
    ReminderRulesFactory(country=institution.country)
    return institution


@pytest.fixture
def focal_point(office):
    return person(Role.FOCAL_POINT, office, time_zone="UTC", name="Ama Focal")


@pytest.fixture
def officer(office):
    ministry = InstitutionFactory(country=office.country)
    return person(Role.MINISTRY_OFFICER, ministry, time_zone="UTC", name="Kofi Mensah")


def today():
    return timezone.now().date()


def ends(user, on, **values):
    with acting(SYSTEM, reason="test"):
        Membership.objects.filter(user=user).update(
            ends_on=on, starts_on=LONG_AGO.date(), created_at=LONG_AGO, **values
        )
        return Membership.objects.filter(user=user).latest("pk")


def owed():
    """Whom the standing deadlines name; nobody, where the focal point is meant."""
    with acting(SYSTEM):
        return [(row[0], row[2], row[4]) for row in open_deadlines()]


class TestDeadline:
    def test_it_names_the_holder_and_the_focal_point(self, officer):
        post = ends(officer, today() + 14 * DAY)
        assert sorted(owed(), key=str) == sorted(
            [(post.pk, post.ends_on, officer.pk), (post.pk, post.ends_on, None)], key=str
        )

    def test_a_post_without_an_end_has_none(self, officer):
        assert owed() == []

    @pytest.mark.parametrize("until", [None, dt.date(2100, 1, 1)])
    def test_nor_has_one_that_another_post_there_outlasts(self, officer, office, until):
        ends(officer, today() + 14 * DAY)
        MembershipFactory(user=officer, institution=office, role=Role.OFFICIAL, ends_on=until)
        assert [row for row in owed() if row[1] != until] == []

    def test_two_posts_that_end_together_are_told_once(self, officer, office):
        MembershipFactory(
            user=officer, institution=office, role=Role.OFFICIAL, starts_on=LONG_AGO.date()
        )
        ends(officer, today() + 14 * DAY)
        assert len(owed()) == 2

    def test_nor_has_one_that_was_ended_by_hand(self, officer):
        ends(officer, today() + DAY, ended_at=timezone.now())
        assert owed() == []

    def test_nor_has_a_contributor_or_the_network(self, office):
        for user in (person(Role.CONTRIBUTOR, office), person(Role.COORDINATOR)):
            ends(user, today() + 14 * DAY)
        assert owed() == []

    def test_it_is_over_with_the_last_day_unless_work_is_left(self, officer, office):
        ends(officer, today() - 2 * DAY)
        assert owed() == []
        action = ActionFactory(office=office, assignee=officer)
        assert len(owed()) == 2
        with acting(SYSTEM, reason="handed over"):
            type(action).objects.update(assignee=None)
        assert owed() == []


class TestReminder:
    def test_both_are_reminded_once_of_each_offset(self, officer, focal_point, office):
        post = ends(officer, today() + 7 * DAY)
        for _ in range(2):
            sweep_deadlines(now=timezone.now().replace(hour=12))
        with acting(SYSTEM):
            rows = Reminder.objects.filter(kind="membership.end", object_id=post.pk)
            assert sorted(rows.values_list("recipient", "offset_days"), key=str) == sorted(
                [(officer.pk, -7), (focal_point.pk, -7)], key=str
            )

    def test_the_focal_point_is_led_to_the_handover_and_the_holder_to_the_work(
        self, officer, focal_point
    ):
        post = ends(officer, today() + 7 * DAY)
        said = {}
        for user in (officer, focal_point):
            actor = actor_for(user)
            with acting(actor):
                said[user] = lines(actor, [post.pk])[post.pk]
        assert said[focal_point].url == reverse("handover", args=[officer.pk])
        assert "Kofi Mensah" in said[focal_point].title
        assert said[officer].url == reverse("action-list")
        assert "Your post ends" in said[officer].title

    def test_another_state_learns_nothing(self, officer):
        post = ends(officer, today() + 7 * DAY)
        stranger = actor_for(person(Role.FOCAL_POINT))
        with acting(stranger):
            assert lines(stranger, [post.pk]) == {}
