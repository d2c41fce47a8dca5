"""What files say of States and institutions."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from apps.countries.known import KNOWN_STATES
from apps.countries.models import Institution
from focalpoint.actors import Actor
from focalpoint.exports.columns import Column, Export, Kind


def state_codes(actor: Actor, ids: Collection[Any]) -> Mapping[Any, str]:
    """The codes of States."""
    return {pk: KNOWN_STATES[UUID(pk)].code for pk in ids}


def training_marks(actor: Actor, ids: Collection[Any]) -> Mapping[Any, bool]:
    """Whether States are fictional."""
    return {pk: KNOWN_STATES[UUID(pk)].is_training for pk in ids}


def institution_names(actor: Actor, ids: Collection[Any]) -> Mapping[Any, str]:
    """The names of institutions, as far as the actor sees them."""
    rows = Institution.objects.visible_to(actor).filter(pk__in=ids)
    return {str(pk): name for pk, name in rows.values_list("pk", "name")}


# What every file of a State's records holds.
STATE = Column("country", _("State"), "country_id", look_up=state_codes, width=8)
TRAINING = Column(
    "is_training", _("Training data"), "country_id", Kind.YES_NO, look_up=training_marks, width=10
)

INSTITUTIONS = Export(
    "institutions",
    _("Institutions"),
    (
        STATE,
        Column("name", _("Institution"), width=40),
        Column("acronym", _("Acronym")),
        Column("type", _("Kind"), "type__name", width=24),
        Column("is_active", _("Active"), kind=Kind.YES_NO, width=8),
        TRAINING,
    ),
)
