"""The kernel's writers: permission, links, versions, transitions, history."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from apps.actions.models import Action, Status
from focalpoint import policies
from focalpoint.acting import acting
from focalpoint.actors import ANONYMOUS, SYSTEM
from focalpoint.errors import IllegalTransitionError, StaleVersionError
from focalpoint.history import history_of
from focalpoint.roles import FOCAL_POINT_OFFICE, Role
from focalpoint.services import create_record, update_record
from focalpoint.transitions import transition
from tests.factories import ActionFactory, InstitutionFactory, actor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def policy(monkeypatch):
    """The kernel is tested with a policy of its own, whatever the app declares."""
    grants = (policies.may(FOCAL_POINT_OFFICE),)
    monkeypatch.setitem(policies._POLICIES, Action, {"create": grants, "change": grants})


@pytest.fixture
def office():
    return InstitutionFactory()


@pytest.fixture
def official(office):
    return actor(Role.OFFICIAL, office)


@pytest.fixture
def action(office):
    return ActionFactory(office=office, title="Draft bill")


def new(office, **fields):
    return Action(country=office.country, office=office, title="T", reference="R-1", **fields)


def test_no_policy_means_no_access(monkeypatch, office, official):
    monkeypatch.delitem(policies._POLICIES, Action)
    with pytest.raises(PermissionDenied):
        create_record(actor=official, instance=new(office))


def test_a_role_writes_in_its_own_state_only(office):
    with pytest.raises(PermissionDenied):
        create_record(actor=actor(Role.OFFICIAL), instance=new(office))


@pytest.mark.parametrize("who", [ANONYMOUS, pytest.param(None, id="coordinator")])
def test_others_do_not_write_at_all(office, who):
    with pytest.raises(PermissionDenied):
        create_record(actor=who or actor(Role.COORDINATOR), instance=new(office))


def test_history_names_who_and_why(official, office):
    action = create_record(actor=official, instance=new(office), reason="Asked by the minister")
    with acting(official):
        [entry] = history_of(action)
    assert (entry.actor, entry.reason, entry.event) == (
        official.name,
        "Asked by the minister",
        "action.created",
    )


def test_a_change_is_readable_as_a_difference(official, action):
    update_record(actor=official, instance=action, changes={"title": "Final bill"}, version=1)
    with acting(official):
        change = history_of(action)[0].changes[0]
    assert (change.label, change.before, change.after) == ("title", "Draft bill", "Final bill")


def test_the_second_of_two_savers_is_told_and_loses_nothing(official, action):
    first = update_record(actor=official, instance=action, changes={"title": "Mine"}, version=1)
    assert first.version == 2
    with pytest.raises(StaleVersionError) as stale:
        update_record(actor=official, instance=action, changes={"title": "Yours"}, version=1)
    assert stale.value.current.title == "Mine"
    assert stale.value.attempted == {"title": "Yours"}


def test_a_save_without_a_change_keeps_the_version(official, action):
    same = update_record(
        actor=official, instance=action, changes={"title": "Draft bill"}, version=1
    )
    assert same.version == 1
    with acting(official):
        assert len(history_of(action)) == 1


def test_a_record_cannot_be_moved(official, action):
    elsewhere = InstitutionFactory()
    with pytest.raises(PermissionDenied):
        update_record(
            actor=official, instance=action, changes={"country": elsewhere.country}, version=1
        )


def test_a_link_to_another_states_institution_is_refused(official, action):
    with pytest.raises(PermissionDenied):
        update_record(
            actor=official,
            instance=action,
            changes={"lead_institution": InstitutionFactory()},
            version=1,
        )


def test_an_invisible_record_does_not_exist(action):
    with pytest.raises(Action.DoesNotExist):
        update_record(
            actor=actor(Role.OFFICIAL), instance=action, changes={"title": "x"}, version=1
        )


def test_invalid_values_are_refused_and_nothing_is_written(official, action):
    with pytest.raises(ValidationError):
        update_record(actor=official, instance=action, changes={"title": ""}, version=1)
    with acting(official):
        assert Action.objects.get().title == "Draft bill"


def test_a_status_changes_by_the_transition_table_only(official, action):
    done = transition(actor=official, instance=action, to=Status.DONE)
    with pytest.raises(IllegalTransitionError):
        transition(actor=official, instance=done, to=Status.OPEN)


def test_the_same_transition_twice_is_harmless(official, action):
    first = transition(actor=official, instance=action, to=Status.DONE)
    again = transition(actor=official, instance=action, to=Status.DONE, version=1)
    assert again.version == first.version


def test_the_database_refuses_a_status_that_no_service_would_set(action):
    with acting(SYSTEM):
        Action.objects.filter(pk=action.pk).update(status="done")
    with acting(SYSTEM), pytest.raises(DatabaseError), transaction.atomic():
        Action.objects.filter(pk=action.pk).update(status="open")
