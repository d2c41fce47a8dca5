"""Counting what a page itself asks the database."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

# Who looks is asked on every page alike, and savepoints are the test's own.
NOT_THE_PAGE = (
    "SAVEPOINT",
    "django_session",
    "usersessions_",
    "accounts_user",
    "accounts_membership",
)


@contextmanager
def queries_of_the_page() -> Iterator[list[str]]:
    """The statements of the block, those of the sign-in left out; complete after the block."""
    found: list[str] = []
    with CaptureQueriesContext(connection) as context:
        yield found
    statements = (query["sql"] for query in context.captured_queries)
    found += [sql for sql in statements if not any(words in sql for words in NOT_THE_PAGE)]
