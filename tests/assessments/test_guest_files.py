"""Files that contributors attach: checked, sealed, delivered with the answers, taken up."""

import io
import zipfile

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from apps.assessments.consultation_models import Submission
from apps.assessments.consultations.services import (
    close_consultation,
    moderate_submission,
)
from apps.assessments.finding_models import IndicatorFinding
from apps.assessments.guest_file_models import GuestFile, SubmissionFile
from apps.assessments.guest_files import services
from apps.assessments.guest_files.services import attach_file, take_out_file, take_up_file
from apps.evidence.models import Evidence
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from focalpoint.scope import scope_filter
from tests.assessments.guests import Stage
from tests.assessments.test_guests import let_in, place
from tests.assessments.test_pages import browser
from tests.factories import (
    GuestFileFactory,
    InstitutionFactory,
    ItemFactory,
    SubmissionFileFactory,
    actor,
)

pytestmark = pytest.mark.django_db

TEXT = b"Two radio stations call for violence."


@pytest.fixture
def stage():
    made = Stage()
    made.opened(people=2)
    return made


def upload(content=TEXT, name="notes.txt"):
    return SimpleUploadedFile(name, content)


def attach(stage, number=0, content=TEXT, name="notes.txt"):
    question = str(stage.questions[0].pk)
    attach_file(actor=stage.guests[number], question_id=question, file=upload(content, name))


def attached(stage, number=0):
    with acting(stage.guests[number]):
        return list(GuestFile.objects.visible_to(stage.guests[number]).filter(removed=False))


def at_the_office(stage):
    with acting(stage.official):
        rows = SubmissionFile.objects.visible_to(stage.official)
        return list(rows.select_related("submission"))


def close(stage):
    return close_consultation(actor=stage.official, consultation=stage.consultation)


def accept(stage, row):
    with acting(stage.official):
        return moderate_submission(
            actor=stage.official, submission=row, to="accepted", version=row.version
        )


class TestAttaching:
    def test_what_is_attached_waits_for_the_handing_in(self, stage):
        attach(stage)
        assert [each.name for each in attached(stage)] == ["notes.txt"]
        assert at_the_office(stage) == []
        stage.hand_in(stage.guests[0])
        [file] = at_the_office(stage)
        assert (bytes(file.content), file.name, file.size) == (TEXT, "notes.txt", len(TEXT))
        assert file.submission.author_id == stage.invitations[0].pk

    def test_the_same_file_twice_is_one(self, stage):
        attach(stage)
        attach(stage, name="again.txt")
        assert len(attached(stage)) == 1

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("virus.exe", b"MZ\x90\x00" + b"\0" * 100),
            ("page.html", b"<html><script>alert(1)</script></html>"),
            ("picture.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"),
            ("empty.txt", b""),
        ],
    )
    def test_what_evidence_refuses_is_refused(self, stage, name, content):
        with pytest.raises(ValidationError) as refused:
            attach(stage, content=content, name=name)
        assert name in str(refused.value)
        assert attached(stage) == []

    def test_macros_are_refused(self, stage):
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w") as archive:
            archive.writestr("[Content_Types].xml", "<Types/>")
            archive.writestr("word/document.xml", "<w:document/>")
            archive.writestr("word/vbaProject.bin", b"macro")
        with pytest.raises(ValidationError):
            attach(stage, content=held.getvalue(), name="letter.docx")

    def test_a_hostile_name_becomes_a_harmless_one(self, stage):
        attach(stage, name="../../etc/‮cod.txt")
        [file] = attached(stage)
        assert "/" not in file.name
        assert "‮" not in file.name

    def test_not_too_many_and_not_too_large(self, stage, monkeypatch):
        monkeypatch.setattr(services, "MOST_FILES", 2)
        monkeypatch.setattr(services, "LARGEST", 50)
        with pytest.raises(ValidationError):
            attach(stage, content=b"x" * 51)
        for number in range(2):
            attach(stage, content=f"File {number}".encode())
        with pytest.raises(ValidationError):
            attach(stage, content=b"One more")

    def test_a_file_without_a_word_is_not_handed_in(self, stage):
        attach(stage)
        with pytest.raises(ValidationError) as refused:
            stage.hand_in(stage.guests[0], text=" ")
        assert f"answer-{stage.questions[0].pk}" in refused.value.message_dict

    def test_not_to_another_consultation_s_question_nor_after_the_close(self, stage):
        other = Stage()
        other.opened()
        with pytest.raises(ValidationError):
            attach_file(
                actor=stage.guests[0], question_id=str(other.questions[0].pk), file=upload()
            )
        close(stage)
        with pytest.raises(ValidationError):
            attach(stage)


