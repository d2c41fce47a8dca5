"""Progress reports over the API: said once, approved, shared."""

from typing import Any

import pytest

from focalpoint.visibility import Visibility
from tests.api.client import Api
from tests.api.contract import CreateContract, HistoryContract, pointers, problem
from tests.factories import ItemFactory, ProgressReportFactory


class TestProgressReports(CreateContract, HistoryContract):
    path = "/progress-reports/"
    factory = ProgressReportFactory
    body = {
        "status": "under_way",
        "narrative": "The bill has passed its first reading.",
        "effective_on": "2026-05-30",
    }

    def new(self, office: Any) -> dict[str, Any]:
        step: Any = ItemFactory()
        return {**self.body, "item": str(step.pk)}

    def test_a_report_is_never_edited(self, focal_point: Api, office: Any) -> None:
        url = self.url(self.make(office))
        problem(focal_point.patch(url, {"narrative": "Other"}, if_match='"1"'), 405)
        problem(focal_point.delete(url, if_match='"1"'), 405)

    def test_only_who_approves_may_approve_at_once(
        self, official: Api, focal_point: Api, office: Any
    ) -> None:
        body = {**self.new(office), "approve": True}
        problem(official.post(self.path, body), 403)
        row = focal_point.post(self.path, body).json()
        assert focal_point.user is not None
        assert row["approved_by"] == str(focal_point.user.pk)

    def test_a_ministry_reports_in_its_own_name_alone(
        self, ministry_officer: Api, office: Any
    ) -> None:
        problem(
            ministry_officer.post(self.path, {**self.new(office), "office": str(office.pk)}), 403
        )
        row = ministry_officer.post(self.path, self.new(office))
        assert row.status_code == 201
        assert row.json()["office"] != str(office.pk)

    def test_what_lies_ahead_is_no_progress(self, official: Api, office: Any) -> None:
        body = {**self.new(office), "effective_on": "2999-01-01"}
        assert pointers(official.post(self.path, body)) == {"#/effective_on"}

    def test_they_are_filtered_by_state_step_and_date(self, official: Api, office: Any) -> None:
        report = self.make(office)
        query = {"country": office.country.code, "item": report.item.code, "approved": "false"}
        assert len(official.get(self.path, query).json()["results"]) == 1
        query["effective_after"] = "2027-01-01"
        assert official.get(self.path, query).json()["results"] == []
        assert pointers(official.get(self.path, {"state": "XAA"})) == {"state"}

    def test_its_evidence_is_added_and_listed(
        self, official: Api, focal_point: Api, coordinator: Api, office: Any
    ) -> None:
        row = focal_point.post(
            self.path, {**self.new(office), "approve": True, "visibility": "network"}
        ).json()
        proof = {
            "target_kind": "recommendations.report",
            "target_id": row["id"],
            "title": "Gazette 12",
            "url": "https://example.org/gazette/12",
        }
        # An approved report is proven by those who answer for it.
        problem(official.post("/evidence/", proof), 403)
        made = focal_point.post("/evidence/", proof).json()
        address = row["evidence_url"].removeprefix("/api/v1")
        assert [each["id"] for each in official.get(address).json()["results"]] == [made["id"]]
        # The network reads the report, and the evidence once it is shared itself.
        assert coordinator.get(f"{self.path}{row['id']}/").json()["id"] == row["id"]
        assert coordinator.get(address).json()["results"] == []
        url = f"/evidence/{made['id']}/"
        focal_point.patch(url, {"visibility": "network"}, if_match='"1"')
        assert [each["id"] for each in coordinator.get(address).json()["results"]] == [made["id"]]

    def test_another_state_proves_nothing(self, foreigner: Api, office: Any) -> None:
        report = self.make(office)
        proof = {
            "target_kind": "recommendations.report",
            "target_id": str(report.pk),
            "url": "https://example.org/gazette/12",
        }
        assert pointers(foreigner.post("/evidence/", proof)) == {"#/target_id"}


@pytest.mark.django_db
class TestApproval:
    @pytest.fixture
    def url(self, office: Any) -> str:
        report: Any = ProgressReportFactory(office=office)
        return f"/progress-reports/{report.pk}/"

    def test_nobody_approves_without_signing_in(self, anonymous: Api, url: str) -> None:
        problem(anonymous.post(f"{url}approve/"), 401)

    def test_an_official_does_not_approve(self, official: Api, url: str) -> None:
        problem(official.post(f"{url}approve/", if_match='"1"'), 403)

    def test_another_state_finds_nothing(self, foreigner: Api, url: str) -> None:
        problem(foreigner.post(f"{url}approve/", if_match='"1"'), 404)

    def test_the_version_must_be_named(self, focal_point: Api, url: str) -> None:
        problem(focal_point.post(f"{url}approve/"), 428)
        problem(focal_point.post(f"{url}approve/", if_match='"7"'), 412)

    def test_the_network_reads_it_once_it_is_approved_and_shared(
        self, focal_point: Api, coordinator: Api, url: str
    ) -> None:
        problem(coordinator.get(url), 404)
        body = {"visibility": Visibility.NETWORK, "reason": "Agreed"}
        row = focal_point.post(f"{url}approve/", body, if_match='"1"').json()
        assert (row["visibility"], row["version"]) == ("network", 2)
        assert coordinator.get(url).json()["id"] == row["id"]
        problem(coordinator.get(f"{url}history/"), 403)
        row = focal_point.post(f"{url}share/", {"visibility": "government"}, if_match='"2"').json()
        assert row["visibility"] == "government"
        problem(coordinator.get(url), 404)

    def test_a_ministrys_report_is_not_kept_from_its_approver(
        self, focal_point: Api, ministry_officer: Api
    ) -> None:
        step: Any = ItemFactory()
        body = {**TestProgressReports.body, "item": str(step.pk)}
        row = ministry_officer.post("/progress-reports/", body).json()
        for verb in ("approve", "share"):
            answer = focal_point.post(
                f"/progress-reports/{row['id']}/{verb}/", {"visibility": "office"}, if_match='"1"'
            )
            assert pointers(answer) == {"#/visibility"}
