"""Who keeps offers and needs."""

from apps.engagement.approval.policies import VERBS
from apps.engagement.offers.models import Support
from focalpoint.policies import declare

declare(Support, **VERBS)
