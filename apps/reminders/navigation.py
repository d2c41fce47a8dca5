"""Where reminders stand in the navigation."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from focalpoint.ui.navigation import NavItem, register


def in_the_demo(viewer: Any) -> bool:
    """The mail sink exists there only."""
    return bool(settings.DEMO)


register(NavItem(_("Reminders"), "reminder-list", "bell", "work", 60, shortcut="r"))
register(
    NavItem(_("Mail of the demo"), "demo-mail", "mailbox", "reference", 90, visible=in_the_demo)
)