class TestSealed:
    def test_nobody_but_the_contributor_reads_a_draft(self, stage):
        """The application and row-level security alone agree."""
        attach(stage)
        readers = [
            stage.guests[1],
            stage.official,
            stage.focal_point,
            actor(Role.AUDITOR, stage.office),
            actor(Role.MINISTRY_OFFICER, InstitutionFactory(country=stage.office.country)),
            actor(Role.FOCAL_POINT, InstitutionFactory()),
            actor(Role.SECRETARIAT),
        ]
        for who in readers:
            with acting(who):
                assert not GuestFile.objects.exists()
                assert not GuestFile.objects.filter(scope_filter(GuestFile, who)).exists()

    def test_what_was_handed_in_is_the_office_s_alone(self, stage):
        attach(stage)
        stage.hand_in(stage.guests[0])
        readers = {
            stage.guests[0]: True,
            stage.official: True,
            stage.guests[1]: False,
            actor(Role.AUDITOR, stage.office): False,
            actor(Role.MINISTRY_OFFICER, InstitutionFactory(country=stage.office.country)): False,
            actor(Role.FOCAL_POINT, InstitutionFactory()): False,
        }
        for who, may in readers.items():
            with acting(who):
                assert SubmissionFile.objects.exists() == may
                rows = SubmissionFile.objects.filter(scope_filter(SubmissionFile, who))
                assert rows.exists() == may

    def test_another_contributor_takes_nothing_out(self, stage):
        attach(stage)
        [file] = attached(stage)
        take_out_file(actor=stage.guests[1], file_id=file.pk)
        assert len(attached(stage)) == 1

    def test_an_anonymous_file_comes_at_the_close_and_names_nobody(self, stage):
        attach(stage, name="by Kwame Osei.txt")
        attach(stage, 1, content=b"Another one", name="Ama.txt")
        for guest in stage.guests:
            stage.hand_in(guest, wish="anonymous")
        assert at_the_office(stage) == []
        close(stage)
        files = at_the_office(stage)
        assert {bytes(each.content) for each in files} == {TEXT, b"Another one"}
        assert {each.name for each in files} == {"attachment-1.txt"}
        assert {each.submission.author_id for each in files} == {None}
        with acting(stage.official):
            assert "Kwame" not in str(list(SubmissionFile.pgh_event_model.objects.values()))

    def test_after_the_close_no_second_copy_is_kept_and_no_draft(self, stage):
        attach(stage)
        stage.hand_in(stage.guests[0])
        attach(stage, content=b"Not handed in any more", name="late.txt")
        close(stage)
        with acting(SYSTEM):
            kept = [(each.name, bytes(each.content)) for each in GuestFile.objects.all()]
        assert kept == [("notes.txt", b"")]
        assert [each.name for each in at_the_office(stage)] == ["notes.txt"]


class TestChanging:
    def test_handing_in_again_brings_and_takes_what_changed_and_is_looked_at_again(self, stage):
        attach(stage)
        stage.hand_in(stage.guests[0])
        [row] = stage.rows()
        accept(stage, row)
        [file] = attached(stage)
        take_out_file(actor=stage.guests[0], file_id=file.pk)
        attach(stage, content=b"A better one", name="better.txt")
        # Until then the office has what was handed in.
        assert [each.name for each in at_the_office(stage)] == ["notes.txt"]
        stage.hand_in(stage.guests[0])
        assert [each.name for each in at_the_office(stage)] == ["better.txt"]
        [row] = stage.rows()
        assert row.status == "waiting"

    def test_the_same_again_is_not_looked_at_again(self, stage):
        attach(stage)
        stage.hand_in(stage.guests[0])
        [row] = stage.rows()
        accept(stage, row)
        stage.hand_in(stage.guests[0])
        [row] = stage.rows()
        assert row.status == "accepted"

    def test_an_answer_taken_back_takes_its_files_along(self, stage):
        attach(stage)
        stage.hand_in(stage.guests[0])
        with acting(SYSTEM, reason="test"):
            Submission.objects.all().delete()
            assert not SubmissionFile.objects.exists()


