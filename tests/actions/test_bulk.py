"""What a bulk change promises: each action on its own merits, one reason, and a way back."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from apps.accounts.selectors import actor_for
from apps.actions.bulk_models import UNDO_FOR, BulkChange, Outcome, Stage
from apps.actions.bulk_selectors import outcomes, problems_of
from apps.actions.bulk_services import (
    apply_bulk_change,
    begin_undo,
    select_for_change,
    undo_bulk_change,
)
from apps.actions.models import Action, ActionLink, Status
from apps.actions.notices import ASSIGNED, RETURNED
from apps.actions.reminders import open_deadlines
from apps.actions.selectors import actions as readable
from apps.actions.services import change_status, update_action
from apps.reminders.personal import Notice
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.history import history_of
from focalpoint.roles import Role
from tests.actions.pages import stored
from tests.costs import at_most
from tests.factories import ActionFactory, InstitutionFactory, ItemFactory, actor, person

pytestmark = pytest.mark.django_db


def seen(*actions):
    """The versions that a person saw."""
    return {action.pk: stored(action).version for action in actions}


def change(who, kind, values, *actions, **more):
    """Ask for a change of these actions and make it."""
    with acting(who):
        asked = select_for_change(
            actor=who,
            kind=kind,
            values=values,
            versions=more.pop("versions", seen(*actions)),
            **more,
        )
        return apply_bulk_change(actor=who, change=asked)


def undo(who, made):
    with acting(who):
        return undo_bulk_change(actor=who, change=begin_undo(actor=who, change=made))


def counted(who, made):
    with acting(who):
        return dict(outcomes(made))


def named(who, made):
    with acting(who):
        return {p.action.title if p.action else None: p.text for p in problems_of(who, made)}


@pytest.fixture
def three(office):
    days = [dt.date(2027, 1, 1 + n) for n in range(3)]
    return [ActionFactory(office=office, title=f"Action {d.day - 1}", due_on=d) for d in days]


class TestKinds:
    def test_assign(self, official, amina, three):
        change(official, "assign", {"assignee": str(amina.pk)}, *three)
        assert {stored(action).assignee_id for action in three} == {amina.pk}

    def test_assign_to_nobody(self, official, amina, office):
        action = ActionFactory(office=office, assignee=amina)
        change(official, "assign", {"assignee": None}, action)
        assert stored(action).assignee_id is None

    def test_reschedule_to_a_date_tells_the_reminders(self, official, three):
        before = timezone.now()
        change(official, "reschedule", {"due_on": "2027-06-30"}, *three)
        assert {stored(action).due_on for action in three} == {dt.date(2027, 6, 30)}
        assert all(stored(action).due_set_at >= before for action in three)

    @pytest.mark.parametrize("days", [10, -10])
    def test_reschedule_by_days(self, official, three, days):
        change(official, "reschedule", {"days": days}, *three)
        moved = [stored(action).due_on - action.due_on for action in three]
        assert moved == [dt.timedelta(days=days)] * 3

    def test_status_done_is_done_today_in_the_capital(self, official, three, country):
        change(official, "status", {"status": "done"}, *three)
        assert {stored(action).status for action in three} == {Status.DONE}
        today = country.local_date(timezone.now())
        assert {stored(action).completed_on for action in three} == {today}

    def test_priority(self, official, three):
        change(official, "priority", {"priority": 4}, *three)
        assert {stored(action).priority for action in three} == {4}

    def test_link(self, official, three):
        item = ItemFactory()
        change(official, "link", {"item": str(item.pk)}, *three)
        with acting(SYSTEM):
            assert ActionLink.objects.filter(item=item).count() == 3

    def test_archive_and_restore(self, official, three):
        change(official, "archive", {}, *three)
        assert all(stored(action).archived_at for action in three)
        change(official, "restore", {}, *three)
        assert not any(stored(action).archived_at for action in three)

    @pytest.mark.parametrize(
        ("kind", "values"),
        [
            ("reschedule", {}),
            ("reschedule", {"due_on": "soon"}),
            ("reschedule", {"due_on": "2027-01-01", "days": 3}),
            ("reschedule", {"days": 10**9}),
            ("reschedule", {"due_on": "0202-05-01"}),
            ("reschedule", {"due_on": "9999-12-31"}),
            ("status", {"status": "lost"}),
            ("priority", {"priority": 9}),
            ("link", {}),
            ("assign", {"assignee": "00000000-0000-0000-0000-000000000000"}),
            ("delete", {}),
        ],
    )
    def test_what_makes_no_sense_is_refused(self, official, three, kind, values):
        with pytest.raises(ValidationError):
            change(official, kind, values, *three)

    def test_an_empty_selection_is_refused(self, official):
        with pytest.raises(ValidationError):
            change(official, "archive", {})


class TestHistory:
    def test_one_reason_stands_in_the_history_of_each(self, official, three):
        change(official, "priority", {"priority": 4}, *three, reason="The minister asked")
        with acting(official):
            for action in three:
                entry = history_of(stored(action))[0]
                assert (entry.actor, entry.reason) == ("Amina Diallo", "The minister asked")

    def test_an_undo_says_what_it_undid(self, official, three):
        made = change(official, "priority", {"priority": 4}, *three)
        undo(official, made)
        with acting(official):
            entry = history_of(stored(three[0]))[0]
        assert entry.reason == "Undone: Change priority: Urgent"


class TestProblems:
    def test_what_cannot_be_changed_is_named_and_nothing_else_suffers(
        self, officer, ministry, office, badu
    ):
        mine = ActionFactory(office=ministry, title="mine", status="open")
        done = ActionFactory(office=ministry, title="done", status="done")
        stale = ActionFactory(office=ministry, title="stale")
        foreign = ActionFactory(office=office, title="not ours")
        versions = {**seen(mine, done, foreign), stale.pk: 7}
        made = change(officer, "status", {"status": "in_review"}, versions=versions)
        assert named(officer, made) == {
            "done": "“In review” cannot follow “Done”.",
            "stale": "Somebody changed it meanwhile.",
            "not ours": "You may not change it.",
        }
        assert stored(mine).status == Status.IN_REVIEW
        assert made.stage == Stage.DONE

    def test_all_or_nothing_changes_nothing_when_one_cannot_be(self, official, three, office):
        done = ActionFactory(office=office, title="done", status="done")
        made = change(
            official, "status", {"status": "in_review"}, *three, done, all_or_nothing=True
        )
        assert made.stage == Stage.REFUSED
        assert list(named(official, made)) == ["done"]
        assert {stored(action).status for action in three} == {Status.OPEN}
        assert not made.can_be_undone

    def test_all_or_nothing_changes_all_when_it_can(self, official, three):
        made = change(official, "archive", {}, *three, all_or_nothing=True)
        assert (made.stage, counted(official, made)) == (Stage.DONE, {Outcome.CHANGED: 3})

    def test_what_is_so_already_is_no_problem(self, official, three):
        change(official, "priority", {"priority": 4}, three[0])
        made = change(official, "priority", {"priority": 4}, *three)
        assert counted(official, made) == {Outcome.CHANGED: 2, Outcome.SAME: 1}

    def test_an_action_cannot_be_due_before_it_starts(self, official, office):
        late = ActionFactory(office=office, start_on=dt.date(2027, 5, 1), title="late")
        made = change(official, "reschedule", {"due_on": "2027-04-01"}, late)
        assert "after the new due date" in named(official, made)["late"]

    def test_an_action_without_a_date_cannot_move(self, official, office):
        made = change(official, "reschedule", {"days": 1}, ActionFactory(office=office, title="x"))
        assert "no due date" in named(official, made)["x"]

    def test_whoever_has_left_cannot_be_assigned(self, official, three, leave, badu):
        leave(badu)
        made = change(official, "assign", {"assignee": str(badu.pk)}, *three)
        assert counted(official, made) == {Outcome.REFUSED: 3}

    def test_an_action_of_another_state_is_not_even_named(self, official, three):
        foreign = ActionFactory(title="secret")
        made = change(official, "archive", {}, versions={foreign.pk: 1, **seen(*three)})
        assert list(named(official, made)) == [None]
        assert stored(foreign).archived_at is None

    def test_a_shared_action_of_another_state_is_seen_but_not_changed(self, focal_point):
        shared = ActionFactory(title="shared", visibility="network")
        made = change(focal_point, "archive", {}, shared)
        assert named(focal_point, made) == {"shared": "You may not change it."}
        assert stored(shared).archived_at is None

    @pytest.mark.parametrize("role", [Role.AUDITOR, Role.CONTRIBUTOR, Role.COORDINATOR])
    def test_those_who_only_read_change_nothing(self, office, three, role):
        reader = actor(role, None if role == Role.COORDINATOR else office)
        with pytest.raises(PermissionDenied):
            change(reader, "archive", {}, *three)


class TestUndo:
    @pytest.mark.parametrize(
        ("kind", "values"),
        [
            ("status", {"status": "done"}),
            ("status", {"status": "in_review"}),
            ("reschedule", {"days": 30}),
            ("priority", {"priority": 1}),
            ("archive", {}),
        ],
    )
    def test_each_action_is_again_what_it_was(self, official, three, kind, values):
        names = ("status", "completed_on", "due_on", "due_set_at", "priority", "archived_at")

        def facts():
            return [[getattr(stored(action), name) for name in names] for action in three]

        before = facts()
        made = change(official, kind, values, *three)
        assert facts() != before
        assert undo(official, made).stage == Stage.UNDONE
        assert facts() == before

    def test_the_assignees_come_back(self, official, amina, badu, office):
        actions = [ActionFactory(office=office, assignee=who) for who in (amina, badu, None)]
        made = change(official, "assign", {"assignee": str(amina.pk)}, *actions)
        undo(official, made)
        assert [stored(action).assignee for action in actions] == [amina, badu, None]

    def test_links_that_were_there_before_stay(self, official, three):
        item = ItemFactory()
        change(official, "link", {"item": str(item.pk)}, three[0])
        made = change(official, "link", {"item": str(item.pk)}, *three)
        undo(official, made)
        with acting(SYSTEM):
            [link] = ActionLink.objects.filter(item=item)
        assert link.action_id == three[0].pk

    def test_what_somebody_changed_since_stays_and_is_named(self, official, focal_point, three):
        made = change(official, "priority", {"priority": 4}, *three)
        with acting(focal_point):
            update_action(
                actor=focal_point, action=three[1], changes={"title": "Theirs"}, version=None
            )
        undone = undo(official, made)
        assert named(official, undone) == {"Theirs": "Somebody changed it since."}
        assert counted(official, undone) == {Outcome.UNDONE: 2, Outcome.KEPT: 1}
        assert [stored(action).priority for action in three] == [2, 4, 2]

    def test_not_twice(self, official, three):
        made = change(official, "archive", {}, *three)
        undo(official, made)
        with pytest.raises(ValidationError):
            undo(official, made)

    def test_not_after_a_quarter_of_an_hour(self, official, three):
        made = change(official, "archive", {}, *three)
        with acting(SYSTEM):
            late = timezone.now() - UNDO_FOR - dt.timedelta(seconds=1)
            BulkChange.objects.filter(pk=made.pk).update(finished_at=late)
        with pytest.raises(ValidationError):
            undo(official, made)

    def test_not_by_somebody_else(self, official, focal_point, three):
        made = change(official, "archive", {}, *three)
        with pytest.raises(PermissionDenied):
            undo(focal_point, made)

    def test_a_right_that_has_ended_undoes_nothing(self, officer, ministry, office, badu):
        action = ActionFactory(office=ministry)
        made = change(officer, "priority", {"priority": 4}, action)
        elsewhere = InstitutionFactory(country=office.country)
        with acting(SYSTEM, reason="moved"):
            badu.memberships.update(institution=elsewhere)
        undone = undo(actor_for(badu), made)
        assert counted(officer, undone) == {Outcome.KEPT: 1}
        assert stored(action).priority == 4

    def test_the_way_back_is_open_to_an_undo_only(self, official, three):
        made = change(official, "status", {"status": "in_review"}, three[0])
        undo(official, made)
        assert stored(three[0]).status == Status.OPEN
        with acting(official):
            change_status(actor=official, action=three[0], to=Status.IN_REVIEW)
        with acting(SYSTEM, reason="attack"), pytest.raises(Exception, match="status"):
            Action.objects.filter(pk=three[0].pk).update(status=Status.OPEN)


class TestMany:
    @pytest.mark.parametrize("number", [2, 40])
    def test_the_queries_do_not_grow_with_the_selection(self, official, office, number):
        actions = [ActionFactory(office=office) for _ in range(number)]
        versions = seen(*actions)
        with acting(official), at_most(22):
            made = select_for_change(
                actor=official, kind="status", values={"status": "done"}, versions=versions
            )
            made = apply_bulk_change(actor=official, change=made)
        with acting(official), at_most(18):
            undo_bulk_change(actor=official, change=begin_undo(actor=official, change=made))
        assert counted(official, made) == {Outcome.UNDONE: number}

    @pytest.mark.parametrize("all_or_nothing", [False, True])
    def test_a_filtered_set_is_changed_whole_in_batches(self, official, office, all_or_nothing):
        for number in range(7):
            ActionFactory(office=office, title=str(number), priority=1 + number % 2)
        with acting(official):
            made = select_for_change(
                actor=official,
                kind="archive",
                values={},
                rows=readable(official).filter(priority=1),
                all_or_nothing=all_or_nothing,
            )
            assert made.total == 4
            made = apply_bulk_change(actor=official, change=made, batch=3)
        assert (made.stage, counted(official, made)) == (Stage.DONE, {Outcome.CHANGED: 4})
        with acting(SYSTEM):
            assert Action.objects.current().count() == 3

    def test_a_second_worker_finds_nothing_left_to_do(self, official, three):
        made = change(official, "reschedule", {"days": 1}, *three)
        with acting(official):
            apply_bulk_change(actor=official, change=made)
        assert [stored(a).due_on - a.due_on for a in three] == [dt.timedelta(days=1)] * 3

    def test_too_many_are_refused_before_anything_is_stored(self, official, three, monkeypatch):
        monkeypatch.setattr("apps.actions.bulk_services.MOST", 2)
        with pytest.raises(ValidationError):
            change(official, "archive", {}, *three)
        with acting(official), pytest.raises(ValidationError):
            select_for_change(actor=official, kind="archive", values={}, rows=readable(official))
        with acting(SYSTEM):
            assert not BulkChange.objects.exists()


class TestReminders:
    def test_an_archived_action_has_no_deadline(self, official, three):
        with acting(SYSTEM):
            before = {row[0] for row in open_deadlines()}
        change(official, "archive", {}, three[0])
        with acting(SYSTEM):
            assert before - {row[0] for row in open_deadlines()} == {three[0].pk}


def test_a_colleague_abroad_reads_nothing_of_it(official, three):
    made = change(official, "archive", {}, *three)
    stranger = actor_for(person(Role.FOCAL_POINT))
    with acting(stranger):
        assert not BulkChange.objects.filter(pk=made.pk).exists()
        assert outcomes(made) == {}


class TestNotices:
    def told(self, who):
        with acting(SYSTEM):
            rows = Notice.objects.filter(recipient=who).values_list("kind", "subject_id")
            return set(rows)

    def test_whoever_is_assigned_is_told_of_each(self, official, badu, three):
        change(official, "assign", {"assignee": str(badu.pk)}, *three)
        assert self.told(badu) == {(ASSIGNED, action.pk) for action in three}

    def test_what_was_theirs_already_is_no_news(self, official, badu, office):
        action = ActionFactory(office=office, assignee=badu)
        change(official, "assign", {"assignee": str(badu.pk)}, action)
        assert self.told(badu) == set()

    def test_what_comes_back_from_review_is_told_to_its_assignee(self, official, badu, office):
        action = ActionFactory(office=office, assignee=badu, status="in_review")
        change(official, "status", {"status": "in_progress"}, action)
        assert self.told(badu) == {(RETURNED, action.pk)}
