"""Which charts stand together, and in which order: the most pressing question first."""

import datetime as dt

from apps.assessments.charts.change import change
from apps.assessments.charts.coverage import coverage
from apps.assessments.charts.cycles import cycles_until, cycles_until_snapshot
from apps.assessments.charts.heat_map import heat_map
from apps.assessments.charts.indicators import indicators
from apps.assessments.charts.quadrant import quadrant
from apps.assessments.findings.selectors import grounds_of
from apps.assessments.models import Assessment, AssessmentSnapshot, Extent
from apps.assessments.selectors import risk_factors
from focalpoint.actors import Actor
from focalpoint.charts import Chart


def working_charts(assessment: Assessment, actor: Actor, today: dt.date) -> list[Chart]:
    """The charts of an assessment as it stands now, its findings included."""
    cycles = cycles_until(assessment, actor)
    factors = list(risk_factors(assessment.framework))
    for factor in factors:
        factor.framework = assessment.framework
    return [
        quadrant(cycles[-1]),
        heat_map(cycles),
        change(cycles),
        indicators(cycles[-1]),
        coverage(grounds_of(assessment, factors, actor), today),
    ]


def approved_charts(snapshot: AssessmentSnapshot, actor: Actor) -> list[Chart]:
    """The charts of what was approved; what findings rest on is not part of it.

    Of levels alone nothing is drawn that would count what is not shared as missing.
    """
    cycles = cycles_until_snapshot(snapshot, actor)
    if snapshot.extent == Extent.LEVELS:
        return [heat_map(cycles), change(cycles)]
    return [quadrant(cycles[-1]), heat_map(cycles), change(cycles), indicators(cycles[-1])]
