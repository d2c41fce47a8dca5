"""The treaty pages in the navigation."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from focalpoint.roles import GOVERNMENT_READERS, NETWORK_READERS, Role
from focalpoint.ui.navigation import NavItem, register


def reads_treaties(viewer: Any) -> bool:
    """Everybody but those who were invited to one consultation only."""
    return viewer is not None and bool(viewer.roles & (GOVERNMENT_READERS | NETWORK_READERS))


def keeps_the_record(viewer: Any) -> bool:
    """The secretariat brings lists of status in."""
    return viewer is not None and Role.SECRETARIAT in viewer.roles


register(
    NavItem(
        _("Lists of status"),
        "treaty-imports",
        "table-import",
        "administration",
        20,
        keeps_the_record,
    )
)
register(NavItem(_("What we owe"), "obligation-list", "calendar-due", "work", 17, reads_treaties))
register(NavItem(_("Treaties"), "treaty-list", "gavel", "reference", 10, reads_treaties, "t"))
register(NavItem(_("Ratification plans"), "plan-list", "route", "work", 30, reads_treaties))
register(NavItem(_("Domestic measures"), "measure-list", "book-2", "work", 35, reads_treaties))
