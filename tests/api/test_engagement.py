"""Partnerships, trainings and lessons over the API."""

from typing import Any

from tests.api.client import Api
from tests.api.contract import CreateContract, HistoryContract, UpdateContract, problem
from tests.factories import (
    CountryFactory,
    LessonFactory,
    MilestoneFactory,
    PartnershipFactory,
    SupportFactory,
    TrainingFactory,
)


class TestPartnerships(CreateContract, UpdateContract, HistoryContract):
    path = "/partnerships/"
    factory = PartnershipFactory
    body = {
        "title": "Training of border police",
        "topic": "security",
        "purpose": "Officers know the early signs.",
        "starts_on": "2025-01-01",
    }
    change = {"outcome": "Forty officers trained", "ends_on": "2026-01-01"}

    def test_partners_and_milestones_are_its_parts(self, official: Api, office: Any) -> None:
        path = f"{self.path}{self.make(office).pk}/"
        state = CountryFactory()
        for part, body in (
            ("partners", {"kind": "state", "state": str(state.pk)}),
            ("milestones", {"title": "First course", "due_on": "2031-05-01"}),
        ):
            made = official.post(f"{path}{part}/", body)
            assert made.status_code == 201, made.json()
            row = f"{path}{part}/{made.json()['id']}/"
            gone = official.delete(row, if_match=made.headers["ETag"])
            assert gone.status_code == 204

    def test_a_milestone_is_reached_against_its_version(self, official: Api, office: Any) -> None:
        step = MilestoneFactory(partnership__office=office)
        path = f"{self.path}{step.partnership_id}/milestones/{step.pk}/"
        etag = official.get(path).headers["ETag"]
        body = {"reached_on": "2026-01-01"}
        assert official.patch(path, body, if_match=etag).json()["reached_on"] == "2026-01-01"
        problem(official.patch(path, body, if_match=etag), 412)

    def test_whoever_may_not_approve_is_refused(self, official: Api, office: Any) -> None:
        path = f"{self.path}{self.make(office).pk}/"
        etag = official.get(path).headers["ETag"]
        problem(official.post(f"{path}approve/", {}, if_match=etag), 403)


class TestTrainings(CreateContract, UpdateContract, HistoryContract):
    path = "/trainings/"
    factory = TrainingFactory
    body = {"title": "Early signs", "topic": "security", "starts_on": "2026-02-03"}
    change = {"outcome": "All passed"}

    def test_numbers_are_its_parts(self, official: Api, office: Any) -> None:
        path = f"{self.path}{self.make(office).pk}/attendance/"
        problem(official.post(path, {"other": "Bar council", "number": 0}), 400)
        made = official.post(path, {"other": "Bar council", "number": 3})
        assert made.status_code == 201, made.json()


class TestLessons(CreateContract, UpdateContract, HistoryContract):
    path = "/lessons/"
    factory = LessonFactory
    body = {
        "title": "Name who answers",
        "context": "Nobody answered.",
        "finding": "A roster helped.",
        "topic": "early_warning",
    }
    change = {"advice": "Pay for the nights", "region": "AG"}


class TestOffersAndNeeds(CreateContract, UpdateContract, HistoryContract):
    path = "/offers-and-needs/"
    factory = SupportFactory
    body = {
        "side": "need",
        "kind": "training",
        "topic": "early_warning",
        "title": "A course for desk officers",
        "languages": ["fr"],
    }
    change = {"details": "Two weeks", "languages": ["fr", "en"]}

    def test_what_goes_together_with_it_has_its_reasons(self, official: Api, office: Any) -> None:
        made = self.make(office)
        other = SupportFactory(side="offer", kind="funding", shared=True)
        [match] = official.get(f"{self.path}{made.pk}/matches/").json()["results"]
        assert (match["need"], match["offer"]) == (str(made.pk), str(other.pk))
        assert [reason["fits"] for reason in match["reasons"]] == [True, False, True, True]

    def test_it_is_closed_against_its_version(self, official: Api, office: Any) -> None:
        path = f"{self.path}{self.make(office).pk}/"
        etag = official.get(path).headers["ETag"]
        problem(official.post(f"{path}close/", {"to": "withdrawn"}, if_match=etag), 400)
        closed = official.post(f"{path}close/", {"to": "met"}, if_match=etag)
        assert closed.json()["status"] == "met"
