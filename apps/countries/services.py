"""Writers of States and institutions."""

from apps.countries.models import Country, Institution, InstitutionType
from focalpoint.actors import Actor
from focalpoint.services import create_record


def create_institution(
    *,
    actor: Actor,
    country: Country,
    name: str,
    type: InstitutionType | None = None,
    reason: str = "",
) -> Institution:
    """Add an institution to a State: its focal point's office may, and the secretariat.

    Raises ``PermissionDenied`` or ``ValidationError`` (the State has one of that name).
    """
    institution = Institution(country=country, name=" ".join(name.split()), type=type)
    return create_record(actor=actor, instance=institution, reason=reason)
