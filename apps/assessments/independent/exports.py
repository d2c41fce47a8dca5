"""What institutions handed in, as a file."""

from django.utils.translation import gettext_lazy as _

from apps.assessments.exports import fictional_states
from apps.assessments.levels import Knowledge, Level, Trend
from focalpoint.exports.columns import Column, Export, Kind

OPINIONS = Export(
    "independent-ratings",
    _("Independent ratings"),
    (
        Column("country", _("State"), "request__country__code", width=8),
        Column("reference", _("Assessment"), "request__reference", width=18),
        Column("institution", _("Institution"), "request__institution__name", width=36),
        Column("factor", _("Factor"), "factor__code", width=12),
        Column("title", _("Title"), "factor__title", width=40),
        Column("level", _("Level"), words=Level.choices, width=14),
        Column("trend", _("Trend"), words=Trend.choices, width=14),
        Column("confidence", _("Knowledge"), words=Knowledge.choices, width=14),
        Column("narrative", _("Reasons"), width=60),
        Column("handed_in_at", _("Handed in (UTC)"), kind=Kind.INSTANT, width=18),
        Column(
            "is_training",
            _("Training data"),
            "request__country__code",
            Kind.YES_NO,
            look_up=fictional_states,
            width=10,
        ),
    ),
)
