"""What the findings rest on, and how old that is. Of the working record: snapshots keep numbers."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from django.utils.translation import gettext as _

from apps.assessments.charts.apart import Bar, apart
from apps.assessments.charts.colours import AGE_FILLS
from apps.assessments.finding_models import IndicatorFinding
from apps.assessments.findings.selectors import Ground
from focalpoint.charts import Cell, Chart

NAME = "coverage"
YEAR = dt.timedelta(days=365)


def age_of(finding: IndicatorFinding, today: dt.date) -> str:
    """The class of age of what a finding rests on."""
    if finding.observed_on is None:
        return "undated"
    age = today - finding.observed_on
    if age <= YEAR:
        return "year"
    return "two" if age <= 2 * YEAR else "older"


def coverage(grounds: Sequence[Ground], today: dt.date) -> Chart:
    """The known findings by the age of what they rest on, and how many have evidence."""
    title = _("Evidence and its age")
    text = _(
        "By factor: the known findings by the age of what they rest on, and how many of them have "
        "evidence; unknown indicators (dashed) to the other side of the line."
    )
    ages = {
        "year": _("up to one year old"),
        "two": _("one to two years old"),
        "older": _("more than two years old"),
        "undated": _("no date"),
    }
    bars: list[Bar] = []
    rows: list[list[Cell]] = []
    for ground in grounds:
        known = [line.finding for line in ground.lines if line.finding and line.finding.is_known]
        counts = Counter(age_of(finding, today) for finding in known)
        proven = sum(bool(finding.evidence) for finding in known)
        sourced = sum(bool(finding.source) and not finding.evidence for finding in known)
        unknown = ground.tally.unknown
        said = _("%(number)s with evidence") % {"number": f"{proven}/{len(known)}"}
        factor = ground.factor
        bars.append(Bar(factor.label, _title(ground), counts, unknown, said if known else ""))
        rows.append(
            [
                str(factor),
                *(counts[age] for age in ages),
                unknown,
                proven,
                sourced,
                len(known) - proven - sourced,
            ]
        )
    if not any(bar.counts for bar in bars):
        return Chart(NAME, title, text, empty=_("Nothing was recorded of the indicators."))
    return Chart(
        NAME,
        title,
        text,
        head=[
            _("Factor"),
            *ages.values(),
            _("unknown"),
            _("with evidence"),
            _("with a source alone"),
            _("with neither"),
        ],
        rows=rows,
        spec=apart(
            bars, {age: (words, *AGE_FILLS[age]) for age, words in ages.items()}, _("unknown")
        ),
    )


def _title(ground: Ground) -> str:
    """The factor's title alone, in the reader's language."""
    return str(ground.factor).removeprefix(f"{ground.factor.label} ")
