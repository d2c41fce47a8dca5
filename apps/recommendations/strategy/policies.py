"""Who sets priorities and writes the strategy, and who agrees on them and approves it."""

from apps.recommendations.strategy_models import StrategyPriority
from apps.recommendations.strategy_text_models import Strategy, StrategyElement, StrategyVersion
from focalpoint.policies import declare, may
from focalpoint.roles import APPROVERS, FOCAL_POINT_OFFICE

declare(
    StrategyPriority,
    create=may(FOCAL_POINT_OFFICE),
    change=may(FOCAL_POINT_OFFICE),
    agree=may(APPROVERS),
)
declare(
    Strategy,
    create=may(FOCAL_POINT_OFFICE),
    change=may(FOCAL_POINT_OFFICE),
    approve=may(APPROVERS),
)
declare(StrategyElement, create=may(FOCAL_POINT_OFFICE), change=may(FOCAL_POINT_OFFICE))
declare(StrategyVersion, create=may(APPROVERS), share=may(APPROVERS))
