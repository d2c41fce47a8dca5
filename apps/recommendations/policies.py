"""Who reports progress, approves it and lets others read it."""

from apps.engagement.approval.policies import KEEPERS
from apps.recommendations.models import ProgressReport
from apps.recommendations.received.policies import leads as leads
from apps.recommendations.strategy import policies as strategy_policies
from focalpoint.policies import declare, may
from focalpoint.roles import APPROVERS

__all__ = ["strategy_policies"]

declare(
    ProgressReport,
    create=KEEPERS,
    approve=may(APPROVERS),
    share=may(APPROVERS),
)
