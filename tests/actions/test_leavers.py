"""Whoever has left gets no work: at once, wherever the State lies, and by whatever way."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from apps.accounts.models import Membership, User
from apps.accounts.selectors import actor_for
from apps.actions.archiving import restore_action
from apps.actions.audience import people_of, readers_of
from apps.actions.choices import people
from apps.actions.handover_selectors import colleagues, holders, left_behind
from apps.actions.import_known import Known
from apps.actions.import_models import ActionImport, Stage
from apps.actions.models import Status
from apps.actions.services import change_status, update_action
from apps.actions.suggestions import people_like
from apps.actions.tasks import apply_import_task, check_import_task
from apps.reminders.personal import Notice
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from tests.actions.pages import stored
from tests.actions.sheets import applied, checked, csv_sheet
from tests.actions.test_bulk import change, undo
from tests.factories import ActionFactory


class TestWestOfGreenwich:
    """A role that is ended by hand ends at once, though it is still yesterday in the capital."""

    NOW = dt.datetime(2026, 5, 2, 3, 0, tzinfo=dt.UTC)

    @pytest.fixture
    def gone(self, country, badu, monkeypatch):
        monkeypatch.setattr(timezone, "now", lambda: self.NOW)
        with acting(SYSTEM, reason="test"):
            type(country).objects.filter(pk=country.pk).update(time_zone="America/Lima")
            Membership.objects.filter(user=badu).update(
                starts_on=dt.date(2025, 1, 1), ends_on=self.NOW.date(), ended_at=self.NOW
            )
        country.refresh_from_db()
        return badu

    def test_they_cannot_be_assigned(self, focal_point, country, office, gone):
        action = ActionFactory(office=office)
        with pytest.raises(ValidationError, match="does not work for this State"):
            update_action(actor=focal_point, action=action, changes={"assignee": gone}, version=1)

    def test_nothing_offers_them(self, focal_point, country, office, gone):
        action = ActionFactory(office=office)
        with acting(focal_point):
            assert gone not in people(focal_point, country)
            assert gone not in people_of(country)
            assert gone not in readers_of(action)
            assert gone.pk not in Known(focal_point, country).users
            assert gone not in [post.user for post in colleagues(focal_point, country)]
            assert people_like("badu", action) == []

    def test_their_work_waits_for_other_hands(self, focal_point, country, office, gone):
        ActionFactory(office=office, assignee=gone)
        with acting(focal_point):
            [holder] = holders(focal_point, country)
            assert holder.has_left
            assert left_behind(focal_point, country) == 1


class TestWorkThatComesBack:
    """It is for its institution where its assignee has gone meanwhile."""

    @pytest.fixture
    def done(self, office, badu):
        return ActionFactory(office=office, assignee=badu, status=Status.DONE)

    def test_reopened(self, official, done, badu, leave):
        leave(badu)
        change_status(actor=official, action=done, to=Status.IN_PROGRESS)
        assert stored(done).assignee_id is None

    def test_reopened_while_they_serve_it_is_theirs_again(self, official, done, badu):
        change_status(actor=official, action=done, to=Status.IN_PROGRESS)
        assert stored(done).assignee_id == badu.pk

    def test_what_they_could_not_see_does_not_come_back(self, official, office, badu):
        narrow = ActionFactory(
            office=office, assignee=badu, status=Status.DONE, visibility="office"
        )
        change_status(actor=official, action=narrow, to=Status.IN_PROGRESS)
        assert stored(narrow).assignee_id is None

    def test_finishing_keeps_the_name(self, official, office, badu, leave):
        action = ActionFactory(office=office, assignee=badu)
        leave(badu)
        change_status(actor=official, action=action, to=Status.DONE)
        assert stored(action).assignee_id == badu.pk

    def test_reopened_with_others(self, official, office, done, badu, amina, leave):
        theirs = ActionFactory(office=office, assignee=amina, status=Status.DONE)
        leave(badu)
        made = change(official, "status", {"status": "in_progress"}, done, theirs)
        assert (stored(done).assignee_id, stored(theirs).assignee_id) == (None, amina.pk)
        undo(official, made)
        assert stored(done).assignee_id == badu.pk

    def test_taken_out_of_the_archive(self, official, office, badu, leave):
        action = ActionFactory(office=office, assignee=badu)
        change(official, "archive", {}, action)
        leave(badu)
        change(official, "restore", {}, action)
        assert stored(action).assignee_id is None

    def test_taken_out_of_the_archive_alone(self, official, office, badu, leave):
        action = ActionFactory(office=office, assignee=badu)
        change(official, "archive", {}, action)
        leave(badu)
        restore_action(actor=official, action=action, version=None)
        assert stored(action).assignee_id is None

    @pytest.mark.parametrize(
        ("kind", "values"),
        [("assign", {}), ("status", {"status": "done"}), ("archive", {})],
        ids=["assign", "status", "archive"],
    )
    def test_by_an_undo(self, official, office, badu, leave, kind, values):
        action = ActionFactory(office=office, assignee=badu)
        made = change(official, kind, values, action)
        leave(badu)
        undo(official, made)
        assert (stored(action).assignee_id, stored(action).status) == (None, Status.OPEN)

    def test_an_undo_of_something_else_takes_nothing_from_them(self, official, office, badu, leave):
        action = ActionFactory(office=office, assignee=badu)
        made = change(official, "priority", {"priority": 4}, action)
        leave(badu)
        undo(official, made)
        assert stored(action).assignee_id == badu.pk

    def test_by_a_sheet(self, official, done, badu, leave):
        leave(badu)
        applied(official, csv_sheet([{"Reference": done.reference, "Status": "In progress"}]))
        assert (stored(done).status, stored(done).assignee_id) == (Status.IN_PROGRESS, None)


class TestImports:
    @pytest.mark.parametrize("stage", [Stage.CHECKING, Stage.APPLYING])
    def test_one_whose_asker_has_left_is_handed_back(self, official, badu, leave, stage):
        batch = checked(official, csv_sheet([{"Title": "New"}]))
        with acting(SYSTEM, reason="test"):
            ActionImport.objects.filter(pk=batch.pk).update(status=stage, asked_by=official.user_id)
        leave(User.objects.get(pk=official.user_id))
        task = {Stage.CHECKING: check_import_task, Stage.APPLYING: apply_import_task}[stage]
        task(str(batch.pk))
        with acting(SYSTEM):
            batch.refresh_from_db()
        assert not batch.is_running
        assert batch.problem

    def told(self, user):
        with acting(actor_for(user)):
            return list(Notice.objects.filter(recipient=user, kind="import.assigned"))

    def test_each_person_is_told_once_how_much_is_theirs(self, official, amina, badu, office):
        had = ActionFactory(office=office, assignee=badu, title="Had before")
        rows = [{"Reference": "", "Title": f"New {n}", "Assignee": badu.email} for n in range(2)]
        rows.append({"Reference": had.reference, "Title": "Renamed", "Assignee": badu.email})
        rows.append({"Reference": "", "Title": "Mine", "Assignee": amina.email})
        applied(official, csv_sheet(rows))
        [notice] = self.told(badu)
        assert notice.parameters["number"] == "2"
        assert "by an import: 2" in notice.text
        assert self.told(amina) == []

    def test_a_check_tells_nobody(self, official, badu):
        checked(official, csv_sheet([{"Title": "New", "Assignee": badu.email}]))
        assert self.told(badu) == []
