"""Statements that are kept: the same rows as the query set gives, in the actor's scope."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.actions.models import Action
from apps.countries.models import Country
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.db.prepared import Prepared, columns, instance
from focalpoint.roles import Role
from tests.factories import ActionFactory, CountryFactory, actor

TITLES = Prepared(
    lambda office, status: (
        Action.objects.filter(office=office, status=status).order_by("title").values_list("title")
    ),
    office=uuid.UUID(int=7),
    status="a status",
)


@pytest.mark.django_db
class TestPrepared:
    def test_it_answers_for_the_values_of_each_run(self) -> None:
        first: Any = ActionFactory(title="One")
        second: Any = ActionFactory(title="Two", status="done")
        with acting(SYSTEM):
            assert TITLES.rows(office=first.office_id, status="open") == [("One",)]
            assert TITLES.rows(office=second.office_id, status="done") == [("Two",)]
            assert TITLES.rows(office=second.office_id, status="open") == []

    def test_it_is_one_statement_in_the_scope_of_whoever_acts(self) -> None:
        action: Any = ActionFactory(title="One")
        values = {"office": action.office_id, "status": "open"}
        with acting(actor(Role.OFFICIAL)), CaptureQueriesContext(connection) as captured:
            assert TITLES.rows(**values) == []
        assert len(captured) == 1
        with acting(actor(Role.OFFICIAL, action.office)):
            assert TITLES.rows(**values) == [("One",)]

    def test_a_record_is_made_of_its_columns(self) -> None:
        country: Any = CountryFactory(aliases=["Former name"])
        every = Prepared(
            lambda code: (
                Country.objects.filter(code=code).order_by().values_list(*columns(Country))
            ),
            code="a code",
        )
        (row,) = every.rows(code=country.code)
        found = instance(Country, row)
        assert found == country
        assert found.aliases == ["Former name"]
        assert found._state.adding is False

    def test_a_mark_that_the_query_lost_is_an_error(self) -> None:
        lost = Prepared(lambda code: Country.objects.values_list("code"), code="a code")
        with pytest.raises(ValueError, match="code"):
            lost.rows(code="XAA")
