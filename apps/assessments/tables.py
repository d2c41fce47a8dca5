"""Lists of assessments, and how their scales look."""

from collections.abc import Mapping
from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from apps.assessments.models import Assessment, AssessmentSnapshot, Status
from focalpoint.ui.columns import (
    DueDateColumn,
    MomentColumn,
    ReferenceColumn,
    StatusColumn,
    Table,
    TitleColumn,
    VisibilityColumn,
    row_link,
)
from focalpoint.ui.tones import ToneMap

LEVEL_TONES: ToneMap = {
    "unknown": ("neutral", "circle-dashed"),
    "low": ("success", "antenna-bars-2"),
    "moderate": ("info", "antenna-bars-3"),
    "high": ("warning", "antenna-bars-4"),
    "very_high": ("danger", "antenna-bars-5"),
}
# Arrows show where the risk goes: an improving factor points down.
TREND_TONES: ToneMap = {
    "unknown": ("neutral", "help"),
    "improving": ("success", "trending-down"),
    "stable": ("neutral", "arrow-right"),
    "worsening": ("danger", "trending-up"),
}
# What is there is neither good nor bad by itself: a sign of risk, hence no green.
PRESENCE_TONES: ToneMap = {
    "present": ("danger", "circle-dot"),
    "partly": ("warning", "circle-half-2"),
    "absent": ("info", "circle"),
    "unknown": ("neutral", "help"),
    "not_applicable": ("neutral", "minus"),
}
STRENGTH_TONES: ToneMap = {
    "unknown": ("neutral", "circle-dashed"),
    "missing": ("danger", "x"),
    "weak": ("warning", "antenna-bars-2"),
    "fair": ("info", "antenna-bars-3"),
    "strong": ("success", "antenna-bars-5"),
}
KNOWLEDGE_TONES: ToneMap = {"unknown": "neutral", "low": "warning"}


class AssessmentTable(Table):
    caption = _("Assessments")
    reference = ReferenceColumn(linkify=True)
    title = TitleColumn(linkify=True)
    status = StatusColumn()
    rated = tables.Column(_("Rated"), orderable=False)
    period_end = tables.DateColumn(verbose_name=_("Period until"))
    next_review_on = DueDateColumn(
        verbose_name=_("Next review"), done=lambda record: record.status != Status.APPROVED
    )
    lead_institution = tables.Column()

    class Meta(Table.Meta):
        model = Assessment
        fields = (
            "reference",
            "title",
            "status",
            "rated",
            "period_end",
            "next_review_on",
            "lead_institution",
        )
        order_by = "-period_end"
        row_attrs = {"data-href": row_link}

    def render_rated(self, record: Any) -> str:
        return _now("%(rated)s of %(total)s") % {"rated": record.rated, "total": record.total}


class SnapshotTable(Table):
    caption = _("Approved assessments")
    country = tables.Column(verbose_name=_("State"))
    title = TitleColumn(accessor="content__title", linkify=True, orderable=False)
    reference = ReferenceColumn(
        accessor="content__reference", verbose_name=_("Reference"), orderable=False
    )
    period_end = tables.DateColumn(verbose_name=_("Period until"))
    approved_at = MomentColumn()
    visibility = VisibilityColumn()

    class Meta(Table.Meta):
        model = AssessmentSnapshot
        fields = ("country", "title", "reference", "period_end", "approved_at", "visibility")
        order_by = "-approved_at"
        row_attrs = {"data-href": row_link}

    # What replaces a snapshot, by the reference and number of that one.
    replacements: Mapping[tuple[str, int], Any] = {}

    def render_reference(self, record: Any) -> str:
        reference = str(record.content["reference"])
        if (reference, record.number) not in self.replacements:
            return reference
        return _now("%(reference)s (replaced)") % {"reference": reference}
