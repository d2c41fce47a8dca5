"""Pages of accounts in the navigation."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from focalpoint.roles import GOVERNMENT_READERS, Role
from focalpoint.ui.navigation import NavItem, Slot, register, register_slot


def knows_people(viewer: Any) -> bool:
    """Whoever reads what the State keeps, and the secretariat."""
    return viewer is not None and bool(viewer.roles & (GOVERNMENT_READERS | {Role.SECRETARIAT}))


def administers(viewer: Any) -> bool:
    return viewer is not None and bool(viewer.administers)


register(NavItem(_("People"), "people", "users", "state", 80, knows_people, "p"))
register(NavItem(_("Administration"), "admin:index", "settings", "administration", 90, administers))
register(NavItem(_("Profile"), "profile", "user", "account", 10))
register(NavItem(_("API tokens"), "token-list", "api", "account", 50))
register_slot(Slot("notifications", "accounts/address_notice.html", order=10))
