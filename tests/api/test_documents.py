"""The schema and the page that shows it."""

import io
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from focalpoint.api.docs import openapi
from focalpoint.api.schema import UNSAFE

METHODS = ("get", "post", "put", "patch", "delete")


@pytest.fixture(scope="module")
def operations() -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, operation)
        for path, item in openapi()["paths"].items()
        for method, operation in item.items()
    ]


class TestSchema:
    @pytest.mark.slow
    def test_it_is_valid_and_leaves_nothing_to_guess(self) -> None:
        out = io.StringIO()
        call_command("spectacular", "--validate", "--fail-on-warn", stdout=out)
        assert out.getvalue().startswith("openapi: 3.1.0")

    @pytest.mark.django_db
    def test_it_is_served_to_everybody_and_only_once(self, client: Client) -> None:
        response = client.get("/api/v1/schema/")
        assert response.status_code == 200
        assert response.headers["Content-Type"] == "application/json"
        assert response.json()["openapi"] == "3.1.0"
        again = client.get("/api/v1/schema/", headers={"If-None-Match": response.headers["ETag"]})
        assert again.status_code == 304

    def test_every_operation_has_its_own_id_a_summary_and_a_tag(
        self, operations: list[tuple[str, str, dict[str, Any]]]
    ) -> None:
        ids = [operation["operationId"] for _path, _method, operation in operations]
        assert len(set(ids)) == len(ids) > 30
        for path, method, operation in operations:
            assert operation["summary"], (method, path)
            assert operation["tags"], (method, path)

    def test_every_operation_needs_credentials_and_says_what_may_go_wrong(
        self, operations: list[tuple[str, str, dict[str, Any]]]
    ) -> None:
        for path, method, operation in operations:
            assert {"tokenAuth": []} in operation["security"], (method, path)
            wanted = {"401", "403", "429", "500"}
            if "{" in path:
                wanted.add("404")
            if method.upper() in UNSAFE:
                wanted |= {"400", "409", "415"}
            assert wanted <= set(operation["responses"]), (method, path)

    def test_every_change_of_a_record_names_its_version(
        self, operations: list[tuple[str, str, dict[str, Any]]]
    ) -> None:
        for path, method, operation in operations:
            if method in ("put", "patch", "delete"):
                parameters = {p["name"]: p for p in operation["parameters"]}
                assert parameters["If-Match"]["required"], (method, path)
                assert {"412", "428"} <= set(operation["responses"]), (method, path)

    def test_what_is_created_has_an_example(
        self, operations: list[tuple[str, str, dict[str, Any]]]
    ) -> None:
        for path, method, operation in operations:
            if method == "post" and "{" not in path:
                content = operation["requestBody"]["content"]["application/json"]
                assert content["examples"], path


@pytest.mark.django_db
class TestDocs:
    def test_everybody_reads_it(self, client: Client) -> None:
        page = client.get("/api/v1/docs/")
        assert page.status_code == 200
        for path in openapi()["paths"]:
            assert path in page.content.decode()

    def test_it_obeys_the_strict_policy(self, client: Client) -> None:
        page = client.get("/api/v1/docs/")
        assert "unsafe" not in page.headers["Content-Security-Policy"]
        html = page.content.decode()
        assert "<style" not in html
        assert " style=" not in html
        assert "https://" not in html.replace("https://testserver", "")
