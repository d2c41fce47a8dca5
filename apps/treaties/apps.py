"""Instruments, treaty actions, and the status derived from them."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TreatiesConfig(AppConfig):
    name = "apps.treaties"
    label = "treaties"
    verbose_name = _("Treaties")
