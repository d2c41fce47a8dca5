"""What the network works on: the topics of trainings, lessons, offers and needs."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.countries.languages import Tongue as Tongue


class Topic(models.TextChoices):
    """A field of work; one for each record, so that it is found."""

    MECHANISM = "mechanism", _("National mechanisms and focal points")
    ASSESSMENT = "assessment", _("Assessment of risk and resilience")
    EARLY_WARNING = "early_warning", _("Early warning")
    LEGISLATION = "legislation", _("Legislation and treaties")
    JUSTICE = "justice", _("Justice and accountability")
    SECURITY = "security", _("Security forces and police")
    HATE_SPEECH = "hate_speech", _("Hate speech and incitement")
    EDUCATION = "education", _("Education and remembrance")
    CIVIL_SOCIETY = "civil_society", _("Work with civil society")
    PROTECTION = "protection", _("Protection of people at risk")
    OTHER = "other", _("Other")
