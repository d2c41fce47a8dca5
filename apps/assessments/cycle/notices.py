"""That an assessment which people handed in, or lead, comes back or is approved."""

import uuid

from django.utils.translation import gettext_lazy as _

from apps.accounts.selectors import writers_of
from apps.assessments.models import Assessment
from focalpoint.actors import Actor
from focalpoint.notices import Channel, NoticeKind, register, tell

RETURNED = "assessment.returned"
APPROVED = "assessment.approved"


def concerned(assessment: Assessment, submitted_by: uuid.UUID | None) -> set[uuid.UUID | None]:
    """Who handed it in, and who writes for the institution that leads it."""
    lead = assessment.lead_institution_id
    return {submitted_by, *writers_of([lead])[lead]}


def tell_of_return(*, actor: Actor, assessment: Assessment, people: set[uuid.UUID | None]) -> None:
    """Tell them that it is a draft again; what is to be changed stands on its page."""
    tell(actor=actor, recipients=people, kind=RETURNED, subject=assessment)


def tell_of_approval(*, actor: Actor, assessment: Assessment) -> None:
    """Tell them that it is approved."""
    people = concerned(assessment, assessment.submitted_by_id)
    tell(actor=actor, recipients=people, kind=APPROVED, subject=assessment)


register(
    NoticeKind(
        RETURNED,
        "assessment",
        _("An assessment that I handed in or lead is returned"),
        _("%(who)s returned this assessment with comments"),
        "arrow-back-up",
        Channel.AT_ONCE,
    )
)
register(
    NoticeKind(
        APPROVED,
        "assessment",
        _("An assessment that I handed in or lead is approved"),
        _("%(who)s approved this assessment"),
        "circle-check",
        Channel.AT_ONCE,
    )
)
