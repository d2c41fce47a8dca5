"""The deadlines that follow from treaties."""

from apps.treaties.obligations import reminders as obligations
from apps.treaties.plans import deadlines as plans
from focalpoint.deadlines import register

register(plans.SOURCE)
register(obligations.SOURCE)
