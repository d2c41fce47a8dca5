"""Introductions as a file."""

from django.utils.translation import gettext_lazy as _

from apps.countries.exports import STATE, TRAINING
from apps.engagement.introductions.models import Answer, IntroductionStatus, Result
from apps.engagement.offers.models import SupportKind
from apps.engagement.topics import Topic
from focalpoint.exports.columns import Column, Export, Kind

INTRODUCTIONS = Export(
    "introductions",
    _("Introductions"),
    (
        STATE,
        Column("offer", _("Offer"), "offer_title", width=40),
        Column("needing", _("State that needs"), "needing__code", width=12),
        Column("need", _("Need"), "need_title", width=40),
        Column("kind", _("Kind of help"), words=SupportKind.choices, width=18),
        Column("topic", _("Topic"), words=Topic.choices, width=30),
        Column("message", _("Message"), width=60),
        Column("status", _("Status"), words=IntroductionStatus.choices, width=18),
        Column("offering_answer", _("Answer of the State that offers"), words=Answer.choices),
        Column("offering_note", _("Note of the State that offers"), width=40),
        Column("needing_answer", _("Answer of the State that needs"), words=Answer.choices),
        Column("needing_note", _("Note of the State that needs"), width=40),
        Column("ended_because", _("Why it was withdrawn"), width=40),
        Column("result", _("Result"), words=Result.choices, width=24),
        Column("outcome", _("What came of it"), width=60),
        Column("outcome_on", _("On"), kind=Kind.DATE),
        Column("created_at", _("Introduced (UTC)"), kind=Kind.INSTANT, width=18),
        TRAINING,
    ),
)
