"""All checks, in the order of the steps; a new one is a function and a line beside its step."""

from collections.abc import Sequence

from apps.recommendations.record import (
    assessment,
    bullets,
    elements,
    instruments,
    mechanism,
    meetings,
    partnerships,
    review,
)
from apps.recommendations.record.checks import Check

CHECKS: Sequence[Check] = (
    *mechanism.CHECKS,
    *assessment.CHECKS,
    *instruments.CHECKS,
    *meetings.EXCHANGE_CHECKS,
    *meetings.REVIEW_CHECKS,
    *review.CHECKS,
    *partnerships.CHECKS,
    *meetings.DIALOGUE_CHECKS,
    *bullets.CHECKS,
    *elements.CHECKS,
)


def checks_of(step: str) -> list[Check]:
    """The checks of one step by its code, such as "R2013-A" or "ST3"; none if none is derived."""
    return [check for check in CHECKS if check.step == step]
