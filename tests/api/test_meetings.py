"""Meetings over the API."""

from typing import Any

import pytest

from tests.api.client import Api
from tests.api.contract import CreateContract, HistoryContract, UpdateContract, problem
from tests.factories import GatheringFactory, MeetingCommitmentFactory, ParticipationFactory


class TestParticipations(CreateContract, UpdateContract, HistoryContract):
    path = "/participations/"
    factory = ParticipationFactory
    body = {
        "title": "Dialogue on early warning",
        "kind": "dialogue",
        "starts_on": "2026-03-12",
        "presence": "attended",
    }
    change = {"outcome": "A plan", "statement": "own"}

    def test_of_the_calendar_the_meeting_gives_the_facts(self, official: Api) -> None:
        meeting = GatheringFactory(title="Annual meeting")
        made = official.post(self.path, {"gathering": str(meeting.pk)})
        assert made.status_code == 201, made.json()
        assert made.json()["title"] == "Annual meeting"

    def test_who_went_and_what_was_promised_are_its_parts(self, official: Api, office: Any) -> None:
        taken = self.make(office)
        for part, body in (
            ("delegates", {"name": "Ama Mensah", "rank": "Director"}),
            ("commitments", {"text": "Train the police", "due_on": "2031-05-02"}),
        ):
            path = f"{self.path}{taken.pk}/{part}/"
            made = official.post(path, body)
            assert made.status_code == 201, made.json()
            assert [row["id"] for row in official.get(path).json()["results"]] == [
                made.json()["id"]
            ]

    def test_a_commitment_is_closed_against_its_version(self, official: Api, office: Any) -> None:
        made = MeetingCommitmentFactory(participation__office=office)
        path = f"{self.path}{made.participation_id}/commitments/{made.pk}/"
        etag = official.get(path).headers["ETag"]
        body = {"to": "kept", "result": "All trained"}
        closed = official.post(f"{path}close/", body, if_match=etag)
        assert (closed.status_code, closed.json()["status"]) == (200, "kept")
        problem(official.post(f"{path}close/", {"to": "open"}, if_match=etag), 412)


@pytest.mark.django_db
class TestGatherings:
    body = {"title": "Annual meeting", "kind": "network", "starts_on": "2026-03-12"}

    def test_the_coordinator_keeps_the_calendar(self, coordinator: Api) -> None:
        made = coordinator.post("/meetings/", self.body)
        assert made.status_code == 201, made.json()
        path = f"/meetings/{made.json()['id']}/"
        changed = coordinator.patch(path, {"place": "Geneva"}, if_match=made.headers["ETag"])
        assert changed.json()["place"] == "Geneva"

    def test_states_do_not(self, official: Api) -> None:
        problem(official.post("/meetings/", self.body), 403)
