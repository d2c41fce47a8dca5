"""How many indicators of each factor were found; unknown ones stand apart from absent ones."""

from django.utils.translation import gettext as _

from apps.assessments.charts.apart import Bar, apart
from apps.assessments.charts.colours import PRESENCE_FILLS
from apps.assessments.charts.cycles import Cycle
from apps.assessments.finding_models import Presence
from focalpoint.charts import Chart

NAME = "indicators"


def indicators(cycle: Cycle) -> Chart:
    """The findings of one assessment, counted by factor."""
    title = _("Indicators found")
    text = _(
        "By factor: present, partly present, absent and not applicable to one side of the line, "
        "unknown (dashed) to the other. Unknown is never counted as absent."
    )
    told = [(factor, factor.tally) for factor in cycle.factors if factor.tally is not None]
    if not any(tally.known or tally.not_applicable for _factor, tally in told):
        why = _("Nothing was recorded of the indicators.")
        return Chart(NAME, title, text, empty=why)
    kinds = [Presence(name) for name in PRESENCE_FILLS]
    rows = [
        [str(factor), *(getattr(tally, kind) for kind in kinds), tally.unknown, tally.total]
        for factor, tally in told
    ]
    bars = [
        Bar(factor.label, factor.title, tally.as_counts() | {"unknown": 0}, tally.unknown)
        for factor, tally in told
    ]
    words = {kind.value: (str(kind.label), *PRESENCE_FILLS[kind.value]) for kind in kinds}
    return Chart(
        NAME,
        title,
        text,
        head=[
            _("Factor"),
            *(str(kind.label) for kind in kinds),
            str(Presence.UNKNOWN.label),
            _("Indicators"),
        ],
        rows=rows,
        spec=apart(bars, words, str(Presence.UNKNOWN.label)),
    )
