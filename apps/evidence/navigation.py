"""Evidence in the side bar."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from focalpoint.roles import GOVERNMENT_READERS, NETWORK_ROLES
from focalpoint.ui.navigation import NavItem, register


def reads(viewer: Any) -> bool:
    """Whoever reads what a government or the network keeps."""
    return viewer is not None and bool(viewer.roles & (GOVERNMENT_READERS | NETWORK_ROLES))


register(NavItem(_("Evidence"), "evidence-list", "paperclip", "work", 40, reads))
