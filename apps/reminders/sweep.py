"""The sweep: bring the ledger in line with the deadlines as they stand, in a few statements.

It asks no "what happened since", only "what should there be now": for each deadline that stands and
each person who is told of it, a reminder at the latest offset that has passed. A run that was
missed is therefore caught up by the next one, and a second run finds nothing to do.

A digest that is being delivered is locked, and its lock covers its reminders: the sweep leaves both
alone (``free`` below), and the delivery looks at the deadlines once more by itself.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass, field, replace

import structlog
from django.db import connection, transaction

from apps.reminders.addressing import Moment, Sql, addressed, holds_sql, zone_table
from apps.reminders.models import Digest, DigestState, Reminder
from apps.reminders.schedule import SEND_AT, horizon, latest_offset_sql
from focalpoint.deadlines import DeadlineSource, sources
from focalpoint.ids import UUID7_SQL

logger = structlog.get_logger(__name__)

REMINDER, DIGEST = Reminder._meta.db_table, Digest._meta.db_table
LOCK = 0x5EED_0F_DEAD  # any number that no other advisory lock of the project has
FREE = (
    f"NOT EXISTS (SELECT 1 FROM {DIGEST} AS held WHERE held.id = r.digest_id"  # noqa: S608
    " AND held.state = 'pending' AND held.id <> ALL(%s::uuid[]))"
)
# Row-level security makes the planner expect a handful of rows where the sweep reads a million,
# and an empty ledger makes it scan what the same statement fills. Hence hash joins and indexes.
PLANNER = "SELECT " + ", ".join(
    f"set_config('{name}', 'off', true)" for name in ("enable_nestloop", "enable_seqscan", "jit")
)
DAYS_AHEAD = 60  # where to look for a day on which the recipient has had no digest yet


@dataclass(frozen=True)
class Swept:
    """What one sweep did; ``broken`` names the kinds whose source failed (the others went on)."""

    written: int = 0
    cancelled: int = 0
    collapsed: int = 0
    digests: int = 0
    broken: tuple[str, ...] = field(default=())


def run(at: Moment, countries: Collection[uuid.UUID] | None = None) -> Swept | None:
    """One sweep in one transaction; ``None`` when another one is at work."""
    with transaction.atomic():
        if not _execute(Sql("SELECT pg_try_advisory_xact_lock(%s)", (LOCK,)), fetch=True)[0]:
            return None
        _execute(Sql(PLANNER))
        free = _lock_digests()
        result = Swept(cancelled=_cancel_unknown_kinds(at, free))
        for source in sources().values():
            result = _sweep_source(source, at, countries, free, result)
        collapsed = _collapse(at, free)
        digests = _fill_digests(at, free)
    return replace(result, collapsed=collapsed, digests=digests)


def _sweep_source(
    source: DeadlineSource,
    at: Moment,
    countries: Collection[uuid.UUID] | None,
    free: list[str],
    result: Swept,
) -> Swept:
    """One kind of deadline; a source that fails is reported and stops no other."""
    try:
        with transaction.atomic():
            cancelled = _cancel(source, at, countries, free)
            written = _write(source, at, countries)
    except Exception:
        logger.exception("deadline_source_failed", kind=source.kind)
        return replace(result, broken=(*result.broken, source.kind))
    return replace(result, written=result.written + written, cancelled=result.cancelled + cancelled)


def _lock_digests() -> list[str]:
    """The pending digests that nobody is delivering, locked until the sweep ends."""
    return _execute(
        Sql(
            f"SELECT id::text FROM {DIGEST} WHERE state = %s"  # noqa: S608
            " FOR NO KEY UPDATE SKIP LOCKED",
            (DigestState.PENDING,),
        ),
        fetch=True,
    )


def _cancel(
    source: DeadlineSource, at: Moment, countries: Collection[uuid.UUID] | None, free: list[str]
) -> int:
    """Pending reminders whose deadline was moved, settled, handed on or is gone."""
    pending = Sql(
        f"d.object_id = ANY(ARRAY(SELECT object_id FROM {REMINDER}"  # noqa: S608
        " WHERE state = 'pending' AND kind = %s))",
        (source.kind,),
    )
    standing = addressed(source, at, countries=countries, where=pending)
    in_countries = "true" if countries is None else "r.country_id = ANY(%s::uuid[])"
    text = f"""
        WITH {standing.text}
        UPDATE {REMINDER} AS r SET state = 'cancelled', settled_at = %s
        WHERE r.state = 'pending' AND r.kind = %s AND {FREE} AND {in_countries}
            AND NOT EXISTS (
                SELECT 1 FROM addressed AS a
                WHERE a.object_id = r.object_id AND a.due_on = r.due_on
                    AND a.recipient_id = r.recipient_id AND {holds_sql("r.offset_days")}
            )"""  # noqa: S608
    only = () if countries is None else ([str(country) for country in countries],)
    return _count(Sql(text, (*standing.params, at.now, source.kind, free, *only)))


def _cancel_unknown_kinds(at: Moment, free: list[str]) -> int:
    """Pending reminders of a source that the project no longer has."""
    text = f"""
        UPDATE {REMINDER} AS r SET state = 'cancelled', settled_at = %s
        WHERE r.state = 'pending' AND {FREE} AND r.kind <> ALL(%s)"""  # noqa: S608
    return _count(Sql(text, (at.now, free, sorted(sources()))))


def _write(source: DeadlineSource, at: Moment, countries: Collection[uuid.UUID] | None) -> int:
    """The reminder at the latest passed offset of each deadline, unless the ledger has it.

    A deadline that was set after the mail of its offset's day had gone is told the next day; one
    that was set on a later day is not told of that offset at all.
    """
    due = addressed(
        source, at, countries=countries, where=Sql("d.due_on <= %s", (horizon(at.zones),))
    )
    text = f"""
        WITH {due.text},
        latest AS (
            -- The end of a snooze is an offset of its own.
            SELECT a.*, greatest({latest_offset_sql("(a.today - a.due_on)")},
                CASE WHEN a.snoozed_until <= a.today THEN a.snoozed_until - a.due_on END
            ) AS offset_days
            FROM addressed AS a
        ),
        dated AS (
            SELECT l.*, l.due_on + l.offset_days AS day,
                coalesce(l.since, '-infinity') AT TIME ZONE l.tz AS since_local
            FROM latest AS l
            WHERE l.offset_days IS NOT NULL AND {holds_sql("l.offset_days", "l")}
        ),
        mailed AS (
            SELECT DISTINCT ON (d.object_id, d.due_on, d.recipient_id) d.*,
                CASE WHEN d.since_local > d.day + %s THEN d.day + 1 ELSE d.day END AS told_on
            FROM dated AS d WHERE d.since_local < d.day + 1
            ORDER BY d.object_id, d.due_on, d.recipient_id, d.since_local
        )
        INSERT INTO {REMINDER} AS r (id, kind, object_id, country_id, recipient_id, offset_days,
            due_on, state, scheduled_for, created_at)
        SELECT {UUID7_SQL}, %s, t.object_id, t.country_id, t.recipient_id, t.offset_days,
            t.due_on, 'pending', (t.told_on + %s) AT TIME ZONE t.tz, %s
        FROM mailed AS t
        WHERE t.told_on <= t.today AND coalesce((
            -- Looked up by its key and not joined: the ledger may be far larger than the rest.
            SELECT e.state FROM {REMINDER} AS e
            WHERE e.object_id = t.object_id AND e.kind = %s AND e.due_on = t.due_on
                AND e.offset_days = t.offset_days AND e.recipient_id = t.recipient_id
        ), 'cancelled') = 'cancelled'
        ON CONFLICT (object_id, kind, due_on, offset_days, recipient_id) DO UPDATE
        SET state = 'pending', scheduled_for = excluded.scheduled_for, digest_id = NULL,
            settled_at = NULL
        WHERE r.state = 'cancelled'"""  # noqa: S608
    kind = source.kind
    return _count(Sql(text, (*due.params, SEND_AT, kind, SEND_AT, at.now, kind)))


def _collapse(at: Moment, free: list[str]) -> int:
    """Pending reminders that a later offset of the same deadline has overtaken."""
    text = f"""
        UPDATE {REMINDER} AS r SET state = 'collapsed', settled_at = %s
        WHERE r.state = 'pending' AND {FREE} AND EXISTS (
            SELECT 1 FROM {REMINDER} AS later
            WHERE later.object_id = r.object_id AND later.kind = r.kind
                AND later.due_on = r.due_on AND later.recipient_id = r.recipient_id
                AND later.offset_days > r.offset_days AND later.state <> 'cancelled'
        )"""  # noqa: S608
    return _count(Sql(text, (at.now, free)))


def _fill_digests(at: Moment, free: list[str]) -> int:
    """Put every pending reminder into its recipient's digest; the number of new digests."""
    _move_to_today(at, free)
    created = _create_digests(at)
    text = f"""
        UPDATE {REMINDER} AS r SET digest_id = g.id
        FROM {DIGEST} AS g
        WHERE g.id = ANY(%s::uuid[]) AND g.recipient_id = r.recipient_id
            AND r.state = 'pending' AND r.digest_id IS DISTINCT FROM g.id"""  # noqa: S608
    _count(Sql(text, ([*free, *created],)))
    return len(created)


