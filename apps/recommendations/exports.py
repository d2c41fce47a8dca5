"""Progress reports as files."""

from django.utils.translation import gettext_lazy as _

from apps.accounts.exports import person_names
from apps.countries.exports import STATE, TRAINING
from apps.recommendations.models import ProgressStatus
from apps.recommendations.proofs import proof_titles
from focalpoint.exports.columns import Column, Export, Kind
from focalpoint.visibility import Visibility

PROGRESS = Export(
    "progress-reports",
    _("Progress reports"),
    (
        STATE,
        Column("framework", _("Framework"), "item__framework__code"),
        Column("step", _("Step"), "item__code"),
        Column("step_title", _("Title of the step"), "item__title", width=50),
        Column("status", _("Status"), words=ProgressStatus.choices, width=18),
        Column("effective_on", _("Effective date"), kind=Kind.DATE),
        Column("narrative", _("Narrative"), width=60),
        Column("reported_by", _("Reported by"), "reported_by_id", look_up=person_names, width=26),
        Column("approved_by", _("Approved by"), "approved_by_id", look_up=person_names, width=26),
        Column("approved_at", _("Approved (UTC)"), kind=Kind.INSTANT, width=18),
        Column("evidence", _("Evidence"), "id", Kind.LIST, look_up=proof_titles, width=40),
        Column("visibility", _("Visible to"), words=Visibility.choices),
        TRAINING,
    ),
)
