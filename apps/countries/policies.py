"""Who keeps the list of States and their institutions."""

from apps.countries.models import Country, Institution, Kind, MapRule
from focalpoint.actors import Actor
from focalpoint.policies import declare, may
from focalpoint.roles import FOCAL_POINT_OFFICE, Role


def is_training_state(actor: Actor, country: Country) -> bool:
    """Real States come from the catalogue's file, which would undo what is written here."""
    return country.kind == Kind.TRAINING


_makers = may({Role.SECRETARIAT}, where=is_training_state)
_keepers = (may({Role.SECRETARIAT}), may(FOCAL_POINT_OFFICE))

declare(Country, create=_makers, change=_makers)
declare(Institution, create=_keepers, change=_keepers)
# Whoever writes a rule that came from the file keeps it from then on.
declare(MapRule, create=may({Role.SECRETARIAT}), change=may({Role.SECRETARIAT}))
