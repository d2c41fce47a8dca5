"""The directory as a file: what its page shows, and no more."""

from django.utils.translation import gettext_lazy as _

from apps.countries.exports import STATE, TRAINING
from focalpoint.exports.columns import Column, Export, Kind

DIRECTORY = Export(
    "directory",
    _("Directory"),
    (
        STATE,
        Column("person_name", _("Name"), width=28),
        Column("is_alternate", _("Alternate"), kind=Kind.YES_NO, width=10),
        Column("rank", _("Rank or title"), width=36),
        Column("institution", _("Institution"), width=36),
        Column("email", _("Work e-mail"), width=32),
        Column("phone", _("Work phone"), width=20),
        Column("languages", _("Languages"), kind=Kind.LIST, width=14),
        Column("starts_on", _("Since"), kind=Kind.DATE),
        Column("ends_on", _("Until"), kind=Kind.DATE),
        TRAINING,
    ),
)
