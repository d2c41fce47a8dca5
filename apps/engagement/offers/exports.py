"""Offers and needs as a file."""

from django.utils.translation import gettext_lazy as _

from apps.countries.exports import STATE, TRAINING, institution_names
from apps.countries.models import RegionalGroup
from apps.engagement.offers.models import Side, SupportKind, SupportStatus
from apps.engagement.topics import Topic
from focalpoint.exports.columns import Column, Export, Kind
from focalpoint.visibility import Visibility

SUPPORTS = Export(
    "offers-and-needs",
    _("Offers and needs"),
    (
        STATE,
        Column("side", _("Offer or need"), words=Side.choices, width=12),
        Column("title", _("Title"), width=44),
        Column("kind", _("Kind of help"), words=SupportKind.choices, width=18),
        Column("topic", _("Topic"), words=Topic.choices, width=30),
        Column("details", _("What exactly"), width=60),
        Column("region", _("Region"), words=RegionalGroup.choices, width=28),
        Column("languages", _("Languages"), kind=Kind.LIST, width=18),
        Column("valid_until", _("Valid until"), kind=Kind.DATE),
        Column("contact", _("Whom to ask"), width=30),
        Column("status", _("Status"), words=SupportStatus.choices),
        Column("closing_note", _("What became of it"), width=40),
        Column("approved_at", _("Approved (UTC)"), kind=Kind.INSTANT, width=18),
        Column("office", _("Institution"), "office_id", look_up=institution_names, width=30),
        Column("visibility", _("Visible to"), words=Visibility.choices),
        Column("updated_at", _("Changed (UTC)"), kind=Kind.INSTANT, width=18),
        TRAINING,
    ),
)
