"""Where incoming mail stands in the navigation."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from focalpoint.roles import GOVERNMENT_WRITERS, Role
from focalpoint.ui.navigation import NavItem, register


def settles(viewer: Any) -> bool:
    """Whoever looks after the mail of a State, or after what is nobody's."""
    roles = GOVERNMENT_WRITERS | {Role.SECRETARIAT}
    return bool(settings.MAIL_DOMAIN) and viewer is not None and bool(viewer.roles & roles)


register(NavItem(_("Incoming mail"), "mail-list", "mail-opened", "work", 70, visible=settles))
