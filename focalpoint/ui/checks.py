"""A navigation item that leads nowhere stops the start, not the user."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.urls import NoReverseMatch, get_resolver, reverse
from django.urls.resolvers import URLPattern, URLResolver

from focalpoint.ui.navigation import Navigation, NavItem, site


def url_names(patterns: list[Any], namespace: str = "") -> Iterator[str]:
    """Every name in the URL configuration, with its namespace."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            if pattern.name:
                yield f"{namespace}{pattern.name}"
        elif isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from url_names(pattern.url_patterns, inner)


def broken(item: NavItem, names: set[str]) -> str | None:
    """Why the item leads nowhere, or None."""
    if item.url_name not in names:
        return f"{str(item.label)!r} leads to the page {item.url_name!r}, which does not exist."
    if item.kwargs is None:
        try:
            reverse(item.url_name)
        except NoReverseMatch:
            return f"The page {item.url_name!r} needs arguments; give its navigation item `kwargs`."
    return None


def inspect(navigation: Navigation) -> list[CheckMessage]:
    names = set(url_names(get_resolver().url_patterns))
    reasons = [(item, broken(item, names)) for item in navigation.items.values()]
    messages: list[CheckMessage] = [
        Error(
            reason, hint="Correct it in the app's navigation.py.", obj=item.url_name, id="ui.E001"
        )
        for item, reason in reasons
        if reason
    ]
    for slot in navigation.slots:
        try:
            get_template(slot.template_name)
        except TemplateDoesNotExist:
            text = (
                f"The template {slot.template_name!r} for the place {slot.place!r} does not exist."
            )
            messages.append(Error(text, obj=slot.template_name, id="ui.E002"))
    return messages


def check_navigation(**_kwargs: Any) -> list[CheckMessage]:
    """Every navigation item resolves and every slot has its template."""
    return inspect(site)
