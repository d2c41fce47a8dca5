"""What actions tell of the records that they serve."""

from apps.actions.priorities.counts import count_work, unfinished_work
from apps.actions.recommendations.selectors import served_recommendations
from focalpoint.efforts import register, register_served, register_unfinished

register("recommendations.priority", count_work)
register_unfinished("recommendations.priority", unfinished_work)
register_served("recommendations.received", served_recommendations)
