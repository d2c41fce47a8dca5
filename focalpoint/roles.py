"""Who people are to a State or to the network."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """A role is held through a dated membership, in one State or in the network."""

    FOCAL_POINT = "focal_point", _("Focal point")
    DEPUTY = "deputy", _("Deputy focal point")
    OFFICIAL = "official", _("Official of the focal point's office")
    MINISTRY_OFFICER = "ministry_officer", _("Ministry officer")
    CONTRIBUTOR = "contributor", _("Civil-society contributor")
    COORDINATOR = "coordinator", _("Network coordinator")
    SECRETARIAT = "secretariat", _("Secretariat")
    AUDITOR = "auditor", _("Auditor")


# The people of the focal point's own office.
FOCAL_POINT_OFFICE = frozenset({Role.FOCAL_POINT, Role.DEPUTY, Role.OFFICIAL})
# Those who decide in the name of the focal point.
APPROVERS = frozenset({Role.FOCAL_POINT, Role.DEPUTY})
# Those who read what their State keeps at government level.
GOVERNMENT_READERS = FOCAL_POINT_OFFICE | {Role.MINISTRY_OFFICER, Role.AUDITOR}
# Those who write records of their State.
GOVERNMENT_WRITERS = FOCAL_POINT_OFFICE | {Role.MINISTRY_OFFICER}
# Roles held in the network and not in a State; an auditor may be either.
NETWORK_ROLES = frozenset({Role.COORDINATOR, Role.SECRETARIAT, Role.AUDITOR})
# Those who read what a State shares with the network: coordinators and other focal points.
NETWORK_READERS = FOCAL_POINT_OFFICE | {Role.COORDINATOR, Role.SECRETARIAT}
# Those who bring States together, and ask them for news.
NETWORK_BROKERS = frozenset({Role.COORDINATOR, Role.SECRETARIAT})
# Roles that belong to a State.
STATE_ROLES = GOVERNMENT_READERS | {Role.CONTRIBUTOR}
