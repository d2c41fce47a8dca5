"""Where reminders stand in the navigation."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from focalpoint.ui.navigation import NavItem, Slot, register, register_slot


def in_the_demo(viewer: Any) -> bool:
    """The mail sink exists there only."""
    return bool(settings.DEMO)


register(NavItem(_("Inbox"), "reminder-list", "inbox", "work", 12, shortcut="i"))
register(NavItem(_("What is mailed"), "reminder-preferences", "mail-cog", "account", 22))
register(NavItem(_("Calendar"), "calendar-list", "calendar-share", "account", 45))
register_slot(Slot("notifications", "reminders/bell.html"))
register(
    NavItem(_("Mail of the demo"), "demo-mail", "mailbox", "reference", 90, visible=in_the_demo)
)
