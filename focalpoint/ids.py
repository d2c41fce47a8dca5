"""Identity: UUIDv7, so that primary keys sort by the time of creation."""

import uuid

from uuid_utils.compat import uuid7 as _uuid7


def uuid7() -> uuid.UUID:
    """A new time-ordered UUID (RFC 9562 §5.7) as the standard library's type."""
    return _uuid7()


# The same inside a statement that inserts many rows: PostgreSQL has its own uuidv7() since 18 only.
# A random UUID whose first 48 bits are the time in milliseconds and whose version says 7.
UUID7_SQL = (
    "encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) placing substring("
    "int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6),"
    " 52, 1), 53, 1), 'hex')::uuid"
)
