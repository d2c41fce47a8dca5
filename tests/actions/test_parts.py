"""What the writers of the parts of an action promise: log, links, who has seen it."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from apps.accounts.selectors import actor_for
from apps.actions.models import Action, ActionLink, ActionSeen, ActionUpdate
from apps.actions.services import (
    create_action,
    link_action,
    log_update,
    mark_seen,
    unlink_action,
    update_action,
)
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.actions.pages import stored
from tests.factories import (
    ActionFactory,
    ActionLinkFactory,
    ActionSeenFactory,
    ItemFactory,
    TreatyFactory,
    actor,
)

pytestmark = pytest.mark.django_db


class TestLogUpdate:
    def test_it_stands_in_the_authors_name(self, official, amina, office):
        update = log_update(actor=official, action=ActionFactory(office=office), text=" Sent. ")
        entry = stored(update)
        assert (entry.author, entry.text) == (amina, "Sent.")

    def test_empty_words_are_refused(self, official, office):
        with pytest.raises(ValidationError):
            log_update(actor=official, action=ActionFactory(office=office), text="  ")

    def test_a_ministry_logs_what_it_leads(self, officer, office, ministry):
        action = ActionFactory(office=office, lead_institution=ministry)
        log_update(actor=officer, action=action, text="Done with part one.")
        with acting(officer):
            assert ActionUpdate.objects.filter(action=action).count() == 1

    def test_and_nothing_else(self, officer, office):
        with pytest.raises(PermissionDenied):
            log_update(actor=officer, action=ActionFactory(office=office), text="x")


class TestLinks:
    @pytest.fixture
    def action(self, office):
        return ActionFactory(office=office)

    def test_a_link_is_made_once(self, official, action):
        step = ItemFactory()
        first = link_action(actor=official, action=action, item=step)
        assert link_action(actor=official, action=action, item=step) == first

    def test_it_needs_exactly_one_target(self, official, action):
        with pytest.raises(ValidationError):
            link_action(actor=official, action=action)
        with pytest.raises(ValidationError):
            link_action(actor=official, action=action, item=ItemFactory(), treaty=TreatyFactory())

    def test_it_is_taken_away_and_the_history_keeps_it(self, official, action):
        link = ActionLinkFactory(action=action)
        unlink_action(actor=official, link=link)
        with acting(SYSTEM):
            assert not ActionLink.objects.filter(pk=link.pk).exists()
            event = ActionLink.events.rel.related_model.objects.get(
                pgh_obj_id=link.pk, pgh_label="delete"
            )
        assert event.pgh_context["actor_name"] == "Amina Diallo"

    def test_a_ministry_that_only_reads_the_action_neither_adds_nor_removes(self, officer, action):
        link = ActionLinkFactory(action=action)
        with pytest.raises(PermissionDenied):
            link_action(actor=officer, action=action, item=ItemFactory())
        with pytest.raises(PermissionDenied):
            unlink_action(actor=officer, link=link)

    def test_a_stranger_neither_adds_nor_removes(self, stranger, action):
        link = ActionLinkFactory(action=action)
        with pytest.raises(PermissionDenied):
            link_action(actor=stranger, action=action, item=ItemFactory())
        with pytest.raises(PermissionDenied):
            unlink_action(actor=stranger, link=link)


class TestMarkSeen:
    def test_there_is_one_mark_per_person(self, official, office):
        action = ActionFactory(office=office)
        mark_seen(actor=official, action=action)
        mark_seen(actor=official, action=action)
        with acting(official):
            assert ActionSeen.objects.count() == 1

    def test_those_who_only_read_leave_none(self, office):
        action = ActionFactory(office=office)
        mark_seen(actor=actor(Role.AUDITOR, office), action=action)
        mark_seen(actor=SYSTEM, action=action)
        with acting(SYSTEM):
            assert not ActionSeen.objects.exists()

    def test_what_somebody_else_changes_later_is_unread(self, official, amina, focal_point, office):
        action = ActionFactory(office=office)
        an_hour_ago = timezone.now() - dt.timedelta(hours=1)
        ActionSeenFactory(action=action, user=amina, seen_at=an_hour_ago)
        update_action(actor=focal_point, action=action, changes={"title": "New"}, version=1)
        with acting(official):
            assert Action.objects.unread_by(official).get() == action
        mark_seen(actor=official, action=action)
        with acting(official):
            assert not Action.objects.unread_by(official).exists()

    def test_what_was_assigned_and_never_opened_is_unread(self, badu, focal_point, country):
        action = create_action(actor=focal_point, country=country, title="x", assignee=badu)
        who = actor_for(badu)
        with acting(who):
            assert Action.objects.unread_by(who).get() == action
