"""The deadlines of engagement."""

from apps.engagement.meetings import deadlines as meetings
from apps.engagement.nudges import deadlines as nudges
from apps.engagement.offers import deadlines as offers
from apps.engagement.partnerships import deadlines as partnerships
from focalpoint.deadlines import register

register(meetings.SOURCE)
register(partnerships.SOURCE)
register(offers.SOURCE)
register(nudges.SOURCE)
