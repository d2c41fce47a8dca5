"""Two people at once on a consultation: nothing that came in is lost, nothing stays by accident."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.utils import timezone

from apps.assessments.consultations import clock, contribution_services
from apps.assessments.consultations.services import (
    close_consultation,
    moderate_submission,
    update_consultation,
)
from apps.assessments.finding_models import IndicatorFinding
from apps.assessments.findings.services import record_finding
from apps.assessments.guest_file_models import GuestFile, SubmissionFile
from apps.assessments.guest_files.services import attach_file, take_up_file
from apps.evidence.services import attach_files
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from tests.assessments.guests import Stage
from tests.factories import ConsultationQuestionFactory, ItemFactory
from tests.processes import wait_until

together = pytest.mark.django_db(transaction=True)
alone = pytest.mark.django_db


class TwoQuestions(Stage):
    def prepared(self, days=20):
        made = super().prepared(days)
        ConsultationQuestionFactory(consultation=made)
        return made


def attach(stage, question=0, content=b"Two radio stations call for violence."):
    attach_file(
        actor=stage.guests[0],
        question_id=str(stage.questions[question].pk),
        file=ContentFile(content, "notes.txt"),
    )


def close(stage):
    return close_consultation(actor=stage.official, consultation=stage.consultation)


def begun(pool, call):
    """A call that meets what this transaction has locked: it waits for that, or is done."""

    def run():
        try:
            return call()
        finally:
            connection.close()

    future = pool.submit(run)
    wait_until(lambda: future.done() or somebody_waits(), "the call meets the open transaction")
    return future


def somebody_waits():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


def accepted_file(stage):
    """A file of an accepted answer, and an indicator that it speaks of."""
    attach(stage)
    stage.hand_in(stage.guests[0])
    [row] = stage.rows()
    with acting(stage.official):
        moderate_submission(
            actor=stage.official, submission=row, to="accepted", version=row.version
        )
        framework = stage.assessment.framework
        file = SubmissionFile.objects.get()
    factor = ItemFactory(framework=framework, kind="factor")
    return file, ItemFactory(framework=framework, parent=factor, kind="indicator")


@together
@pytest.mark.parametrize("is_recorded", [True, False])
def test_a_file_taken_up_leaves_what_a_colleague_adds_meanwhile(is_recorded):
    stage = Stage()
    stage.opened()
    file, indicator = accepted_file(stage)

    def record(who, **changes):
        return record_finding(
            actor=who,
            assessment=stage.assessment,
            indicator=indicator,
            changes=changes,
            version=None,
        )

    if is_recorded:
        record(stage.official, note="Seen.")
    [theirs] = attach_files(
        actor=stage.focal_point, target=stage.assessment, files=[ContentFile(b"Seen.", "seen.txt")]
    )
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            record(stage.focal_point, evidence=[theirs.pk])
            taken = begun(
                pool, lambda: take_up_file(actor=stage.official, file=file, indicator=indicator)
            )
        own = taken.result(30)
    with acting(stage.official):
        assert set(IndicatorFinding.objects.get().evidence) == {theirs.pk, own.pk}


@together
def test_a_file_attached_while_it_closes_is_not_kept():
    stage = Stage()
    stage.opened()
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            attach(stage)
            closed = begun(pool, lambda: close(stage))
        assert closed.result(30).status == "closed"
    with acting(SYSTEM):
        assert not GuestFile.objects.exists()


@together
def test_answers_handed_in_while_it_closes_are_in_and_neither_waits_for_the_other(monkeypatch):
    """In a request all is one transaction, so the order of the locks counts."""
    stage = Stage()
    stage.opened()
    save, closing = contribution_services.save_draft, []
    with ThreadPoolExecutor(1) as pool:

        def save_and_close(**more):
            draft = save(**more)
            closing.append(begun(pool, lambda: close(stage)))
            return draft

        monkeypatch.setattr(contribution_services, "save_draft", save_and_close)
        with transaction.atomic():
            stage.hand_in(stage.guests[0], wish="anonymous")
        assert closing[0].result(30).contributors == 1


@alone
def test_a_file_attached_while_answers_are_handed_in_is_not_handed_in_without_a_word(monkeypatch):
    stage = TwoQuestions()
    stage.opened()
    refuse_late, looked = contribution_services._refuse_late, []

    def look_and_attach(consultation):
        looked.append(consultation)
        # The first time when the draft is saved, the second when it is handed in.
        if len(looked) == 2:
            attach(stage, question=1)
        refuse_late(consultation)

    monkeypatch.setattr(contribution_services, "_refuse_late", look_and_attach)
    with pytest.raises(ValidationError) as refused:
        stage.hand_in(stage.guests[0])
    assert f"answer-{stage.questions[1].pk}" in refused.value.message_dict
    assert stage.rows() == []


class TestTheCalendar:
    """What the task closes, it looks at once more when it has it to itself."""

    pytestmark = alone
    LATER = dt.timedelta(days=4)

    @pytest.fixture
    def stage(self):
        made = Stage()
        made.opened(days=2)
        return made

    def status(self, stage):
        with acting(SYSTEM):
            stage.consultation.refresh_from_db()
        return stage.consultation.status

    def test_one_that_was_just_given_more_time_stays_open(self, stage, monkeypatch):
        listed = clock._open

        def list_and_give_more_time(moment):
            found = listed(moment)
            update_consultation(
                actor=stage.official,
                consultation=stage.consultation,
                changes={"closes_on": stage.day(40)},
                version=None,
            )
            return found

        monkeypatch.setattr(clock, "_open", list_and_give_more_time)
        assert clock.close_ended(timezone.now() + self.LATER) == 0
        assert self.status(stage) == "open"

    def test_one_whose_office_cannot_be_told_is_closed_the_next_time(self, stage, monkeypatch):
        def die(_consultation):
            raise OSError("killed")

        later = timezone.now() + self.LATER
        with monkeypatch.context() as killed:
            killed.setattr(clock, "tell_of_close", die)
            with pytest.raises(OSError, match="killed"):
                clock.close_ended(later)
        assert self.status(stage) == "open"
        assert clock.close_ended(later) == 1
        assert self.status(stage) == "closed"
