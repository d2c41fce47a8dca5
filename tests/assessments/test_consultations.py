"""The office's side of a consultation: prepare, invite, open, close, answer, publish."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from apps.assessments.consultation_models import Consultation, ConsultationRecord, Submission
from apps.assessments.consultations import clock
from apps.assessments.consultations.invitation_services import (
    remind_contributors,
)
from apps.assessments.consultations.records import publish_consultation
from apps.assessments.consultations.selectors import (
    consultation_summaries,
    consulted_assessments,
    numbers_of,
)
from apps.assessments.consultations.services import (
    close_consultation,
    create_consultation,
    finish_consultation,
    moderate_submission,
    open_consultation,
    remove_question,
    respond_to_submission,
    save_question,
    update_consultation,
)
from apps.assessments.contribution_models import GuestMail
from apps.assessments.guests.mails import deliver_guest_mail
from apps.assessments.services import approve_assessment, submit_assessment
from apps.assessments.sharing import levels_only
from apps.assessments.snapshots import read_content
from apps.reminders.personal import Notice
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.deadlines import sources
from focalpoint.errors import IllegalTransitionError
from focalpoint.roles import Role
from tests.assessments.guests import Stage
from tests.factories import AssessmentFactory, InstitutionFactory, actor, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    return Stage()


class TestPreparing:
    def test_an_office_prepares_asks_and_opens(self, stage):
        consultation = create_consultation(
            actor=stage.official,
            assessment=stage.assessment,
            fields={"title": "Views", "introduction": "", "closes_on": stage.day(20)},
        )
        with pytest.raises(ValidationError, match="at least one question"):
            open_consultation(actor=stage.official, consultation=consultation)
        save_question(actor=stage.official, consultation=consultation, fields={"text": "What?"})
        opened = open_consultation(actor=stage.official, consultation=consultation)
        assert opened.status == "open"
        assert opened.opened_on == timezone.now().date()

    def test_what_was_asked_is_not_changed(self, stage):
        consultation = stage.opened()
        with acting(stage.official):
            question = consultation.questions.first()
            for change in (
                lambda: save_question(
                    actor=stage.official,
                    consultation=consultation,
                    question=question,
                    fields={"text": "Else?"},
                ),
                lambda: save_question(
                    actor=stage.official, consultation=consultation, fields={"text": "More?"}
                ),
                lambda: remove_question(actor=stage.official, question=question),
            ):
                with pytest.raises(ValidationError, match="put already"):
                    change()

    def test_an_open_one_is_given_more_time_and_never_less(self, stage):
        consultation = stage.opened()
        longer = update_consultation(
            actor=stage.official,
            consultation=consultation,
            changes={"closes_on": stage.day(40)},
            version=consultation.version,
        )
        assert longer.closes_on == stage.day(40)
        with acting(stage.official):
            assert longer.invitations.first().expires_at.date() > stage.day(100)
        for changes in ({"closes_on": stage.day(1)}, {"title": "Else"}):
            with pytest.raises(ValidationError):
                update_consultation(
                    actor=stage.official, consultation=longer, changes=changes, version=None
                )

    def test_closed_stays_closed(self, stage):
        closed = close_consultation(actor=stage.official, consultation=stage.opened())
        with pytest.raises(IllegalTransitionError):
            open_consultation(actor=stage.official, consultation=closed)

    @pytest.mark.parametrize("role", [Role.MINISTRY_OFFICER, Role.AUDITOR])
    def test_nobody_else_of_the_state_prepares_or_reads_one(self, stage, role):
        other = actor(role, stage.office)
        stage.opened()
        with acting(other):
            assert not Consultation.objects.exists()
            assert not Consultation.objects.visible_to(other).exists()
        with pytest.raises(PermissionDenied):
            create_consultation(
                actor=other,
                assessment=stage.assessment,
                fields={"title": "Mine", "closes_on": stage.day(9)},
            )

    def test_an_approved_assessment_is_not_consulted_on(self, stage):
        assessment = AssessmentFactory(office=stage.office, status="approved")
        with pytest.raises(ValidationError):
            create_consultation(
                actor=stage.official,
                assessment=assessment,
                fields={"title": "Late", "closes_on": stage.day(9)},
            )


class TestTheCalendar:
    def test_contributors_are_reminded_once_a_day_and_not_when_they_have_answered(self, stage):
        consultation = stage.opened(people=2)
        stage.hand_in(stage.guests[0], wish="anonymous")
        for _again in range(2):
            remind_contributors(actor=stage.official, consultation=consultation)
        with acting(SYSTEM):
            reminded = GuestMail.objects.filter(kind="reminder")
            assert [each.invitation_id for each in reminded] == [stage.invitations[1].pk]

    def test_whoever_answers_before_the_reminder_leaves_gets_none(self, stage):
        consultation = stage.opened()
        remind_contributors(actor=stage.official, consultation=consultation)
        stage.hand_in(stage.guests[0])
        with acting(SYSTEM):
            [reminder] = GuestMail.objects.filter(kind="reminder")
        assert not deliver_guest_mail(reminder.pk)

    def test_it_closes_when_its_last_day_has_ended_in_the_capital(self, stage):
        consultation = stage.opened(days=2)
        assert clock.close_ended() == 0
        clock.remind_before_the_close()
        with acting(SYSTEM):
            assert GuestMail.objects.filter(kind="reminder").count() == 1
        later = timezone.now() + dt.timedelta(days=4)
        official = person(Role.OFFICIAL, stage.office)
        assert clock.close_ended(later) == 1
        assert clock.close_ended(later) == 0
        with acting(SYSTEM):
            consultation.refresh_from_db()
            assert Notice.objects.filter(kind="consultation.closed", recipient=official).exists()
        assert consultation.status == "closed"


class TestAnswering:
    def test_each_answer_gets_a_response_before_contributors_are_told(self, stage):
        consultation = stage.opened()
        stage.hand_in(stage.guests[0])
        consultation = close_consultation(actor=stage.official, consultation=consultation)
        [row] = stage.rows()
        with pytest.raises(ValidationError, match="without a response"):
            finish_consultation(actor=stage.official, consultation=consultation)
        with pytest.raises(ValidationError, match="Accept it first"):
            stage.respond(row)
        row = moderate_submission(
            actor=stage.official, submission=row, to="accepted", version=row.version
        )
        with pytest.raises(ValidationError):
            respond_to_submission(
                actor=stage.official, submission=row, outcome="partly", response=" ", version=None
            )
        stage.respond(row)
        answered = finish_consultation(actor=stage.official, consultation=consultation)
        assert answered.status == "answered"
        with acting(SYSTEM):
            assert GuestMail.objects.filter(kind="answered").count() == 1
        with pytest.raises(ValidationError, match="stand"):
            stage.respond(row)

    def test_what_is_set_aside_says_why(self, stage):
        stage.opened()
        stage.hand_in(stage.guests[0])
        [row] = stage.rows()
        with pytest.raises(ValidationError):
            moderate_submission(actor=stage.official, submission=row, to="set_aside", version=None)
        aside = moderate_submission(
            actor=stage.official,
            submission=row,
            to="set_aside",
            reason="Names a third person",
            version=row.version,
        )
        assert (aside.status, aside.set_aside_reason) == ("set_aside", "Names a third person")
        assert aside.moderated_by_id == stage.official.user_id

    def test_the_numbers_are_those_of_the_rows(self, stage):
        consultation = stage.answered(["named", "anonymous", "confidential"])
        with acting(stage.official):
            numbers = numbers_of(consultation, stage.official)
        assert (numbers.invited, numbers.contributors, numbers.anonymous) == (3, 3, 1)
        assert numbers.submissions == len(stage.rows()) == numbers.accepted == numbers.taken_up
        [summary] = consultation_summaries(stage.assessment)
        assert summary["contributors"] == 3
        assert summary["taken_up"] == 3

    def test_civil_society_was_heard_where_it_had_ended_by_the_approval(self, stage):
        ended = stage.answered(["named"]).closed_at
        own = stage.assessment.pk
        assert consulted_assessments({own: ended}) == {own}
        assert consulted_assessments({own: ended - dt.timedelta(seconds=1)}) == set()

    def test_what_is_approved_holds_the_numbers_and_no_name(self, stage):
        stage.answered(["named", "anonymous"])
        with acting(stage.focal_point):
            submit_assessment(
                actor=stage.focal_point, assessment=stage.assessment, unrated_reason="A test"
            )
            snapshot = approve_assessment(actor=stage.focal_point, assessment=stage.assessment)
        [told] = snapshot.content["consultations"]
        assert (told["invited"], told["contributors"], told["taken_up"]) == (2, 2, 2)
        assert "Organisation" not in str(snapshot.content)
        [line] = read_content(snapshot.content).consultations
        assert line["closed_on"] == timezone.now().date()
        assert "consultations" not in levels_only(snapshot.content)

    def test_its_last_day_is_a_deadline_of_the_office(self, stage):
        consultation = stage.opened()
        source = sources()["consultation.close"]
        with acting(SYSTEM):
            [row] = source.open_deadlines()
        assert row[0] == consultation.pk
        with acting(stage.official):
            assert source.lines(stage.official, [consultation.pk])
        ministry = actor(Role.MINISTRY_OFFICER, stage.office)
        with acting(ministry):
            assert not source.lines(ministry, [consultation.pk])

    def test_an_open_consultation_says_nothing_in_numbers(self, stage):
        stage.opened()
        stage.hand_in(stage.guests[0])
        assert consultation_summaries(stage.assessment) == []
        assert consulted_assessments({stage.assessment.pk: timezone.now()}) == set()


class TestPublishing:
    def test_the_record_names_only_those_who_wished_it(self, stage):
        consultation = stage.answered(["named", "anonymous", "confidential"])
        record = publish_consultation(
            actor=stage.focal_point, consultation=consultation, visibility="network"
        )
        answers = [each for q in record.content["questions"] for each in q["answers"]]
        assert sorted(each["author"] for each in answers) == ["", "", "Organisation a"]
        abroad = actor(Role.FOCAL_POINT, InstitutionFactory())
        with acting(abroad):
            assert ConsultationRecord.objects.visible_to(abroad).get() == record
            assert not Submission.objects.exists()

    def test_an_official_does_not_publish(self, stage):
        consultation = stage.answered(["named"])
        with pytest.raises(PermissionDenied):
            publish_consultation(
                actor=stage.official, consultation=consultation, visibility="network"
            )

    def test_it_is_published_once(self, stage):
        consultation = stage.answered(["named"])
        publish_consultation(
            actor=stage.focal_point, consultation=consultation, visibility="government"
        )
        with pytest.raises(ValidationError, match="published already"):
            publish_consultation(
                actor=stage.focal_point, consultation=consultation, visibility="government"
            )


class TestPages:
    def test_the_pages_carry_the_work_from_first_to_last(self, stage, client):
        client.force_login(stage.focal_point_user)
        home = reverse("consultation-list", args=[stage.assessment.reference])
        assert "Nobody has been asked yet" in client.get(home).content.decode()
        answer = client.post(
            reverse("consultation-create", args=[stage.assessment.reference]),
            {"title": "Views", "introduction": "Hello", "closes_on": stage.day(20)},
        )
        page = answer.url
        pk = page.rstrip("/").rpartition("/")[2]
        client.post(f"{page}questions/new/", {"text": "What?", "max_length": 500})
        client.post(f"{page}invite/", {"people": "Watch; Lina; lina@example.org", "language": "en"})
        assert "Open the consultation" in client.get(f"{page}open/").content.decode()
        client.post(f"{page}open/", {})
        shown = client.get(page).content.decode()
        assert "lina@example.org" in shown
        client.post(f"{page}remind/", {})
        client.post(f"{page}close/", {})
        client.post(f"{page}finish/", {})
        client.post(f"{page}publish/", {"visibility": "network"})
        with acting(SYSTEM):
            record = ConsultationRecord.objects.get(consultation=pk)
        assert client.get(record.get_absolute_url()).status_code == 200
        assert client.get(f"{page}?tab=history").status_code == 200

    def test_answers_are_gone_through_one_after_the_other(self, stage, client):
        stage.opened(people=2)
        for guest in stage.guests:
            stage.hand_in(guest)
        client.force_login(stage.focal_point_user)
        first, second = stage.rows()
        listed = client.get(reverse("consultation-answers", args=[first.consultation_id]))
        assert listed.context["next"] == first
        answer = client.post(
            first.get_absolute_url(),
            {"do": "respond", "version": first.version, "outcome": "partly", "response": "Yes."},
        )
        assert answer.url == second.get_absolute_url()
        refused = client.post(
            second.get_absolute_url(),
            {"do": "respond", "version": second.version, "outcome": "partly", "response": ""},
        )
        assert refused.status_code == 422
        with acting(SYSTEM):
            second.refresh_from_db()
        assert second.status == "waiting"
        answer = client.post(
            second.get_absolute_url(),
            {"do": "set_aside", "version": second.version, "set_aside_reason": "Off the matter"},
        )
        assert answer.url == reverse("consultation-answers", args=[first.consultation_id])

    def test_the_file_names_only_those_who_wished_it(self, stage, client):
        consultation = stage.answered(["named", "anonymous", "confidential"])
        client.force_login(stage.focal_point_user)
        url = reverse("consultation-answers", args=[consultation.pk])
        response = client.get(f"{url}?format=csv")
        text = b"".join(response.streaming_content).decode()
        assert "Organisation a" in text
        assert "Organisation b" not in text
        assert "Organisation c" not in text
