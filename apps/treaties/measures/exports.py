"""Measures and checklists as files."""

from django.utils.translation import gettext_lazy as _

from apps.countries.exports import STATE, TRAINING, institution_names
from apps.countries.models import Confidence
from apps.treaties.measures.selectors import Answer
from focalpoint.exports.columns import Column, Export, Kind
from focalpoint.visibility import Visibility

MEASURES = Export(
    "domestic-measures",
    _("Domestic measures"),
    (
        STATE,
        Column("law", _("Law"), width=44),
        Column("article", _("Article"), width=20),
        Column("text", _("What it does"), width=44),
        Column("in_force_on", _("In force since"), kind=Kind.DATE),
        Column("repealed_on", _("Repealed"), kind=Kind.DATE),
        Column("url", _("Address of the text"), width=40),
        Column("office", _("Institution"), "office_id", look_up=institution_names, width=30),
        Column("visibility", _("Visible to"), words=Visibility.choices),
        Column("updated_at", _("Changed (UTC)"), kind=Kind.INSTANT, width=18),
        TRAINING,
    ),
)

CHECKLIST = Export(
    "treaty-checklist",
    _("What the instrument asks of national law"),
    (
        STATE,
        Column("treaty", _("Instrument"), width=16),
        Column("requirement", _("What it asks"), width=60),
        Column("article", _("Article"), width=24),
        Column("confidence", _("Confidence"), words=Confidence.choices, width=12),
        Column("answer", _("Answer"), words=Answer.choices, width=18),
        Column("measures", _("Measures"), width=60),
        Column("why", _("Why it does not apply"), width=40),
        Column("as_of", _("As of"), kind=Kind.DATE),
        TRAINING,
    ),
)
