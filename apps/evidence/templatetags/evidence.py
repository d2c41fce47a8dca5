"""How an item of evidence is told in one line."""

from django import template

from apps.evidence.media_types import MEDIA_TYPES, MediaType

register = template.Library()


@register.filter
def media_type(name: str) -> MediaType | None:
    """What people call a media type, and its icon; ``None`` for what is no file."""
    return MEDIA_TYPES.get(name)
