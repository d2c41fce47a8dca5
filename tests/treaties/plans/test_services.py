"""Plans and their stages: begun whole, moved on, changed by those who may."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.treaties.plans import stages as writers
from apps.treaties.plans.models import PlanStage, RatificationPlan, StageDependency
from apps.treaties.plans.selectors import Turn, own_template, path_of, usual_stages
from apps.treaties.plans.services import (
    NewStage,
    drop_plan,
    resume_plan,
    start_plan,
    update_plan,
)
from apps.treaties.plans.template_services import drop_template, edition_of, save_template
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.changes import history_page
from focalpoint.errors import IllegalTransitionError, StaleVersionError
from focalpoint.roles import Role
from focalpoint.visibility import Visibility
from tests import factories as f
from tests.treaties.plans.conftest import acts, stages_of

pytestmark = pytest.mark.django_db
PAST = dt.date(2026, 3, 1)


def begin(at_home, **values):
    values.setdefault("actor", at_home.official)
    values.setdefault("treaty", at_home.treaty)
    values.setdefault("stages", [NewStage("cabinet", "Cabinet")])
    return start_plan(country=at_home.country, aim="accession", **values)


def make_office_level(at_home, plan):
    for stage in stages_of(plan):
        writers.update_stage(
            actor=at_home.official,
            stage=stage,
            changes={"institution": at_home.office},
            version=None,
        )
    return update_plan(
        actor=at_home.official,
        plan=plan,
        changes={"visibility": Visibility.OFFICE},
        version=None,
    )


class TestBeginning:
    def test_it_has_all_its_stages_in_their_order(self, at_home, plan):
        assert [s.title for s in stages_of(plan)] == ["Review", "Vote", "Deposit"]
        assert stages_of(plan)[2].institution_id == at_home.office.pk

    def test_one_is_under_way_at_a_time(self, at_home, plan):
        with pytest.raises(ValidationError, match="under way already"):
            begin(at_home)
        assert len(stages_of(plan)) == 3

    def test_one_that_nobody_else_sees_counts_too(self, at_home):
        ministry = f.InstitutionFactory(country=at_home.country)
        other = acts(f.person(Role.OFFICIAL, ministry))
        begin(at_home, actor=other, visibility=Visibility.OFFICE)
        with pytest.raises(ValidationError, match="under way already"):
            begin(at_home)

    def test_a_party_does_not_join_again(self, at_home):
        f.TreatyActionFactory(treaty=at_home.treaty, country=at_home.country)
        with pytest.raises(ValidationError, match="party to this instrument already"):
            begin(at_home)

    def test_a_ministry_begins_none(self, at_home):
        with pytest.raises(PermissionDenied):
            begin(at_home, actor=at_home.officer)

    def test_nobody_begins_one_abroad(self, at_home):
        abroad = acts(f.person(Role.FOCAL_POINT, f.InstitutionFactory()))
        with pytest.raises(PermissionDenied):
            begin(at_home, actor=abroad)

    def test_sharing_is_for_those_who_approve(self, at_home):
        with pytest.raises(ValidationError, match="focal point and the deputy"):
            begin(at_home, visibility=Visibility.NETWORK)
        begin(at_home, actor=at_home.focal_point, visibility=Visibility.NETWORK)

    def test_without_a_stage_there_is_no_plan(self, at_home):
        with pytest.raises(ValidationError, match="between one and"):
            begin(at_home, stages=[])


class TestThePath:
    def test_it_says_whose_turn_it_is_and_since_when(self, at_home, plan):
        with acting(at_home.official):
            path = path_of(plan, at_home.official)
        assert [step.turn for step in path.steps] == [Turn.CURRENT, Turn.WAITING, Turn.WAITING]
        [current] = path.current
        assert (current.owner, current.since) == ("Ministry of Justice", plan.started_on)
        assert current.days(dt.date(2026, 1, 15)) == 10
        assert path.next_on == dt.date(2026, 3, 1)

    def test_what_is_done_gives_the_turn_to_the_next(self, at_home, plan):
        review, vote, _deposit = stages_of(plan)
        writers.change_stage_status(
            actor=at_home.officer, stage=review, to="done", finished_on=dt.date(2026, 2, 20)
        )
        with acting(at_home.official):
            path = path_of(plan, at_home.official)
        [current] = path.current
        assert (current.stage, current.since) == (vote, dt.date(2026, 2, 20))
        assert (path.finished, path.total) == (1, 3)

    def test_what_is_not_needed_stands_in_nobodys_way(self, at_home, plan):
        review, vote, _deposit = stages_of(plan)
        writers.change_stage_status(actor=at_home.official, stage=review, to="skipped")
        with acting(at_home.official):
            assert path_of(plan, at_home.official).current[0].stage == vote


class TestStages:
    def test_a_ministry_moves_what_it_has_in_hands(self, at_home, plan):
        review, vote, _deposit = stages_of(plan)
        done = writers.change_stage_status(actor=at_home.officer, stage=review, to="done")
        assert done.finished_on == at_home.country.local_date(timezone.now())
        with pytest.raises(PermissionDenied):
            writers.change_stage_status(actor=at_home.officer, stage=vote, to="done")

    def test_a_ministry_does_not_give_its_stage_away(self, at_home, plan):
        review = stages_of(plan)[0]
        with pytest.raises(PermissionDenied):
            writers.update_stage(
                actor=at_home.officer,
                stage=review,
                changes={"institution": at_home.parliament},
                version=None,
            )

    def test_a_done_stage_is_not_skipped(self, at_home, plan):
        review = stages_of(plan)[0]
        writers.change_stage_status(actor=at_home.official, stage=review, to="done")
        with pytest.raises(IllegalTransitionError):
            writers.change_stage_status(actor=at_home.official, stage=review, to="skipped")

    def test_nothing_is_done_on_a_day_to_come(self, at_home, plan):
        tomorrow = timezone.now().date() + dt.timedelta(days=2)
        with pytest.raises(ValidationError, match="still to come"):
            writers.change_stage_status(
                actor=at_home.official,
                stage=stages_of(plan)[0],
                to="done",
                finished_on=tomorrow,
            )

    def test_a_date_that_has_passed_is_moved_for_a_reason_only(self, at_home, plan):
        review = stages_of(plan)[0]
        later = {"due_on": dt.date(2027, 3, 1)}
        with pytest.raises(ValidationError, match="Say why"):
            writers.update_stage(actor=at_home.officer, stage=review, changes=later, version=None)
        moved = writers.update_stage(
            actor=at_home.officer, stage=review, changes=later, version=None, reason="Elections"
        )
        assert moved.due_on == dt.date(2027, 3, 1)
        with acting(at_home.official):
            assert "Elections" in {entry.reason for entry in history_page(plan).entries}

    def test_a_date_to_come_is_moved_freely(self, at_home, plan):
        vote = stages_of(plan)[1]
        with acting(SYSTEM, reason="test"):
            PlanStage.objects.filter(pk=vote.pk).update(due_on=dt.date(2031, 1, 1))
        writers.update_stage(
            actor=at_home.official,
            stage=vote,
            changes={"due_on": dt.date(2031, 2, 1)},
            version=None,
        )

    def test_the_second_of_two_savers_is_told(self, at_home, plan):
        review = stages_of(plan)[0]
        writers.update_stage(
            actor=at_home.official, stage=review, changes={"note": "one"}, version=1
        )
        with pytest.raises(StaleVersionError):
            writers.update_stage(
                actor=at_home.officer, stage=review, changes={"note": "two"}, version=1
            )

    def test_a_person_works_for_whoever_has_it_in_hands(self, at_home, plan):
        review = stages_of(plan)[0]
        clerk = f.person(Role.MINISTRY_OFFICER, at_home.justice)
        outsider = f.person(Role.MINISTRY_OFFICER, at_home.parliament)
        writers.update_stage(
            actor=at_home.officer, stage=review, changes={"person": clerk}, version=None
        )
        with pytest.raises(ValidationError, match="does not work for"):
            writers.update_stage(
                actor=at_home.officer, stage=review, changes={"person": outsider}, version=None
            )

    def test_another_owner_decides_anew_who_does_it(self, at_home, plan):
        review = stages_of(plan)[0]
        clerk = f.person(Role.MINISTRY_OFFICER, at_home.justice)
        for changes in ({"person": clerk}, {"institution": at_home.parliament}):
            review = writers.update_stage(
                actor=at_home.official, stage=review, changes=changes, version=None
            )
        assert (review.institution, review.person) == (at_home.parliament, None)

    def test_they_never_wait_for_each_other(self, at_home, plan):
        review, _vote, deposit = stages_of(plan)
        with pytest.raises(ValidationError, match="wait for each other"):
            writers.update_stage(
                actor=at_home.official,
                stage=review,
                changes={},
                blocked_by=[deposit],
                version=None,
            )

    def test_what_a_stage_waits_for_raises_its_version(self, at_home, plan):
        review, _vote, deposit = stages_of(plan)
        changed = writers.update_stage(
            actor=at_home.official, stage=deposit, changes={}, blocked_by=[review], version=1
        )
        assert changed.version > 1

    def test_a_stage_of_another_plan_stands_in_no_way(self, at_home, plan):
        other = f.PlanStageFactory(office=at_home.office)
        review = stages_of(plan)[0]
        with pytest.raises(ValidationError, match="its own plan"):
            writers.update_stage(
                actor=at_home.official, stage=review, changes={}, blocked_by=[other], version=None
            )
        with (
            acting(SYSTEM, reason="test"),
            pytest.raises(IntegrityError),
            transaction.atomic(),
        ):
            StageDependency.objects.create(stage=review, blocked_by=other)

    def test_one_is_added_before_another(self, at_home, plan):
        vote = stages_of(plan)[1]
        writers.add_stage(
            actor=at_home.official, plan=plan, title="Translate", before=vote, blocked_by=[]
        )
        assert [s.title for s in stages_of(plan)] == ["Review", "Translate", "Vote", "Deposit"]


class TestTheEnd:
    def test_it_is_given_up_for_a_reason(self, at_home, plan):
        with pytest.raises(ValidationError, match="Say why"):
            drop_plan(actor=at_home.official, plan=plan, reason=" ")
        dropped = drop_plan(actor=at_home.official, plan=plan, reason="A new government")
        with pytest.raises(ValidationError, match="closed"):
            writers.change_stage_status(actor=at_home.official, stage=stages_of(plan)[0], to="done")
        assert resume_plan(actor=at_home.official, plan=dropped).is_open

    def test_it_is_not_resumed_beside_another(self, at_home, plan):
        dropped = drop_plan(actor=at_home.official, plan=plan, reason="A new government")
        begin(at_home)
        with pytest.raises(ValidationError, match="under way already"):
            resume_plan(actor=at_home.official, plan=dropped)


class TestWhoSeesIt:
    def test_the_stages_follow_their_plan(self, at_home, plan):
        narrow = make_office_level(at_home, plan)
        assert {s.visibility for s in stages_of(narrow)} == {Visibility.OFFICE}
        with acting(at_home.officer):
            assert not RatificationPlan.objects.filter(pk=plan.pk).exists()
            assert not PlanStage.objects.filter(plan=plan).exists()

    def test_what_others_have_in_hands_is_not_hidden_from_them(self, at_home, plan):
        with pytest.raises(ValidationError, match="other institutions"):
            update_plan(
                actor=at_home.official,
                plan=plan,
                changes={"visibility": Visibility.OFFICE},
                version=None,
            )
        assert {s.visibility for s in stages_of(plan)} == {Visibility.GOVERNMENT}

    def test_the_network_reads_what_is_shared(self, at_home, plan):
        coordinator = acts(f.person(Role.COORDINATOR))
        with acting(coordinator):
            assert not PlanStage.objects.filter(plan=plan).exists()
        update_plan(
            actor=at_home.focal_point,
            plan=plan,
            changes={"visibility": Visibility.NETWORK},
            version=None,
        )
        with acting(coordinator):
            assert PlanStage.objects.filter(plan=plan).count() == 3


class TestTheTemplate:
    ROW = {"kind": "cabinet", "title": "Council of ministers", "weeks": 5, "beside": False}

    def save(self, at_home, rows, **options):
        return save_template(
            actor=at_home.focal_point, country=at_home.country, rows=rows, **options
        )

    def test_a_state_begins_with_its_own_stages(self, at_home):
        assert len(usual_stages(at_home.country, at_home.official)) > 5
        template = self.save(at_home, [(None, {**self.ROW, "owner": None})])
        with acting(at_home.official):
            [usual] = usual_stages(at_home.country, at_home.official)
            assert (usual.title, usual.weeks) == ("Council of ministers", 5)
            kept = [(s.pk, {**self.ROW, "owner": None}) for s in template.stages.all()]
        again = {**self.ROW, "owner": None, "title": "Deposit"}
        self.save(at_home, [(None, again), *kept])
        with acting(at_home.official):
            titles = [u.title for u in usual_stages(at_home.country, at_home.official)]
        assert titles == ["Deposit", "Council of ministers"]
        drop_template(actor=at_home.focal_point, country=at_home.country)
        with acting(at_home.official):
            assert len(usual_stages(at_home.country, at_home.official)) > 5

    def test_an_official_does_not_change_them(self, at_home):
        with pytest.raises(PermissionDenied):
            save_template(
                actor=at_home.official,
                country=at_home.country,
                rows=[(None, {**self.ROW, "owner": None})],
            )

    def test_the_second_of_two_savers_is_told(self, at_home):
        row = (None, {**self.ROW, "owner": None})
        self.save(at_home, [row], edition="")
        with pytest.raises(StaleVersionError):
            self.save(at_home, [row], edition="")
        with acting(at_home.focal_point):
            edition = edition_of(own_template(at_home.country, at_home.focal_point))
        self.save(at_home, [row], edition=edition)
