"""Who sets priorities: the focal point's office; the focal point and the deputy agree on them."""

from apps.recommendations.strategy_models import StrategyPriority
from focalpoint.policies import declare, may
from focalpoint.roles import APPROVERS, FOCAL_POINT_OFFICE

declare(
    StrategyPriority,
    create=may(FOCAL_POINT_OFFICE),
    change=may(FOCAL_POINT_OFFICE),
    agree=may(APPROVERS),
)
