"""The administration as an app of Django: our site instead of Django's own."""

from django.contrib.admin.apps import AdminConfig


class AdministrationConfig(AdminConfig):
    """Discovers each app's ``admin.py`` and serves it through ``AdministrationSite``."""

    default_site = "focalpoint.admin.AdministrationSite"
