"""What other apps show of the reminders of their records."""

from typing import Any

from django import template
from django.utils import timezone

from apps.reminders.escalation import escalation_of

register = template.Library()


@register.inclusion_tag("reminders/includes/escalation.html", takes_context=True)
def escalation(context: template.Context, kind: str, record: Any) -> dict[str, Any]:
    """Who is told next if nothing happens to the deadline of ``record``."""
    actor = context["request"].actor
    return {"escalation": escalation_of(actor, kind, record, now=timezone.now())}
