"""Partnerships as a file."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.countries.exports import STATE, TRAINING, institution_names
from apps.engagement.partnerships.models import Partner
from apps.engagement.topics import Topic
from focalpoint.actors import Actor
from focalpoint.exports.columns import Column, Export, Kind
from focalpoint.visibility import Visibility


def partner_names(actor: Actor, ids: Collection[Any]) -> Mapping[Any, list[str]]:
    """The partners of partnerships, as far as the actor sees them."""
    found: dict[str, list[str]] = {}
    rows = Partner.objects.visible_to(actor).filter(partnership__in=ids).select_related("state")
    for partner in rows.order_by("partnership_id", "id"):
        found.setdefault(str(partner.partnership_id), []).append(str(partner))
    return found


PARTNERSHIPS = Export(
    "partnerships",
    _("Partnerships"),
    (
        STATE,
        Column("title", _("Title"), width=44),
        Column("topic", _("Topic"), words=Topic.choices, width=30),
        Column("partners", _("Partners"), "id", Kind.LIST, look_up=partner_names, width=40),
        Column("purpose", _("Purpose"), width=60),
        Column("starts_on", _("From"), kind=Kind.DATE),
        Column("ends_on", _("Until"), kind=Kind.DATE),
        Column("outcome", _("What came of it"), width=60),
        Column("approved_at", _("Approved (UTC)"), kind=Kind.INSTANT, width=18),
        Column("office", _("Institution"), "office_id", look_up=institution_names, width=30),
        Column("visibility", _("Visible to"), words=Visibility.choices),
        Column("updated_at", _("Changed (UTC)"), kind=Kind.INSTANT, width=18),
        TRAINING,
    ),
)
