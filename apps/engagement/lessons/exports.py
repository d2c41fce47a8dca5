"""Lessons as a file."""

from django.utils.translation import gettext_lazy as _

from apps.countries.exports import STATE, TRAINING, institution_names
from apps.countries.models import RegionalGroup
from apps.engagement.topics import Tongue, Topic
from focalpoint.exports.columns import Column, Export, Kind
from focalpoint.visibility import Visibility

LESSONS = Export(
    "lessons",
    _("Lessons learned"),
    (
        STATE,
        Column("title", _("Title"), width=44),
        Column("context", _("What was tried"), width=60),
        Column("finding", _("What came of it"), width=60),
        Column("advice", _("What others may take from it"), width=60),
        Column("topic", _("Topic"), words=Topic.choices, width=30),
        Column("step", _("Step"), "step__code", width=12),
        Column("region", _("Region"), words=RegionalGroup.choices, width=28),
        Column("language", _("Language"), words=Tongue.choices, width=12),
        Column("approved_at", _("Approved (UTC)"), kind=Kind.INSTANT, width=18),
        Column("office", _("Institution"), "office_id", look_up=institution_names, width=30),
        Column("visibility", _("Visible to"), words=Visibility.choices),
        Column("updated_at", _("Changed (UTC)"), kind=Kind.INSTANT, width=18),
        TRAINING,
    ),
)
