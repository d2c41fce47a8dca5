"""What actions tell of the records that they serve."""

from apps.actions.priorities.counts import count_work
from focalpoint.efforts import register

register("recommendations.priority", count_work)
