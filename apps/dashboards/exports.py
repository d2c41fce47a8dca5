"""The network's matrices as files: a row for each State, the words of each cell, and its date."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.formats import date_format
from django.utils.text import format_lazy, slugify
from django.utils.translation import gettext_lazy as _

from apps.appointments.selectors import Coverage
from apps.catalogue.models import Item
from apps.catalogue.selectors import mapped_of
from apps.countries.models import Kind as StateKind
from apps.countries.models import RegionalGroup
from apps.dashboards.moves import Move, of_report, of_standing
from apps.dashboards.selectors import StepsMatrix, TreatiesMatrix, step_label
from apps.recommendations.models import ProgressStatus
from apps.treaties.status import Standing
from focalpoint.exports.columns import Column, Export, Kind

Values = Mapping[str, Any]

STATE = (
    Column("country", _("State"), width=8),
    Column("country_name", _("Name of the State"), width=28),
    Column("regional_group", _("Regional group"), words=RegionalGroup.choices, width=22),
)
TRAINING = Column("is_training", _("Training data"), kind=Kind.YES_NO, width=10)
FOCAL_POINT = (
    Column("focal_point", _("Focal point"), words=Coverage.choices, width=20),
    Column("focal_point_since", _("Since"), kind=Kind.DATE),
)

VACANCIES = Export(
    "focal-points",
    _("Focal points by State"),
    (
        *STATE,
        *FOCAL_POINT,
        Column("vacant_days", _("Days vacant"), kind=Kind.NUMBER, width=10),
        Column("source", _("Source"), width=40),
        Column("source_as_of", _("Source as of"), kind=Kind.DATE),
        Column("confidence", _("Confidence"), width=12),
        TRAINING,
    ),
)
STEPS = Export(
    "network-steps",
    _("States and the steps (a)–(g)"),
    (
        *STATE,
        *FOCAL_POINT,
        Column("assessed_at", _("Assessment approved (UTC)"), kind=Kind.INSTANT, width=18),
        Column("shared_actions", _("Open actions that are shared"), kind=Kind.NUMBER, width=10),
        TRAINING,
    ),
)
TREATIES = Export("network-treaties", _("States and instruments"), (*STATE, TRAINING))


def steps_export(matrix: StepsMatrix) -> Export:
    """The file's columns: those of the State, then status and effective date of each step.

    Where a mapped item may answer it, also which one did; where the page compares two days, also
    the status before and how it moved.
    """
    columns = [
        column
        for step in matrix.steps
        for label in (step_label(step),)
        for column in (
            Column(step.code, label, words=ProgressStatus.choices, width=14),
            Column(
                f"{step.code}_effective_on",
                format_lazy(_("{label}, effective"), label=label),
                kind=Kind.DATE,
            ),
            *_answered(step, label),
            *_compared(step.code, label, ProgressStatus.choices, matrix.since),
        )
    ]
    found = between(STEPS, columns)
    other = matrix.other_framework
    if other is None:
        return found
    name = f"{STEPS.name}-{slugify(other.code)}".rstrip("-")
    return replace(found, name=name, title=matrix.caption)


def treaties_export(matrix: TreatiesMatrix) -> Export:
    """The file's columns: those of the State, then status, date and mark of each instrument."""
    columns = [
        column
        for treaty in matrix.table.treaties
        for column in (
            Column(treaty.code, treaty.short_title, words=Standing.choices, width=16),
            Column(
                f"{treaty.code}_date",
                format_lazy(_("{label}, date"), label=treaty.short_title),
                kind=Kind.DATE,
            ),
            Column(
                f"{treaty.code}_reserves",
                format_lazy(_("{label}, declaration or reservation"), label=treaty.short_title),
                kind=Kind.YES_NO,
            ),
            *_compared(
                treaty.code,
                treaty.short_title,
                Standing.choices,
                matrix.before.as_of if matrix.before else None,
            ),
        )
    ]
    return between(TREATIES, columns)


def _answered(step: Item, label: str) -> tuple[Column, ...]:
    """The item whose report answers the step."""
    if not mapped_of(step):
        return ()
    heading = format_lazy(_("{label}, answered by the report on"), label=label)
    return (Column(f"{step.code}_answered_by", heading, width=16),)


def _compared(
    name: str, label: str, words: Sequence[tuple[Any, Any]], since: dt.date | None
) -> tuple[Column, ...]:
    return compared(name, label, since, Move.choices, words=words)


def compared(
    name: str, label: Any, since: dt.date | None, moves: Iterable[tuple[Any, Any]], **shape: Any
) -> tuple[Column, ...]:
    """What stood on the earlier day, if there is one, and how it moved, in the words ``moves``."""
    if since is None:
        return ()
    before = format_lazy(_("{label} on {date}"), label=label, date=date_format(since))
    move = format_lazy(_("{label}, change"), label=label)
    return (
        Column(f"{name}_before", before, width=14, **shape),
        Column(f"{name}_move", move, words=tuple(moves), width=14),
    )


def vacancy_rows(states: Iterable[Any]) -> Iterable[Values]:
    """What is known of each State's focal point."""
    for state in states:
        known = state.focal_point
        yield {
            **state_values(state),
            **_focal_point(state),
            "vacant_days": known.days,
            "source": known.source,
            "source_as_of": known.as_of,
            "confidence": known.confidence,
        }


def steps_rows(matrix: StepsMatrix) -> Iterable[Values]:
    """The newest shared report of each State on each step."""
    for state in matrix.states:
        row = {
            **state_values(state),
            **_focal_point(state),
            "assessed_at": state.assessed_at,
            "shared_actions": state.shared_actions,
        }
        for step in matrix.steps:
            report = matrix.reports.get((state.pk, step.pk))
            row[step.code] = report.status.value if report else None
            row[f"{step.code}_effective_on"] = report.effective_on if report else None
            answer = report.answer if report else None
            row[f"{step.code}_answered_by"] = answer and str(answer)
            if matrix.since:
                before = matrix.before.get((state.pk, step.pk))
                row[f"{step.code}_before"] = before.status.value if before else None
                row[f"{step.code}_move"] = of_report(before, report)
        yield row


def treaties_rows(matrix: TreatiesMatrix) -> Iterable[Values]:
    """Where each State stands on each instrument, and since when."""
    for state in matrix.states:
        row = state_values(state)
        for treaty in matrix.table.treaties:
            status = matrix.table.of(treaty, state)
            row[treaty.code] = status.standing.value
            row[f"{treaty.code}_date"] = status.date
            row[f"{treaty.code}_reserves"] = status.reserves
            if matrix.before:
                before = matrix.before.standing(treaty, state)
                row[f"{treaty.code}_before"] = before.value
                row[f"{treaty.code}_move"] = of_standing(before, status.standing)
        yield row


def between(export: Export, columns: Sequence[Column]) -> Export:
    """The file with more columns, before the last one, which marks training data."""
    *first, last = export.columns
    return replace(export, columns=(*first, *columns, last))


def state_values(state: Any) -> dict[str, Any]:
    """The first columns of a file: which State a row is of."""
    return {
        "country": state.code,
        "country_name": state.name,
        "regional_group": state.regional_group,
        "is_training": state.kind == StateKind.TRAINING,
    }


def _focal_point(state: Any) -> dict[str, Any]:
    known = state.focal_point
    return {"focal_point": known.coverage.value, "focal_point_since": known.since}
