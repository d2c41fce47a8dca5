"""The card of a record's evidence, and how an item is told in one line."""

from typing import Any

from django import template

from apps.evidence.media_types import MEDIA_TYPES, MediaType
from apps.evidence.selectors import evidence_on
from apps.evidence.tones import SENSITIVITY_TONES
from focalpoint.attachments import carrier_of
from focalpoint.policies import allowed

register = template.Library()


@register.inclusion_tag("evidence/includes/card.html", takes_context=True)
def evidence_card(context: template.Context, record: Any) -> dict[str, Any]:
    """What hangs on ``record``, a record of any kind that carries evidence; in one query."""
    actor = context["request"].actor
    carrier = carrier_of(record)
    return {
        "record": record,
        "kind": carrier.kind,
        "found": evidence_on(record, actor),
        "may_add": allowed(actor, carrier.verb, record),
        "tones": SENSITIVITY_TONES,
    }


@register.filter
def media_type(name: str) -> MediaType | None:
    """What people call a media type, and its icon; ``None`` for what is no file."""
    return MEDIA_TYPES.get(name)
