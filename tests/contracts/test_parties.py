"""What stands between States and coordinators: both read and write it, and nobody else does."""

from typing import Any

import pytest
from django.db import DatabaseError, models, transaction

from apps.countries.models import Institution
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor
from focalpoint.db.rls import history_models, scoped_models
from focalpoint.roles import FOCAL_POINT_OFFICE, NETWORK_BROKERS, Role
from focalpoint.scope import required_scope
from tests.contracts.records import MAKERS
from tests.factories import InstitutionFactory, actor

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

HISTORY = {history.pgh_tracked_model: history for history in history_models()}
BETWEEN: list[Any] = [m for m in scoped_models() if required_scope(m).parties]
each = pytest.mark.parametrize("model", BETWEEN, ids=lambda m: m._meta.label)


@pytest.fixture
def office() -> Any:
    return InstitutionFactory()


@pytest.fixture
def record(model: Any, office: Institution) -> Any:
    return MAKERS[model](office)


def offices_of(record: models.Model) -> list[Institution]:
    """An institution of each State that the record names."""
    states = [getattr(record, party) for party in required_scope(type(record)).parties]
    return [InstitutionFactory(country=state) for state in states]


def sees(who: Actor, record: Any) -> bool:
    """Whether row-level security shows the record and its history; the application must agree."""
    model = type(record)
    with acting(who):
        live = model._base_manager.filter(pk=record.pk).exists()
        assert model.objects.visible_to(who).filter(pk=record.pk).exists() == live
        assert HISTORY[model].objects.filter(pgh_obj_id=record.pk).exists() == live
    return live


@each
def test_the_desks_of_its_states_and_the_coordinators_read_it(model: Any, record: Any) -> None:
    for place in offices_of(record):
        for role in Role:
            if role in (Role.COORDINATOR, Role.SECRETARIAT):
                continue
            assert sees(actor(role, place), record) == (role in FOCAL_POINT_OFFICE), role
    for role in (Role.COORDINATOR, Role.SECRETARIAT, Role.AUDITOR):
        assert sees(actor(role), record) == (role in NETWORK_BROKERS), role
    for role in FOCAL_POINT_OFFICE:
        assert not sees(actor(role, InstitutionFactory()), record)


@each
def test_only_a_coordinator_adds_one(model: Any, record: Any) -> None:
    for who in (*(actor(Role.FOCAL_POINT, place) for place in offices_of(record)), None):
        with acting(SYSTEM):
            copy = model._base_manager.get(pk=record.pk)
        copy.pk = model._meta.pk.get_default()
        # What ends one is no matter here.
        copy.status = "withdrawn"
        with acting(who or actor(Role.COORDINATOR), reason="add"):
            if who is None:
                copy.save(force_insert=True)
                continue
            with pytest.raises(DatabaseError), transaction.atomic():
                copy.save(force_insert=True)


@each
def test_its_facts_never_change_and_it_is_never_deleted(model: Any, record: Any) -> None:
    for who in (SYSTEM, actor(Role.COORDINATOR)):
        rows = model._base_manager.filter(pk=record.pk)
        with acting(who, reason="change"):
            with pytest.raises(DatabaseError), transaction.atomic():
                rows.update(country=InstitutionFactory().country)
            with pytest.raises(DatabaseError), transaction.atomic():
                rows.delete()
