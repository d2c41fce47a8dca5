"""The catalogue browser: frameworks with their sources, and a search."""

from typing import Any

import pytest
from django.test import Client

from apps.catalogue.models import ItemMapping
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.costs import at_most
from tests.factories import (
    FrameworkFactory,
    InstitutionFactory,
    ItemFactory,
    RiskFactorFactory,
    person,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client: Client) -> Client:
    client.force_login(person(Role.MINISTRY_OFFICER))
    return client


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


class TestTheFrameworks:
    def test_are_listed_with_source_and_number_of_entries(self, reader: Client) -> None:
        ItemFactory()
        ItemFactory(is_active=False)
        page = text(reader.get("/catalogue/"))
        assert "Seven steps" in page
        assert "A/67/929-S/2013/399 ¶71" in page
        assert '<td class="fp-number" data-label="Entries">1</td>' in page

    def test_are_closed_to_strangers_and_to_contributors(self, client: Client) -> None:
        assert client.get("/catalogue/").status_code == 302
        client.force_login(person(Role.CONTRIBUTOR, InstitutionFactory()))
        assert client.get("/catalogue/").status_code == 403
        assert client.get("/catalogue/R2013/").status_code == 403


class TestAFramework:
    def test_shows_its_items_as_a_tree_with_what_they_answer_to(self, reader: Client) -> None:
        factor = RiskFactorFactory(code="RF1", title="Armed conflict", confidence="high")
        RiskFactorFactory(code="1.1", kind="indicator", title="War is under way", parent=factor)
        group = ItemFactory(
            framework=FrameworkFactory(code="RG2013", title="Risk groups"), code="RG1"
        )
        with acting(SYSTEM):
            ItemMapping.objects.create(
                source=group, target=factor, note="Our reading.", confidence="medium"
            )
        page = text(reader.get("/catalogue/FA2014/"))
        for words in ("Armed conflict", "1 entry below", "War is under way", "RG1"):
            assert words in page
        assert "(Our reading; confidence: medium)" in page
        assert 'id="RF1"' in page

    def test_leaves_retired_items_out(self, reader: Client) -> None:
        ItemFactory(title="An old step", is_active=False)
        assert "An old step" not in text(reader.get("/catalogue/R2013/"))

    def test_of_an_old_edition_gives_way_to_the_one_in_use(self, reader: Client) -> None:
        FrameworkFactory(code="FA", edition="2023", title="Old title", is_active=False)
        FrameworkFactory(code="FA", edition="2014", title="Title in use")
        assert "Title in use" in text(reader.get("/catalogue/FA/"))

    def test_that_does_not_exist_is_not_found(self, reader: Client) -> None:
        assert reader.get("/catalogue/NOTHING/").status_code == 404

    def test_needs_few_queries(self, reader: Client) -> None:
        for _ in range(20):
            RiskFactorFactory()
        with at_most(4):
            reader.get("/catalogue/FA2014/")


class TestTheSearch:
    def test_finds_every_word_in_title_or_detail(self, reader: Client) -> None:
        ItemFactory(title="Senior focal point", detail="Name a person")
        ItemFactory(title="Something else")
        page = text(reader.get("/catalogue/", {"q": "focal person"}))
        assert "Senior focal point" in page
        assert "Something else" not in page

    def test_says_when_nothing_is_found(self, reader: Client) -> None:
        page = text(reader.get("/catalogue/", {"q": "<nothing>\x00"}))
        assert "Nothing holds “&lt;nothing&gt;”" in page
