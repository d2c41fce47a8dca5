"""How a stage is told: for how long it has been its turn."""

import datetime as dt

from django import template

from apps.treaties.plans.selectors import Step

register = template.Library()


@register.filter
def days_on(step: Step, today: dt.date) -> int:
    """For how many days it has been the stage's turn, on ``today``."""
    return step.days(today)
