"""Who wrote an anonymous answer cannot be told: by row-level security, history, notices, order."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from apps.assessments.consultation_models import (
    Consultation,
    ConsultationInvitation,
    ConsultationQuestion,
    Submission,
)
from apps.assessments.consultations.services import close_consultation
from apps.assessments.contribution_models import Contribution, GuestAccess, GuestMail
from apps.assessments.models import Assessment
from apps.reminders.personal import Notice
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.assessments.guests import Stage
from tests.factories import InstitutionFactory, actor

pytestmark = pytest.mark.django_db

SEALED = [GuestAccess, Contribution, GuestMail]
ALL = [Consultation, ConsultationQuestion, ConsultationInvitation, Submission, *SEALED]


@pytest.fixture
def stage():
    made = Stage()
    made.opened(people=3)
    return made


def closed(stage):
    stage.closed_from = timezone.now()
    with acting(stage.official):
        return close_consultation(actor=stage.official, consultation=stage.consultation)


def seen(who, model):
    """What the database shows with all filters off."""
    with acting(who):
        return list(model._base_manager.all())


class TestTheOffice:
    def test_an_anonymous_answer_is_not_there_before_the_close(self, stage):
        stage.hand_in(stage.guests[0], wish="anonymous")
        assert seen(stage.official, Submission) == []
        with acting(SYSTEM):
            assert not Notice.objects.filter(kind="consultation.contributed").exists()

    def test_the_sealed_tables_are_shut_to_it(self, stage):
        stage.hand_in(stage.guests[0], wish="anonymous")
        for model in SEALED:
            assert seen(stage.focal_point, model) == []
            assert not model.objects.visible_to(stage.focal_point).exists()
            with acting(stage.focal_point, reason="attack"), connection.cursor() as cursor:
                cursor.execute(f"DELETE FROM {model._meta.db_table}")
                assert cursor.rowcount == 0

    def test_nothing_of_an_anonymous_row_or_its_history_names_anybody(self, stage):
        stage.hand_in(stage.guests[0], wish="anonymous")
        stage.hand_in(stage.guests[1], wish="anonymous", text="Else.")
        closed(stage)
        rows = seen(stage.official, Submission)
        assert {row.text for row in rows} == {"Two radios.", "Else."}
        assert {row.author_id for row in rows} == {None}
        # All at the close, in one context: nothing tells them apart.
        assert all(row.created_at >= stage.closed_from for row in rows)
        with acting(stage.official):
            events = list(Submission.pgh_event_model.objects.all())
        assert len({event.pgh_context_id for event in events}) == 1
        for event in events:
            assert event.pgh_context["actor_name"] == SYSTEM.name
            assert "request" not in event.pgh_context

    def test_no_trace_is_left_in_what_the_office_reads_of_people(self, stage):
        with acting(stage.official):
            before = list(ConsultationInvitation.objects.order_by("pk").values())
            events = ConsultationInvitation.pgh_event_model.objects.count()
        stage.hand_in(stage.guests[0], wish="anonymous")
        closed(stage)
        with acting(stage.official):
            assert list(ConsultationInvitation.objects.order_by("pk").values()) == before
            assert ConsultationInvitation.pgh_event_model.objects.count() == events

    def test_anonymous_answers_come_in_no_order_of_time(self, stage, monkeypatch):
        turned = []
        monkeypatch.setattr(
            "apps.assessments.consultations.contribution_services.SHUFFLE.shuffle",
            lambda rows: turned.append(len(rows)) or rows.reverse(),
        )
        for number, guest in enumerate(stage.guests):
            stage.hand_in(guest, wish="anonymous", text=f"Text {number}")
        closed(stage)
        assert turned == [3]
        assert {row.pk.version for row in seen(stage.official, Submission)} == {4}

    def test_the_database_refuses_an_author_of_an_anonymous_answer(self, stage):
        stage.hand_in(stage.guests[0], wish="anonymous")
        closed(stage)
        [row] = seen(stage.official, Submission)
        with acting(SYSTEM, reason="test"), pytest.raises(DatabaseError), transaction.atomic():
            Submission.objects.filter(pk=row.pk).update(author=stage.invitations[0])

    def test_a_contributor_may_become_anonymous_before_handing_in(self, stage):
        stage.hand_in(stage.guests[0], wish="anonymous")
        stage.hand_in(stage.guests[0], wish="confidential", text="Now known.")
        [row] = seen(stage.official, Submission)
        assert row.author_id == stage.invitations[0].pk
        closed(stage)
        assert len(seen(stage.official, Submission)) == 1


class TestOthers:
    @pytest.mark.parametrize(
        "role", [Role.MINISTRY_OFFICER, Role.AUDITOR, Role.CONTRIBUTOR, Role.FOCAL_POINT, None]
    )
    def test_nobody_else_sees_anything(self, stage, role):
        stage.hand_in(stage.guests[0])
        stage.hand_in(stage.guests[1], wish="anonymous")
        closed(stage)
        others = {
            Role.FOCAL_POINT: actor(Role.FOCAL_POINT, InstitutionFactory()),
            None: actor(Role.COORDINATOR),
        }
        who = others.get(role) or actor(role, stage.office)
        for model in ALL:
            assert seen(who, model) == []
            assert not model.objects.visible_to(who).exists()
            if hasattr(model, "pgh_event_model"):
                with acting(who):
                    assert not model.pgh_event_model.objects.exists()


class TestAGuest:
    def test_reads_the_questions_and_what_is_theirs(self, stage):
        stage.hand_in(stage.guests[0], wish="anonymous")
        stage.hand_in(stage.guests[1])
        closed(stage)
        for number, guest in enumerate(stage.guests):
            assert seen(guest, Consultation) == [stage.consultation]
            assert seen(guest, ConsultationQuestion) == stage.questions
            assert seen(guest, ConsultationInvitation) == [stage.invitations[number]]
            [own] = seen(guest, Contribution)
            assert own.invitation_id == stage.invitations[number].pk
            assert len(seen(guest, Submission)) == (0 if number == 2 else 1)
            assert seen(guest, Assessment) == []
            with acting(guest):
                for model in ALL:
                    rows = {row.pk for row in model._base_manager.all()}
                    with_filter = {row.pk for row in model.objects.visible_to(guest)}
                    assert rows == with_filter
                    if hasattr(model, "pgh_event_model"):
                        assert not model.pgh_event_model.objects.exists()

    def test_writes_nothing_but_their_own_draft(self, stage):
        stage.hand_in(stage.guests[1])
        for model in ALL:
            table, pk = model._meta.db_table, model._meta.pk.column
            with acting(stage.guests[0], reason="attack"), connection.cursor() as cursor:
                cursor.execute(f"UPDATE {table} SET {pk} = {pk}")
                assert cursor.rowcount == (1 if model in SEALED else 0)

    def test_of_another_consultation_nothing_is_seen(self, stage):
        other = Stage()
        other.opened()
        assert seen(other.guests[0], Consultation) == [other.consultation]
        assert seen(other.guests[0], ConsultationInvitation) == other.invitations
