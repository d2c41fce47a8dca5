"""For every model: the public reads what is ``public`` of a State that opened itself, nothing else.

As in ``test_isolation``, row-level security alone must hold; ``visible_to`` must say the same.
"""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from apps.appointments.publicity_models import PublicPage
from focalpoint.acting import acting
from focalpoint.actors import PUBLIC, SYSTEM
from focalpoint.db.rls import history_models, scoped_models
from focalpoint.scope import required_scope, scope_filter
from focalpoint.visibility import Visibility
from tests.contracts.records import MAKERS
from tests.factories import InstitutionFactory, PublicPageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

HISTORY = {history.pgh_tracked_model: history for history in history_models()}
NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def opens(model):
    """Whether a row of this kind can be public: its level says so, and no other rule narrows it."""
    scope = required_scope(model)
    narrow = scope.desk or scope.named or scope.asked or scope.private or scope.sealed
    guest = scope.names_guest or scope.attached
    return bool(scope.visibility and scope.shared and not (scope.through or narrow or guest))


def read(model, pk):
    with acting(PUBLIC):
        return model._base_manager.filter(pk=pk).exists()


def visible(model, pk):
    with acting(PUBLIC):
        return model._base_manager.filter(scope_filter(model, PUBLIC), pk=pk).exists()


def level(model, record, to, *, ready=True):
    """Set the level of a record, and whether it is approved, as the system."""
    scope = required_scope(model)
    values = {str(scope.visibility): to}
    values |= dict.fromkeys(scope.shared_when, NOW if ready else None)
    with acting(SYSTEM, reason="test"):
        model._base_manager.filter(pk=record.pk).update(**values)


@pytest.mark.parametrize("model", scoped_models(), ids=lambda m: m._meta.label)
def test_the_public_reads_nothing_that_is_not_published(model):
    office = InstitutionFactory()
    record = MAKERS[model](office)
    if model is not PublicPage:
        PublicPageFactory(office=office, visibility=Visibility.PUBLIC)
    assert not read(model, record.pk)
    assert not visible(model, record.pk)
    if model in HISTORY:
        with acting(PUBLIC):
            assert not HISTORY[model].objects.exists()


@pytest.mark.parametrize(
    "model",
    [m for m in scoped_models() if opens(m) and m is not PublicPage],
    ids=lambda m: m._meta.label,
)
def test_what_is_public_is_read_while_the_gate_is_open(model):
    office, elsewhere = InstitutionFactory(), InstitutionFactory()
    record = MAKERS[model](office)
    PublicPageFactory(office=elsewhere, visibility=Visibility.PUBLIC)
    gate = PublicPageFactory(office=office)
    try:
        with transaction.atomic():
            level(model, record, Visibility.PUBLIC)
    except DatabaseError:
        pytest.skip("the level of such a row never changes")
    # Another State's gate opens nothing.
    assert not read(model, record.pk)
    assert not visible(model, record.pk)
    level(PublicPage, gate, Visibility.PUBLIC)
    assert read(model, record.pk)
    assert visible(model, record.pk)
    level(model, record, Visibility.NETWORK)
    assert not read(model, record.pk)
    assert not visible(model, record.pk)
    if required_scope(model).shared_when:
        level(model, record, Visibility.PUBLIC, ready=False)
        assert not read(model, record.pk)
        assert not visible(model, record.pk)
    level(model, record, Visibility.PUBLIC)
    level(PublicPage, gate, Visibility.NETWORK)
    assert not read(model, record.pk)
    assert not visible(model, record.pk)


def test_the_public_writes_nothing():
    office = InstitutionFactory()
    gate = PublicPageFactory(office=office, visibility=Visibility.PUBLIC)
    with acting(PUBLIC, reason="attack"):
        assert PublicPage._base_manager.filter(pk=gate.pk).update(visibility="network") == 0
        assert PublicPage._base_manager.filter(pk=gate.pk).delete()[0] == 0
