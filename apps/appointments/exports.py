"""Focal points and national mechanisms as files."""

from django.utils.translation import gettext_lazy as _

from apps.appointments.models import MechanismKind
from apps.countries.exports import STATE, TRAINING, institution_names
from focalpoint.exports.columns import Column, Export, Kind
from focalpoint.visibility import Visibility

_VISIBILITY = Column("visibility", _("Visible to"), words=Visibility.choices)
_CHANGED = Column("updated_at", _("Changed (UTC)"), kind=Kind.INSTANT, width=18)

APPOINTMENTS = Export(
    "focal-points",
    _("Focal points"),
    (
        STATE,
        Column("person_name", _("Name"), width=28),
        Column("is_alternate", _("Alternate"), kind=Kind.YES_NO, width=10),
        Column("rank", _("Rank or title"), width=36),
        Column(
            "institution",
            _("Institution"),
            "institution_id",
            look_up=institution_names,
            width=36,
        ),
        Column("starts_on", _("Since"), kind=Kind.DATE),
        Column("ends_on", _("Until"), kind=Kind.DATE),
        Column("legal_act", _("Act of appointment"), width=36),
        _VISIBILITY,
        _CHANGED,
        TRAINING,
    ),
)

MECHANISMS = Export(
    "mechanisms",
    _("National mechanisms"),
    (
        STATE,
        Column("name", _("Name"), width=40),
        Column("kind", _("Kind"), words=MechanismKind.choices, width=24),
        Column("legal_instrument", _("Legal instrument"), width=40),
        Column("established_on", _("Established"), kind=Kind.DATE),
        Column("dissolved_on", _("Dissolved"), kind=Kind.DATE),
        Column("resources", _("Resources"), width=40),
        Column("terms_of_reference", _("Terms of reference"), width=40),
        _VISIBILITY,
        _CHANGED,
        TRAINING,
    ),
)
