"""Who writes documents, and who approves them: a State's office, or the network's coordinators."""

from typing import Any

from apps.reports.models import (
    Document,
    DocumentFile,
    DocumentSection,
    DocumentVersion,
    SectionDraft,
)
from focalpoint.actors import Actor
from focalpoint.policies import country_of, declare, may
from focalpoint.roles import APPROVERS, FOCAL_POINT_OFFICE, Role


def is_of_network(actor: Actor, record: Any) -> bool:
    """Whether no State answers for it."""
    return country_of(record) is None


COORDINATORS = may({Role.COORDINATOR}, where=is_of_network)
WRITERS = [may(FOCAL_POINT_OFFICE), COORDINATORS]
DECIDERS = [may(APPROVERS), COORDINATORS]

declare(Document, create=WRITERS, change=WRITERS, approve=DECIDERS)
declare(DocumentSection, create=WRITERS, change=WRITERS)
declare(SectionDraft, create=WRITERS, change=WRITERS)
declare(DocumentVersion, create=DECIDERS, share=DECIDERS)
declare(DocumentFile, create=DECIDERS)