class TestPages:
    def test_a_contributor_attaches_and_takes_out(self, stage):
        client = let_in(stage)
        address = reverse("guest-files", args=[stage.consultation.pk])
        sent = {"file": upload(), "question": str(stage.questions[0].pk)}
        answer = client.post(address, sent)
        assert answer.url.startswith(place(stage))
        page = client.get(place(stage)).content.decode()
        assert "notes.txt" in page
        assert "properties" in page
        client.post(address, {"remove": str(attached(stage)[0].pk)})
        assert attached(stage) == []

    def test_what_is_wrong_is_said_beside_the_file(self, stage):
        client = let_in(stage)
        address = reverse("guest-files", args=[stage.consultation.pk])
        sent = {
            "file": upload(b"MZ\x90\x00" + b"\0" * 100, "a.exe"),
            "question": str(stage.questions[0].pk),
        }
        answer = client.post(address, sent)
        assert answer.status_code == 422
        assert "a.exe" in answer.content.decode()
        assert client.post(address, {"question": "x"}).status_code == 422
        assert client.post(address, {"remove": "x"}).status_code == 404
        # Without the cookie there is no such page.
        assert Client().post(address, sent).status_code == 404

    def test_the_page_says_that_changed_files_are_not_handed_in(self, stage):
        client = let_in(stage)
        stage.hand_in(stage.guests[0])
        assert "have changed since" not in client.get(place(stage)).content.decode()
        attach(stage)
        assert "have changed since" in client.get(place(stage)).content.decode()

    def test_the_office_downloads_it_as_a_file_and_nothing_else(self, stage):
        attach(stage)
        stage.hand_in(stage.guests[0])
        [file] = at_the_office(stage)
        page = browser(stage.official).get(file.submission.get_absolute_url()).content.decode()
        assert file.get_absolute_url() in page
        answer = browser(stage.official).get(file.get_absolute_url())
        assert answer.content == TEXT
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"

    def test_a_file_stands_below_its_own_answer_alone(self, stage):
        attach(stage)
        stage.hand_in(stage.guests[0])
        stage.hand_in(stage.guests[1], text="Nothing to see.")
        [file] = at_the_office(stage)
        other = next(row for row in stage.rows() if row.pk != file.submission_id)
        address = reverse("submission-file", args=[stage.consultation.pk, other.pk, file.pk])
        assert browser(stage.official).get(address).status_code == 404


class TestTakingUp:
    def handed(self, stage, wish="named"):
        attach(stage)
        stage.hand_in(stage.guests[0], wish=wish)
        [file] = at_the_office(stage)
        return file

    def indicator(self, stage):
        with acting(stage.official):
            framework = stage.assessment.framework
        factor = ItemFactory(framework=framework, kind="factor")
        return ItemFactory(framework=framework, parent=factor, kind="indicator")

    def test_it_becomes_evidence_of_a_finding_in_one_step(self, stage):
        file = self.handed(stage)
        accept(stage, file.submission)
        indicator = self.indicator(stage)
        address = reverse(
            "submission-take-up", args=[stage.consultation.pk, file.submission_id, file.pk]
        )
        client = browser(stage.official)
        client.post(address, {"indicator": str(indicator.pk)})
        with acting(stage.official):
            item = Evidence.objects.get()
            finding = IndicatorFinding.objects.get()
        assert finding.evidence == [item.pk]
        assert (item.visibility, item.sensitivity) == ("office", "sensitive")
        page = client.get(file.submission.get_absolute_url()).content.decode()
        assert item.get_absolute_url() in page

    def test_a_second_time_gives_what_it_became(self, stage):
        file = self.handed(stage)
        accept(stage, file.submission)
        first = take_up_file(actor=stage.official, file=file)
        assert take_up_file(actor=stage.official, file=file) == first

    def test_what_came_in_confidence_is_kept_most_strictly(self, stage):
        file = self.handed(stage, "confidential")
        accept(stage, file.submission)
        item = take_up_file(actor=stage.official, file=file)
        assert (item.visibility, item.sensitivity) == ("office", "restricted")

    def test_what_is_not_accepted_proves_nothing(self, stage):
        file = self.handed(stage)
        with pytest.raises(ValidationError):
            take_up_file(actor=stage.official, file=file)
        with acting(stage.official):
            assert not Evidence.objects.exists()

    def test_evidence_stays_where_the_contributor_takes_the_file_out(self, stage):
        file = self.handed(stage)
        accept(stage, file.submission)
        item = take_up_file(actor=stage.official, file=file)
        [own] = attached(stage)
        take_out_file(actor=stage.guests[0], file_id=own.pk)
        stage.hand_in(stage.guests[0])
        assert at_the_office(stage) == []
        with acting(stage.official):
            assert Evidence.objects.filter(pk=item.pk).exists()

    def test_no_ministry_and_nobody_abroad_does(self, stage):
        file = self.handed(stage)
        accept(stage, file.submission)
        for who in (
            actor(Role.MINISTRY_OFFICER, InstitutionFactory(country=stage.office.country)),
            actor(Role.FOCAL_POINT, InstitutionFactory()),
        ):
            with pytest.raises((PermissionDenied, SubmissionFile.DoesNotExist)):
                take_up_file(actor=who, file=file)


def test_the_database_alone_keeps_the_contents_apart(stage):
    """Whoever reads the table without a filter gets nothing of another State."""
    SubmissionFileFactory()
    GuestFileFactory()
    with acting(stage.official):
        assert not SubmissionFile.objects.exists()
        assert not GuestFile.objects.exists()
