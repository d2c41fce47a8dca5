"""Consultations, populations and reports over the API: what the pages show, to the same people."""

from typing import Any

import pytest

from apps.accounts.models import User
from apps.accounts.selectors import actor_for
from apps.assessments.consultations.services import close_consultation
from apps.assessments.population_models import PopulationLook
from apps.assessments.report.services import make_report
from apps.assessments.report_models import AssessmentReport
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.api.conditional import version_in
from focalpoint.roles import Role
from tests.api.client import Api
from tests.api.contract import pointers, problem
from tests.assessments.guests import Stage
from tests.factories import (
    AssessmentFactory,
    AssessmentSnapshotFactory,
    ConsultationInvitationFactory,
    InstitutionFactory,
    MembershipFactory,
    PopulationAtRiskFactory,
    person,
)

pytestmark = pytest.mark.django_db

URL = "/consultations/"


@pytest.fixture
def stage() -> Any:
    return Stage()


@pytest.fixture
def desk(stage: Any) -> Api:
    """The office whose consultation it is."""
    return Api(stage.official_user)


def test_a_consultation_is_prepared_asked_and_closed(stage: Any, desk: Api) -> None:
    body = {
        "assessment": str(stage.assessment.pk),
        "title": "What do you see?",
        "closes_on": stage.day(20).isoformat(),
    }
    made = desk.post(URL, body)
    assert made.status_code == 201, made.json()
    own = f"{URL}{made.json()['id']}/"
    question = desk.post(f"{own}questions/", {"text": "What do you see?"})
    assert question.status_code == 201, question.json()
    asked = desk.post(
        f"{own}people/", {"organisation": "Org", "name": "Ama", "email": "ama@example.org"}
    )
    assert asked.status_code == 201, asked.json()
    assert asked.json()["language"] == "en"
    problem(desk.post(f"{own}open/"), 428)
    opened = desk.post(f"{own}open/", if_match=made.headers["ETag"])
    assert opened.json()["status"] == "open"
    # What has been put stands.
    changed = desk.patch(
        f"{own}questions/{question.json()['id']}/", {"text": "Else?"}, if_match='"1"'
    )
    problem(changed, 400)
    closed = desk.post(f"{own}close/", if_match=opened.headers["ETag"])
    assert closed.json()["status"] == "closed"


def test_the_past_and_other_people_s_assessments_are_refused(stage: Any, desk: Api) -> None:
    elsewhere: Any = AssessmentFactory(office=InstitutionFactory())
    body = {
        "assessment": str(elsewhere.pk),
        "title": "What?",
        "closes_on": stage.day(20).isoformat(),
    }
    assert pointers(desk.post(URL, body)) == {"#/assessment"}
    body["assessment"] = str(stage.assessment.pk)
    body["closes_on"] = stage.day(-3).isoformat()
    assert pointers(desk.post(URL, body)) == {"#/closes_on"}


