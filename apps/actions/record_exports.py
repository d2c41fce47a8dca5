"""What is kept of work on actions as files: handover notes and imports."""

from django.db.models import IntegerField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _

from apps.actions.import_models import Outcome, Stage
from apps.countries.exports import STATE, TRAINING
from focalpoint.exports.columns import Column, Export, Kind

HANDOVER_NOTES = Export(
    "handover-notes",
    _("Handover notes"),
    (
        Column("handed_over_on", _("Handed over on"), kind=Kind.DATE),
        Column("predecessor", _("Handed over by"), "predecessor__name", width=28),
        Column("author", _("Written by"), "author__name", width=28),
        Column("remarks", _("What the successor should know"), width=60),
        STATE,
        TRAINING,
    ),
)

IMPORTS = Export(
    "imports",
    _("Imports"),
    (
        Column("created_at", _("Uploaded (UTC)"), kind=Kind.INSTANT, width=18),
        Column("file_name", _("File"), width=36),
        Column("status", _("Status"), words=Stage.choices),
        *(
            Column(name, label, f"rows_{name}", kind=Kind.NUMBER, width=10)
            for name, label in Outcome.choices
        ),
        Column("uploaded_by", _("Uploaded by"), "uploaded_by__name", width=28),
        Column("applied_at", _("Applied (UTC)"), kind=Kind.INSTANT, width=18),
        Column("problem", _("Problem"), width=40),
        Column("sha256", _("SHA-256"), width=66),
        STATE,
        TRAINING,
    ),
    annotations={
        f"rows_{name}": Coalesce(Cast(KT(f"counts__{name}"), IntegerField()), 0)
        for name in Outcome.values
    },
)
