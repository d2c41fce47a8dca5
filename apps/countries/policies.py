"""Who keeps the list of States and their institutions."""

from apps.countries.models import Country, Institution
from focalpoint.policies import declare, may
from focalpoint.roles import FOCAL_POINT_OFFICE, Role

_keepers = (may({Role.SECRETARIAT}), may(FOCAL_POINT_OFFICE))

declare(Country, create=may({Role.SECRETARIAT}), change=may({Role.SECRETARIAT}))
declare(Institution, create=_keepers, change=_keepers)
