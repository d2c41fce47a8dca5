"""What a page costs the database, and what of it is more than knowing who asks."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

# Session, user and memberships belong to every page.
WHO_ASKS = re.compile(
    r'FROM "(django_session|accounts_user|accounts_membership)"|"usersessions_usersession"'
)
TRANSACTION = re.compile(r"^(SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT)")


@contextmanager
def statements() -> Iterator[list[str]]:
    """Filled, at the end of the block, with what it sent; transactions are no statements."""
    sent: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield sent
    sent += [q["sql"] for q in captured.captured_queries if not TRANSACTION.search(q["sql"])]


@contextmanager
def at_most(number: int) -> Iterator[None]:
    """Fail when the block sends more than ``number`` statements of its own."""
    with statements() as sent:
        yield
    own = [sql for sql in sent if not WHO_ASKS.search(sql)]
    # What is set before each statement is the same for all, and long.
    told = [sql.rpartition("; SELECT ")[2][:500] for sql in own]
    assert len(own) <= number, "\n".join(told)
