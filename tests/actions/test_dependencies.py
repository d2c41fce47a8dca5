"""What blocks an action: seen by those who may, in one State, never in a circle."""

import threading

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction

from apps.accounts.selectors import actor_for
from apps.actions.collaboration import ActionDependency
from apps.actions.dependencies import block_action, unblock_action
from apps.actions.parts import loose_ends, ties_of
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.factories import (
    ActionDependencyFactory,
    ActionFactory,
    InstitutionFactory,
    actor,
    person,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(office):
    return [ActionFactory(office=office, title=title) for title in "abc"]


class TestBlocking:
    def test_it_is_said_once(self, official, three):
        first = block_action(actor=official, action=three[0], blocked_by=three[1])
        assert block_action(actor=official, action=three[0], blocked_by=three[1]) == first

    def test_open_blockers_come_first(self, official, office, three):
        done = ActionFactory(office=office, status="done")
        for blocker in (done, three[1]):
            block_action(actor=official, action=three[0], blocked_by=blocker)
        with acting(official):
            waits, blocks = ties_of(three[0], official), ties_of(three[1], official)
            assert loose_ends(three[0], official).blockers == 1
        assert waits.blockers == (three[1], done)
        assert waits.open_blockers == [three[1]]
        assert blocks.dependents == (three[0],)

    def test_it_is_taken_away_and_the_history_keeps_it(self, official, three):
        dependency = block_action(actor=official, action=three[0], blocked_by=three[1])
        unblock_action(actor=official, dependency=dependency)
        with acting(SYSTEM):
            assert not ActionDependency.objects.exists()
            events = ActionDependency.events.rel.related_model.objects
            assert events.filter(pgh_label="delete").count() == 1


class TestCircles:
    def test_an_action_does_not_wait_for_itself(self, official, three):
        with pytest.raises(ValidationError, match="wait for"):
            block_action(actor=official, action=three[0], blocked_by=three[0])

    def test_nor_for_what_waits_for_it_however_far(self, official, three):
        a, b, c = three
        block_action(actor=official, action=a, blocked_by=b)
        block_action(actor=official, action=b, blocked_by=c)
        with pytest.raises(ValidationError) as refused:
            block_action(actor=official, action=c, blocked_by=a)
        way = " → ".join(action.reference for action in (c, a, b, c))
        assert way in str(refused.value)

    def test_two_ways_to_the_same_action_are_no_circle(self, official, three):
        a, b, c = three
        block_action(actor=official, action=a, blocked_by=b)
        block_action(actor=official, action=b, blocked_by=c)
        block_action(actor=official, action=a, blocked_by=c)

    def test_a_circle_through_what_one_does_not_see_is_one_and_names_nothing(
        self, officer, office, ministry, country
    ):
        a = ActionFactory(office=ministry)
        c = ActionFactory(office=ministry)
        hidden = ActionFactory(office=office, visibility="office")
        ActionDependencyFactory(action=a, blocked_by=hidden)
        ActionDependencyFactory(action=hidden, blocked_by=c)
        with pytest.raises(ValidationError, match="may not see") as refused:
            block_action(actor=officer, action=c, blocked_by=a)
        assert hidden.reference not in str(refused.value)

    @pytest.mark.django_db(transaction=True)
    def test_two_half_circles_at_once_make_none(self):
        office = InstitutionFactory()
        a, b = ActionFactory(office=office), ActionFactory(office=office)
        who = actor_for(person(Role.OFFICIAL, office))
        start, refused = threading.Barrier(2), []

        def block(action, blocked_by):
            try:
                start.wait()
                block_action(actor=who, action=action, blocked_by=blocked_by)
            except ValidationError as error:
                refused.append(error)
            finally:
                connection.close()

        threads = [threading.Thread(target=block, args=pair) for pair in ((a, b), (b, a))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(refused) == 1
        with acting(SYSTEM):
            assert ActionDependency.objects.count() == 1


class TestReach:
    def test_another_states_action_blocks_nothing(self, official, action):
        abroad = ActionFactory(visibility="network")
        with pytest.raises(ValidationError, match="own State"):
            block_action(actor=official, action=action, blocked_by=abroad)

    def test_the_database_refuses_it_too(self, action):
        abroad = ActionFactory(visibility="network")
        with acting(SYSTEM, reason="test"), pytest.raises(DatabaseError), transaction.atomic():
            ActionDependency.objects.create(action=action, blocked_by=abroad)

    def test_a_blocker_out_of_sight_cannot_be_named(self, official, action, ministry):
        hidden = ActionFactory(office=ministry, visibility="office")
        with pytest.raises(PermissionDenied):
            block_action(actor=official, action=action, blocked_by=hidden)

    def test_one_that_others_named_is_shown_without_its_facts(self, official, action, ministry):
        hidden = ActionFactory(office=ministry, visibility="office")
        ActionDependencyFactory(action=action, blocked_by=hidden)
        with acting(official):
            ties = ties_of(action, official)
        assert (ties.blockers, ties.hidden) == ((), 1)

    def test_a_ministry_blocks_only_what_it_works_on(self, officer, three):
        with pytest.raises(PermissionDenied):
            block_action(actor=officer, action=three[0], blocked_by=three[1])
        dependency = ActionDependencyFactory(action=three[0], blocked_by=three[1])
        with pytest.raises(PermissionDenied):
            unblock_action(actor=officer, dependency=dependency)

    def test_who_only_reads_blocks_nothing(self, three, office):
        with pytest.raises(PermissionDenied):
            block_action(actor=actor(Role.AUDITOR, office), action=three[0], blocked_by=three[1])
