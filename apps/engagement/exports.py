"""The calendar of the Universal Periodic Review as a file."""

from django.utils.translation import gettext_lazy as _

from apps.countries.exports import STATE, TRAINING
from focalpoint.exports.columns import Column, Export, Kind

UPR_SLOTS = Export(
    "upr-reviews",
    _("Reviews of the UPR"),
    (
        STATE,
        Column("country_name", _("Name of the State"), "country__name", width=28),
        Column("cycle", _("Cycle"), "session__cycle__number", Kind.NUMBER, width=8),
        Column("session", _("Session"), "session__number", Kind.NUMBER, width=8),
        Column("starts_on", _("From"), "session__starts_on", Kind.DATE),
        Column("ends_on", _("Until"), "session__ends_on", Kind.DATE),
        Column("is_active", _("Active"), kind=Kind.YES_NO, width=8),
        Column("source", _("Source"), width=40),
        Column("confidence", _("Confidence"), width=16),
        Column("note", _("Note"), width=40),
        TRAINING,
    ),
)
