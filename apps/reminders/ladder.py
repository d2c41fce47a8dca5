"""The ladder: when nobody does anything about what is overdue, others are told.

Assignee → deputies → focal points → (only where the State said so) the network's coordinators, each
so many days after the deadline as the State's rules say, or after it was set if that was later. A
deadline that is nobody's own is the focal points' and deputies' from the start. Of what one
institution keeps to itself its own writers are told in the deputies' time, and the State's focal
points after them learn the kind and the date (``post.leads`` and ``sees``). What stops it: the
work is handed in or finished, or one of those whom it concerns acknowledges it once it is due; a
snooze holds it up. Each rung is a row of the ledger, one for each person.
"""

import uuid
from collections.abc import Callable, Collection
from functools import lru_cache
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.reminders.addressing import ANSWER, Moment, addressed, compiled, deadlines, holds_sql
from apps.reminders.sql import Sql, joined
from focalpoint.deadlines import DeadlineSource

NOTHING_HANDED_IN = Sql("SELECT NULL::uuid WHERE false")


class Rung(models.IntegerChoices):
    """How far a matter has gone; the first is whoever is responsible for it."""

    OWN = 0, _("Responsible")
    DEPUTY = 1, _("Deputy")
    FOCAL_POINT = 2, _("Focal point")
    COORDINATOR = 3, _("Network coordinator")


def ladder(
    source: DeadlineSource,
    at: Moment,
    *,
    countries: Collection[uuid.UUID] | None = None,
    where: Sql | None = None,
) -> Sql:
    """Common tables up to ``ladder``: who is to be told of what is overdue, above the first rung.

    It comes after ``people`` and ``rule`` (``addressed`` brings both). Its columns are
    ``object_id, country_id, due_on, recipient_id, rung, days, in_place_of_id, is_bare, tz, send_at,
    behind``. Where no deputy can be told, the focal points are in the deputies' time.
    """
    overdue = Sql("d.due_on < %s", (max(at.todays),))
    condition = where or Sql("true")
    both = Sql(f"{overdue.text} AND {condition.text}", (*overdue.params, *condition.params))
    deadline = deadlines(source, at.date, countries=countries, where=both)
    handed_in = _handed_in(source)
    text = f"""
        overdue AS MATERIALIZED (
            SELECT d.*, own.user_id AS owner_id, own.is_reachable AS is_theirs
            FROM ({deadline.text}) AS d
            LEFT JOIN post AS own
                ON own.circle_id = d.circle_id AND own.user_id = d.recipient_id AND own.sees
            WHERE NOT EXISTS (
                SELECT 1 FROM ({handed_in.text}) AS given(id) WHERE given.id = d.object_id
            )
        ),
        answered AS (
            SELECT o.object_id, o.due_on, bool_or(answer.acknowledged_on >= o.due_on) AS is_known,
                max(answer.snoozed_until) AS quiet_until
            FROM {ANSWER} AS answer
            JOIN overdue AS o ON o.object_id = answer.object_id AND o.due_on = answer.due_on
            LEFT JOIN post AS lead ON lead.circle_id = o.circle_id
                AND lead.user_id = answer.recipient_id AND (lead.leads OR lead.is_focal_point)
            WHERE answer.kind = %s
                AND (answer.recipient_id = o.owner_id OR lead.user_id IS NOT NULL)
            GROUP BY o.object_id, o.due_on
        ),
        staffed AS (
            SELECT country_id, circle_id,
                bool_or(leads AND NOT is_focal_point AND is_reachable) AS has_deputy
            FROM post GROUP BY country_id, circle_id
        ),
        holder AS (
            SELECT post.circle_id, post.user_id, post.tz, rule.today, rule.behind, rule.send_at,
                CASE WHEN is_focal_point THEN {Rung.FOCAL_POINT} ELSE {Rung.DEPUTY} END AS rung,
                CASE WHEN NOT is_focal_point THEN rule.deputy_after
                    WHEN staffed.has_deputy THEN rule.focal_point_after
                    ELSE least(rule.deputy_after, rule.focal_point_after) END AS days,
                NOT post.leads AS is_outside, NOT post.sees AS is_bare
            FROM post JOIN staffed USING (circle_id)
            JOIN rule ON rule.country_id = post.country_id AND rule.today = post.today
            WHERE (post.leads OR post.is_focal_point) AND post.is_reachable
            UNION ALL
            SELECT o.circle_id, post.user_id, post.tz, rule.today, rule.behind, rule.send_at,
                {Rung.COORDINATOR}, rule.coordinator_after, true, true
            FROM post JOIN rule ON rule.today = post.today
            JOIN (SELECT DISTINCT country_id, circle_id FROM overdue) AS o
                ON o.country_id = rule.country_id
            WHERE post.country_id IS NULL AND post.is_coordinator
                AND rule.coordinator_after IS NOT NULL
        ),
        ladder AS (
            SELECT o.object_id, o.country_id, o.due_on, h.user_id AS recipient_id, h.rung, h.days,
                nullif(o.recipient_id, h.user_id) AS in_place_of_id, h.is_bare, h.tz, h.send_at,
                h.behind
            FROM overdue AS o
            JOIN holder AS h ON h.circle_id = o.circle_id AND h.days IS NOT NULL
            LEFT JOIN answered ON answered.object_id = o.object_id AND answered.due_on = o.due_on
            WHERE (h.is_outside OR o.is_theirs AND h.user_id <> o.owner_id)
                AND greatest(o.due_on, (o.since AT TIME ZONE h.tz)::date) + h.days <= h.behind
                AND answered.is_known IS NOT TRUE
                AND (answered.quiet_until < h.today) IS NOT FALSE
        )"""  # noqa: S608
    return Sql(text, (*deadline.params, *handed_in.params, source.kind))


def _handed_in(source: DeadlineSource) -> Sql:
    if source.handed_in is None:
        return NOTHING_HANDED_IN
    return _compiled(source.handed_in)


@lru_cache(maxsize=64)
def _compiled(handed_in: Callable[[], QuerySet[Any, Any]]) -> Sql:
    return compiled(handed_in(), NOTHING_HANDED_IN.text)


def standing(rows: str) -> str:
    """The ids of those ``rows`` of the ledger that hold, by the tables of ``standing_tables``.

    ``rows`` is the name of a common table. Two joins and no condition on each row, which would look
    through all of these tables for every one of them.
    """
    return f"""
        {standing_at_first(rows)}
        UNION
        SELECT r.id FROM {rows} AS r
        JOIN ladder AS l ON l.object_id = r.object_id AND l.due_on = r.due_on
            AND l.recipient_id = r.recipient_id AND l.rung = r.rung
        WHERE r.rung > 0"""  # noqa: S608


def standing_at_first(rows: str) -> str:
    """The same of the first rung alone, by the tables of ``addressed``."""
    return f"""
        SELECT r.id FROM {rows} AS r
        JOIN addressed AS a ON a.object_id = r.object_id AND a.due_on = r.due_on
            AND a.recipient_id = r.recipient_id
        JOIN rule ON rule.country_id = a.country_id AND rule.today = a.today
        WHERE r.rung = 0 AND {holds_sql("r.offset_days")}"""  # noqa: S608


def standing_tables(
    source: DeadlineSource,
    at: Moment,
    *,
    countries: Collection[uuid.UUID] | None = None,
    where: Sql | None = None,
) -> Sql:
    """The common tables ``addressed`` and ``ladder``, by which a row of the ledger is judged."""
    return joined(
        addressed(source, at, countries=countries, where=where),
        ladder(source, at, countries=countries, where=where),
    )
