"""Assessments carry evidence: whoever may change one adds to it, and its findings point at it."""

from django.utils.translation import gettext_lazy as _

from apps.assessments.models import Assessment
from focalpoint.attachments import Carrier, register

register(
    Carrier(
        "assessments.assessment",
        Assessment,
        _("Assessment"),
        reference=lambda assessment: str(assessment.reference),
    )
)
