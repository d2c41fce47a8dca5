"""Where the network's pages stand in the side bar."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.dashboards.network import READERS
from focalpoint.ui.navigation import NavItem, register


def reads_network(viewer: Any) -> bool:
    """Coordinators, and the focal points of all States."""
    return bool(viewer is not None and READERS & viewer.roles)


for item in (
    NavItem(_("Steps (a)–(g)"), "network", "table", "network", 10, reads_network, "n"),
    NavItem(_("Treaties of all"), "network-treaties", "grid-dots", "network", 20, reads_network),
    NavItem(_("Map"), "network-map", "map", "network", 30, reads_network),
    NavItem(_("Focal points"), "network-vacancies", "user-pin", "network", 40, reads_network),
):
    register(item)
