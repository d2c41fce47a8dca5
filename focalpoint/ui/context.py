"""What every page's frame needs: who looks, for which State, and the way to the other pages."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from focalpoint.ui.navigation import PLACES, sections_for, site


def frame(request: HttpRequest) -> dict[str, Any]:
    """The navigation and the slots of the frame, worked out only on pages that show them."""
    viewer = getattr(request, "actor", None)
    sections = sections_for(request)
    account = [item for section in sections if section.key == "account" for item in section.items]
    return {
        "sections": [section for section in sections if section.key != "account"],
        "account": account,
        "in_account": any(item.current for item in account),
        "slots": {place: site.templates(place, viewer) for place in PLACES},
    }


def interface(request: HttpRequest) -> dict[str, Any]:
    """Context for every template: `actor`, `home`, `training`, `frame`, `languages`.

    `home` is the State in whose name the actor works, or None. A view that shows another State puts
    it into the context as `country`; the layout marks the page when either is a training State.
    `training` may be set by a view that shows training States without showing one of them.
    """
    actor = getattr(request, "actor", None)
    home = getattr(actor, "country", None)
    return {
        "actor": actor,
        "home": home,
        "training": bool(getattr(home, "is_training", False)),
        "frame": SimpleLazyObject(lambda: frame(request)),
        "languages": settings.LANGUAGES,
    }
