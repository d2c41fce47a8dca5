"""Priorities and gaps as files."""

from django.utils.translation import gettext_lazy as _

from apps.countries.exports import STATE, TRAINING, institution_names
from apps.recommendations.strategy.gaps import Rule
from apps.recommendations.strategy_models import PriorityStatus, Sphere
from focalpoint.exports.columns import Column, Export, Kind
from focalpoint.visibility import Visibility

PRIORITIES = Export(
    "priorities",
    _("Priorities"),
    (
        Column("reference", _("Reference"), width=18),
        Column("place", _("Place in the order"), kind=Kind.NUMBER, width=10),
        Column("title", _("Title"), width=50),
        STATE,
        Column("sphere", _("Sphere"), words=Sphere.choices, width=10),
        Column("status", _("Status"), words=PriorityStatus.choices),
        Column("why", _("Why it is a priority"), width=60),
        Column("inhibitors", _("Inhibitors"), kind=Kind.LIST, width=20),
        Column("factors", _("Factors"), kind=Kind.LIST, width=20),
        Column("assessment_reference", _("Assessment"), width=18),
        Column(
            "lead_institution",
            _("Lead institution"),
            "lead_institution_id",
            look_up=institution_names,
            width=34,
        ),
        Column("starts_on", _("From"), kind=Kind.DATE),
        Column("target_on", _("To be achieved by"), kind=Kind.DATE),
        Column("outcome", _("What came of it"), width=50),
        Column("office", _("Owning institution"), "office_id", look_up=institution_names, width=34),
        Column("visibility", _("Visible to"), words=Visibility.choices),
        Column("updated_at", _("Changed (UTC)"), kind=Kind.INSTANT, width=18),
        TRAINING,
    ),
)
VERSIONS = Export(
    "approved-strategies",
    _("Approved strategies"),
    (
        STATE,
        Column("title", _("Title"), "content__title", width=50),
        Column("number", _("Version"), kind=Kind.NUMBER, width=10),
        Column("approved_at", _("Approved (UTC)"), kind=Kind.INSTANT, width=18),
        Column("sha256", _("SHA-256"), width=66),
        Column("visibility", _("Visible to"), words=Visibility.choices),
        TRAINING,
    ),
)
GAPS = Export(
    "strategy-gaps",
    _("Gaps from risk to action"),
    (
        STATE,
        Column("rule", _("What is missing"), words=Rule.choices, width=40),
        Column("code", _("Code"), width=18),
        Column("title", _("Title"), width=60),
        Column("words", _("As it stands"), width=18),
        Column("assessment", _("Assessment"), width=18),
        TRAINING,
    ),
)
