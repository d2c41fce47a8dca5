"""What saved views promise: only filters that exist, one's own by default, shared by the office."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from apps.accounts.selectors import actor_for
from apps.actions.view_models import DefaultView, SavedView
from apps.actions.view_services import (
    delete_view,
    refilter_view,
    rename_view,
    save_view,
    set_default_view,
    share_view,
)
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.errors import StaleVersionError
from focalpoint.history import history_of
from focalpoint.roles import Role
from tests.actions.pages import stored
from tests.factories import actor, person

pytestmark = pytest.mark.django_db


def save(who, name="Overdue here", query="due=overdue", **more):
    with acting(who):
        return save_view(actor=who, name=name, query=query, **more)


def seen_by(who):
    with acting(who):
        return {view.name for view in SavedView.objects.visible_to(who)}


class TestQuery:
    def test_it_is_kept_in_one_order_without_places_in_the_set(self, official):
        view = save(official, query="?status=open&page=3&due=soon&q=&status=done&month=2027-01")
        assert view.query == "due=soon&status=done&status=open"

    def test_a_parameter_that_is_not_known_is_refused_by_name(self, official):
        with pytest.raises(ValidationError, match="colour"):
            save(official, query="colour=red")

    @pytest.mark.parametrize(
        "query",
        ["due=yesterday", "status=lost", "assignee=x", "due_after=soon", "sort=secret", "span=7"],
    )
    def test_a_value_that_makes_no_sense_is_refused(self, official, query):
        with pytest.raises(ValidationError):
            save(official, query=query)

    def test_it_has_a_length(self, official):
        with pytest.raises(ValidationError):
            save(official, query=f"q={'x' * 3000}")

    def test_no_filter_at_all_opens_the_whole_list(self, official):
        assert save(official, query="").get_absolute_url() == "/actions/?status=unfinished"


class TestSaving:
    def test_a_view_is_ones_own_unless_it_is_shared(self, official, focal_point):
        save(official)
        assert seen_by(official) == {"Overdue here"}
        assert seen_by(focal_point) == set()

    def test_a_shared_one_is_seen_by_the_whole_government(self, official, focal_point, officer):
        save(official, shared=True)
        assert seen_by(focal_point) == seen_by(officer) == {"Overdue here"}
        assert seen_by(actor(Role.FOCAL_POINT)) == set()

    @pytest.mark.parametrize("role", [Role.AUDITOR, Role.MINISTRY_OFFICER, Role.COORDINATOR])
    def test_those_who_write_little_or_nothing_keep_views_too(self, office, role):
        who = actor(role, None if role == Role.COORDINATOR else office)
        save(who)
        assert seen_by(who) == {"Overdue here"}

    @pytest.mark.parametrize("role", [Role.AUDITOR, Role.MINISTRY_OFFICER, Role.COORDINATOR])
    def test_but_share_none(self, office, role):
        who = actor(role, None if role == Role.COORDINATOR else office)
        with pytest.raises(PermissionDenied):
            save(who, shared=True)
        with pytest.raises(PermissionDenied):
            share_view(actor=who, view=save(who), shared=True, version=1)

    def test_a_name_is_used_once(self, official):
        save(official)
        with pytest.raises(ValidationError, match="name"):
            save(official, name="OVERDUE HERE")

    def test_a_name_is_needed(self, official):
        with pytest.raises(ValidationError):
            save(official, name="  ")


class TestChanging:
    def test_it_is_renamed_and_filtered_anew(self, official):
        view = save(official)
        view = rename_view(actor=official, view=view, name="Soon", version=view.version)
        view = refilter_view(
            actor=official, view=view, query="due=soon", shape="board", version=view.version
        )
        assert (view.name, view.query, view.shape) == ("Soon", "due=soon", "board")
        with acting(official):
            assert len(history_of(view)) == 3

    def test_a_stale_version_is_refused(self, official):
        view = save(official)
        rename_view(actor=official, view=view, name="Soon", version=view.version)
        with pytest.raises(StaleVersionError):
            rename_view(actor=official, view=view, name="Late", version=view.version)

    def test_the_office_tends_what_is_shared(self, official, focal_point):
        view = save(official, shared=True)
        rename_view(actor=focal_point, view=view, name="Ours", version=view.version)
        delete_view(actor=focal_point, view=view)
        assert seen_by(official) == set()

    def test_only_its_owner_keeps_it_to_themselves_again(self, official, focal_point):
        view = save(official, shared=True)
        with pytest.raises(PermissionDenied):
            share_view(actor=focal_point, view=view, shared=False, version=view.version)
        assert stored(view).is_shared
        share_view(actor=official, view=view, shared=False, version=view.version)
        assert not stored(view).is_shared

    def test_a_ministry_changes_nothing_of_it(self, official, officer):
        view = save(official, shared=True)
        with pytest.raises(PermissionDenied):
            rename_view(actor=officer, view=view, name="Mine", version=view.version)
        with pytest.raises(PermissionDenied):
            delete_view(actor=officer, view=view)
        assert stored(view).name == "Overdue here"

    def test_nobody_changes_anothers_own(self, official, focal_point):
        view = save(official)
        with pytest.raises(SavedView.DoesNotExist):
            rename_view(actor=focal_point, view=view, name="Mine", version=view.version)


class TestDefault:
    def default_of(self, who):
        with acting(SYSTEM):
            return [default.view_id for default in DefaultView.objects.filter(user=who.user_id)]

    def test_one_for_each_person(self, official, focal_point):
        first, second = save(official, shared=True), save(official, name="Other")
        for who, view in [(official, first), (focal_point, first), (official, second)]:
            with acting(who):
                set_default_view(actor=who, view=view)
        assert self.default_of(official) == [second.pk]
        assert self.default_of(focal_point) == [first.pk]

    def test_a_reader_has_one_too(self, office):
        auditor = actor(Role.AUDITOR, office)
        view = save(auditor)
        with acting(auditor):
            set_default_view(actor=auditor, view=view)
            set_default_view(actor=auditor, view=None)
        assert self.default_of(auditor) == []

    def test_not_a_view_that_one_does_not_see(self, official, focal_point):
        view = save(official)
        with pytest.raises(SavedView.DoesNotExist), acting(focal_point):
            set_default_view(actor=focal_point, view=view)

    def test_when_sharing_ends_it_ends_for_the_others(self, official, focal_point):
        view = save(official, shared=True)
        for who in (official, focal_point):
            with acting(who):
                set_default_view(actor=who, view=view)
        share_view(actor=official, view=view, shared=False, version=view.version)
        assert self.default_of(official) == [view.pk]
        assert self.default_of(focal_point) == []

    def test_a_deleted_view_is_nobodys_default(self, official):
        view = save(official)
        with acting(official):
            set_default_view(actor=official, view=view)
        delete_view(actor=official, view=view)
        assert self.default_of(official) == []


def test_a_person_of_two_states_keeps_views_in_the_one_they_work_for(db):
    user = person(Role.OFFICIAL)
    assert save(actor_for(user)).country == actor_for(user).country
