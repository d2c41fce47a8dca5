"""Names that a comment calls, marked in its text."""

import re
from collections.abc import Sequence

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def with_mentions(text: str, names: Sequence[str]) -> SafeString:
    """The text as HTML, each ``@name`` of ``names`` marked."""
    shown = conditional_escape(text)
    if not names:
        return SafeString(shown)
    # The longest first: Amina Diallo Ba is not Amina Diallo.
    called = (conditional_escape(f"@{name}") for name in sorted(names, key=len, reverse=True))
    pattern = re.compile("|".join(re.escape(name) for name in called))
    # Escaped above.
    return SafeString(pattern.sub(r'<span class="actions-mention">\g<0></span>', shown))
