"""Trainings as a file."""

from django.utils.translation import gettext_lazy as _

from apps.countries.exports import STATE, TRAINING, institution_names
from apps.engagement.topics import Tongue, Topic
from focalpoint.exports.columns import Column, Export, Kind
from focalpoint.visibility import Visibility

TRAININGS = Export(
    "trainings",
    _("Trainings"),
    (
        STATE,
        Column("title", _("Title"), width=44),
        Column("topic", _("Topic"), words=Topic.choices, width=30),
        Column("audience", _("For whom"), width=36),
        Column("given_by", _("Given by"), width=30),
        Column("language", _("Language"), words=Tongue.choices, width=12),
        Column("starts_on", _("From"), kind=Kind.DATE),
        Column("ends_on", _("Until"), kind=Kind.DATE),
        Column("place", _("Place"), width=24),
        Column("came", _("How many came"), kind=Kind.NUMBER, width=10),
        Column("outcome", _("What came of it"), width=60),
        Column("approved_at", _("Approved (UTC)"), kind=Kind.INSTANT, width=18),
        Column("office", _("Institution"), "office_id", look_up=institution_names, width=30),
        Column("visibility", _("Visible to"), words=Visibility.choices),
        Column("updated_at", _("Changed (UTC)"), kind=Kind.INSTANT, width=18),
        TRAINING,
    ),
)
