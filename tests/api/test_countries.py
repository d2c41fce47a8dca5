"""States, organisations and institutions over the API."""

from typing import Any

import pytest

from apps.countries.models import Country, Organisation, OrganisationMembership
from tests.api.client import Api
from tests.factories import CountryFactory, InstitutionFactory, MemberStateFactory

pytestmark = pytest.mark.django_db


class TestCountries:
    def test_nobody_reads_them_without_signing_in(self, anonymous: Api) -> None:
        response = anonymous.get("/countries/")
        assert response.status_code == 401
        assert response.headers["WWW-Authenticate"] == "Token"
        assert response.headers["Content-Type"] == "application/problem+json"

    def test_nobody_writes_them(self, secretariat: Api) -> None:
        assert secretariat.post("/countries/", {"code": "XZZ"}).status_code == 405

    def test_everybody_who_is_signed_in_lists_them_with_their_number(self, official: Api) -> None:
        CountryFactory.create_batch(2)
        answer = official.get("/countries/").json()
        assert answer["count"] == len(answer["results"]) == Country.objects.count()
        assert answer["next"] is answer["previous"] is None

    def test_training_states_say_so(self, official: Api) -> None:
        member = MemberStateFactory()
        training = CountryFactory()
        assert official.get(f"/countries/{training.code}/").json()["is_training"] is True
        assert official.get(f"/countries/{member.code}/").json()["is_training"] is False

    def test_they_name_the_organisations_they_are_members_of_now(self, official: Api) -> None:
        state: Any = MemberStateFactory()
        for code, ends_on in [("AU", None), ("OLD", "1990-01-01")]:
            organisation = Organisation.objects.create(code=code, name=code)
            OrganisationMembership.objects.create(
                organisation=organisation, country=state, ends_on=ends_on
            )
        assert official.get(f"/countries/{state.code}/").json()["organisations"] == ["AU"]
        found = official.get("/countries/", {"organisation": "AU"}).json()["results"]
        assert [row["code"] for row in found] == [state.code]
        assert official.get("/countries/", {"organisation": "OLD"}).json()["count"] == 0

    def test_they_are_filtered_by_kind_and_group(self, official: Api) -> None:
        member = MemberStateFactory(regional_group="EEG")
        CountryFactory(regional_group="EEG")
        found = official.get("/countries/", {"kind": "member", "group": "EEG"}).json()
        assert [row["code"] for row in found["results"]] == [member.code]

    def test_an_unknown_code_is_not_found(self, official: Api) -> None:
        assert official.get("/countries/NOPE/").status_code == 404

    def test_the_second_page_begins_where_the_first_ends(self, official: Api) -> None:
        MemberStateFactory.create_batch(3)
        first = official.get("/countries/", {"page_size": 2}).json()
        second = official.get(first["next"]).json()
        names = [row["name"] for row in first["results"] + second["results"]]
        assert names == sorted(names)
        assert len(set(names)) == 4
        assert official.get(second["previous"]).json()["results"] == first["results"]

    def test_an_unchanged_state_is_not_sent_again(self, official: Api) -> None:
        state: Any = MemberStateFactory()
        etag = official.get(f"/countries/{state.code}/").headers["ETag"]
        again = official.get(f"/countries/{state.code}/", if_none_match=etag)
        assert (again.status_code, again.content) == (304, b"")


class TestInstitutions:
    def test_nobody_reads_them_without_signing_in(self, anonymous: Api) -> None:
        assert anonymous.get("/institutions/").status_code == 401

    def test_the_network_reads_the_names_of_all(self, coordinator: Api) -> None:
        institution: Any = InstitutionFactory()
        answer = coordinator.get("/institutions/", {"country": institution.country.code}).json()
        assert [row["id"] for row in answer["results"]] == [str(institution.pk)]
        assert answer["results"][0]["is_training"] is True

    def test_a_contributor_does_not_see_them(self, contributor: Api) -> None:
        institution: Any = InstitutionFactory()
        assert contributor.get(f"/institutions/{institution.pk}/").status_code == 404
