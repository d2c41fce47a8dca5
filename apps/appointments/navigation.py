"""The focal point's page in the side bar."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from focalpoint.roles import GOVERNMENT_READERS, NETWORK_ROLES
from focalpoint.ui.navigation import NavItem, register


def has_state(viewer: Any) -> bool:
    """Whether the person reads the records of a State of their own."""
    return bool(getattr(viewer, "read_states", None)) and viewer.country is not None


def own_state(viewer: Any) -> dict[str, Any] | None:
    """The address of the person's own State."""
    return {"code": viewer.country.code} if viewer.country else None


register(
    NavItem(
        _("Focal point"),
        "focal-point",
        "user-star",
        "state",
        20,
        has_state,
        shortcut="f",
        kwargs=own_state,
    )
)


def reads_directory(viewer: Any) -> bool:
    """Whoever works for a government or for the network."""
    return bool(viewer is not None and viewer.roles & (GOVERNMENT_READERS | NETWORK_ROLES))


register(NavItem(_("Directory"), "directory-list", "address-book", "network", 45, reads_directory))
