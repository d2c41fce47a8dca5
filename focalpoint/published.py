"""Which kinds of records the public pages show; on none of them is what is not named here.

The app that makes these pages says so in its ``published.py``; the kernel asks when it tells people
what *Public* means.
"""

from django.db import models

_KINDS: set[type[models.Model]] = set()


def publish(*kinds: type[models.Model]) -> None:
    """Let the public pages show records of these kinds."""
    _KINDS.update(kinds)


def published_kinds() -> frozenset[type[models.Model]]:
    """The kinds of which the public pages show records."""
    return frozenset(_KINDS)
