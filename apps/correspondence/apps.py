"""Mail that comes in: addresses, the mails themselves, and what becomes of them."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CorrespondenceConfig(AppConfig):
    name = "apps.correspondence"
    label = "correspondence"
    verbose_name = _("Mail in")
