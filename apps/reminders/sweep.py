"""The sweep: bring the ledger in line with the deadlines as they stand, in a few statements.

It asks no "what happened since", only "what should there be now": for each deadline that stands and
each person who is told of it, a reminder at the latest offset that has passed by the rules of the
State; and, of what is overdue, one for each rung of the ladder that has been reached. A run that
was missed is therefore caught up by the next one, a second run finds nothing to do, and rules that
change are followed from the next run on.

A digest that is being delivered is locked, and its lock covers its reminders: the sweep leaves both
alone (``free`` below), and the delivery looks at the deadlines once more by itself.
"""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass, field, replace

import structlog
from django.db import transaction

from apps.countries.models import Country
from apps.reminders import channels, sweep_lock
from apps.reminders.addressing import Moment, addressed, deadlines, in_countries, zone_table
from apps.reminders.ladder import standing, standing_tables
from apps.reminders.ledger import Held, held
from apps.reminders.models import Digest, Reminder
from apps.reminders.schedule import SEND_AT, latest_offset_sql
from apps.reminders.sql import Sql, joined
from focalpoint.deadlines import DeadlineSource, sources
from focalpoint.ids import UUID7_SQL

logger = structlog.get_logger(__name__)

REMINDER, DIGEST = Reminder._meta.db_table, Digest._meta.db_table
FREE = (
    f"NOT EXISTS (SELECT 1 FROM {DIGEST} AS held WHERE held.id = r.digest_id"  # noqa: S608
    " AND held.state = 'pending' AND held.id <> ALL(%s::uuid[]))"
)
# Row-level security makes the planner expect a handful of rows where the sweep reads a million,
# and an empty ledger makes it scan what the same statement fills. Hence hash joins and indexes.
PLANNER = "SELECT set_config('work_mem', '64MB', true), " + ", ".join(
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
        if not sweep_lock.take():
            return None
        Sql(PLANNER).rows()
        found = held()
        free = found.free
        result = Swept(cancelled=_cancel_unknown_kinds(at, free))
        for source in sources().values():
            result = _sweep_source(source, at, countries, found, result)
        collapsed = _collapse(at, free)
        channels.route(at, free, FREE)
        digests = _fill_digests(at, free)
    return replace(result, collapsed=collapsed, digests=digests)


def _sweep_source(
    source: DeadlineSource,
    at: Moment,
    countries: Collection[uuid.UUID] | None,
    found: Held,
    result: Swept,
) -> Swept:
    """One kind of deadline; a source that fails is reported and stops no other.

    It is then swept State by State, so that a row that breaks it is felt in its own State alone;
    where none fails any more, as after a deadlock, the source is not broken.
    """
    try:
        return _swept(source, at, countries, found, result)
    except Exception as error:
        failure = error
    failed = []
    for country, code in _states(countries):
        try:
            result = _swept(source, at, [country], found, result)
        except Exception as error:
            failure = error
            failed.append(code)
    if not failed:
        logger.warning("deadline_source_repeated", kind=source.kind, exc_info=failure)
        return result
    logger.error("deadline_source_failed", kind=source.kind, states=failed, exc_info=failure)
    return replace(result, broken=(*result.broken, source.kind))


def _swept(
    source: DeadlineSource,
    at: Moment,
    countries: Collection[uuid.UUID] | None,
    found: Held,
    result: Swept,
) -> Swept:
    with transaction.atomic():
        # To plan what finds nothing takes most of the time where there is little to do.
        is_pending = source.kind in found.pending
        cancelled = _cancel(source, at, countries, found.free) if is_pending else 0
        earliest, written = _earliest(source, at, countries), 0
        if earliest is not None:
            written = _write(source, at, countries)
            if earliest < max(at.todays):
                written += _climb(source, at, countries)
        if source.kind in found.bare:
            _note_over(source, at, countries)
    return replace(result, written=result.written + written, cancelled=result.cancelled + cancelled)


def _earliest(
    source: DeadlineSource, at: Moment, countries: Collection[uuid.UUID] | None
) -> dt.date | None:
    """The earliest deadline that stands, where one is near enough to have a reminder by now."""
    near = Sql("d.due_on <= %s", (at.horizon,))
    found = deadlines(source, at.date, countries=countries, where=near)
    text = f"SELECT n.due_on FROM ({found.text}) AS n ORDER BY n.due_on LIMIT 1"  # noqa: S608
    rows = Sql(text, found.params).rows()
    return rows[0][0] if rows else None


def _states(countries: Collection[uuid.UUID] | None) -> list[tuple[uuid.UUID, str]]:
    """Those whose deadlines are swept, with their codes."""
    rows = Country.objects.order_by("code")
    if countries is not None:
        rows = rows.filter(pk__in=countries)
    return list(rows.values_list("pk", "code"))


def _cancel(
    source: DeadlineSource, at: Moment, countries: Collection[uuid.UUID] | None, free: list[str]
) -> int:
    """Pending reminders that no longer hold: the deadline was moved, settled, handed on or is gone,
    the person answered, or the rules of the State have changed."""
    here = in_countries("r", countries)
    pending = Sql(
        f"d.object_id = ANY(ARRAY(SELECT object_id FROM {REMINDER}"  # noqa: S608
        " WHERE state = 'pending' AND kind = %s))",
        (source.kind,),
    )
    tables = standing_tables(source, at, countries=countries, where=pending)
    text = f"""
        WITH {tables.text},
        pending AS MATERIALIZED (
            SELECT id, object_id, due_on, recipient_id, rung, offset_days FROM {REMINDER} AS r
            WHERE r.state = 'pending' AND r.kind = %s AND {here.text}
        ),
        standing AS ({standing("pending")})
        UPDATE {REMINDER} AS r SET state = 'cancelled', settled_at = %s
        WHERE r.state = 'pending' AND {FREE}
            AND r.id = ANY(ARRAY(SELECT id FROM pending EXCEPT SELECT id FROM standing))"""  # noqa: S608
    return Sql(text, (*tables.params, source.kind, *here.params, at.now, free)).run()


def _cancel_unknown_kinds(at: Moment, free: list[str]) -> int:
    """Pending reminders of a source that the project no longer has."""
    text = f"""
        UPDATE {REMINDER} AS r SET state = 'cancelled', settled_at = %s
        WHERE r.state = 'pending' AND {FREE} AND r.kind <> ALL(%s)"""  # noqa: S608
    return Sql(text, (at.now, free, sorted(sources()))).run()


def _write(source: DeadlineSource, at: Moment, countries: Collection[uuid.UUID] | None) -> int:
    """The reminder at the latest passed offset of each deadline, unless the ledger has it, or a
    later one.

    A deadline that was set after the mail of its offset's day had gone is told on the next working
    day, or on the next day where none is left before the deadline; one that was set on a later day
    is not told of that offset at all.
    """
    due = addressed(source, at, countries=countries, where=Sql("d.due_on <= %s", (at.horizon,)))
    text = f"""
        WITH {due.text},
        latest AS (
            -- The end of a snooze is an offset of its own.
            SELECT a.*, rule.send_at, rule.behind, rule.ahead,
                greatest({latest_offset_sql("rule", "a.due_on")},
                    CASE WHEN a.snoozed_until <= a.today THEN a.snoozed_until - a.due_on END
                ) AS offset_days
            FROM addressed AS a
            JOIN rule ON rule.country_id = a.country_id AND rule.today = a.today
            WHERE (a.snoozed_until > a.today) IS NOT TRUE
        ),
        dated AS (
            SELECT l.*, l.due_on + l.offset_days AS day,
                least(l.due_on + l.offset_days, l.behind) AS mail_on,
                coalesce(l.since, '-infinity') AT TIME ZONE l.tz AS since_local
            FROM latest AS l
            WHERE l.offset_days IS NOT NULL AND (
                l.offset_days >= 0 OR (l.acknowledged_on < l.due_on) IS NOT TRUE
                OR l.due_on + l.offset_days = l.snoozed_until
            ) AND NOT EXISTS (
                SELECT 1 FROM {REMINDER} AS e
                WHERE e.object_id = l.object_id AND e.kind = %s AND e.due_on = l.due_on
                    AND e.rung = 0 AND e.offset_days >= l.offset_days
                    AND e.recipient_id = l.recipient_id AND e.state <> 'cancelled'
                -- So that it is looked up by its key: the ledger may be far larger than the rest.
                OFFSET 0
            )
        ),
        mailed AS (
            SELECT DISTINCT ON (d.object_id, d.due_on, d.recipient_id) d.*,
                CASE WHEN d.since_local > d.mail_on + d.send_at
                    THEN d.since_local::date + (d.since_local::time > d.send_at)::int
                    ELSE d.mail_on END AS told_on
            FROM dated AS d WHERE d.since_local < d.day + 1
            ORDER BY d.object_id, d.due_on, d.recipient_id, d.since_local
        )
        INSERT INTO {REMINDER} AS r (id, kind, object_id, country_id, recipient_id, rung,
            in_place_of_id, is_bare, offset_days, due_on, state, scheduled_for, created_at)
        SELECT {UUID7_SQL}, %s, t.object_id, t.country_id, t.recipient_id, 0, t.in_place_of_id,
            t.is_bare, t.offset_days, t.due_on, 'pending',
            (t.told_on + t.send_at) AT TIME ZONE t.tz, %s
        FROM mailed AS t
        WHERE t.told_on <= t.behind
            OR t.told_on <= t.today AND t.offset_days <= 0 AND t.due_on <= t.ahead
        ON CONFLICT (object_id, kind, due_on, offset_days, recipient_id) WHERE rung = 0 DO UPDATE
        SET state = 'pending', scheduled_for = excluded.scheduled_for, digest_id = NULL,
            in_place_of_id = excluded.in_place_of_id, is_bare = excluded.is_bare, over_at = NULL,
            settled_at = NULL
        WHERE r.state = 'cancelled'"""  # noqa: S608
    return Sql(text, (*due.params, source.kind, source.kind, at.now)).run()


def _climb(source: DeadlineSource, at: Moment, countries: Collection[uuid.UUID] | None) -> int:
    """The rungs of the ladder that have been reached, each told once to each person."""
    tables = standing_tables(source, at, countries=countries, where=Sql("true"))
    text = f"""
        WITH {tables.text},
        reached_rung AS (
            SELECT DISTINCT ON (l.object_id, l.due_on, l.rung, l.recipient_id) l.*
            FROM ladder AS l ORDER BY l.object_id, l.due_on, l.rung, l.recipient_id, l.days
        )
        INSERT INTO {REMINDER} AS r (id, kind, object_id, country_id, recipient_id, rung,
            in_place_of_id, is_bare, offset_days, due_on, state, scheduled_for, created_at)
        SELECT {UUID7_SQL}, %s, t.object_id, t.country_id, t.recipient_id, t.rung,
            t.in_place_of_id, t.is_bare, t.days, t.due_on, 'pending',
            (t.behind + t.send_at) AT TIME ZONE t.tz, %s
        FROM reached_rung AS t
        WHERE NOT EXISTS (
            SELECT 1 FROM {REMINDER} AS e
            WHERE e.object_id = t.object_id AND e.kind = %s AND e.due_on = t.due_on
                AND e.rung = t.rung AND e.rung > 0 AND e.recipient_id = t.recipient_id
                AND e.state <> 'cancelled'
        )
        ON CONFLICT (object_id, kind, due_on, rung, recipient_id) WHERE rung > 0 DO UPDATE
        SET state = 'pending', scheduled_for = excluded.scheduled_for, digest_id = NULL,
            in_place_of_id = excluded.in_place_of_id, is_bare = excluded.is_bare, over_at = NULL,
            offset_days = excluded.offset_days, settled_at = NULL
        WHERE r.state = 'cancelled'"""  # noqa: S608
    return Sql(text, (*tables.params, source.kind, at.now, source.kind)).run()


def _note_over(source: DeadlineSource, at: Moment, countries: Collection[uuid.UUID] | None) -> None:
    """Whether what was told bare is still owed: those who were told cannot look it up."""
    here, same = in_countries("r", countries), "d.object_id = r.object_id AND d.due_on = r.due_on"
    owed = deadlines(source, at.date, countries=countries, where=Sql(same))
    text = f"""
        UPDATE {REMINDER} AS r SET over_at = CASE WHEN r.over_at IS NULL THEN %s END
        WHERE r.is_bare AND r.kind = %s AND {here.text}
            AND (r.over_at IS NULL) <> EXISTS ({owed.text})"""  # noqa: S608
    Sql(text, (at.now, source.kind, *here.params, *owed.params)).run()


def _collapse(at: Moment, free: list[str]) -> int:
    """Pending reminders that a later offset of the same deadline has overtaken."""
    text = f"""
        UPDATE {REMINDER} AS r SET state = 'collapsed', settled_at = %s
        WHERE r.state = 'pending' AND r.rung = 0 AND {FREE} AND EXISTS (
            SELECT 1 FROM {REMINDER} AS later
            WHERE later.object_id = r.object_id AND later.kind = r.kind AND later.rung = 0
                AND later.due_on = r.due_on AND later.recipient_id = r.recipient_id
                AND later.offset_days > r.offset_days AND later.state <> 'cancelled'
            OFFSET 0  -- by its key, as in _write
        )"""  # noqa: S608
    return Sql(text, (at.now, free)).run()


def _fill_digests(at: Moment, free: list[str]) -> int:
    """Put every pending reminder into its recipient's digest; the number of new digests."""
    _redate_digests(at, free)
    created = _create_digests(at)
    text = f"""
        UPDATE {REMINDER} AS r SET digest_id = g.id
        FROM {DIGEST} AS g
        WHERE g.id = ANY(%s::uuid[]) AND g.recipient_id = r.recipient_id
            AND r.state = 'pending' AND NOT r.is_held
            AND r.digest_id IS DISTINCT FROM g.id"""  # noqa: S608
    Sql(text, ([*free, *created],)).run()
    return len(created)


def _waiting(at: Moment, condition: Sql) -> Sql:
    """Common tables up to ``dated``: the day of the next mail of each recipient who waits for one.

    It is the first day without one on which their State works, or the first of all days where a
    deadline would pass until then. Who hears from several States has no days off.
    ``condition`` is one on the recipient's reminder ``r``.
    """
    text = f"""
        waiting AS (
            SELECT w.*, zone.tz, zone.today, coalesce(hours.send_at, %s) AS send_at,
                hours.works, hours.next_working
            FROM (
                SELECT r.recipient_id, min(r.due_on) FILTER (WHERE r.offset_days <= 0) AS first_due,
                    CASE WHEN count(DISTINCT r.country_id) = 1
                        THEN (array_agg(r.country_id))[1] END AS country_id
                FROM {REMINDER} AS r
                WHERE r.state = 'pending' AND NOT r.is_held AND {condition.text}
                GROUP BY r.recipient_id
            ) AS w
            JOIN accounts_user AS u ON u.id = w.recipient_id
            JOIN zone ON zone.name = u.time_zone
            LEFT JOIN hours ON hours.country_id = w.country_id AND hours.today = zone.today
        ),
        dated AS (
            SELECT w.*, day.local_date,
                (day.local_date + w.send_at) AT TIME ZONE w.tz AS next_attempt_at
            FROM waiting AS w
            CROSS JOIN LATERAL (
                SELECT w.today + n AS local_date FROM generate_series(0, %s) AS n
                WHERE NOT EXISTS (
                    SELECT 1 FROM {DIGEST} AS had
                    WHERE had.recipient_id = w.recipient_id AND had.local_date = w.today + n
                        AND had.occasion = 'daily' AND had.state NOT IN ('empty', 'pending')
                ) AND (
                    w.works IS NULL OR n = 0 AND w.works OR w.today + n >= w.next_working
                    OR w.first_due < w.next_working
                )
                ORDER BY n LIMIT 1
            ) AS day
        )"""  # noqa: S608
    tables = joined(zone_table(at), at.book.hours(at.todays))
    return joined(tables, Sql(text, (SEND_AT, *condition.params, DAYS_AHEAD)))


def _redate_digests(at: Moment, free: list[str]) -> None:
    """What waits goes out on the day that is right by now: not an earlier one, nor a day off."""
    dated = _waiting(
        at,
        Sql(
            f"EXISTS (SELECT 1 FROM {DIGEST} AS g WHERE g.recipient_id = r.recipient_id"  # noqa: S608
            " AND g.id = ANY(%s::uuid[]))",
            (free,),
        ),
    )
    text = f"""
        WITH {dated.text}
        UPDATE {DIGEST} AS g SET local_date = d.local_date,
            next_attempt_at = CASE WHEN d.local_date < g.local_date THEN d.next_attempt_at
                ELSE greatest(g.next_attempt_at, d.next_attempt_at) END
        FROM dated AS d
        WHERE g.id = ANY(%s::uuid[]) AND g.recipient_id = d.recipient_id
            AND g.local_date <> d.local_date AND NOT EXISTS (
                SELECT 1 FROM {DIGEST} AS other
                WHERE other.recipient_id = g.recipient_id AND other.local_date = d.local_date
                    AND other.occasion = 'daily'
            )"""  # noqa: S608
    Sql(text, (*dated.params, free)).run()


def _create_digests(at: Moment) -> list[str]:
    """A digest for each recipient who waits and has none."""
    dated = _waiting(
        at,
        Sql(
            f"NOT EXISTS (SELECT 1 FROM {DIGEST} AS g"  # noqa: S608
            " WHERE g.recipient_id = r.recipient_id AND g.state = 'pending'"
            " AND g.occasion = 'daily')"
        ),
    )
    text = f"""
        WITH {dated.text}
        INSERT INTO {DIGEST} AS g (id, recipient_id, country_id, local_date, state, message_id,
            subject, attempts, next_attempt_at, last_error, created_at)
        SELECT {UUID7_SQL}, d.recipient_id, d.country_id, d.local_date, 'pending', '', '', 0,
            d.next_attempt_at, '', %s
        FROM dated AS d
        ON CONFLICT (recipient_id, local_date) WHERE occasion = 'daily' DO UPDATE
        SET state = 'pending', country_id = excluded.country_id, attempts = 0, last_error = '',
            next_attempt_at = excluded.next_attempt_at
        WHERE g.state = 'empty'
        RETURNING g.id::text"""  # noqa: S608
    return [pk for (pk,) in Sql(text, (*dated.params, at.now)).rows()]
