"""Who may write which action."""

import pytest

from focalpoint.policies import allowed
from focalpoint.roles import Role
from tests.factories import ActionFactory, ActionLinkFactory, ActionUpdateFactory, actor

pytestmark = pytest.mark.django_db
FOCAL_POINTS_OFFICE = [Role.FOCAL_POINT, Role.DEPUTY, Role.OFFICIAL]
READERS = [Role.AUDITOR, Role.CONTRIBUTOR]
NETWORK = [Role.COORDINATOR, Role.SECRETARIAT, Role.AUDITOR]


@pytest.fixture
def action(ministry):
    return ActionFactory(office=ministry)


@pytest.mark.parametrize("role", FOCAL_POINTS_OFFICE)
def test_the_focal_points_office_writes_every_action_of_its_state(role, office, action):
    who = actor(role, office)
    assert allowed(who, "create", action)
    assert allowed(who, "change", action)
    assert allowed(who, "create", ActionLinkFactory(action=action))
    assert allowed(who, "delete", ActionLinkFactory(action=action))
    assert allowed(who, "create", ActionUpdateFactory(action=action))


@pytest.mark.parametrize("role", FOCAL_POINTS_OFFICE)
def test_but_none_of_another_state(role, action):
    who = actor(role)
    assert not allowed(who, "create", action)
    assert not allowed(who, "change", action)


@pytest.mark.parametrize("role", READERS)
@pytest.mark.parametrize("verb", ["create", "change"])
def test_auditors_and_contributors_write_nothing(role, verb, office, action):
    assert not allowed(actor(role, office), verb, action)


@pytest.mark.parametrize("role", NETWORK)
@pytest.mark.parametrize("verb", ["create", "change"])
def test_the_network_writes_nothing(role, verb, action):
    assert not allowed(actor(role), verb, action)


def test_a_ministry_officer_writes_what_the_ministry_owns(officer, action):
    assert allowed(officer, "create", action)
    assert allowed(officer, "change", action)


def test_what_it_leads(officer, office, ministry):
    led = ActionFactory(office=office, lead_institution=ministry)
    assert allowed(officer, "change", led)
    assert allowed(officer, "create", ActionUpdateFactory(action=led))


def test_and_what_is_assigned_to_the_officer(officer, badu, office):
    assert allowed(officer, "change", ActionFactory(office=office, assignee=badu))


def test_but_nothing_else_of_the_state(officer, office):
    other = ActionFactory(office=office)
    assert not allowed(officer, "create", other)
    assert not allowed(officer, "change", other)
    assert not allowed(officer, "create", ActionLinkFactory(action=other))
    assert not allowed(officer, "create", ActionUpdateFactory(action=other))
