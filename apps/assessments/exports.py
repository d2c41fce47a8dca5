"""Assessments, and what was approved, as files."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.assessments.consultation_models import Moderation, Outcome, Wish
from apps.assessments.cycle.phases import WORKED_CHOICES
from apps.assessments.finding_models import Presence, Reliability
from apps.assessments.models import Extent, Status
from apps.assessments.resilience_models import Coverage, Strength
from apps.countries.exports import STATE, TRAINING, institution_names
from apps.countries.models import Country
from focalpoint.actors import Actor
from focalpoint.exports.columns import Column, Export, Kind
from focalpoint.visibility import Visibility

_VISIBILITY = Column("visibility", _("Visible to"), words=Visibility.choices)

ASSESSMENTS = Export(
    "assessments",
    _("Assessments"),
    (
        Column("reference", _("Reference"), width=18),
        Column("title", _("Title"), width=50),
        STATE,
        Column("status", _("Status"), words=Status.choices, width=22),
        Column("phase", _("Phase"), words=WORKED_CHOICES, width=12),
        Column("rated", _("Factors rated"), kind=Kind.NUMBER),
        Column("total", _("Factors"), kind=Kind.NUMBER),
        Column("period_start", _("Period from"), kind=Kind.DATE),
        Column("period_end", _("Period until"), kind=Kind.DATE),
        Column("next_review_on", _("Next review"), kind=Kind.DATE),
        Column(
            "lead_institution",
            _("Lead institution"),
            "lead_institution_id",
            look_up=institution_names,
            width=36,
        ),
        _VISIBILITY,
        Column("updated_at", _("Changed (UTC)"), kind=Kind.INSTANT, width=18),
        TRAINING,
    ),
)

SNAPSHOTS = Export(
    "approved-assessments",
    _("Approved assessments"),
    (
        STATE,
        Column("title", _("Title"), "content__title", width=50),
        Column("reference", _("Reference"), "content__reference", width=18),
        Column("number", _("Number"), kind=Kind.NUMBER, width=10),
        Column("extent", _("Extent"), words=Extent.choices, width=26),
        Column("period_end", _("Period until"), kind=Kind.DATE),
        Column("approved_at", _("Approved (UTC)"), kind=Kind.INSTANT, width=18),
        Column("sha256", _("SHA-256"), width=66),
        _VISIBILITY,
        TRAINING,
    ),
)

FINDINGS = Export(
    "findings",
    _("Findings"),
    (
        STATE,
        Column("reference", _("Assessment"), width=18),
        Column("factor", _("Factor"), width=40),
        Column("code", _("Indicator"), width=10),
        Column("indicator", _("Wording"), width=60),
        Column("presence", _("Finding"), words=Presence.choices, width=16),
        Column("recorded", _("Recorded"), kind=Kind.YES_NO, width=10),
        Column("note", _("Note"), width=40),
        Column("observed_on", _("As of"), kind=Kind.DATE),
        Column("source", _("Source"), width=36),
        Column("reliability", _("Reliability"), words=Reliability.choices, width=26),
        Column("evidence", _("Items of evidence"), kind=Kind.NUMBER),
        Column("updated_at", _("Changed (UTC)"), kind=Kind.INSTANT, width=18),
        TRAINING,
    ),
)


def fictional_states(actor: Actor, codes: Collection[Any]) -> Mapping[Any, bool]:
    """Whether States are training States, by their codes."""
    return {each.code: each.is_training for each in Country.objects.filter(code__in=codes)}


STRUCTURES = Export(
    "structures",
    _("Structures"),
    (
        Column("country", _("State"), "assessment__country__code", width=8),
        Column("reference", _("Assessment"), "assessment__reference", width=18),
        Column("name", _("Name"), width=40),
        Column(
            "institution",
            _("Institution"),
            "institution_id",
            look_up=institution_names,
            width=30,
        ),
        Column("mandate", _("Mandate"), width=40),
        Column("coverage", _("Coverage"), words=Coverage.choices, width=22),
        Column("strength", _("Strength"), words=Strength.choices),
        Column("gap", _("Gap"), width=40),
        Column("factors", _("Mitigates"), kind=Kind.LIST, width=20),
        Column("updated_at", _("Changed (UTC)"), kind=Kind.INSTANT, width=18),
        Column(
            "is_training",
            _("Training data"),
            "assessment__country__code",
            Kind.YES_NO,
            look_up=fictional_states,
            width=10,
        ),
    ),
)

CALENDAR = Export(
    "calendar",
    _("Calendar"),
    (
        Column("country", _("State"), width=8),
        Column("reference", _("Assessment"), width=18),
        Column("phase", _("Phase"), width=14),
        Column("done", _("Done"), kind=Kind.YES_NO, width=10),
        Column("current", _("Under way"), kind=Kind.YES_NO, width=10),
        Column("planned_end", _("Planned end"), kind=Kind.DATE),
        Column("done_at", _("Done (UTC)"), kind=Kind.INSTANT, width=18),
        Column("days_late", _("Days late"), kind=Kind.NUMBER),
        Column("institution", _("Responsible institution"), width=36),
        Column("person", _("Responsible person"), width=30),
        Column("is_training", _("Training data"), kind=Kind.YES_NO, width=10),
    ),
)

# No time of day or key stands in it: they would tell whose an anonymous answer is.
SUBMISSIONS = Export(
    "answers",
    _("Answers"),
    (
        Column("country", _("State"), "consultation__country__code", width=8),
        Column("reference", _("Assessment"), "consultation__assessment__reference", width=18),
        Column("consultation", _("Consultation"), "consultation__title", width=30),
        Column("question", _("Question"), "question__text", width=40),
        Column("contributor", _("Contributor"), width=30),
        Column("wish", _("Wish"), words=Wish.choices, width=18),
        Column("text", _("Answer"), width=60),
        Column("status", _("Moderation"), words=Moderation.choices, width=16),
        Column("set_aside_reason", _("Why it is set aside"), width=30),
        Column("outcome", _("Outcome"), words=Outcome.choices, width=18),
        Column("response", _("Response"), width=50),
        Column(
            "is_training",
            _("Training data"),
            "consultation__country__code",
            Kind.YES_NO,
            look_up=fictional_states,
            width=10,
        ),
    ),
)
