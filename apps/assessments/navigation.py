"""Assessments in the side bar."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from focalpoint.ui.navigation import NavItem, register


def has_state(viewer: Any) -> bool:
    """Whether the person reads the records of a State; the others read what was approved."""
    return bool(getattr(viewer, "read_states", None))


register(
    NavItem(_("Risk assessments"), "assessment-list", "scale", "state", 40, has_state, shortcut="s")
)
register(NavItem(_("Events"), "event-list", "bolt", "state", 41, has_state))
register(NavItem(_("Approved assessments"), "snapshot-list", "certificate", "network", 40))
