"""Events as a file."""

from django.utils.translation import gettext_lazy as _

from apps.assessments.event_models import EventKind, EventStatus, Exactness
from apps.assessments.finding_models import Reliability
from apps.countries.exports import STATE, TRAINING, institution_names
from focalpoint.exports.columns import Column, Export, Kind
from focalpoint.visibility import Visibility

EVENTS = Export(
    "events",
    _("Events"),
    (
        Column("reference", _("Reference"), width=18),
        Column("title", _("Title"), width=50),
        STATE,
        Column("kind", _("Kind"), words=EventKind.choices, width=14),
        Column("occurred_on", _("Date"), kind=Kind.DATE),
        Column("exactness", _("Exactness of the date"), words=Exactness.choices, width=16),
        Column("place", _("Place"), width=30),
        Column("description", _("Description"), width=60),
        Column("source", _("Source"), width=36),
        Column("source_url", _("Address of the source"), width=40),
        Column("reliability", _("Reliability"), words=Reliability.choices, width=26),
        Column("factors", _("Factors"), kind=Kind.LIST, width=20),
        Column("office", _("Institution"), "office_id", look_up=institution_names, width=30),
        Column("visibility", _("Visible to"), words=Visibility.choices),
        Column("status", _("Status"), words=EventStatus.choices, width=12),
        Column("withdrawn_at", _("Withdrawn (UTC)"), kind=Kind.INSTANT, width=18),
        Column("withdrawal_reason", _("Why it is withdrawn"), width=40),
        Column("updated_at", _("Changed (UTC)"), kind=Kind.INSTANT, width=18),
        TRAINING,
    ),
)
