"""Time zones that people choose from: names of the IANA database."""

import zoneinfo
from functools import cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Regions of the world; the rest are aliases, abbreviations and offsets that nobody should choose.
_REGIONS = (
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)


@cache
def time_zone_names() -> tuple[str, ...]:
    """UTC, then every zone of a region, by name."""
    places = (name for name in zoneinfo.available_timezones() if name.split("/")[0] in _REGIONS)
    return ("UTC", *sorted(places))


def time_zone_choices() -> list[tuple[str, str]]:
    """Every zone with its place as people write it, for a form."""
    return [(name, name.replace("_", " ")) for name in time_zone_names()]


def validate_time_zone(name: str) -> None:
    """Refuse what the IANA database does not know."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("%(name)s is not a time zone."), params={"name": name})
