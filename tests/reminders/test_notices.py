"""Notices: whom they reach, what they say, and who never sees them."""

import uuid

import pytest
from django.utils import translation

from apps.accounts.selectors import actor_for
from apps.actions.notices import ASSIGNED, MENTIONED, RETURNED
from apps.actions.services import change_status, create_action, update_action
from apps.reminders.notices import notify
from apps.reminders.personal import Notice
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from focalpoint.visibility import Visibility
from tests.factories import ActionFactory, InstitutionFactory
from tests.reminders.conftest import change, leave

pytestmark = pytest.mark.django_db


@pytest.fixture
def action(office):
    return ActionFactory(office=office.institution, title="Table the bill")


@pytest.fixture
def colleague(office):
    return office.officer(name="Kofi Example")


def seen_by(user):
    """What a person reads, by the application's filter and by the database alone."""
    actor = actor_for(user)
    with acting(actor):
        filtered = list(Notice.objects.visible_to(actor))
        assert filtered == list(Notice.objects.all())
    return filtered


def kinds(user):
    return [notice.kind for notice in seen_by(user)]


class TestNotify:
    def test_it_tells_each_recipient_once_but_not_the_one_who_did_it(
        self, office, action, colleague
    ):
        actor, occasion = actor_for(office.focal_point), uuid.uuid4()
        for _time in range(2):
            notify(
                actor=actor,
                recipients=[colleague, colleague.pk, office.focal_point, None],
                kind=MENTIONED,
                subject=action,
                occasion=occasion,
            )
        assert kinds(colleague) == [MENTIONED]
        assert kinds(office.focal_point) == []

    def test_another_occasion_is_told_again(self, action, colleague):
        for _time in range(2):
            notify(actor=SYSTEM, recipients=[colleague], kind=MENTIONED, subject=action)
        assert kinds(colleague) == [MENTIONED, MENTIONED]

    def test_it_says_who_in_the_language_of_the_reader(self, office, action, colleague):
        actor = actor_for(office.focal_point)
        notify(actor=actor, recipients=[colleague], kind=MENTIONED, subject=action)
        [notice] = seen_by(colleague)
        assert notice.text == f"{office.focal_point} mentioned you in a comment"
        with translation.override("fr"):
            assert notice.text != f"{office.focal_point} mentioned you in a comment"

    def test_a_parameter_that_is_missing_breaks_nothing(self, colleague, action):
        notify(actor=SYSTEM, recipients=[colleague], kind=MENTIONED, subject=action)
        [notice] = seen_by(colleague)
        notice.parameters = {}
        assert notice.text == "somebody mentioned you in a comment"

    def test_nothing_is_told_of_a_kind_that_nobody_declared(self, action, colleague, office):
        with pytest.raises(LookupError):
            notify(actor=SYSTEM, recipients=[colleague], kind="action.sung", subject=action)
        with pytest.raises(LookupError):
            notify(actor=SYSTEM, recipients=[colleague], kind=MENTIONED, subject=office.institution)


class TestWhoSeesIt:
    def test_only_the_recipient(self, office, action, colleague):
        notify(actor=SYSTEM, recipients=[colleague], kind=MENTIONED, subject=action)
        assert kinds(colleague) == [MENTIONED]
        assert kinds(office.focal_point) == []

    def test_not_while_the_subject_is_hidden(self, action, colleague):
        notify(actor=SYSTEM, recipients=[colleague], kind=MENTIONED, subject=action)
        other = InstitutionFactory(country=action.country)
        change(action, office=other, visibility=Visibility.OFFICE)
        assert kinds(colleague) == []
        change(action, visibility=Visibility.GOVERNMENT)
        assert kinds(colleague) == [MENTIONED]

    def test_not_after_the_person_has_left(self, action, colleague):
        notify(actor=SYSTEM, recipients=[colleague], kind=MENTIONED, subject=action)
        leave(colleague, "2026-01-01")
        assert kinds(colleague) == []


class TestActions:
    """What the services of actions tell whom."""

    def test_an_assignment_is_told_to_the_assignee(self, office, colleague):
        actor = actor_for(office.focal_point)
        action = create_action(
            actor=actor, country=office.institution.country, title="Call", assignee=colleague
        )
        assert kinds(colleague) == [ASSIGNED]
        other = office.officer(Role.DEPUTY)
        update_action(
            actor=actor, action=action, changes={"assignee": other}, version=action.version
        )
        assert kinds(other) == [ASSIGNED]
        assert kinds(colleague) == [ASSIGNED]

    def test_other_changes_tell_nobody(self, office, colleague):
        actor = actor_for(office.focal_point)
        action = ActionFactory(office=office.institution, assignee=colleague)
        update_action(actor=actor, action=action, changes={"title": "Else"}, version=None)
        assert kinds(colleague) == []

    def test_whoever_takes_it_up_themselves_is_told_nothing(self, office, colleague):
        create_action(
            actor=actor_for(colleague),
            country=office.institution.country,
            title="Mine",
            assignee=colleague,
        )
        assert kinds(colleague) == []

    def test_work_that_comes_back_from_review_is_told_to_its_assignee(self, office, colleague):
        action = ActionFactory(office=office.institution, assignee=colleague)
        action = change_status(actor=actor_for(colleague), action=action, to="in_review")
        action = change_status(actor=actor_for(office.focal_point), action=action, to="in_progress")
        assert kinds(colleague) == [RETURNED]
