"""Work as the owner of the tables: migrations and bulk loads only.

The running application connects with a role that neither owns the tables nor bypasses row-level
security. ``settings.OWNER_DATABASE`` names the owner's credentials; a process that has none cannot
migrate.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connections
from psycopg2.extensions import cursor as plain_cursor

# Kept here because as_owner() changes the connection's own settings while it lasts.
_APP_ROLE = str(settings.DATABASES[DEFAULT_DB_ALIAS]["USER"])


def app_role() -> str:
    """The name of the role that the running application uses."""
    return _APP_ROLE


@contextmanager
def as_owner(alias: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Reconnect ``alias`` as the owner for the length of the block; not inside a transaction.

    Raises ``ImproperlyConfigured`` where the process has no owner credentials.
    """
    owner: dict[str, Any] | None = settings.OWNER_DATABASE
    if owner is None:
        raise ImproperlyConfigured("OWNER_DATABASE_URL is not set: this process may not migrate.")
    connection = connections[alias]
    if connection.in_atomic_block:
        raise RuntimeError("as_owner() cannot start inside a transaction.")
    before = dict(connection.settings_dict)
    if before["USER"] == owner["USER"]:
        yield
        return
    connection.close()
    options = {**before["OPTIONS"], "cursor_factory": plain_cursor}
    # The database's name stays: a test run works in its own copy.
    connection.settings_dict.update({**owner, "OPTIONS": options})
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update({k: before[k] for k in (*owner, "OPTIONS")})
