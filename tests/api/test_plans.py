"""Plans of ratification over the API."""

from typing import Any

import pytest

from tests.api.client import Api
from tests.api.contract import (
    CreateContract,
    HistoryContract,
    UpdateContract,
    pointers,
    problem,
)
from tests.factories import PlanStageFactory, RatificationPlanFactory, TreatyFactory


class TestPlans(CreateContract, UpdateContract, HistoryContract):
    path = "/ratification-plans/"
    factory = RatificationPlanFactory
    body = {"aim": "accession", "count": "back", "day": "2031-07-01"}
    change = {"note": "The minister agrees.", "target_on": "2031-09-01"}

    def new(self, office: Any) -> dict[str, Any]:
        return {**self.body, "treaty": TreatyFactory().code}

    def test_it_begins_with_its_stages(self, official: Api, office: Any) -> None:
        row = official.post(self.path, self.new(office)).json()
        rows = official.get(f"{self.path}{row['id']}/stages/").json()["results"]
        assert rows[-1]["kind"] == "deposit"
        assert rows[-1]["due_on"] == row["target_on"] == "2031-07-01"
        assert rows[1]["blocked_by"] == [rows[0]["id"]]

    def test_it_is_given_up_and_resumed(self, official: Api, office: Any) -> None:
        url = self.url(self.make(office))
        assert pointers(official.post(f"{url}drop/", {}, if_match='"1"')) == {"#/reason"}
        dropped = official.post(f"{url}drop/", {"reason": "No majority"}, if_match='"1"')
        assert dropped.json()["status"] == "dropped"
        tag = dropped.headers["ETag"]
        assert official.post(f"{url}resume/", {}, if_match=tag).json()["status"] == "open"


@pytest.mark.django_db
class TestStages:
    def url(self, stage: Any) -> str:
        return f"/ratification-plans/{stage.plan_id}/stages/{stage.pk}/"

    def test_a_stage_is_read_changed_and_moved(self, official: Api, office: Any) -> None:
        stage = PlanStageFactory(office=office)
        url = self.url(stage)
        row = official.get(url).json()
        assert row["next_statuses"] == ["done", "in_progress", "skipped"]
        changed = official.patch(url, {"due_on": "2031-01-02"}, if_match='"1"')
        assert changed.json()["due_on"] == "2031-01-02"
        moved = official.post(f"{url}transition/", {"to": "done"}, if_match=changed.headers["ETag"])
        assert moved.json()["status"] == "done"
        assert official.get(f"{url}history/").json()["results"]

    def test_what_it_waits_for_is_a_list(self, official: Api, office: Any) -> None:
        first = PlanStageFactory(office=office)
        second = PlanStageFactory(office=office, plan=first.plan)
        changed = official.patch(self.url(second), {"blocked_by": [str(first.pk)]}, if_match='"1"')
        assert changed.json()["blocked_by"] == [str(first.pk)]
        assert official.get(self.url(second)).json() == changed.json()

    def test_a_late_date_is_moved_for_a_reason(self, official: Api, office: Any) -> None:
        stage = PlanStageFactory(office=office, due_on="2026-01-02")
        body = {"due_on": "2031-01-02"}
        assert pointers(official.patch(self.url(stage), body, if_match='"1"')) == {"#/reason"}
        body["reason"] = "Elections"
        assert official.patch(self.url(stage), body, if_match='"1"').status_code == 200

    def test_one_is_added(self, official: Api, office: Any) -> None:
        stage = PlanStageFactory(office=office)
        path = f"/ratification-plans/{stage.plan_id}/stages/"
        made = official.post(path, {"title": "Translation", "kind": "other"})
        assert made.status_code == 201, made.json()
        listed = official.get(path).json()["results"]
        assert [row["id"] for row in listed] == [str(stage.pk), made.json()["id"]]

    def test_an_auditor_changes_nothing(self, auditor: Api, office: Any) -> None:
        stage = PlanStageFactory(office=office)
        problem(auditor.patch(self.url(stage), {"note": "x"}, if_match='"1"'), 403)
