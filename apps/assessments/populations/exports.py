"""Who looked at a population, as a file; of the population itself it holds nothing."""

from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from apps.accounts.exports import person_names
from apps.countries.exports import state_codes, training_marks
from focalpoint.exports.columns import Column, Export, Kind

# Identifiers are looked up as text.
STATE = Cast("population__country_id", TextField())

LOOKS = Export(
    "looks-at-a-population",
    _("Who has looked"),
    (
        Column("country", _("State"), "state", look_up=state_codes, width=8),
        Column("person", _("Person"), "user_id", look_up=person_names, width=30),
        Column("looked_at", _("When (UTC)"), kind=Kind.INSTANT, width=18),
        Column(
            "is_training",
            _("Training data"),
            "state",
            Kind.YES_NO,
            look_up=training_marks,
            width=10,
        ),
    ),
    annotations={"state": STATE},
)
