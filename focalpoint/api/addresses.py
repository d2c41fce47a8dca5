"""The API's addresses in groups, so that a request is compared with its own group's alone."""

from collections import defaultdict
from collections.abc import Iterable

from django.urls import URLPattern, URLResolver, include, path


def by_first_part(patterns: Iterable[URLPattern | URLResolver]) -> list[URLResolver]:
    """The same addresses, those that begin alike behind one `include`; their order is kept.

    Django compares an address with one pattern after the other. Each must be a `path` that begins
    with a fixed part and is no `include` itself.
    """
    groups: dict[str, list[URLPattern]] = defaultdict(list)
    for pattern in patterns:
        first, slash, rest = str(pattern.pattern).partition("/")
        if not slash or "<" in first or isinstance(pattern, URLResolver):
            raise ValueError(f"{pattern.pattern} is no path that begins with a fixed part")
        groups[f"{first}/"].append(
            path(rest, pattern.callback, pattern.default_args, name=pattern.name)
        )
    return [path(first, include(group)) for first, group in groups.items()]
