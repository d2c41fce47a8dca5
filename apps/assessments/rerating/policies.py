"""Who re-rates a factor between cycles, takes it back, and lets others read it."""

from apps.assessments.rerating_models import FactorRerating
from focalpoint.policies import declare, may
from focalpoint.roles import APPROVERS, FOCAL_POINT_OFFICE

declare(
    FactorRerating,
    create=may(FOCAL_POINT_OFFICE),
    withdraw=may(FOCAL_POINT_OFFICE),
    share=may(APPROVERS),
)
