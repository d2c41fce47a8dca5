"""Where reminders stand in the navigation."""

from django.utils.translation import gettext_lazy as _

from focalpoint.ui.navigation import NavItem, register

register(NavItem(_("Reminders"), "reminder-list", "bell", "work", 60, shortcut="r"))
