"""What a page costs the database, apart from knowing who asks."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

# Session, user and memberships belong to every page; transactions are no queries.
WHO_ASKS = re.compile(
    r'FROM "(django_session|accounts_user|accounts_membership)"|"usersessions_usersession"'
    r"|^(SAVEPOINT|RELEASE|BEGIN|COMMIT)"
)


@contextmanager
def at_most(number: int) -> Iterator[None]:
    """Fail when the block sends more than ``number`` statements of its own."""
    with CaptureQueriesContext(connection) as captured:
        yield
    own = [q["sql"] for q in captured.captured_queries if not WHO_ASKS.search(q["sql"])]
    assert len(own) <= number, "\n".join(own)
