"""The deadlines of engagement."""

from apps.engagement.meetings import deadlines as meetings
from focalpoint.deadlines import register

register(meetings.SOURCE)