def _move_to_today(at: Moment, free: list[str]) -> None:
    """What could not be delivered on an earlier day goes with the digest of today."""
    zone = zone_table(at)
    text = f"""
        WITH {zone.text}
        UPDATE {DIGEST} AS g SET local_date = zone.today,
            next_attempt_at = greatest(g.next_attempt_at, (zone.today + %s) AT TIME ZONE zone.tz)
        FROM accounts_user AS u JOIN zone ON zone.name = u.time_zone
        WHERE u.id = g.recipient_id AND g.id = ANY(%s::uuid[]) AND g.local_date < zone.today
            AND NOT EXISTS (
                SELECT 1 FROM {DIGEST} AS other
                WHERE other.recipient_id = g.recipient_id AND other.local_date = zone.today
            )"""  # noqa: S608
    _count(Sql(text, (*zone.params, SEND_AT, free)))


def _create_digests(at: Moment) -> list[str]:
    """A digest for each recipient who waits and has none: of today, or of the first day without."""
    zone = zone_table(at)
    text = f"""
        WITH {zone.text},
        waiting AS (
            SELECT r.recipient_id, CASE WHEN count(DISTINCT r.country_id) = 1
                THEN (array_agg(r.country_id))[1] END AS country_id
            FROM {REMINDER} AS r
            WHERE r.state = 'pending' AND NOT EXISTS (
                SELECT 1 FROM {DIGEST} AS g
                WHERE g.recipient_id = r.recipient_id AND g.state = 'pending'
            )
            GROUP BY r.recipient_id
        )
        INSERT INTO {DIGEST} AS g (id, recipient_id, country_id, local_date, state, message_id,
            subject, attempts, next_attempt_at, last_error, created_at)
        SELECT {UUID7_SQL}, w.recipient_id, w.country_id, day.local_date, 'pending', '', '', 0,
            (day.local_date + %s) AT TIME ZONE zone.tz, '', %s
        FROM waiting AS w
        JOIN accounts_user AS u ON u.id = w.recipient_id
        JOIN zone ON zone.name = u.time_zone
        CROSS JOIN LATERAL (
            SELECT zone.today + n AS local_date FROM generate_series(0, %s) AS n
            WHERE NOT EXISTS (
                SELECT 1 FROM {DIGEST} AS had
                WHERE had.recipient_id = w.recipient_id AND had.local_date = zone.today + n
                    AND had.state <> 'empty'
            )
            ORDER BY n LIMIT 1
        ) AS day
        ON CONFLICT (recipient_id, local_date) DO UPDATE
        SET state = 'pending', country_id = excluded.country_id, attempts = 0, last_error = '',
            next_attempt_at = excluded.next_attempt_at
        WHERE g.state = 'empty'
        RETURNING g.id::text"""  # noqa: S608
    return _execute(Sql(text, (*zone.params, SEND_AT, at.now, DAYS_AHEAD)), fetch=True)


def _execute(sql: Sql, *, fetch: bool = False) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(sql.text, sql.params)
        return [value for (value,) in cursor.fetchall()] if fetch else []


def _count(sql: Sql) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql.text, sql.params)
        return int(cursor.rowcount)
