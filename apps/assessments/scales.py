"""What the levels mean, in words that the assessor sees while rating.

The Framework of Analysis of 2014 sets no scale; these definitions are the product's own.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.assessments.models import Knowledge, Level, Trend

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