def test_what_is_taken_away_or_renewed_is_still_what_was_read_when_it_is_locked(
    stage: Any, desk: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    consultation = stage.prepared()
    invitation: Any = ConsultationInvitationFactory(consultation=consultation)
    with acting(stage.official):
        question = consultation.questions.get()

    def compare_and_change(request: Any, record: Any) -> int:
        """Somebody else saves the record between the comparison and the lock."""
        found = version_in(request, record)
        changes = {"help": "Else"} if record == question else {"name": f"Version {found + 1}"}
        with acting(SYSTEM, reason="test"):
            type(record).objects.filter(pk=record.pk).update(**changes)
        return found

    monkeypatch.setattr("focalpoint.api.views.version_in", compare_and_change)
    own = f"{URL}{consultation.pk}/"
    person = f"{own}people/{invitation.pk}/"
    problem(desk.delete(f"{own}questions/{question.pk}/", if_match='"1"'), 412)
    for verb in ("revoke", "renew"):
        problem(desk.post(f"{person}{verb}/", if_match=desk.get(person).headers["ETag"]), 412)
    assert desk.get(f"{own}questions/{question.pk}/").status_code == 200
    assert desk.get(person).json()["revoked_at"] is None


def test_no_ministry_and_no_auditor_finds_it(stage: Any) -> None:
    stage.opened()
    for role in (Role.MINISTRY_OFFICER, Role.AUDITOR):
        other = Api(person(role, InstitutionFactory(country=stage.office.country)))
        assert other.get(URL).json()["results"] == []
        for part in ("", "questions/", "people/", "answers/"):
            problem(other.get(f"{URL}{stage.consultation.pk}/{part}"), 404)


def test_an_anonymous_answer_comes_at_the_close_and_names_nobody(stage: Any, desk: Api) -> None:
    stage.opened(people=2)
    stage.hand_in(stage.guests[0], "Seen with a name.", "named")
    stage.hand_in(stage.guests[1], "Seen by nobody.", "anonymous")
    own = f"{URL}{stage.consultation.pk}/"
    answers = desk.get(f"{own}answers/").json()["results"]
    assert [each["text"] for each in answers] == ["Seen with a name."]
    assert answers[0]["author"] == str(stage.invitations[0].pk)
    assert desk.get(own).json()["anonymous"] == 0
    close_consultation(actor=stage.official, consultation=stage.consultation)
    answers = desk.get(f"{own}answers/").json()["results"]
    [hidden] = [each for each in answers if each["wish"] == "anonymous"]
    assert hidden["author"] is None
    assert not {"created_at", "updated_at"} & set(hidden)
    whole = "".join(desk.get(f"{own}{part}").content.decode() for part in ("answers/", "people/"))
    assert "handed_in" not in whole
    assert "accepted_at" not in whole


def test_an_answer_is_moderated_and_responded_to(stage: Any, desk: Api) -> None:
    stage.opened()
    stage.hand_in(stage.guests[0])
    own = f"{URL}{stage.consultation.pk}/answers/"
    [answer] = desk.get(own).json()["results"]
    one = f"{own}{answer['id']}/"
    respond = {"outcome": "taken_up", "response": "It stands under factor 3."}
    problem(desk.post(f"{one}respond/", respond, if_match='"1"'), 400)
    assert pointers(desk.post(f"{one}moderate/", {"to": "set_aside"}, if_match='"1"')) == {
        "#/set_aside_reason"
    }
    accepted = desk.post(f"{one}moderate/", {"to": "accepted"}, if_match='"1"')
    assert accepted.json()["status"] == "accepted"
    done = desk.post(f"{one}respond/", respond, if_match=accepted.headers["ETag"])
    assert done.json()["outcome"] == "taken_up"


class TestPopulations:
    def test_each_look_is_written_down_and_a_list_is_none(self, stage: Any) -> None:
        population: Any = PopulationAtRiskFactory(assessment=stage.assessment)
        reader = Api(stage.focal_point_user)
        [row] = reader.get("/populations/").json()["results"]
        assert row["name"] == population.name
        assert "description" not in row
        assert self.looks() == []
        address = f"/populations/{population.pk}/"
        assert reader.get(address).json()["name"] == population.name
        assert self.looks() == [stage.focal_point_user.pk]

    def test_whoever_is_not_named_finds_none(self, stage: Any, desk: Api) -> None:
        population: Any = PopulationAtRiskFactory(assessment=stage.assessment)
        assert desk.get("/populations/").json()["results"] == []
        problem(desk.get(f"/populations/{population.pk}/"), 404)
        assert self.looks() == []

    def looks(self) -> list[Any]:
        with acting(SYSTEM):
            return list(PopulationLook.objects.values_list("user", flat=True))


class TestReports:
    def ask(self, api: Api, **body: Any) -> Any:
        return api.post("/assessment-reports/", body)

    def test_it_is_asked_for_waited_for_and_taken(self, stage: Any, desk: Api) -> None:
        asked = self.ask(desk, assessment=str(stage.assessment.pk), format="docx")
        assert asked.status_code == 201, asked.json()
        own = f"/assessment-reports/{asked.json()['id']}/"
        assert desk.get(own).json()["status"] == "waiting"
        problem(desk.get(f"{own}file/"), 404)
        with acting(stage.official):
            made = make_report(actor=stage.official, report=AssessmentReport.objects.get())
        assert made.status == "done"
        assert desk.get(own).json()["size"] == made.size
        taken = desk.get(f"{own}file/")
        assert taken.content[:2] == b"PK"
        assert taken.headers["Content-Disposition"].startswith("attachment")

    def test_it_is_for_whoever_asked_alone(self, stage: Any, desk: Api) -> None:
        asked = self.ask(desk, assessment=str(stage.assessment.pk))
        own = f"/assessment-reports/{asked.json()['id']}/"
        for address in (own, f"{own}file/"):
            problem(Api(stage.focal_point_user).get(address), 404)

    def test_of_the_working_record_its_office_alone_has_one(self, stage: Any) -> None:
        snapshot: Any = AssessmentSnapshotFactory(
            office=stage.office, assessment=stage.assessment, visibility="government"
        )
        member: Any = MembershipFactory(
            role=Role.MINISTRY_OFFICER,
            institution=InstitutionFactory(country=stage.office.country),
        )
        user: User = member.user
        assert not actor_for(user).is_system
        problem(self.ask(Api(user), assessment=str(stage.assessment.pk)), 400)
        assert self.ask(Api(user), snapshot=str(snapshot.pk)).status_code == 201

    def test_one_thing_at_a_time(self, stage: Any, desk: Api) -> None:
        assert pointers(self.ask(desk)) == {"#/assessment"}
