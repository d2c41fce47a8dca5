"""The languages in which States and their people work together."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Tongue(models.TextChoices):
    """A language that is written, taught in or spoken: those of the UN, and Portuguese."""

    AR = "ar", _("Arabic")
    ZH = "zh", _("Chinese")
    EN = "en", _("English")
    FR = "fr", _("French")
    PT = "pt", _("Portuguese")
    RU = "ru", _("Russian")
    ES = "es", _("Spanish")
