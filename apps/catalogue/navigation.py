"""The catalogue in the navigation."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from focalpoint.roles import GOVERNMENT_READERS, NETWORK_READERS
from focalpoint.ui.navigation import NavItem, register


def reads_catalogue(viewer: Any) -> bool:
    """Everybody but those who were invited to one consultation only."""
    return viewer is not None and bool(viewer.roles & (GOVERNMENT_READERS | NETWORK_READERS))


register(NavItem(_("Catalogue"), "catalogue-list", "books", "reference", 20, reads_catalogue, "c"))
