"""Who may do what with reminders; reading one's own needs no grant."""

from apps.reminders.models import Digest
from focalpoint.policies import declare, may
from focalpoint.roles import FOCAL_POINT_OFFICE, Role

declare(Digest, retry=may(FOCAL_POINT_OFFICE | {Role.SECRETARIAT}))
