"""Priorities carry evidence: whoever may change one adds to it."""

from django.utils.translation import gettext_lazy as _

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
