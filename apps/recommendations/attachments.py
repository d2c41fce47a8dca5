"""What carries evidence: whoever may change it, or prove it, adds to it."""

from django.utils.translation import gettext_lazy as _

from apps.recommendations.models import ProgressReport
from apps.recommendations.proofs import PROGRESS_REPORT
from apps.recommendations.received_models import RecommendationWork
from apps.recommendations.strategy_models import StrategyPriority
from focalpoint.attachments import Carrier, register

register(
    Carrier(
        "recommendations.priority",
        StrategyPriority,
        _("Priority"),
        reference=lambda priority: str(priority.reference),
    )
)
register(
    Carrier(
        "recommendations.work",
        RecommendationWork,
        _("Recommendation received"),
        related=("recommendation",),
    )
)
register(
    Carrier(
        PROGRESS_REPORT,
        ProgressReport,
        _("Progress report"),
        verb="prove",
        reference=lambda report: f"{report.item.code}, {report.effective_on:%Y-%m-%d}",
        related=("item__framework", "country"),
        vouched=True,
    )
)
