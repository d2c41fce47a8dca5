"""How a person judges a risk factor: its level, its trend, and what is known."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    """A person's judgement of a risk factor; never computed."""

    UNKNOWN = "unknown", _("Not rated")
    LOW = "low", _("Low")
    MODERATE = "moderate", _("Moderate")
    HIGH = "high", _("High")
    VERY_HIGH = "very_high", _("Very high")


class Trend(models.TextChoices):
    """The direction since the last assessment."""

    UNKNOWN = "unknown", _("Unknown")
    IMPROVING = "improving", _("Improving")
    STABLE = "stable", _("Stable")
    WORSENING = "worsening", _("Worsening")


class Knowledge(models.TextChoices):
    """Strength of the knowledge behind a rating."""

    UNKNOWN = "unknown", _("Not stated")
    LOW = "low", _("Low")
    MEDIUM = "medium", _("Medium")
    HIGH = "high", _("High")
