"""Evidence over the API: uploaded, read, downloaded, revised and withdrawn."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.accounts.models import User
from apps.evidence import storage
from apps.evidence.models import Evidence, Opening, Revision
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.visibility import Visibility
from tests.api.client import Api, token_of
from tests.api.contract import HistoryContract, UpdateContract, pointers, problem
from tests.evidence.samples import EXE, PDF
from tests.factories import ActionFactory, EvidenceFactory, RevisionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def evidence_root(settings: Any, tmp_path: Any) -> None:
    settings.EVIDENCE_ROOT = str(tmp_path / "evidence")


@pytest.fixture
def action(office: Any) -> Any:
    return ActionFactory(office=office)


@pytest.fixture
def revision(office: Any, action: Any) -> Any:
    return RevisionFactory(evidence=EvidenceFactory(office=office, action=action))


@pytest.fixture
def send(official_user: User) -> Any:
    """Posts a form with files, as a script would."""
    token = token_of(official_user)

    def send(path: str, data: dict[str, Any], **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return Client().post(
            f"/api/v1{path}", data, headers={"Authorization": f"Token {token}", **named}
        )

    return send


def upload(content: bytes, name: str = "law.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def stored(model: Any) -> list[Any]:
    with acting(SYSTEM):
        return list(model.objects.order_by("pk"))


class TestEvidence(HistoryContract, UpdateContract):
    path = "/evidence/"
    factory = EvidenceFactory
    change = {"title": "The signed letter"}

    def make(self, office: Any, **fields: Any) -> Any:
        fields.setdefault("visibility", Visibility.GOVERNMENT)
        evidence = EvidenceFactory(office=office, **fields)
        RevisionFactory(evidence=evidence)
        return evidence

    def test_a_row_tells_of_its_newest_revision(self, official: Api, revision: Any) -> None:
        RevisionFactory(evidence=revision.evidence, number=2, name="second.txt")
        with acting(SYSTEM, reason="set-up"):
            Evidence.objects.update(revision_number=2)
        row = official.get(f"/evidence/{revision.evidence_id}/").json()
        assert (row["name"], row["media_type"], row["size"]) == ("second.txt", "text/plain", 34)
        assert row["sha256"] == revision.sha256

    @pytest.mark.parametrize(
        ("query", "number"),
        [({"kind": "document"}, 1), ({"kind": "link"}, 0), ({"damaged": "true"}, 0)],
    )
    def test_it_is_filtered(
        self, official: Api, revision: Any, query: dict[str, str], number: int
    ) -> None:
        assert len(official.get("/evidence/", query).json()["results"]) == number

    def test_by_the_record_that_it_belongs_to(
        self, official: Api, revision: Any, action: Any, office: Any
    ) -> None:
        other = ActionFactory(office=office)
        for target, number in ((action, 1), (other, 0)):
            found = official.get("/evidence/", {"target": str(target.pk)}).json()["results"]
            assert len(found) == number

    def test_less_careful_keeping_needs_a_reason(self, official: Api, office: Any) -> None:
        record = self.make(office, sensitivity="sensitive")
        change = {"sensitivity": "ordinary"}
        assert pointers(official.patch(self.url(record), change, if_match='"1"')) == {"#/reason"}
        change["reason"] = "Published"
        assert official.patch(self.url(record), change, if_match='"1"').status_code == 200


class TestUpload:
    def body(self, action: Any, **more: Any) -> dict[str, Any]:
        return {"target_kind": "actions.action", "target_id": str(action.pk), **more}

    def test_a_file(self, send: Any, official: Api, action: Any) -> None:
        answer = send("/evidence/", self.body(action, file=upload(PDF), effective_on="2026-03-02"))
        assert answer.status_code == 201, answer.json()
        row = answer.json()
        assert (row["name"], row["media_type"]) == ("law.pdf", "application/pdf")
        assert row["effective_on"] == "2026-03-02"
        assert official.get(answer.headers["Location"]).json() == row

    def test_a_link(self, official: Api, action: Any) -> None:
        row = official.post("/evidence/", self.body(action, url="https://example.org/law")).json()
        assert (row["title"], row["sha256"]) == ("https://example.org/law", "")

    def test_a_refused_file_is_named_with_its_reason(self, send: Any, action: Any) -> None:
        answer = send("/evidence/", self.body(action, file=upload(EXE)))
        assert pointers(answer) == {"#/file"}
        assert "law.pdf: it is a program" in problem(answer, 400)["errors"][0]["detail"]
        assert stored(Evidence) == []

    def test_both_or_neither_is_refused(self, official: Api, action: Any) -> None:
        assert pointers(official.post("/evidence/", self.body(action))) == {"#/file"}

    def test_a_record_that_is_not_seen_does_not_exist(
        self, foreigner: Api, official: Api, action: Any
    ) -> None:
        body = self.body(action, url="https://example.org/law")
        assert pointers(foreigner.post("/evidence/", body)) == {"#/target_id"}

    def test_who_only_reads_adds_nothing(self, auditor: Api, action: Any) -> None:
        body = self.body(action, url="https://example.org/law")
        problem(auditor.post("/evidence/", body), 403)


class TestRevisions:
    def test_one_more_in_the_version_that_was_read(
        self, send: Any, official: Api, revision: Any
    ) -> None:
        path = f"/evidence/{revision.evidence_id}/revisions/"
        problem(send(path, {"file": upload(PDF)}), 428)
        answer = send(path, {"file": upload(PDF), "note": "Signed"}, if_match='"1"')
        assert answer.status_code == 201, answer.json()
        assert (answer.json()["number"], answer.json()["note"]) == (2, "Signed")
        assert [row["number"] for row in official.get(path).json()["results"]] == [2, 1]
        stale = problem(send(path, {"file": upload(PDF)}, if_match='"1"'), 412)
        assert (stale["current_version"], stale["current"]["revision_number"]) == (2, 2)

    def file(self, revision: Any) -> str:
        return f"/evidence/{revision.evidence_id}/revisions/{revision.pk}/file/"

    def test_a_file_is_downloaded(self, official: Api, revision: Any) -> None:
        answer = official.get(self.file(revision))
        assert b"".join(answer.streaming_content) == storage.path_of(revision.pk).read_bytes()
        assert answer.headers["Content-Type"] == "text/plain"
        assert answer.headers["Content-Disposition"] == 'attachment; filename="letter.txt"'
        assert answer.headers["Cache-Control"] == "private, no-store"

    def test_a_tampered_file_is_a_conflict_and_reported(self, official: Api, revision: Any) -> None:
        storage.path_of(revision.pk).write_bytes(b"other")
        problem(official.get(self.file(revision)), 409)
        [found] = stored(Revision)
        assert found.is_damaged

    def test_sensitive_openings_are_recorded_and_restricted_ones_refused(
        self, official: Api, revision: Any
    ) -> None:
        with acting(SYSTEM, reason="set-up"):
            Evidence.objects.update(sensitivity="sensitive")
        assert official.get(self.file(revision)).status_code == 200
        assert [opening.means for opening in stored(Opening)] == ["api"]
        with acting(SYSTEM, reason="set-up"):
            Evidence.objects.update(sensitivity="restricted", visibility="office")
        problem(official.get(self.file(revision)), 403)


class TestWithdraw:
    def test_it_needs_a_reason_and_can_be_taken_back(self, official: Api, revision: Any) -> None:
        path = f"/evidence/{revision.evidence_id}/"
        assert pointers(official.post(f"{path}withdraw/", {}, if_match='"1"')) == {"#/reason"}
        row = official.post(f"{path}withdraw/", {"reason": "Wrong"}, if_match='"1"').json()
        assert (row["status"], row["withdrawal_reason"]) == ("withdrawn", "Wrong")
        assert official.post(f"{path}restore/", {}, if_match='"2"').json()["status"] == "current"

    def test_what_stands_cannot_be_restored(self, official: Api, revision: Any) -> None:
        path = f"/evidence/{revision.evidence_id}/restore/"
        assert problem(official.post(path, {}, if_match='"1"'), 409)["allowed"] == ["withdrawn"]
