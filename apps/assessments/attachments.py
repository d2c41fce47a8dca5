"""Assessments and events carry evidence: whoever may change one adds to it."""

from django.utils.translation import gettext_lazy as _

from apps.assessments.event_models import RiskEvent
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
register(
    Carrier(
        "assessments.event", RiskEvent, _("Event"), reference=lambda event: str(event.reference)
    )
)
