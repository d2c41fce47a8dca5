"""A detail whose statement is kept shows what the query set itself would."""

from typing import Any

import pytest

from focalpoint.api import kept
from focalpoint.roles import Role
from focalpoint.visibility import Visibility
from tests.api.client import Api
from tests.api.contract import problem
from tests.factories import ActionFactory, InstitutionFactory, MembershipFactory, person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _forget() -> None:
    kept._statement.cache_clear()


class TestKeptStatements:
    def test_people_of_one_shape_share_a_statement_and_nothing_else(
        self, official: Api, foreigner: Api, office: Any, foreign_office: Any
    ) -> None:
        ours, theirs = (ActionFactory(office=each) for each in (office, foreign_office))
        for reader, own, other in ((official, ours, theirs), (foreigner, theirs, ours)):
            assert reader.get(f"/actions/{own.pk}/").json()["id"] == str(own.pk)
            problem(reader.get(f"/actions/{other.pk}/"), 404)
        assert kept._statement.cache_info().currsize == 1

    def test_each_level_opens_to_whom_it_should(
        self,
        official: Api,
        ministry_officer: Api,
        foreigner: Api,
        coordinator: Api,
        contributor: Api,
        office: Any,
    ) -> None:
        readers = {
            Visibility.OFFICE: [official],
            Visibility.GOVERNMENT: [official, ministry_officer],
            Visibility.NETWORK: [official, ministry_officer, foreigner, coordinator],
            Visibility.PUBLIC: [official, ministry_officer, foreigner, coordinator, contributor],
        }
        everybody = readers[Visibility.PUBLIC]
        for level, allowed in readers.items():
            action: Any = ActionFactory(office=office, visibility=level)
            for reader in everybody:
                status = reader.get(f"/actions/{action.pk}/").status_code
                assert status == (200 if reader in allowed else 404), (level, reader.user)

    def test_who_holds_posts_in_two_states_reads_both(
        self, office: Any, foreign_office: Any
    ) -> None:
        both = person(Role.OFFICIAL, office)
        MembershipFactory(user=both, institution=foreign_office, role=Role.MINISTRY_OFFICER)
        third: Any = ActionFactory(office=InstitutionFactory())
        reader = Api(both)
        for own in (office, foreign_office):
            action: Any = ActionFactory(office=own, visibility=Visibility.OFFICE)
            assert reader.get(f"/actions/{action.pk}/").status_code == 200
        problem(reader.get(f"/actions/{third.pk}/"), 404)
