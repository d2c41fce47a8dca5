"""What the writers of actions promise."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from apps.actions.models import Action, ActionLink, Status
from apps.actions.services import (
    change_status,
    create_action,
    update_action,
)
from apps.countries.models import ReferenceCounter
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.errors import IllegalTransitionError, StaleVersionError
from focalpoint.history import history_of
from focalpoint.roles import Role
from focalpoint.visibility import Visibility
from tests.factories import (
    ActionFactory,
    InstitutionFactory,
    ItemFactory,
    TreatyFactory,
    actor,
    person,
)

pytestmark = pytest.mark.django_db
JUNE = dt.date(2027, 6, 30)
JULY = dt.date(2027, 7, 31)


def as_stored(record):
    with acting(SYSTEM):
        return type(record).objects.get(pk=record.pk)


class TestCreateAction:
    def test_it_is_open_owned_by_the_own_office_and_seen_by_the_government(
        self, official, office, country
    ):
        action = create_action(actor=official, country=country, title="Send the draft bill")
        stored = as_stored(action)
        assert stored.status == Status.OPEN
        assert stored.office_id == office.pk
        assert stored.visibility == Visibility.GOVERNMENT
        assert stored.version == 1

    def test_references_count_up_per_state_and_local_year(self, official, country):
        year = country.local_date(timezone.now()).year
        references = [
            create_action(actor=official, country=country, title=f"No. {n}").reference
            for n in (1, 2)
        ]
        assert references == [f"{country.code}-{year}-0001", f"{country.code}-{year}-0002"]

    def test_a_refused_action_uses_up_no_reference(self, official, country, amina, leave):
        with pytest.raises(ValidationError):
            create_action(actor=official, country=country, title="")
        with pytest.raises(ValidationError):
            create_action(actor=official, country=country, title="x", due_on=JUNE, start_on=JULY)
        with acting(SYSTEM):
            assert not ReferenceCounter.objects.filter(country=country).exists()
        action = create_action(actor=official, country=country, title="First")
        assert action.reference.endswith("-0001")

    def test_the_deadline_is_set_now(self, official, country):
        before = timezone.now()
        action = create_action(actor=official, country=country, title="x", due_on=JUNE)
        assert before <= as_stored(action).due_set_at <= timezone.now()
        without = create_action(actor=official, country=country, title="x")
        assert as_stored(without).due_set_at is None

    def test_it_serves_the_steps_and_treaties_that_are_named(self, official, country):
        step, treaty = ItemFactory(), TreatyFactory()
        action = create_action(
            actor=official, country=country, title="x", items=[step], treaties=[treaty]
        )
        with acting(official):
            links = ActionLink.objects.filter(action=action)
            assert {link.item or link.treaty for link in links} == {step, treaty}

    def test_its_author_has_seen_it(self, official, country):
        action = create_action(actor=official, country=country, title="x")
        with acting(official):
            assert not Action.objects.unread_by(official).filter(pk=action.pk).exists()

    def test_its_history_names_the_author_and_the_reason(self, official, country):
        action = create_action(
            actor=official, country=country, title="x", reason="asked by the cabinet"
        )
        with acting(official):
            [entry] = history_of(action)
        assert (entry.actor, entry.reason) == ("Amina Diallo", "asked by the cabinet")
        assert entry.event == "action.created"

    @pytest.mark.parametrize("role", [Role.AUDITOR, Role.CONTRIBUTOR])
    def test_readers_create_none(self, role, office, country):
        with pytest.raises(PermissionDenied):
            create_action(actor=actor(role, office), country=country, title="x")

    def test_nobody_creates_one_in_another_state(self, stranger, country, office):
        with pytest.raises(PermissionDenied):
            create_action(actor=stranger, country=country, title="x")
        with pytest.raises(PermissionDenied):
            create_action(actor=stranger, country=country, title="x", office=office)

    def test_somebody_without_an_institution_there_is_asked_for_one(self, country, office):
        with pytest.raises(ValidationError, match="which institution owns"):
            create_action(actor=SYSTEM, country=country, title="x")
        assert create_action(actor=SYSTEM, country=country, title="x", office=office).pk

    def test_a_ministry_creates_none_in_anothers_name(self, officer, country, office):
        with pytest.raises(PermissionDenied):
            create_action(actor=officer, country=country, title="x", office=office)

    def test_an_institution_of_another_state_neither_owns_nor_leads(self, official, country):
        abroad = InstitutionFactory()
        with pytest.raises((PermissionDenied, ValidationError)):
            create_action(actor=official, country=country, title="x", office=abroad)
        with pytest.raises(PermissionDenied):
            create_action(actor=official, country=country, title="x", lead_institution=abroad)


class TestAssignee:
    def test_a_colleague_of_the_state_is_assigned(self, official, country, badu):
        action = create_action(actor=official, country=country, title="x", assignee=badu)
        assert as_stored(action).assignee == badu

    @pytest.mark.parametrize("role", [Role.FOCAL_POINT, Role.COORDINATOR])
    def test_nobody_from_elsewhere(self, role, official, country):
        with pytest.raises(ValidationError, match="does not work for this State"):
            create_action(actor=official, country=country, title="x", assignee=person(role))

    @pytest.mark.parametrize("role", [Role.AUDITOR, Role.CONTRIBUTOR])
    def test_nobody_who_could_not_work_on_it(self, role, official, country, ministry):
        with pytest.raises(ValidationError, match="does not work for this State"):
            create_action(
                actor=official, country=country, title="x", assignee=person(role, ministry)
            )

    def test_nobody_who_has_left(self, official, country, badu, leave):
        leave(badu)
        with pytest.raises(ValidationError, match="does not work for this State"):
            create_action(actor=official, country=country, title="x", assignee=badu)

    def test_nobody_who_could_not_see_it(self, official, country, badu):
        with pytest.raises(ValidationError, match="could not see this action"):
            create_action(
                actor=official,
                country=country,
                title="x",
                assignee=badu,
                visibility=Visibility.OFFICE,
            )

    def test_nor_does_the_assignee_lose_sight_of_it(self, official, office, badu):
        action = ActionFactory(office=office, assignee=badu)
        with pytest.raises(ValidationError, match="could not see this action"):
            update_action(
                actor=official, action=action, changes={"visibility": "office"}, version=1
            )

    def test_one_who_has_left_does_not_stand_in_the_way_of_other_changes(
        self, official, office, badu, leave
    ):
        action = ActionFactory(office=office, assignee=badu)
        leave(badu)
        changed = update_action(actor=official, action=action, changes={"title": "New"}, version=1)
        assert (changed.title, changed.assignee) == ("New", badu)


class TestOfficeLevel:
    def test_another_institution_cannot_lead_what_only_the_office_sees(
        self, official, country, ministry
    ):
        with pytest.raises(ValidationError, match="no other one can lead"):
            create_action(
                actor=official,
                country=country,
                title="x",
                lead_institution=ministry,
                visibility=Visibility.OFFICE,
            )

    def test_the_owner_may_lead_it(self, official, country, office):
        action = create_action(
            actor=official,
            country=country,
            title="x",
            lead_institution=office,
            visibility=Visibility.OFFICE,
        )
        assert as_stored(action).lead_institution_id == office.pk

    def test_nobody_hides_an_action_from_themselves(self, official, ministry):
        action = ActionFactory(office=ministry)
        with pytest.raises(ValidationError, match="you could not see it"):
            update_action(
                actor=official, action=action, changes={"visibility": "office"}, version=1
            )


class TestUpdateAction:
    @pytest.fixture
    def action(self, office):
        return ActionFactory(office=office, due_on=JUNE, due_set_at=timezone.now())

    def test_it_raises_the_version_and_keeps_the_reason(self, official, action):
        changed = update_action(
            actor=official, action=action, changes={"title": "New"}, version=1, reason="typo"
        )
        assert (changed.title, changed.version) == ("New", 2)
        with acting(official):
            assert history_of(action)[0].reason == "typo"

    def test_a_moved_deadline_is_set_anew(self, official, action):
        changed = update_action(actor=official, action=action, changes={"due_on": JULY}, version=1)
        assert changed.due_set_at > action.due_set_at

    def test_any_other_change_leaves_it(self, official, action):
        changed = update_action(
            actor=official, action=action, changes={"title": "New", "due_on": JUNE}, version=1
        )
        assert changed.due_set_at == action.due_set_at

    def test_without_a_deadline_nothing_is_set(self, official, action):
        changed = update_action(actor=official, action=action, changes={"due_on": None}, version=1)
        assert (changed.due_on, changed.due_set_at) == (None, None)

    def test_the_second_of_two_writers_is_told(self, official, focal_point, action):
        update_action(actor=official, action=action, changes={"title": "Mine"}, version=1)
        with pytest.raises(StaleVersionError) as refused:
            update_action(actor=focal_point, action=action, changes={"title": "Own"}, version=1)
        assert refused.value.current.title == "Mine"
        assert refused.value.attempted == {"title": "Own"}
        assert as_stored(action).title == "Mine"

    def test_a_rule_about_two_fields_holds_when_one_of_them_changes(self, official, action):
        early = {"start_on": JULY}
        with pytest.raises(ValidationError, match="cannot be due before it starts"):
            update_action(actor=official, action=action, changes=early, version=1)

    @pytest.mark.parametrize("field", ["status", "reference", "country", "completed_on"])
    def test_what_has_its_own_door_is_refused(self, official, action, field):
        with pytest.raises(ValidationError) as refused:
            update_action(actor=official, action=action, changes={field: "x"}, version=1)
        assert field in refused.value.message_dict

    def test_a_stranger_finds_nothing(self, stranger, action):
        with pytest.raises(Action.DoesNotExist):
            update_action(actor=stranger, action=action, changes={"title": "x"}, version=1)

    def test_a_ministry_that_only_reads_it_is_refused(self, officer, action):
        with pytest.raises(PermissionDenied):
            update_action(actor=officer, action=action, changes={"title": "x"}, version=1)


class TestChangeStatus:
    @pytest.fixture
    def action(self, office):
        return ActionFactory(office=office)

    def test_done_is_done_on_the_date_in_the_capital(self, official, country, action):
        done = change_status(actor=official, action=action, to=Status.DONE)
        assert done.completed_on == country.local_date(timezone.now())

    def test_taken_up_again_it_is_no_longer_completed(self, official, action):
        done = change_status(actor=official, action=action, to=Status.DONE)
        again = change_status(actor=official, action=done, to=Status.IN_PROGRESS)
        assert (again.status, again.completed_on) == (Status.IN_PROGRESS, None)

    def test_a_repeated_click_is_harmless(self, official, action):
        first = change_status(actor=official, action=action, to=Status.DONE)
        second = change_status(actor=official, action=action, to=Status.DONE)
        assert second.version == first.version

    def test_not_every_status_follows_every_other(self, official, action):
        done = change_status(actor=official, action=action, to=Status.DONE)
        with pytest.raises(IllegalTransitionError):
            change_status(actor=official, action=done, to=Status.IN_REVIEW)
        with pytest.raises(IllegalTransitionError):
            change_status(actor=official, action=done, to="nonsense")

    def test_a_stale_version_is_refused(self, official, action):
        change_status(actor=official, action=action, to=Status.IN_PROGRESS)
        with pytest.raises(StaleVersionError):
            change_status(actor=official, action=action, to=Status.DONE, version=1)

    def test_it_asks_only_about_what_changes(
        self, official, action, ministry, badu, django_assert_max_num_queries
    ):
        with acting(SYSTEM, reason="test"):
            Action.objects.update(lead_institution=ministry, assignee=badu)
        with acting(official), django_assert_max_num_queries(9):
            change_status(actor=official, action=action, to=Status.DONE)

    def test_it_leaves_a_row_of_history_that_names_the_verb(self, official, action):
        change_status(actor=official, action=action, to=Status.DONE, reason="law passed")
        with acting(official):
            entry = history_of(action)[0]
        assert (entry.event, entry.reason) == ("action.done", "law passed")

    def test_a_ministry_that_only_reads_it_is_refused(self, officer, action):
        with pytest.raises(PermissionDenied):
            change_status(actor=officer, action=action, to=Status.DONE)
