"""Pages by cursor: every row once, in order, both ways, whatever is added meanwhile."""

import base64
import datetime as dt
import itertools
from typing import Any

import orjson
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api.client import Api
from tests.api.contract import pointers
from tests.factories import ActionFactory

pytestmark = pytest.mark.django_db

ORDERINGS = ["created", "due_on", "priority", "title"]
DATES = [None, dt.date(2027, 1, 1), dt.date(2027, 1, 1), dt.date(2027, 2, 1), None, None]


@pytest.fixture
def actions(office: Any) -> list[Any]:
    return [
        ActionFactory(office=office, due_on=due_on, priority=1 + number % 2, title=f"{number % 3}")
        for number, due_on in enumerate(DATES * 2)
    ]


def walk(api: Api, query: dict[str, Any], link: str = "next") -> list[dict[str, Any]]:
    """Every page from the first one on."""
    pages = [api.get("/actions/", query).json()]
    while pages[-1][link]:
        pages.append(api.get(pages[-1][link]).json())
    return pages


def ids(pages: list[dict[str, Any]]) -> list[str]:
    return [row["id"] for page in pages for row in page["results"]]


class TestCursor:
    @pytest.mark.parametrize(
        ("name", "sign", "size"), list(itertools.product(ORDERINGS, ["", "-"], [1, 5]))
    )
    def test_every_row_comes_once_and_in_order(
        self, official: Api, actions: list[Any], name: str, sign: str, size: int
    ) -> None:
        whole = official.get("/actions/", {"ordering": f"{sign}{name}"}).json()
        assert whole["next"] is None
        pages = walk(official, {"ordering": f"{sign}{name}", "page_size": size})
        assert ids(pages) == ids([whole])
        assert len(set(ids(pages))) == len(actions)

    @pytest.mark.parametrize(("name", "sign"), list(itertools.product(ORDERINGS, ["", "-"])))
    def test_the_way_back_is_the_way_there(
        self, official: Api, actions: list[Any], name: str, sign: str
    ) -> None:
        there = walk(official, {"ordering": f"{sign}{name}", "page_size": 5})
        back = [there[-1]]
        while back[-1]["previous"]:
            back.append(official.get(back[-1]["previous"]).json())
        assert ids(back[::-1]) == ids(there)

    def test_what_is_added_meanwhile_shifts_nothing(
        self, official: Api, actions: list[Any], office: Any
    ) -> None:
        first = official.get("/actions/", {"page_size": 4}).json()
        ActionFactory.create_batch(3, office=office)
        second = official.get(first["next"]).json()
        expected = [str(action.pk) for action in reversed(actions)][4:8]
        assert [row["id"] for row in second["results"]] == expected

    def test_filters_stay_in_the_links(self, official: Api, actions: list[Any]) -> None:
        query = {"priority": 2, "page_size": 2, "ordering": "title"}
        rows = [row for page in walk(official, query) for row in page["results"]]
        assert {row["priority"] for row in rows} == {2}
        assert len(rows) == len(actions) / 2

    def test_a_page_counts_nothing_and_skips_nothing(
        self, official: Api, actions: list[Any]
    ) -> None:
        first = official.get("/actions/", {"page_size": 4, "ordering": "due_on"}).json()
        with CaptureQueriesContext(connection) as captured:
            official.get(first["next"])
        sql = " ".join(query["sql"] for query in captured.captured_queries)
        assert "OFFSET" not in sql
        assert "COUNT(" not in sql


class TestRefusals:
    @pytest.mark.parametrize("size", ["0", "201", "-1", "x", "1.5", "²", "1" * 30])
    def test_a_page_has_between_1_and_200_rows(self, official: Api, size: str) -> None:
        assert pointers(official.get("/actions/", {"page_size": size})) == {"page_size"}

    def test_sorting_by_anything_else_names_what_can_be_sorted_by(self, official: Api) -> None:
        response = official.get("/actions/", {"ordering": "description"})
        assert pointers(response) == {"ordering"}
        assert "due_on" in response.json()["errors"][0]["detail"]

    @pytest.mark.parametrize(
        "packed",
        [
            b"x",
            b"[]",
            b'["due_on", false, "2027-01-01", "no id"]',
            b'["due_on", false, "no date", "0191f3a0-0000-7000-8000-000000000000"]',
            b'["due_on", false, {"a": 1}, "0191f3a0-0000-7000-8000-000000000000"]',
            b'["-due_on", false, null, "0191f3a0-0000-7000-8000-000000000000"]',
            b'["due_on", false, null, 7]',
        ],
    )
    def test_a_cursor_that_was_made_up_is_refused(self, official: Api, packed: bytes) -> None:
        cursor = base64.urlsafe_b64encode(packed).decode()
        response = official.get("/actions/", {"ordering": "due_on", "cursor": cursor})
        assert pointers(response) == {"cursor"}

    @pytest.mark.parametrize("cursor", ["%%%", "é", "a" * 3000, "AAAA"])
    def test_a_cursor_that_is_none_is_refused(self, official: Api, cursor: str) -> None:
        assert pointers(official.get("/actions/", {"cursor": cursor})) == {"cursor"}

    def test_a_cursor_serves_its_own_order_only(self, official: Api, actions: list[Any]) -> None:
        first = official.get("/actions/", {"page_size": 4, "ordering": "title"}).json()
        cursor = first["next"].partition("cursor=")[2].partition("&")[0]
        response = official.get("/actions/", {"ordering": "due_on", "cursor": cursor})
        assert pointers(response) == {"cursor"}

    def test_a_cursor_shows_nothing_that_its_bearer_may_not_see(
        self, foreigner: Api, actions: list[Any]
    ) -> None:
        forged = orjson.dumps(["-id", False, actions[-1].pk, actions[-1].pk])
        cursor = base64.urlsafe_b64encode(forged).decode().rstrip("=")
        assert foreigner.get("/actions/", {"cursor": cursor}).json()["results"] == []


class TestNumbers:
    @pytest.mark.parametrize("page", ["0", "x", "-1", "1" * 30])
    def test_a_number_that_is_none_is_refused(self, official: Api, page: str) -> None:
        assert pointers(official.get("/countries/", {"page": page})) == {"page"}

    def test_a_page_after_the_last_one_is_empty(self, official: Api) -> None:
        answer = official.get("/countries/", {"page": 99}).json()
        assert (answer["results"], answer["next"]) == ([], None)
        assert answer["count"] == 1
