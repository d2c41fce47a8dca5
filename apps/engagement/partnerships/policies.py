"""Who keeps partnerships."""

from apps.engagement.approval.policies import VERBS, keepers_of
from apps.engagement.partnerships.models import Milestone, Partner, Partnership
from focalpoint.policies import declare

PARTS = keepers_of("partnership")

declare(Partnership, **VERBS)
declare(Partner, create=PARTS, change=PARTS, delete=PARTS)
declare(Milestone, create=PARTS, change=PARTS, delete=PARTS)
