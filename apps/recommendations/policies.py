"""Who reports progress, approves it and lets others read it."""

from apps.engagement.approval.policies import KEEPERS
from apps.recommendations.models import ProgressReport
from apps.recommendations.received.policies import leads as leads
from apps.recommendations.strategy import policies as strategy_policies
from focalpoint.actors import Actor
from focalpoint.policies import declare, may
from focalpoint.roles import APPROVERS, GOVERNMENT_WRITERS

__all__ = ["strategy_policies"]


def waits_for_approval(actor: Actor, report: ProgressReport) -> bool:
    """Whether nobody has approved the report yet."""
    return report.approved_at is None


declare(
    ProgressReport,
    create=KEEPERS,
    # What stands behind an approved report is for those who answer for it.
    prove=[may(APPROVERS), may(GOVERNMENT_WRITERS, where=waits_for_approval)],
    approve=may(APPROVERS),
    share=may(APPROVERS),
)
