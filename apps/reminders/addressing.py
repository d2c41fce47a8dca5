"""Who is told of which deadline: each source's query set, compiled into one SQL statement.

A deadline's own recipient is told if they still hold a post in its State and may still sign in;
otherwise the State's focal points and deputies are. Nothing here runs a statement: the sweep, the
delivery and the pages build theirs on it. What is compiled is kept, since each message needs it: a
source's query set must not depend on when it is built.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet

from apps.accounts.models import Membership, User
from apps.reminders.models import DeadlineAnswer
from apps.reminders.schedule import Zone, zones_at
from focalpoint.deadlines import COLUMNS, DeadlineSource
from focalpoint.roles import APPROVERS

# What a query set that can find nothing is compiled to, by its columns.
NO_DEADLINE = "SELECT NULL::uuid, NULL::uuid, NULL::date, NULL::timestamptz, NULL::uuid WHERE false"
NO_POST = "SELECT NULL::uuid, NULL::uuid, NULL::text, NULL::text WHERE false"
ANSWER = DeadlineAnswer._meta.db_table


def holds_sql(offset: str, a: str = "a") -> str:
    """Whether the person of ``addressed AS a`` is to be told at an offset, by their own answer.

    Who knows of a deadline is told nothing more before its day; who asked to be reminded later is
    told nothing until then.
    """
    quiet = f"{a}.snoozed_until > {a}.today"
    known = f"{offset} < 0 AND {a}.acknowledged_on < {a}.due_on"
    again = f"{a}.due_on + {offset} = {a}.snoozed_until"
    return f"({quiet}) IS NOT TRUE AND (({known}) IS NOT TRUE OR ({again}) IS TRUE)"


@dataclass(frozen=True)
class Sql:
    """A piece of SQL with the values of its placeholders, in their order."""

    text: str
    params: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Moment:
    """An instant as the recipients live it: their zones, and the memberships in force."""

    now: dt.datetime
    # Not needed where no local date is asked for; a person without one lives in UTC.
    zones: Sequence[Zone] = ()

    @property
    def date(self) -> dt.date:
        """The date by which memberships hold, as the kernel counts it: in UTC."""
        return self.now.astimezone(dt.UTC).date()


def moment(now: dt.datetime) -> Moment:
    """``now`` for every user; none of them is left out, their posts may have ended."""
    names = User.objects.order_by().values_list("time_zone", flat=True).distinct()
    return Moment(now, zones_at(now, names))


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

    Its columns are ``object_id, country_id, due_on, since, recipient_id, tz, today``, and what the
    recipient answered: ``acknowledged_on, snoozed_until``. ``countries`` narrows it to some States;
    ``where`` is a condition on the deadline ``d``.
    """
    zone = zone_table(at)
    post, deadline = _posts(at.date), _deadlines(source.open_deadlines)
    condition = where or Sql("true")
    here = Sql("true")
    if countries is not None:
        here = Sql("{0}.country_id = ANY(%s::uuid[])", ([str(country) for country in countries],))
    text = f"""
        {zone.text},
        post AS MATERIALIZED (
            SELECT m.country_id, m.user_id, coalesce(zone.tz, 'UTC') AS tz,
                coalesce(zone.today, %s) AS today, bool_or(m.role = ANY(%s)) AS leads
            FROM ({post.text}) AS m(country_id, user_id, role, time_zone)
            LEFT JOIN zone ON zone.name = m.time_zone
            WHERE {here.text.format("m")}
            GROUP BY 1, 2, 3, 4
        ),
        told AS (
            SELECT d.object_id, d.country_id, d.due_on, d.since,
                coalesce(own.user_id, lead.user_id) AS recipient_id,
                coalesce(own.tz, lead.tz) AS tz, coalesce(own.today, lead.today) AS today
            FROM ({deadline.text}) AS d({", ".join(COLUMNS)})
            LEFT JOIN post AS own ON own.country_id = d.country_id AND own.user_id = d.recipient_id
            LEFT JOIN post AS lead ON lead.country_id = d.country_id AND lead.leads
                AND own.user_id IS NULL
            WHERE coalesce(own.user_id, lead.user_id) IS NOT NULL AND {condition.text}
                AND {here.text.format("d")}
        ),
        addressed AS (
            SELECT told.*, answer.acknowledged_on, answer.snoozed_until
            FROM told LEFT JOIN {ANSWER} AS answer ON answer.object_id = told.object_id
                AND answer.kind = %s AND answer.due_on = told.due_on
                AND answer.recipient_id = told.recipient_id
        )"""  # noqa: S608
    return Sql(
        text,
        (
            *zone.params,
            at.date,
            sorted(APPROVERS),
            *post.params,
            *here.params,
            *deadline.params,
            *condition.params,
            *here.params,
            source.kind,
        ),
    )


@lru_cache(maxsize=4)
def _posts(on: dt.date) -> Sql:
    memberships = Membership.objects.in_force(on).filter(country__isnull=False)
    return compiled(
        memberships.values_list("country_id", "user_id", "role", "user__time_zone"), NO_POST
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
