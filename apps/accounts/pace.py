"""The pace of all mail: ``MAIL_PER_MINUTE`` for the whole installation, whoever sends.

Senders take small shares, spaced evenly, out of one row; a share is a short statement of its own,
so that nobody waits for another's conversation with the mail server. A sender that dies with a part
of its share has slowed the others down for a moment, and lost nothing.
"""

from dataclasses import dataclass, field

from django.conf import settings
from django.db import connection

from apps.accounts.outgoing_models import MailPace

TABLE = MailPace._meta.db_table
# The clock of the database: that of the senders may differ.
TAKE = f"""
    INSERT INTO {TABLE} AS pace (id, free_from)
    VALUES (1, clock_timestamp() + %(seconds)s * interval '1 second')
    ON CONFLICT (id) DO UPDATE
        SET free_from = clock_timestamp() + %(seconds)s * interval '1 second'
        WHERE pace.free_from <= clock_timestamp()
    RETURNING id"""  # noqa: S608
WAIT = f"""
    SELECT greatest(0, extract(epoch FROM free_from - clock_timestamp()))::float
    FROM {TABLE}"""  # noqa: S608
COUNT = f"""
    INSERT INTO {TABLE} AS pace (id, free_from)
    VALUES (1, clock_timestamp() + %(seconds)s * interval '1 second')
    ON CONFLICT (id) DO UPDATE SET free_from =
        greatest(pace.free_from, clock_timestamp()) + %(seconds)s * interval '1 second'
    """  # noqa: S608


@dataclass
class Pace:
    """The share of one sender; asked before each message, outside of its transaction."""

    left: int = field(default=0)

    def allows(self) -> bool:
        """Whether one more message may leave now; it then counts."""
        limit = settings.MAIL_PER_MINUTE
        if not limit:
            return True
        if not self.left:
            # What may leave in a second, so that a fast sender asks once a second.
            share = max(1, limit // 60)
            with connection.cursor() as cursor:
                cursor.execute(TAKE, {"seconds": share * 60 / limit})
                self.left = share if cursor.fetchone() else 0
        if not self.left:
            return False
        self.left -= 1
        return True


def seconds_to_wait() -> float:
    """How long it is until the next share; 0 where there is no limit."""
    if not settings.MAIL_PER_MINUTE:
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute(WAIT)
        row = cursor.fetchone()
    return float(row[0]) if row else 0.0


def count_message() -> None:
    """Count a message that somebody waits for, and that leaves at once whatever the pace."""
    if settings.MAIL_PER_MINUTE:
        with connection.cursor() as cursor:
            cursor.execute(COUNT, {"seconds": 60 / settings.MAIL_PER_MINUTE})
