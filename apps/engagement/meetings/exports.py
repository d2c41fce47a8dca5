"""Meetings as files."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.countries.exports import STATE, TRAINING, institution_names
from apps.engagement.meetings.models import Level, MeetingKind, Presence, Setting, Statement
from focalpoint.exports.columns import Column, Export, Kind
from focalpoint.visibility import Visibility

FACTS = (
    Column("title", _("Meeting"), width=50),
    Column("kind", _("Kind"), words=MeetingKind.choices, width=34),
    Column("starts_on", _("From"), kind=Kind.DATE),
    Column("ends_on", _("Until"), kind=Kind.DATE),
    Column("place", _("Place"), width=24),
    Column("setting", _("In person or online"), words=Setting.choices, width=18),
    Column("level", pgettext_lazy("of a meeting", "Level"), words=Level.choices, width=24),
)
GATHERINGS = Export(
    "meetings",
    _("Meetings"),
    (
        *FACTS,
        Column("organiser", _("Organised by"), width=30),
        Column("agenda", _("Agenda"), width=60),
        Column("url", _("Address of its page"), width=40),
        Column("source", _("Source"), width=36),
        Column("is_cancelled", _("Called off"), kind=Kind.YES_NO, width=10),
        Column("is_training", _("Training data"), kind=Kind.YES_NO, width=10),
    ),
)
PARTICIPATIONS = Export(
    "participation",
    _("Part taken in meetings"),
    (
        STATE,
        *FACTS,
        Column("counterparts", _("Other States or organisations"), width=36),
        Column("presence", _("Part taken"), words=Presence.choices),
        Column("head_rank", _("Rank of the head of the delegation"), width=28),
        Column("statement", _("Statement"), words=Statement.choices, width=30),
        Column("on_behalf_of", _("On behalf of"), width=24),
        Column("statement_text", _("Text of the statement"), width=60),
        Column("statement_url", _("Address of the statement"), width=40),
        Column("outcome", _("What came of it"), width=60),
        Column("approved_at", _("Approved (UTC)"), kind=Kind.INSTANT, width=18),
        Column("office", _("Institution"), "office_id", look_up=institution_names, width=30),
        Column("visibility", _("Visible to"), words=Visibility.choices),
        Column("updated_at", _("Changed (UTC)"), kind=Kind.INSTANT, width=18),
        TRAINING,
    ),
)
