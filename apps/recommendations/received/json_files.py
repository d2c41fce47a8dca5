"""JSON as exports and programs write it: a list, a list below some name, or an object a line."""

import json
from typing import Any

# Lists stand below names such as "results" or "hits"; deeper than that nobody looks.
_DEEPEST = 4


def objects_in(text: str) -> list[Any]:
    """The entries of a file. Raises ``ValueError`` for what is no JSON."""
    try:
        found = json.loads(text)
    except ValueError:
        # Texts may hold other ends of lines, such as U+2028.
        lines = [line for line in text.split("\n") if line.strip()]
        if len(lines) < 2:
            raise
        found = [json.loads(line) for line in lines]
    entries = found if isinstance(found, list) else _longest(found, _DEEPEST) or [found]
    return [inner_of(each) for each in entries]


def _longest(value: object, depth: int) -> list[Any]:
    """The longest list of objects in an object; empty where there is none."""
    if isinstance(value, list):
        return value if any(isinstance(each, dict) for each in value) else []
    if not isinstance(value, dict) or not depth:
        return []
    return max((_longest(each, depth - 1) for each in value.values()), key=len, default=[])


def inner_of(entry: Any) -> Any:
    """What a search server wraps in ``_source``."""
    inner = entry.get("_source") if isinstance(entry, dict) else None
    return inner if isinstance(inner, dict) else entry
