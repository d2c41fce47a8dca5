"""What the levels mean, in words that the assessor sees while rating.

The Framework of Analysis of 2014 sets no scale; these definitions are the product's own.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.assessments.finding_models import Presence, Reliability
from apps.assessments.models import Knowledge, Level, Trend
from apps.assessments.resilience_models import Strength

LEVELS: Mapping[Level, Promise] = {
    Level.LOW: _("Hardly any indicator is present, and safeguards work. Keep watching."),
    Level.MODERATE: _(
        "Some indicators are present or growing, and safeguards hold them. Plan measures."
    ),
    Level.HIGH: _(
        "Many or serious indicators are present, and safeguards are weak. Measures are due now."
    ),
    Level.VERY_HIGH: _(
        "Serious indicators come together: atrocity crimes are possible soon, or have begun. Act "
        "at once and at the highest level."
    ),
    Level.UNKNOWN: _("Left open for now."),
}
TRENDS: Mapping[Trend, Promise] = {
    Trend.IMPROVING: _("less risk than at the last assessment"),
    Trend.STABLE: _("much the same as at the last assessment"),
    Trend.WORSENING: _("more risk than at the last assessment"),
    Trend.UNKNOWN: _("no comparison is possible"),
}
KNOWLEDGE: Mapping[Knowledge, Promise] = {
    Knowledge.LOW: _("little or doubtful information; mostly judgement"),
    Knowledge.MEDIUM: _("several sources, with gaps or contradictions"),
    Knowledge.HIGH: _("good, recent sources that agree"),
    Knowledge.UNKNOWN: _("not stated yet"),
}
PRESENCES: Mapping[Presence, Promise] = {
    Presence.PRESENT: _("what it describes is there"),
    Presence.PARTLY: _("in places, in part, or in its beginnings"),
    Presence.ABSENT: _("looked for and not there"),
    Presence.UNKNOWN: _("not known; never counted as absent"),
    Presence.NOT_APPLICABLE: _("cannot apply to this State"),
}
RELIABILITIES: Mapping[Reliability, Promise] = {
    Reliability.CONFIRMED: _("independent sources agree"),
    Reliability.CREDIBLE: _("one source that is usually right"),
    Reliability.DOUBTFUL: _("hearsay, or a source with an interest"),
    Reliability.UNKNOWN: _("not stated yet"),
}
STRENGTHS: Mapping[Strength, Promise] = {
    Strength.STRONG: _("works, is trusted, and would hold under strain"),
    Strength.FAIR: _("works in quiet times; would need help under strain"),
    Strength.WEAK: _("exists, but does little"),
    Strength.MISSING: _("does not exist, or not any more"),
    Strength.UNKNOWN: _("not rated yet"),
}
