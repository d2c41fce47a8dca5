"""What tests of documents over the API share."""

from typing import Any

from apps.reports.tasks import make_drafts_task
from tests.api.client import Api

FRAME = {
    "title": "Country update",
    "period_start": "2026-01-01",
    "period_end": "2026-03-31",
    "as_of": "2026-03-31",
    "language": "en",
    "audience": "network",
}


def begun(api: Api) -> str:
    """The address of a country update with its drafts."""
    made = api.post("/documents/", {"kind": "country_update", **FRAME})
    assert made.status_code == 201, made.json()
    make_drafts_task(made.json()["id"])
    return f"/documents/{made.json()['id']}/"


def draft(path: str) -> None:
    """What the worker does."""
    make_drafts_task(path.split("/")[2])


def section(api: Api, path: str, code: str = "trainings") -> dict[str, Any]:
    rows = api.get(f"{path}sections/").json()["results"]
    found: dict[str, Any] = next(row for row in rows if row["code"] == code)
    return found


def tag(row: dict[str, Any]) -> str:
    return f'"{row["version"]}"'


def address(path: str, row: dict[str, Any]) -> str:
    return f"{path}sections/{row['id']}/"


def write(api: Api, path: str, body: dict[str, Any], code: str = "trainings") -> Any:
    row = section(api, path, code)
    return api.patch(address(path, row), body, if_match=tag(row))
