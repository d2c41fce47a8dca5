"""Engagement in the side bar, and the subjects that its pages divide into."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.engagement.approval.tabs import add_subjects
from focalpoint.roles import GOVERNMENT_READERS, NETWORK_READERS
from focalpoint.ui.navigation import NavItem, register


def reads_engagement(viewer: Any) -> bool:
    """Everybody but those who were invited to one consultation only."""
    return viewer is not None and bool(viewer.roles & (GOVERNMENT_READERS | NETWORK_READERS))


add_subjects(
    [
        ("gathering-list", _("Meetings")),
        ("participation-list", _("Part taken")),
        ("partnership-list", _("Partnerships")),
        ("training-list", _("Trainings")),
        ("lesson-list", _("Lessons learned")),
        ("support-list", _("Offers and needs")),
    ]
)


def between_states_and_network(viewer: Any) -> bool:
    """The focal points' offices, and those who bring States together."""
    return viewer is not None and bool(viewer.desks or viewer.brokers)


register(
    NavItem(
        _("Asked by the network"),
        "nudge-list",
        "message-question",
        "work",
        45,
        between_states_and_network,
    )
)
register(
    NavItem(_("Engagement"), "gathering-list", "users-group", "work", 40, reads_engagement, "e g")
)
