"""Who is told what of an action that people work on together, once each."""

import pytest

from apps.accounts.selectors import actor_for
from apps.actions.discussion import comment_on_action, edit_comment, watch_action
from apps.actions.notices import COMMENTED, MENTIONED, UNBLOCKED
from apps.actions.services import change_status
from apps.reminders.personal import Notice
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.factories import (
    ActionDependencyFactory,
    ActionFactory,
    ActionWatcherFactory,
    person,
)

pytestmark = pytest.mark.django_db


def told(user):
    """What stands in a person's inbox."""
    with acting(actor_for(user)):
        return [notice.kind for notice in Notice.objects.order_by("id")]


@pytest.fixture
def kofi(office):
    return person(Role.FOCAL_POINT, office, name="Kofi Mensah")


class TestComments:
    def test_whom_it_calls_and_who_watches_are_told_once_each(
        self, official, amina, action, badu, kofi
    ):
        for user in (badu, kofi, amina):
            ActionWatcherFactory(action=action, user=user)
        comment_on_action(actor=official, action=action, text="@badu and @kofi: look")
        comment_on_action(actor=official, action=action, text="@badu again")
        assert told(badu) == [MENTIONED, MENTIONED]
        assert told(kofi) == [MENTIONED, COMMENTED]
        assert told(amina) == []

    def test_the_assignee_is_told(self, official, office, kofi):
        action = ActionFactory(office=office, assignee=kofi)
        comment_on_action(actor=official, action=action, text="Well?")
        assert told(kofi) == [COMMENTED]

    def test_a_correction_tells_only_whom_it_calls_anew(self, official, action, badu, kofi):
        watch_action(actor=actor_for(kofi), action=action)
        comment = comment_on_action(actor=official, action=action, text="@badu look")
        text = "@badu and @kofi look"
        edit_comment(actor=official, comment=comment, text=text, version=1)
        assert told(badu) == [MENTIONED]
        assert told(kofi) == [COMMENTED, MENTIONED]

    def test_who_does_not_see_it_any_more_reads_nothing(self, official, office, badu):
        action = ActionFactory(office=office, visibility="office")
        ActionWatcherFactory(action=action, user=badu)
        comment_on_action(actor=official, action=action, text="Secret")
        assert told(badu) == []


class TestUnblocking:
    @pytest.fixture
    def waiting(self, office, kofi, badu):
        """An action of Kofi's that Badu watches and that waits for two others."""
        waiting = ActionFactory(office=office, assignee=kofi)
        ActionWatcherFactory(action=waiting, user=badu)
        return waiting

    @pytest.fixture
    def blockers(self, waiting):
        return [ActionDependencyFactory(action=waiting).blocked_by for _ in range(2)]

    @pytest.mark.parametrize("end", ["done", "cancelled"])
    def test_the_last_blocker_that_ends_tells_them(self, official, blockers, kofi, badu, end):
        change_status(actor=official, action=blockers[0], to="done")
        assert told(kofi) == []
        change_status(actor=official, action=blockers[1], to=end)
        change_status(actor=official, action=blockers[1], to=end)
        assert told(kofi) == [UNBLOCKED]
        assert told(badu) == [UNBLOCKED]

    def test_a_step_on_the_way_tells_nobody(self, official, blockers, kofi):
        for blocker in blockers:
            change_status(actor=official, action=blocker, to="in_progress")
        assert told(kofi) == []

    def test_what_is_finished_already_is_not_spoken_of(self, official, waiting, blockers, kofi):
        change_status(actor=SYSTEM, action=waiting, to="done")
        for blocker in blockers:
            change_status(actor=official, action=blocker, to="done")
        assert told(kofi) == []

    def test_its_people_are_told_though_who_ends_it_does_not_see_theirs(
        self, officer, ministry, office, kofi
    ):
        hidden = ActionFactory(office=office, visibility="office", assignee=kofi)
        blocker = ActionFactory(office=ministry)
        ActionDependencyFactory(action=hidden, blocked_by=blocker)
        change_status(actor=officer, action=blocker, to="done")
        assert told(kofi) == [UNBLOCKED]
