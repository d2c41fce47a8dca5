"""Plans and their stages as files."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.accounts.exports import person_names
from apps.countries.exports import STATE, TRAINING, institution_names
from apps.treaties.plans.choices import Aim, PlanStatus, StageKind, StageStatus
from focalpoint.exports.columns import Column, Export, Kind
from focalpoint.visibility import Visibility

_TREATY = (
    Column("treaty", _("Instrument"), "treaty__code", width=16),
    Column("title", _("Title"), "treaty__short_title", width=50),
)

PLANS = Export(
    "ratification-plans",
    _("Ratification plans"),
    (
        STATE,
        *_TREATY,
        Column("aim", _("By"), words=Aim.choices, width=26),
        Column("status", _("Status"), words=PlanStatus.choices, width=18),
        Column("started_on", _("Begun"), kind=Kind.DATE),
        Column("target_on", _("Deposit aimed at"), kind=Kind.DATE),
        Column("office", _("Institution"), "office_id", look_up=institution_names, width=30),
        Column("visibility", _("Visible to"), words=Visibility.choices),
        Column("note", _("Note"), width=40),
        Column("updated_at", _("Changed (UTC)"), kind=Kind.INSTANT, width=18),
        TRAINING,
    ),
)

STAGES = Export(
    "plan-stages",
    _("Stages of ratification plans"),
    (
        STATE,
        Column("treaty", _("Instrument"), "plan__treaty__code", width=16),
        Column("plan", _("Title"), "plan__treaty__short_title", width=50),
        Column("plan_status", _("Plan"), "plan__status", words=PlanStatus.choices, width=18),
        Column("position", pgettext_lazy("in an order", "Place"), kind=Kind.NUMBER, width=8),
        Column("stage", _("Stage"), "title", width=36),
        Column("kind", _("Kind"), words=StageKind.choices, width=28),
        Column(
            "institution",
            _("In whose hands"),
            "institution_id",
            look_up=institution_names,
            width=36,
        ),
        Column("person", _("Person"), "person_id", look_up=person_names, width=24),
        Column("due_on", _("Due"), kind=Kind.DATE),
        Column("status", _("Status"), words=StageStatus.choices, width=14),
        Column("finished_on", _("Finished"), kind=Kind.DATE),
        Column("note", _("Note"), width=40),
        TRAINING,
    ),
)
