"""Questions of the network as a file."""

from django.utils.translation import gettext_lazy as _

from apps.countries.exports import STATE, TRAINING
from apps.engagement.nudges.models import About, NudgeStatus
from focalpoint.exports.columns import Column, Export, Kind

NUDGES = Export(
    "questions-of-the-network",
    _("Questions of the network"),
    (
        STATE,
        Column("about", _("About"), words=About.choices, width=30),
        Column("step", _("Step"), "step__code", width=12),
        Column("treaty", _("Instrument"), "treaty__code", width=14),
        Column("meeting", _("Meeting"), "gathering__title", width=30),
        Column("text", _("What is asked"), width=60),
        Column("reply_by", _("Reply by"), kind=Kind.DATE),
        Column("status", _("Status"), words=NudgeStatus.choices),
        Column("answer", _("Answer"), width=60),
        Column("answer_page", _("Page that answers it"), width=30),
        Column("closed_at", _("Closed (UTC)"), kind=Kind.INSTANT, width=18),
        Column("withdrawn_because", _("Why it was withdrawn"), width=40),
        Column("created_at", _("Asked (UTC)"), kind=Kind.INSTANT, width=18),
        TRAINING,
    ),
)
