"""What the kernel refuses, each with the facts that a page or an API answer needs."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model


class NoActorError(PermissionDenied):
    """A write was tried in nobody's name."""


class StaleVersionError(Exception):
    """Somebody else saved the record first: both versions are kept for the person to compare.

    ``current`` is the record as it stands now, ``attempted`` the values that were not saved.
    """

    def __init__(self, current: Model, attempted: dict[str, Any]) -> None:
        self.current = current
        self.attempted = attempted
        super().__init__(f"{current._meta.label} {current.pk} has changed since it was read")


class IllegalTransitionError(Exception):
    """The status cannot change in this way."""

    def __init__(self, instance: Model, source: str, target: str) -> None:
        self.instance = instance
        self.source = source
        self.target = target
        super().__init__(f"{instance._meta.label} cannot go from {source} to {target}")


class VersionRequiredError(Exception):
    """A write to an editable record must say which version it was based on."""
