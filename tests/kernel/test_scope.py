"""Scope: what each level opens to whom, by the application's filter and by the database alone."""

import pytest

from apps.actions.models import Action
from focalpoint.acting import acting, nobody_acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from focalpoint.visibility import Visibility
from tests.factories import ActionFactory, InstitutionFactory, actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return InstitutionFactory()


@pytest.fixture
def ministry(office):
    return InstitutionFactory(country=office.country)


@pytest.fixture
def records(office):
    return {level: ActionFactory(office=office, visibility=level) for level in Visibility}


def seen_by(who):
    """The levels that ``who`` reads: with the application's filter, and without it."""
    with acting(who):
        filtered = {a.visibility for a in Action.objects.visible_to(who)}
        unfiltered = {a.visibility for a in Action.objects.all()}
    assert filtered == unfiltered
    return filtered


def test_an_official_reads_every_level_of_the_own_office(records, office):
    assert seen_by(actor(Role.OFFICIAL, office)) == set(Visibility)


def test_a_ministry_reads_what_the_government_shares_and_not_another_office(records, ministry):
    assert seen_by(actor(Role.MINISTRY_OFFICER, ministry)) == {
        Visibility.GOVERNMENT,
        Visibility.NETWORK,
        Visibility.PUBLIC,
    }


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.SECRETARIAT, Role.AUDITOR])
def test_the_network_reads_only_what_is_shared(records, role):
    assert seen_by(actor(role)) == {Visibility.NETWORK, Visibility.PUBLIC}


def test_a_focal_point_elsewhere_reads_only_what_is_shared(records):
    assert seen_by(actor(Role.FOCAL_POINT)) == {Visibility.NETWORK, Visibility.PUBLIC}


@pytest.mark.parametrize("role", [Role.MINISTRY_OFFICER, Role.CONTRIBUTOR])
def test_others_abroad_read_only_what_is_public(records, role):
    assert seen_by(actor(role)) == {Visibility.PUBLIC}


def test_a_contributor_of_the_same_state_reads_only_what_is_public(records, office):
    assert seen_by(actor(Role.CONTRIBUTOR, office)) == {Visibility.PUBLIC}


def test_nobody_reads_nothing(records):
    with nobody_acting():
        assert not Action.objects.exists()


def test_the_system_reads_everything(records):
    assert seen_by(SYSTEM) == set(Visibility)


def test_a_server_side_cursor_stays_in_scope(records):
    who = actor(Role.COORDINATOR)
    with acting(who):
        levels = {a.visibility for a in Action.objects.iterator(chunk_size=1)}
    assert levels == {Visibility.NETWORK, Visibility.PUBLIC}


def test_the_scope_ends_with_its_block(records, office):
    with acting(actor(Role.OFFICIAL, office)):
        assert Action.objects.count() == 4
    assert Action.objects.count() == 0
