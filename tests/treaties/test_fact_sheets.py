"""The fact sheet of an instrument, and the way to its depositary."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.treaties.depositaries import depositary_url
from apps.treaties.fact_sheet import document_of
from apps.treaties.measures.selectors import requirements
from apps.treaties.models import Category, Treaty
from apps.treaties.selectors import treaty_counts, treaty_statuses
from apps.treaties.timeline import treaty_timeline
from focalpoint.roles import Role
from tests.factories import (
    InstitutionFactory,
    MemberStateFactory,
    TreatyActionFactory,
    TreatyFactory,
    TreatyRequirementFactory,
    person,
)
from tests.paper import assert_accessible

TODAY = dt.date(2026, 5, 1)


@pytest.mark.parametrize(
    ("number", "chapter"),
    [("IV-1", "4"), ("IV-11-b", "4"), ("V-2", "5"), ("XVIII-10", "18"), ("XXVI-8", "26")],
)
def test_the_collection_names_its_pages_by_chapter_and_number(number: str, chapter: str) -> None:
    treaty = Treaty(mtdsg=number, depositary="UN Secretary-General")
    address = f"?src=TREATY&mtdsg_no={number}&chapter={chapter}"
    assert depositary_url(treaty) == f"https://treaties.un.org/Pages/ViewDetails.aspx{address}"


@pytest.mark.parametrize(
    ("depositary", "begin"),
    [
        ("Swiss Federal Council", "https://ihl-databases.icrc.org/"),
        ("African Union Commission", "https://au.int/"),
        ("Somebody else", ""),
    ],
)
def test_others_have_a_starting_page_or_none(depositary: str, begin: str) -> None:
    found = depositary_url(Treaty(depositary=depositary))
    assert found.startswith(begin)
    assert bool(found) == bool(begin)


@pytest.fixture
def treaty() -> Treaty:
    return TreatyFactory(
        short_title="Shared Convention",
        category=Category.ATROCITY_CRIME,
        mtdsg="IV-1",
        entered_into_force_on=dt.date(1951, 1, 12),
        reporting={"basis": "Art. 9", "initial_within_years": 1, "periodic_every_years": 4},
        facts={"withdrawal": {"rule": "six months after notice", "basis": "Art. 14"}},
        source=["A collection, as of 14 March 2015"],
    )


def told(treaty: Treaty, state: Any) -> dict[str, Any]:
    table = treaty_statuses(as_of=TODAY, treaties=[treaty])
    status = table.of(treaty, state) if state else None
    (counts,) = treaty_counts(table)
    return document_of(
        treaty,
        counts=counts,
        state=state,
        status=status,
        timeline=treaty_timeline(treaty, state, status),
        asked=requirements(treaty),
        as_of=TODAY,
    )


def pairs(section: dict[str, Any]) -> dict[str, str]:
    return {label: str(value) for label, value in section["facts"]}


@pytest.mark.django_db
class TestFactSheet:
    def test_it_says_what_it_is_what_it_asks_and_where_the_state_stands(
        self, treaty: Treaty
    ) -> None:
        state = MemberStateFactory(name="Own State", un_member_since=dt.date(1960, 1, 1))
        TreatyActionFactory(treaty=treaty, country=state, date=dt.date(2010, 3, 1))
        sheet = told(treaty, state)
        sections = {section["title"]: section for section in sheet["sections"]}
        assert pairs(sheet)["Withdrawal"] == "Six months after notice (Art. 14)"
        assert "mtdsg_no=IV-1" in pairs(sheet)["Depositary's page"]
        duties = pairs(sections["What it asks"])
        assert duties["First report"] == "within 1 year"
        assert duties["Then"] == "every 4 years"
        stands = pairs(sections["Where Own State stands"])
        assert stands["Status"] == "Party"
        assert "1 March 2010" in stands["By"]
        assert pairs(sections["Who has joined"])["of them Member States"] == "1 of 1"
        assert any("1 March 2010" in row[0] for row in sections["What happened"]["rows"])

    def test_it_names_what_national_law_is_to_hold(self, treaty: Treaty) -> None:
        assert "National law" not in [s["title"] for s in told(treaty, None)["sections"]]
        TreatyRequirementFactory(treaty=treaty, article="Art. 5", title="Punish it")
        [section] = [s for s in told(treaty, None)["sections"] if s["title"] == "National law"]
        assert [row[:2] for row in section["rows"]] == [["Art. 5", "Punish it"]]

    def test_nothing_is_said_of_what_is_not_known(self, treaty: Treaty) -> None:
        state = MemberStateFactory(name="Own State", un_member_since=dt.date(1960, 1, 1))
        sections = {section["title"]: section for section in told(treaty, state)["sections"]}
        assert "Signed" not in pairs(sections["Where Own State stands"])
        assert "Where Own State stands" not in [s["title"] for s in told(treaty, None)["sections"]]

    @pytest.mark.parametrize("language", ["en", "ar"])
    def test_it_is_a_tagged_document_in_the_readers_language(
        self, client: Client, treaty: Treaty, language: str
    ) -> None:
        reader = person(Role.MINISTRY_OFFICER, InstitutionFactory(), language=language)
        client.force_login(reader)
        answer = client.get(reverse("treaty-fact-sheet", args=[treaty.code]))
        assert answer["Content-Type"] == "application/pdf"
        assert_accessible(answer.content)
        assert f"fact-sheet-{treaty.code}-" in answer["Content-Disposition"]

    def test_the_page_leads_to_it_and_to_the_depositary(
        self, client: Client, treaty: Treaty
    ) -> None:
        client.force_login(person(Role.MINISTRY_OFFICER, InstitutionFactory()))
        page = client.get(reverse("treaty-detail", args=[treaty.code])).text
        assert reverse("treaty-fact-sheet", args=[treaty.code]) in page
        assert "mtdsg_no=IV-1&amp;chapter=4" in page

    def test_an_unknown_instrument_has_none(self, client: Client) -> None:
        client.force_login(person(Role.MINISTRY_OFFICER, InstitutionFactory()))
        assert client.get(reverse("treaty-fact-sheet", args=["NONE"])).status_code == 404
