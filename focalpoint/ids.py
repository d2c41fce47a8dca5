"""Identity: UUIDv7, so that primary keys sort by the time of creation."""

import uuid

from uuid_utils.compat import uuid7 as _uuid7


def uuid7() -> uuid.UUID:
    """A new time-ordered UUID (RFC 9562 §5.7) as the standard library's type."""
    return _uuid7()
