"""Progress in the side bar."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from focalpoint.ui.navigation import NavItem, register


def has_state(viewer: Any) -> bool:
    """Whether the person reads the records of a State of their own."""
    return bool(getattr(viewer, "read_states", None))


def is_known(viewer: Any) -> bool:
    """Public facts: for everybody who has a role."""
    return viewer is not None and bool(viewer.roles)


register(NavItem(_("Progress"), "progress", "progress-check", "state", 30, has_state, shortcut="o"))
register(NavItem(_("National strategy"), "strategy", "flag", "state", 43, has_state))
register(NavItem(_("Approved strategies"), "strategy-version-list", "flag", "network", 41))
register(NavItem(_("Priorities"), "priority-list", "target-arrow", "state", 42, has_state))
register(
    NavItem(_("Recommendations received"), "received-list", "mail-opened", "state", 35, is_known)
)
