"""Who keeps the calendar of meetings, and who records what a State did there."""

from apps.engagement.approval.policies import VERBS, keepers_of
from apps.engagement.meetings.models import (
    Delegate,
    Gathering,
    MeetingCommitment,
    Participation,
)
from focalpoint.policies import declare, may
from focalpoint.roles import Role

CALENDAR = may({Role.COORDINATOR, Role.SECRETARIAT})
PARTS = keepers_of("participation")

declare(Gathering, create=CALENDAR, change=CALENDAR)
declare(Participation, **VERBS)
declare(Delegate, create=PARTS, change=PARTS, delete=PARTS)
declare(MeetingCommitment, create=PARTS, change=PARTS, delete=PARTS)
