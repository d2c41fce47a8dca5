"""Many rows by one statement: in the actor's reach, and each with its history."""

import datetime as dt
import uuid

import pytest
from django.core.exceptions import PermissionDenied

from apps.actions.models import Action
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.db.rows import insert_rows
from focalpoint.history import history_of
from focalpoint.ids import uuid7
from focalpoint.roles import Role
from focalpoint.services import writing
from tests.factories import InstitutionFactory, actor

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)


@pytest.fixture
def office():
    return InstitutionFactory()


def row(office, title, **others):
    pk = uuid7()
    return {
        "id": pk,
        "version": 1,
        "created_at": NOW,
        "updated_at": NOW,
        "country_id": office.country_id,
        "office_id": office.pk,
        "visibility": "government",
        "reference": f"R-{pk.hex[-8:]}",
        "title": title,
        "description": "",
        "status": "open",
        "priority": 2,
        **others,
    }


def test_rows_arrive_as_they_were_given(office):
    lead = InstitutionFactory(country=office.country)
    hard = "It's 100 % \\ “Élan” \n{1,2} 'x'"
    others = {"lead_institution_id": lead.pk, "due_on": dt.date(2027, 1, 2), "due_set_at": None}
    with writing(SYSTEM):
        insert_rows(Action, [row(office, hard, **others)])
    with acting(SYSTEM):
        action = Action.objects.get()
    assert (action.title, action.lead_institution_id) == (hard, lead.pk)
    assert (action.due_on, action.due_set_at, action.created_at) == (others["due_on"], None, NOW)


def test_each_row_has_its_history_in_the_name_of_whoever_adds_it(office):
    official = actor(Role.OFFICIAL, office)
    with writing(official, reason="Taken over", event="action.taken"):
        insert_rows(Action, [row(office, f"Row {n}") for n in range(3)])
    with acting(SYSTEM):
        found = list(Action.objects.order_by("title"))
        entries = [entry for action in found for entry in history_of(action)]
    assert [action.title for action in found] == ["Row 0", "Row 1", "Row 2"]
    assert {(e.actor, e.reason, e.event) for e in entries} == {
        (official.name, "Taken over", "action.taken")
    }
    assert len(entries) == 3


def test_one_row_out_of_reach_refuses_all(office):
    abroad = InstitutionFactory()
    with pytest.raises(PermissionDenied), writing(actor(Role.OFFICIAL, office)):
        insert_rows(Action, [row(office, "Here"), row(abroad, "Abroad")])
    with acting(SYSTEM):
        assert not Action.objects.exists()


def test_a_conflict_is_settled_as_said(office):
    given = row(office, "Once")
    with writing(SYSTEM):
        insert_rows(Action, [given])
        insert_rows(Action, [given], on_conflict="(id) DO NOTHING")
        insert_rows(Action, [])
    with acting(SYSTEM):
        assert [action.pk for action in Action.objects.all()] == [uuid.UUID(str(given["id"]))]
