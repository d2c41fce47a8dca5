"""How old a statement is: freshness says what a date alone does not."""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

# Days. Half a year is the rhythm of the network's meetings; after a year a statement is history.
FRESH_DAYS = 183
AGEING_DAYS = 366


class Freshness(models.TextChoices):
    """The age of the newest statement, as of a date."""

    FRESH = "fresh", _("Up to date")
    AGEING = "ageing", _("Over half a year old")
    STALE = "stale", _("Over a year old")
    NONE = "none", _("Nothing reported")


def freshness(effective_on: dt.date | None, as_of: dt.date) -> Freshness:
    """How fresh a statement with this effective date is on ``as_of``."""
    if effective_on is None:
        return Freshness.NONE
    days = (as_of - effective_on).days
    if days <= FRESH_DAYS:
        return Freshness.FRESH
    return Freshness.AGEING if days <= AGEING_DAYS else Freshness.STALE
