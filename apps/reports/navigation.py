"""Documents in the side bar."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from focalpoint.ui.navigation import NavItem, register


def writes_or_reads(viewer: Any) -> bool:
    """Whether documents of a State, or of the network, are for this person."""
    return bool(getattr(viewer, "read_states", None)) or bool(getattr(viewer, "coordinates", None))


register(NavItem(_("Documents"), "document-list", "file-text", "state", 46, writes_or_reads))
register(NavItem(_("Approved documents"), "document-version-list", "certificate", "network", 46))
