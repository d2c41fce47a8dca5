"""What the network reads of approved records."""

from django.db.models import Q

from focalpoint.visibility import NETWORK_LEVELS


def is_shared() -> Q:
    """What the network reads."""
    return Q(approved_at__isnull=False, visibility__in=NETWORK_LEVELS)
