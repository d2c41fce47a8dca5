"""What the strategy and the recommendations received add to the report of an assessment."""

from apps.assessments.report.chapters import register
from apps.recommendations.received.chapters import recommendations_received
from apps.recommendations.strategy.chapters import priorities_of_strategy

register(priorities_of_strategy)
register(recommendations_received)
