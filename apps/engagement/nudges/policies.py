"""Who asks a State, and who answers for it."""

from apps.engagement.nudges.models import Nudge
from focalpoint.policies import declare, may
from focalpoint.roles import FOCAL_POINT_OFFICE, NETWORK_BROKERS

declare(
    Nudge,
    create=may(NETWORK_BROKERS),
    withdraw=may(NETWORK_BROKERS),
    answer=may(FOCAL_POINT_OFFICE),
)
