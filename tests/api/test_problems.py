"""Errors as RFC 9457 problem details, whatever went wrong."""

from typing import Any

import orjson
import pytest
from django.test import Client

from apps.actions import api as actions_api
from tests.api.client import Api, token_of
from tests.api.contract import pointers, problem

pytestmark = pytest.mark.django_db


class TestAddresses:
    def test_an_unknown_address_is_a_problem(self, official: Api, anonymous: Api) -> None:
        problem(official.get("/nothing/"), 404)
        problem(anonymous.get("/nothing/"), 404)

    def test_an_id_that_is_none_is_not_found(self, official: Api) -> None:
        problem(official.get("/actions/12/"), 404)

    def test_a_method_out_of_place_says_which_are_allowed(self, official: Api) -> None:
        response = official.delete("/actions/")
        problem(response, 405)
        assert "POST" in response.headers["Allow"]


class TestBodies:
    def send(self, user: Any, body: bytes, kind: str = "application/json") -> Any:
        headers = {"Authorization": f"Token {token_of(user)}"}
        return Client().post("/api/v1/actions/", body, content_type=kind, headers=headers)

    @pytest.mark.parametrize(
        "body", [b"{", b"\xff\xfe", b'{"title": NaN}', b'{"title": "\\ud800"}']
    )
    def test_broken_json_is_refused(self, official_user: Any, body: bytes) -> None:
        problem(self.send(official_user, body), 400)

    def test_another_media_type_is_refused(self, official_user: Any) -> None:
        problem(self.send(official_user, b"title=x", "application/x-www-form-urlencoded"), 415)

    def test_a_nul_character_is_named(self, official_user: Any) -> None:
        response = self.send(official_user, b'{"title": "a\\u0000b"}')
        assert pointers(response) == {"#/title"}

    def test_every_wrong_member_is_named_at_once(self, official: Api) -> None:
        response = official.post("/actions/", {"due_on": "soon", "priority": 9, "colour": "red"})
        assert pointers(response) >= {"#/colour"}
        response = official.post("/actions/", {"due_on": "soon", "priority": 9})
        assert pointers(response) == {"#/title", "#/due_on", "#/priority"}

    def test_an_element_of_a_list_is_pointed_at(self, official: Api) -> None:
        response = official.post("/actions/", {"title": "x", "treaties": ["NONE"]})
        assert pointers(response) == {"#/treaties"}


class TestParameters:
    def test_a_misspelt_parameter_is_named(self, official: Api) -> None:
        assert pointers(official.get("/treaty-actions/", {"contry": "XAA"})) == {"contry"}

    def test_a_wrong_value_is_named(self, official: Api) -> None:
        response = official.get("/treaty-actions/", {"kind": "dance", "date_from": "x"})
        assert pointers(response) == {"kind", "date_from"}


class TestFailures:
    def test_a_failure_of_ours_is_a_problem_without_its_insides(
        self, official: Api, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*args: Any, **kwargs: Any) -> None:
            raise RuntimeError("the insides")

        monkeypatch.setattr(actions_api, "create_action", fail)
        official.raise_exceptions = False
        response = official.post("/actions/", {"title": "x"})
        body = problem(response, 500)
        assert "insides" not in orjson.dumps(body).decode()

    def test_the_instance_is_the_id_of_the_request_in_our_logs(
        self, official: Api, caplog: pytest.LogCaptureFixture
    ) -> None:
        body = problem(official.get("/nothing/"), 404)
        lines: list[Any] = [record.msg for record in caplog.records]
        logged = {line["request_id"] for line in lines if "request_id" in line}
        assert body["instance"].removeprefix("urn:uuid:") in logged
