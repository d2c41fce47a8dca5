"""The dates of a new plan."""

import datetime as dt

from apps.treaties.plans.choices import Aim, Count, StageKind
from apps.treaties.plans.course import Usual, for_aim, planned, project_stages

DAY = dt.date(2026, 1, 5)
STAGES = [
    Usual("policy_decision", "Decide", 2),
    Usual("legal_review", "Review", 4),
    Usual("implementation", "Draft", 8, beside=True),
    Usual("deposit", "Deposit", 1),
]


def test_forward_each_stage_follows_the_one_before() -> None:
    lines = planned(STAGES, count=Count.FORWARD, day=DAY)
    weeks = [(line.due_on - DAY).days // 7 for line in lines]
    assert weeks == [2, 6, 10, 11]


def test_back_the_last_stage_is_due_on_the_day_itself() -> None:
    lines = planned(STAGES, count=Count.BACK, day=DAY)
    assert lines[-1].due_on == DAY
    assert [(DAY - line.due_on).days // 7 for line in lines] == [9, 5, 1, 0]


def test_what_runs_beside_waits_for_the_same_and_is_waited_for() -> None:
    lines = planned(STAGES, count=Count.FORWARD, day=DAY)
    assert [line.after for line in lines] == [(), (0,), (0,), (1, 2)]


def test_no_stages_have_no_dates() -> None:
    assert planned([], count=Count.BACK, day=DAY) == []


def test_an_accession_has_no_signature() -> None:
    kinds = {stage.kind for stage in for_aim(project_stages(), Aim.ACCESSION)}
    assert StageKind.SIGNATURE not in kinds
    assert StageKind.SIGNATURE in {s.kind for s in for_aim(project_stages(), Aim.RATIFICATION)}


def test_the_project_ends_with_the_deposit() -> None:
    assert project_stages()[-1].kind == StageKind.DEPOSIT
