"""What carries evidence: whoever may change it adds to it."""

from django.utils.translation import gettext_lazy as _

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
register(Carrier("recommendations.work", RecommendationWork, _("Recommendation received")))
