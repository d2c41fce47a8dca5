"""Who is told of which deadline: each source's query set, compiled into one SQL statement.

Each deadline has its circle: the State, or the one institution that sees the record. Its own
recipient is told if they still hold a post there and may still sign in; otherwise those who lead
the circle are, and also where no mail reaches the recipient. The focal points and deputies lead a
State and their own institution; any other institution is led by all who write for it and, where
nobody does, by the State's again, who are told the kind and the date, and no more.
Nothing here runs a statement: the sweep, the delivery and the pages build theirs on it. What is
compiled is kept, since each message needs it: a source's query set must not depend on when it is
built.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import F, Q, QuerySet

from apps.accounts.models import Membership, User
from apps.countries.models import Institution
from apps.reminders.models import DeadlineAnswer
from apps.reminders.rulebook import Rulebook
from apps.reminders.schedule import Zone, has_offset_sql, zones_at
from apps.reminders.sql import Sql, joined
from focalpoint.deadlines import COLUMNS, DeadlineSource
from focalpoint.roles import APPROVERS, GOVERNMENT_READERS, GOVERNMENT_WRITERS, Role

# What a query set that can find nothing is compiled to, by its columns.
NO_DEADLINE = (
    "SELECT NULL::uuid, NULL::uuid, NULL::date, NULL::timestamptz, NULL::uuid, NULL::uuid"
    " WHERE false"
)
NO_POST = "SELECT NULL::uuid, NULL::uuid, NULL::uuid, NULL::text, NULL::text, false WHERE false"
# What lies further from today was mistyped and is no deadline: a year 202, 1926 or 9999. The oldest
# reports that States owe have been due since 1970, and the ledger holds 89 years of days.
FARTHEST = dt.timedelta(days=80 * 365)
ANSWER, INSTITUTION = (model._meta.db_table for model in (DeadlineAnswer, Institution))
# Stands for whoever is responsible where a deadline has no recipient of its own.
NOBODY = "'00000000-0000-0000-0000-000000000000'::uuid"


@dataclass(frozen=True)
class Moment:
    """An instant as the recipients live it: their zones, and what holds in their States."""

    now: dt.datetime
    # Not needed where no local date is asked for; a person without one lives in UTC.
    zones: Sequence[Zone] = ()
    book: Rulebook = field(default_factory=Rulebook)

    @property
    def date(self) -> dt.date:
        """The date by which memberships hold, as the kernel counts it: in UTC."""
        return self.now.astimezone(dt.UTC).date()

    @cached_property
    def todays(self) -> frozenset[dt.date]:
        """Every date that it is somewhere now."""
        return frozenset({self.date, *(zone.today for zone in self.zones)})

    @property
    def horizon(self) -> dt.date:
        """The last date of a deadline that can have a reminder by now, anywhere."""
        return self.book.horizon(self.todays)


def moment(now: dt.datetime, book: Rulebook | None = None) -> Moment:
    """``now`` for every user; none of them is left out, their posts may have ended."""
    names = User.objects.order_by().values_list("time_zone", flat=True).distinct()
    return Moment(now, zones_at(now, names), book or Rulebook())


def zone_table(at: Moment) -> Sql:
    """The common table ``zone(name, tz, today)``."""
    columns = (
        [zone.name for zone in at.zones],
        [zone.tz for zone in at.zones],
        [zone.today for zone in at.zones],
    )
    text = (
        "zone AS MATERIALIZED (SELECT * FROM unnest(%s::text[], %s::text[], %s::date[])"
        " AS z(name, tz, today))"
    )
    return Sql(text, columns)


def addressed(
    source: DeadlineSource,
    at: Moment,
    *,
    countries: Collection[uuid.UUID] | None = None,
    where: Sql | None = None,
) -> Sql:
    """Common tables up to ``addressed``: each standing deadline of ``source`` with whom to tell.

    Its columns are ``object_id, country_id, circle_id, due_on, since, recipient_id, tz, today``;
    whether the recipient learns the kind and the date alone (``is_bare``); who is responsible
    (``responsible_id``, null for nobody who holds a post), and in whose place the recipient is told
    (``in_place_of_id``, null where in nobody's); what the recipient answered
    (``acknowledged_on, snoozed_until``). The tables before it, ``post`` and ``rule``, may be joined
    to it. ``countries`` narrows it to some States; ``where`` is a condition on the deadline ``d``.
    """
    deadline = deadlines(source, at.date, countries=countries, where=where)
    text = f"""
        reached AS (
            -- Whom a deadline reaches, by the person who is responsible for it.
            SELECT circle_id, user_id AS responsible_id, user_id, tz, today, sees FROM post
            WHERE sees
            UNION ALL
            SELECT own.circle_id, own.user_id, lead.user_id, lead.tz, lead.today, lead.sees
            FROM post AS own JOIN post AS lead ON lead.circle_id = own.circle_id
            WHERE own.sees AND NOT own.is_reachable AND lead.leads AND lead.user_id <> own.user_id
            UNION ALL
            SELECT circle_id, {NOBODY}, user_id, tz, today, sees FROM post WHERE leads
        ),
        addressed AS (
            SELECT d.object_id, d.country_id, d.circle_id, d.due_on, d.since,
                reached.user_id AS recipient_id, reached.tz, reached.today,
                NOT reached.sees AS is_bare,
                nullif(d.answers_id, {NOBODY}) AS responsible_id,
                nullif(d.recipient_id, reached.user_id) AS in_place_of_id,
                answer.acknowledged_on, answer.snoozed_until
            FROM (
                -- OFFSET keeps the join with ``reached`` to one on both its columns.
                SELECT d.*, coalesce(own.user_id, {NOBODY}) AS answers_id
                FROM ({deadline.text}) AS d
                LEFT JOIN post AS own
                    ON own.circle_id = d.circle_id AND own.user_id = d.recipient_id AND own.sees
                OFFSET 0
            ) AS d
            JOIN reached ON reached.circle_id = d.circle_id
                AND reached.responsible_id = d.answers_id
            LEFT JOIN {ANSWER} AS answer ON answer.object_id = d.object_id
                AND answer.kind = %s AND answer.due_on = d.due_on
                AND answer.recipient_id = reached.user_id
            -- Estimates are of one row: nothing may be joined with ``reached`` ahead of this.
            OFFSET 0
        )"""  # noqa: S608
    return joined(
        people(at, countries),
        at.book.table(source.kind, at.todays, countries),
        Sql(text, (*deadline.params, source.kind)),
    )


def holds_sql(offset: str, a: str = "a", rule: str = "rule") -> str:
    """Whether the person of ``addressed AS a`` is to be told at an offset at all, by the ``rule``.

    The State's rules must have it, or a snooze end on that day. Who knows of a deadline is told
    nothing more before its day; who asked to be reminded later is told nothing until then.
    """
    again = f"({a}.due_on + {offset} = {a}.snoozed_until) IS TRUE"
    quiet = f"({a}.snoozed_until > {a}.today) IS TRUE"
    known = f"({offset} < 0 AND {a}.acknowledged_on < {a}.due_on) IS TRUE"
    return (
        f"NOT {quiet} AND ({again} OR (({has_offset_sql(rule, offset)}) IS TRUE AND NOT {known}))"
    )


def people(at: Moment, countries: Collection[uuid.UUID] | None = None) -> Sql:
    """The common tables ``zone`` and ``post``: who works for which State now, and where.

    One row for each person and circle. ``sees`` are those who belong to it, ``leads`` those who are
    told in the place of others; ``is_focal_point`` are the State's, in every circle of it. The
    network's coordinators stand in no State. Mail reaches those who are ``is_reachable``; where it
    reaches none of those who lead, they count as reached all the same.
    """
    zone, post = zone_table(at), _posts(at.date)
    here = in_countries("m", countries, or_network=True)
    text = f"""
        member AS MATERIALIZED (
            SELECT m.country_id, m.office_id, m.user_id, m.role, coalesce(zone.tz, 'UTC') AS tz,
                coalesce(zone.today, %s) AS today, m.arrives, m.role = ANY(%s) AS approves,
                m.role = ANY(%s) AS writes
            FROM ({post.text}) AS m(country_id, office_id, user_id, role, time_zone, arrives)
            LEFT JOIN zone ON zone.name = m.time_zone
            WHERE {here.text}
        ),
        seat AS (
            SELECT member.*, country_id AS circle_id, true AS sees, approves AS leads FROM member
            UNION ALL
            SELECT member.*, office_id, true, approves
                OR writes AND NOT bool_or(approves) OVER (PARTITION BY office_id)
            FROM member WHERE role = ANY(%s) AND office_id IS NOT NULL
            UNION ALL
            -- Of what an institution keeps to itself, they learn that it is long overdue.
            SELECT member.*, i.id, false, approves AND NOT EXISTS (
                SELECT 1 FROM member AS w WHERE w.office_id = i.id AND w.writes
            )
            FROM member JOIN {INSTITUTION} AS i ON i.country_id = member.country_id
            WHERE approves AND i.id <> member.office_id
        ),
        post AS MATERIALIZED (
            SELECT p.*, p.mail_arrives OR (p.leads OR p.is_focal_point) AND NOT bool_or(
                (p.leads OR p.is_focal_point) AND p.mail_arrives
            ) OVER (PARTITION BY p.circle_id, p.leads) AS is_reachable
            FROM (
                SELECT country_id, circle_id, user_id, tz, today, bool_or(sees) AS sees,
                    bool_or(leads) AS leads, bool_or(role = %s) AS is_focal_point,
                    bool_or(role = %s) AS is_coordinator, bool_or(arrives) AS mail_arrives
                FROM seat GROUP BY 1, 2, 3, 4, 5
            ) AS p
            WHERE sees OR leads OR is_focal_point
        )"""  # noqa: S608
    readers = sorted(GOVERNMENT_READERS)
    before = (at.date, sorted(APPROVERS), sorted(GOVERNMENT_WRITERS))
    after = (readers, Role.FOCAL_POINT, Role.COORDINATOR)
    return joined(zone, Sql(text, (*before, *post.params, *here.params, *after)))


def deadlines(
    source: DeadlineSource,
    on: dt.date,
    *,
    countries: Collection[uuid.UUID] | None = None,
    where: Sql | None = None,
) -> Sql:
    """The deadlines of a source that stand on a day, with its ``COLUMNS`` and the ``circle_id``."""
    every = _deadlines(source.open_deadlines)
    condition, here = where or Sql("true"), in_countries("d", countries)
    near = Sql("d.due_on BETWEEN %s AND %s", (on - FARTHEST, on + FARTHEST))
    return Sql(
        "SELECT d.*, coalesce(d.kept_by_id, d.country_id) AS circle_id"  # noqa: S608
        f" FROM ({every.text}) AS d({', '.join(COLUMNS)})"
        f" WHERE {here.text} AND {near.text} AND {condition.text}",
        (*every.params, *here.params, *near.params, *condition.params),
    )


def in_countries(
    name: str, countries: Collection[uuid.UUID] | None, *, or_network: bool = False
) -> Sql:
    """The condition that a row is of one of some States; all where ``None``."""
    if countries is None:
        return Sql("true")
    network = f" OR {name}.country_id IS NULL" if or_network else ""
    ids = [str(country) for country in countries]
    return Sql(f"({name}.country_id = ANY(%s::uuid[]){network})", (ids,))


@lru_cache(maxsize=4)
def _posts(on: dt.date) -> Sql:
    memberships = Membership.objects.in_force(on).annotate(
        arrives=~Q(user__failing_email=F("user__email"))
    )
    return compiled(
        memberships.values_list(
            "country_id", "institution_id", "user_id", "role", "user__time_zone", "arrives"
        ),
        NO_POST,
    )


@lru_cache(maxsize=64)
def _deadlines(open_deadlines: Callable[[], QuerySet[Any, Any]]) -> Sql:
    return compiled(open_deadlines(), NO_DEADLINE)


def compiled(rows: QuerySet[Any, Any], nothing: str) -> Sql:
    """The SQL of a query set; ``nothing`` where Django knows that it finds no row."""
    try:
        text, params = rows.order_by().query.sql_with_params()
    except EmptyResultSet:
        return Sql(nothing)
    return Sql(text, tuple(params))
