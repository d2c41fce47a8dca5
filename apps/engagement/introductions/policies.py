"""Who brings States together, and who answers for each."""

from apps.engagement.introductions.models import Introduction
from focalpoint.policies import declare, may
from focalpoint.roles import APPROVERS, FOCAL_POINT_OFFICE, NETWORK_BROKERS

declare(
    Introduction,
    create=may(NETWORK_BROKERS),
    withdraw=may(NETWORK_BROKERS),
    # In the name of a State, as with what it shares.
    answer=may(APPROVERS),
    conclude=[may(NETWORK_BROKERS), may(FOCAL_POINT_OFFICE)],
)
