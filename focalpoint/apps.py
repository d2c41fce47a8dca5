"""The shared kernel: it imports no other app of ours."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FocalPointConfig(AppConfig):
    name = "focalpoint"
    label = "focalpoint"
    verbose_name = _("FocalPoint")
