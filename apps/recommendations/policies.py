"""Who reports progress, approves it and lets others read it."""

from apps.recommendations.models import ProgressReport
from focalpoint.policies import declare, may
from focalpoint.roles import APPROVERS, GOVERNMENT_WRITERS

declare(
    ProgressReport,
    create=may(GOVERNMENT_WRITERS),
    approve=may(APPROVERS),
    share=may(APPROVERS),
)
