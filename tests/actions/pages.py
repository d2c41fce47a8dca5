"""What tests of the pages share."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.urls import reverse

from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from tests.costs import statements

HTMX = {"HX-Request": "true"}
BUDGET = 8  # queries of a list or a detail page, session, user and memberships included


@contextmanager
def within_budget(most: int = BUDGET) -> Iterator[None]:
    """At most so many queries; what a test's own transaction adds to each request is left out."""
    with statements() as sent:
        yield
    assert len(sent) <= most, "\n".join(sql.rpartition("true); ")[2][:300] for sql in sent)


def address(name: str, action: Any, **more: Any) -> str:
    return reverse(name, kwargs={"reference": action.reference, **more})


def stored(record: Any) -> Any:
    with acting(SYSTEM):
        return type(record).objects.get(pk=record.pk)


def titles(response: Any) -> set[str]:
    """The titles in the rows of a list."""
    row = r'<td class="fp-table-title"[^>]*>\s*(?:<div>)?\s*<a [^>]*>\s*([^<]*?)\s*</a>'
    return set(re.findall(row, response.text))
