"""Where actions stand in the navigation, and the quick add in the frame."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from focalpoint.roles import GOVERNMENT_READERS, NETWORK_ROLES
from focalpoint.ui.navigation import NavItem, Slot, register, register_slot


def reads(viewer: Any) -> bool:
    """Whoever reads what a government or the network keeps."""
    return viewer is not None and bool(viewer.roles & (GOVERNMENT_READERS | NETWORK_ROLES))


def of_a_state(viewer: Any) -> bool:
    """Whoever reads what their own government keeps."""
    return viewer is not None and bool(viewer.read_states)


def writes(viewer: Any) -> bool:
    """Whoever writes records of a State."""
    return viewer is not None and bool(viewer.write_states)


def hands_over(viewer: Any) -> bool:
    """Whoever gives one person's open work to others."""
    return writes(viewer)


register(NavItem(_("Actions"), "action-list", "checklist", "work", 20, reads, "a"))
register(NavItem(_("Factors now"), "factors-now", "antenna-bars-4", "state", 42, of_a_state))
register(NavItem(_("From risk to evidence"), "action-chain", "sitemap", "state", 45, of_a_state))
register(NavItem(_("Handover"), "handover-list", "arrows-exchange", "state", 70, hands_over))
register_slot(Slot("quick_add", "actions/quick_add_dialog.html", visible=writes))
