"""The list of a State's evidence: what it shows, to whom, and how it is narrowed."""

import datetime as dt

import pytest
from django.urls import reverse

from focalpoint.roles import Role
from tests.costs import at_most
from tests.evidence.test_pages import text_of
from tests.factories import (
    ActionFactory,
    EvidenceFactory,
    LinkRevisionFactory,
    RevisionFactory,
    person,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def web(client, amina):
    client.force_login(amina)
    return client


class TestList:
    def titles(self, page):
        return [row.record.title for row in page.context["table"].page.object_list]

    @pytest.fixture
    def several(self, office, action):
        def make(title, media_type, **values):
            evidence = EvidenceFactory(office=office, action=action, title=title, **values)
            ending = {"application/pdf": "pdf", "image/png": "png", "text/csv": "csv"}[media_type]
            RevisionFactory(evidence=evidence, name=f"{title}.{ending}", media_type=media_type)

        make("law", "application/pdf", effective_on=dt.date(2026, 1, 1))
        make("map", "image/png", effective_on=dt.date(2026, 2, 1), sensitivity="sensitive")
        make("list", "text/csv", effective_on=dt.date(2026, 3, 1))
        make("old", "text/csv", status="withdrawn", withdrawal_reason="x")
        link = EvidenceFactory(office=office, action=action, title="gazette")
        LinkRevisionFactory(evidence=link)

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("", {"law", "map", "list", "gazette"}),
            ("?status=", {"law", "map", "list", "gazette", "old"}),
            ("?status=withdrawn", {"old"}),
            ("?kind=pdf", {"law"}),
            ("?kind=picture", {"map"}),
            ("?kind=document", {"list"}),
            ("?kind=link", {"gazette"}),
            ("?q=MAP", {"map"}),
            ("?q=list.csv", {"list"}),
            ("?sensitivity=sensitive", {"map"}),
            ("?effective_after=2026-02-01&effective_before=2026-02-28", {"map"}),
            ("?damaged=true", set()),
            ("?target=00000000-0000-0000-0000-000000000000", set()),
        ],
    )
    def test_filters_narrow_it(self, web, several, query, expected):
        page = web.get(reverse("evidence-list") + query)
        assert set(self.titles(page)) == expected

    @pytest.mark.parametrize("sort", ["title", "-effective_on", "latest_at", "-latest_at"])
    def test_it_sorts(self, web, several, sort):
        page = web.get(reverse("evidence-list") + f"?sort={sort}")
        assert len(self.titles(page)) == 4

    def test_the_newest_fact_first_each_with_what_it_belongs_to(self, web, several, action):
        page = web.get(reverse("evidence-list"))
        assert self.titles(page)[-1] == "law"
        assert action.reference in text_of(page)

    def test_of_other_states_the_network_sees_what_is_shared(self, client, office):
        shared = ActionFactory(office=office, visibility="network")
        RevisionFactory(
            evidence=EvidenceFactory(
                office=office, action=shared, title="shared", visibility="network"
            )
        )
        RevisionFactory(evidence=EvidenceFactory(office=office, action=shared, title="kept"))
        client.force_login(person(Role.COORDINATOR))
        assert self.titles(client.get(reverse("evidence-list"))) == ["shared"]

    def test_an_empty_list_says_what_to_do(self, web):
        assert "open an action and press v" in text_of(web.get(reverse("evidence-list")))

    def test_its_price_does_not_grow_with_its_rows(self, web, several):
        web.get(reverse("evidence-list"))
        with at_most(6):
            web.get(reverse("evidence-list"))
