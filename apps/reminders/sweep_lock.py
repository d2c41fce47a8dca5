"""Only one sweep is at work at a time; others see that it is."""

from apps.reminders.sql import Sql

LOCK = 0x5EED_0F_DEAD  # any number that no other advisory lock of the project has


def take() -> bool:
    """Take the lock until the transaction ends; ``False`` where another sweep has it."""
    return bool(Sql("SELECT pg_try_advisory_xact_lock(%s)", (LOCK,)).first())


def is_at_work() -> bool:
    """Whether a sweep elsewhere holds its lock now, and with it the digests that wait."""
    text = """
        SELECT EXISTS (
            SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1
                AND classid = %s AND objid = %s AND pid <> pg_backend_pid()
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        )"""
    return bool(Sql(text, divmod(LOCK, 1 << 32)).first())
