"""The interface: navigation, template tags, table columns and the gallery of components."""

from django.apps import AppConfig
from django.core.checks import register
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from focalpoint.ui.checks import check_navigation


class InterfaceConfig(AppConfig):
    name = "focalpoint.ui"
    label = "ui"
    verbose_name = _("Interface")

    def ready(self) -> None:
        register(check_navigation)
        # Each app announces its pages in its own `navigation.py`, as models to the admin.
        autodiscover_modules("navigation")
