"""Focal points and the mechanisms around them over the API."""

import datetime as dt
from typing import Any

import pytest

from focalpoint.visibility import Visibility
from tests.api.client import Api
from tests.api.contract import (
    CreateContract,
    HistoryContract,
    UpdateContract,
    pointers,
    problem,
)
from tests.factories import AppointmentFactory, NationalMechanismFactory


class TestMechanisms(CreateContract, UpdateContract, HistoryContract):
    path = "/mechanisms/"
    factory = NationalMechanismFactory
    body = {"kind": "committee", "name": "National committee"}
    change = {"name": "National committee on prevention", "established_on": "2014-02-01"}


class TestAppointments(CreateContract, UpdateContract, HistoryContract):
    path = "/appointments/"
    factory = AppointmentFactory
    body = {"person_name": "Amina Example", "starts_on": "2026-01-15"}
    change = {"rank": "Director", "legal_act": "Decree 12/2026"}

    def new(self, office: Any) -> dict[str, Any]:
        return {**self.body, "institution": str(office.pk)}

    def one_of_many(self, number: int) -> dict[str, Any]:
        return {"is_alternate": True}

    def test_two_principals_do_not_serve_at_once(self, official: Api, office: Any) -> None:
        self.make(office)
        assert pointers(official.post(self.path, self.new(office))) == {"#/starts_on"}

    @pytest.mark.parametrize("day", ["0206-01-15", "1799-12-31", "2201-01-01", "9999-12-31"])
    @pytest.mark.parametrize("name", ["starts_on", "ends_on"])
    def test_a_slip_of_the_keyboard_is_refused(
        self, official: Api, office: Any, name: str, day: str
    ) -> None:
        body = {**self.new(office), name: day}
        assert f"#/{name}" in pointers(official.post(self.path, body))

    def test_what_stood_before_days_were_bounded_may_stay(self, official: Api, office: Any) -> None:
        odd = self.make(office, starts_on=dt.date(206, 1, 15))
        row = official.patch(self.url(odd), {"rank": "Director"}, if_match='"1"').json()
        assert (row["rank"], row["starts_on"]) == ("Director", "0206-01-15")
        change = {"starts_on": "0207-01-15"}
        assert pointers(official.patch(self.url(odd), change, if_match='"2"')) == {"#/starts_on"}

    def test_a_mechanism_out_of_sight_cannot_be_named(
        self, official: Api, office: Any, foreign_office: Any
    ) -> None:
        mechanism: Any = NationalMechanismFactory(office=foreign_office)
        body = {**self.new(office), "mechanism": str(mechanism.pk)}
        assert pointers(official.post(self.path, body)) == {"#/mechanism"}

    def test_who_serves_can_be_asked(self, official: Api, office: Any) -> None:
        self.make(office, ends_on=dt.date(2025, 1, 1))
        now = self.make(office, starts_on=dt.date(2025, 1, 1))
        rows = official.get(self.path, {"serving": "true"}).json()["results"]
        assert [row["id"] for row in rows] == [str(now.pk)]

    def test_only_approvers_share_with_the_network(
        self, official: Api, focal_point: Api, coordinator: Api, office: Any
    ) -> None:
        url = self.url(self.make(office))
        change = {"visibility": Visibility.NETWORK}
        assert pointers(official.patch(url, change, if_match='"1"')) == {"#/visibility"}
        assert focal_point.patch(url, change, if_match='"1"').status_code == 200
        assert coordinator.get(url).status_code == 200


@pytest.mark.django_db
class TestEnd:
    @pytest.fixture
    def url(self, office: Any) -> str:
        appointment: Any = AppointmentFactory(office=office)
        return f"/appointments/{appointment.pk}/end/"

    body = {"ends_on": "2026-06-30", "reason": "Retired"}

    def test_nobody_ends_it_without_signing_in(self, anonymous: Api, url: str) -> None:
        problem(anonymous.post(url, self.body), 401)

    def test_an_auditor_ends_nothing(self, auditor: Api, url: str) -> None:
        problem(auditor.post(url, self.body, if_match='"1"'), 403)

    def test_another_state_finds_nothing(self, foreigner: Api, url: str) -> None:
        problem(foreigner.post(url, self.body, if_match='"1"'), 404)

    def test_it_ends_for_a_reason_that_the_history_keeps(self, official: Api, url: str) -> None:
        assert pointers(official.post(url, {"ends_on": "2026-06-30"}, if_match='"1"')) == {
            "#/reason"
        }
        row = official.post(url, self.body, if_match='"1"').json()
        assert row["ends_on"] == "2026-06-30"
        history = official.get(url.replace("/end/", "/history/")).json()["results"]
        assert (history[0]["reason"], history[0]["event"]) == ("Retired", "appointment.ended")

    @pytest.mark.parametrize("day", ["0206-01-15", "9999-12-31"])
    def test_a_slip_of_the_keyboard_is_refused(self, official: Api, url: str, day: str) -> None:
        body = {**self.body, "ends_on": day}
        assert pointers(official.post(url, body, if_match='"1"')) == {"#/ends_on"}

    def test_the_reason_may_come_as_a_header(self, official: Api, url: str) -> None:
        body = {"ends_on": "2026-06-30"}
        response = official.post(url, body, if_match='"1"', x_change_reason="Retired")
        assert response.status_code == 200
