"""Where the pages of events lie."""

from django.urls import reverse
from django.utils.translation import gettext as _


def trail() -> list[tuple[str, str]]:
    """The way to a page below the list of events."""
    return [
        (_("Assessments"), reverse("assessment-list")),
        (_("Events"), reverse("event-list")),
    ]
