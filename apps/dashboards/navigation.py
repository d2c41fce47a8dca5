"""Where the workplaces and the network's pages stand in the side bar."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from focalpoint.roles import FOCAL_POINT_OFFICE, GOVERNMENT_READERS, Role
from focalpoint.ui.navigation import NavItem, register


def works_for_a_state(viewer: Any) -> bool:
    """Whoever writes records of a State has work there."""
    return viewer is not None and bool(viewer.write_states)


def reads_network(viewer: Any) -> bool:
    """Coordinators, and the focal points of all States."""
    return bool(viewer is not None and viewer.reads_network)


def works_in_a_ministry(viewer: Any) -> bool:
    """Whoever reads what the government of a State keeps."""
    return viewer is not None and bool(viewer.country and viewer.roles & GOVERNMENT_READERS)


def reads_changes(viewer: Any) -> bool:
    """Whoever reads what a government keeps, or what States share."""
    return works_in_a_ministry(viewer) or reads_network(viewer)


def belongs_to_the_office(viewer: Any) -> bool:
    """The focal point's own office decides what the public reads of its State."""
    return viewer is not None and bool(viewer.country and viewer.roles & FOCAL_POINT_OFFICE)


def speaks_for_the_network(viewer: Any) -> bool:
    """Coordinators and the secretariat."""
    return viewer is not None and bool(viewer.roles & {Role.COORDINATOR, Role.SECRETARIAT})


for item in (
    NavItem(_("My work"), "my-work", "home", "work", 10, works_for_a_state, "w"),
    NavItem(_("Ministry"), "ministry", "building-bank", "work", 15, works_in_a_ministry, "m"),
    NavItem(_("What changed"), "changes", "history", "work", 17, reads_changes),
    NavItem(_("Year planner"), "planner", "calendar-month", "work", 18, works_in_a_ministry),
    NavItem(_("Steps (a)–(g)"), "network", "table", "network", 10, reads_network, "n"),
    NavItem(_("Treaties of all"), "network-treaties", "grid-dots", "network", 20, reads_network),
    NavItem(_("Map"), "network-map", "map", "network", 30, reads_network),
    NavItem(_("Focal points"), "network-vacancies", "user-pin", "network", 40, reads_network),
    NavItem(_("Public page"), "public-page", "world-www", "state", 95, belongs_to_the_office),
    NavItem(
        _("Public page"), "network-public-page", "world-www", "network", 95, speaks_for_the_network
    ),
):
    register(item)
