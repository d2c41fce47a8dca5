"""Sections of documents over the API: what was drafted, what a person wrote, and its sources."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories as f
from tests.api.client import Api
from tests.api.contract import BUDGET, pointers, problem, statements
from tests.api.documents import address, begun, draft, section, tag, write

pytestmark = pytest.mark.django_db


class TestSections:
    def test_each_shows_its_draft_its_text_and_its_sources(
        self, official: Api, document_path: str
    ) -> None:
        rows = official.get(f"{document_path}sections/").json()["results"]
        assert [row["order"] for row in rows] == list(range(1, len(rows) + 1))
        row = section(official, document_path)
        assert row["text"] == row["drafted"]["text"]
        assert "Course for the police" in row["text"]
        assert [each["title"] for each in row["drafted"]["sources"]] == ["Course for the police"]
        assert (row["is_written"], row["newer"], row["draft_status"]) == (False, None, "done")
        assert row["rests_on"] == row["drafted"]["id"]
        one = official.get(address(document_path, row))
        assert one.json() == row
        assert one.headers["ETag"] == tag(row)
        assert official.get(address(document_path, row), if_none_match=tag(row)).status_code == 304

    def test_how_many_records_stay_out_is_told_to_writers_alone(
        self, official: Api, auditor: Api, ministry_officer: Api, office: Any
    ) -> None:
        for number in range(3):
            f.TrainingFactory(
                office=office,
                title=f"Kept course {number}",
                starts_on=dt.date(2026, 2, 1),
                approved_at=dt.datetime(2026, 2, 2, tzinfo=dt.UTC),
                visibility="office",
            )
        path = begun(official)
        row = section(official, path)
        assert row["drafted"]["left_out"][0].startswith("3 records")
        assert official.get(address(path, row)).json() == row
        for reader in (auditor, ministry_officer):
            read = section(reader, path)
            assert read["drafted"] == {**row["drafted"], "left_out": []}
            assert reader.get(address(path, row)).json() == read

    def test_a_list_and_one_of_them_cost_no_more_than_is_allowed(
        self, official: Api, document_path: str
    ) -> None:
        row = section(official, document_path)
        for url in (
            document_path,
            f"{document_path}content/",
            f"{document_path}sections/",
            address(document_path, row),
        ):
            with CaptureQueriesContext(connection) as captured:
                assert official.get(url).status_code == 200
            assert len(captured) <= BUDGET, "\n".join(statements(captured))

    def test_what_a_person_wrote_wins_over_a_newer_draft(
        self, official: Api, document_path: str, office: Any
    ) -> None:
        old = tag(section(official, document_path))
        row = write(official, document_path, {"text": "We trained many. [1]"}).json()
        assert (row["text"], row["is_written"]) == ("We trained many. [1]", True)
        assert row["version"] > int(old.strip('"'))
        f.TrainingFactory(
            office=office,
            title="Second course",
            starts_on=dt.date(2026, 3, 1),
            approved_at=dt.datetime(2026, 3, 2, tzinfo=dt.UTC),
            visibility="network",
        )
        assert (
            official.post(f"{address(document_path, row)}redraft/").json()["draft_status"]
            == "waiting"
        )
        draft(document_path)
        beside = section(official, document_path)
        assert beside["text"] == "We trained many. [1]"
        assert "Second course" in beside["newer"]["text"]
        assert official.get(address(document_path, row), if_none_match=tag(row)).status_code == 200
        take = f"{address(document_path, row)}take/"
        problem(official.post(take, {"what": "tables"}, if_match=tag(row)), 412)
        kept = official.post(take, {"what": "tables"}, if_match=tag(beside)).json()
        assert (kept["text"], kept["newer"]) == ("We trained many. [1]", None)
        assert kept["rests_on"] == beside["newer"]["id"]
        taken = official.post(take, {"what": "all"}, if_match=tag(kept)).json()
        assert "Second course" in taken["text"]
        assert not taken["is_written"]

    def test_what_was_read_can_be_sent_back(self, official: Api, document_path: str) -> None:
        row = section(official, document_path)
        sent = official.put(
            address(document_path, row), {**row, "text": "All. [1]"}, if_match=tag(row)
        )
        assert sent.status_code == 200, sent.json()
        assert (sent.json()["text"], sent.json()["rests_on"]) == ("All. [1]", row["rests_on"])

    def test_what_is_not_sent_stays_as_it_was_read(self, official: Api, document_path: str) -> None:
        text = section(official, document_path)["text"]
        row = write(official, document_path, {"is_left_out": True}).json()
        assert (row["text"], row["is_left_out"]) == (text, True)

    def test_the_second_of_two_writers_sees_both_texts(
        self, official: Api, focal_point: Api, document_path: str
    ) -> None:
        row = section(official, document_path)
        first = focal_point.patch(
            address(document_path, row), {"text": "First."}, if_match=tag(row)
        ).json()
        stale = official.patch(address(document_path, row), {"text": "Second."}, if_match=tag(row))
        body = problem(stale, 412)
        assert body["current"] == first
        assert (body["current"]["text"], body["attempted"]) == ("First.", {"text": "Second."})
        assert body["current_version"] == first["version"]

    @pytest.mark.parametrize("header", [None, "", "*"])
    def test_the_version_must_be_named(
        self, official: Api, document_path: str, header: str | None
    ) -> None:
        headers = {} if header is None else {"if_match": header}
        url = address(document_path, section(official, document_path))
        problem(official.patch(url, {"text": "x"}, **headers), 428)
        problem(official.post(f"{url}take/", {"what": "all"}, **headers), 428)

    @pytest.mark.parametrize(
        ("body", "where"),
        [
            ({"text": "Somebody says so. [9]"}, "#/text"),
            ({"text": "a\0b"}, "#/text"),
            ({"text": "x" * 60_001}, "#/text"),
            ({"txet": "x"}, "#/txet"),
            ({"is_written": False}, "#/is_written"),
            ({"rests_on": "0191f3a0-0000-7000-8000-000000000000"}, "#/rests_on"),
            ({"text": "We trained many. [1]", "rests_on": None}, "#/text"),
        ],
    )
    def test_what_cannot_be_written_is_named(
        self, official: Api, document_path: str, body: dict[str, Any], where: str
    ) -> None:
        # Sent back as it is, a member that only shows passes.
        if "is_written" in body:
            write(official, document_path, {"text": "Mine."})
        assert pointers(write(official, document_path, body)) == {where}

    def test_a_draft_of_another_section_is_none_of_its(
        self, official: Api, document_path: str
    ) -> None:
        other = section(official, document_path, "meetings")["rests_on"]
        assert pointers(write(official, document_path, {"text": "x", "rests_on": other})) == {"#"}

    def test_nobody_else_writes(
        self,
        official: Api,
        auditor: Api,
        ministry_officer: Api,
        foreigner: Api,
        coordinator: Api,
        anonymous: Api,
        document_path: str,
    ) -> None:
        row = section(official, document_path)
        url, named = address(document_path, row), {"if_match": tag(row)}
        for who, status in (
            (auditor, 403),
            (ministry_officer, 403),
            (foreigner, 404),
            (coordinator, 404),
            (anonymous, 401),
        ):
            problem(who.patch(url, {"text": "x"}, **named), status)
            problem(who.post(f"{url}take/", {"what": "all"}, **named), status)
            problem(who.post(f"{url}redraft/"), status)
            if status != 403:
                problem(who.get(url), status)
                problem(who.get(f"{document_path}sections/"), status)

    def test_an_address_with_a_nul_is_nowhere(self, official: Api, document_path: str) -> None:
        problem(official.get(f"{document_path}sections/%00/"), 404)
        problem(official.get(f"{document_path}sections/", {"cursor": "\0"}), 400)

    def test_in_review_nobody_writes(self, official: Api, document_path: str) -> None:
        moved = official.post(f"{document_path}transition/", {"to": "review"}, if_match='"1"')
        assert moved.json()["status"] == "review"
        assert pointers(write(official, document_path, {"text": "x"})) == {"#"}
        assert pointers(official.post(f"{document_path}redraft/")) == {"#"}
