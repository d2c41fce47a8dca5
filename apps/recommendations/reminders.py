"""The deadlines of the strategy and of recommendations received."""

from apps.recommendations.received import deadlines as received
from apps.recommendations.strategy import deadlines as strategy
from focalpoint.deadlines import register

register(received.SOURCE)
register(strategy.REVIEWS)
register(strategy.TARGETS)
