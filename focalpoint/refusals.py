"""What services refuse alike."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils.translation import gettext as _


def refuse_unknown(given: Mapping[str, Any], known: frozenset[str]) -> None:
    """Raise ``ValidationError`` where a field is named that a service does not set."""
    unknown = given.keys() - known
    if unknown:
        raise ValidationError(
            _("These fields cannot be set: %(names)s.") % {"names": ", ".join(sorted(unknown))}
        )


def constraint_of(error: IntegrityError) -> str | None:
    """The name of the constraint that the database kept."""
    diagnostics = getattr(error.__cause__, "diag", None)
    return getattr(diagnostics, "constraint_name", None)
