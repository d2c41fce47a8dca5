"""The rules of all States at once, for statements over whole tables.

A book is read once for a sweep or for a while of delivery. ``table`` turns it into a small common
table, one row for each State and date, so that a million deadlines meet the rules in one join:
working days are reduced to two dates (``Rules.window``), offsets to arrays.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from functools import cached_property, lru_cache
from typing import Any

from apps.countries.models import Country
from apps.reminders.rule_models import ReminderRules, usual_rules
from apps.reminders.schedule import KindRule, Rules
from apps.reminders.sql import Sql

COLUMNS = {
    "country_id": "uuid",
    "today": "date",
    "behind": "date",
    "ahead": "date",
    "send_at": "time",
    "before_by_age": "int[]",
    "after_by_age": "int[]",
    "last": "int",
    "every": "int",
    "deputy_after": "int",
    "focal_point_after": "int",
    "coordinator_after": "int",
}


class Rulebook:
    """What holds in each State, or in some of them; read when it is first asked."""

    def __init__(self, countries: Collection[uuid.UUID] | None = None) -> None:
        self._countries = countries
        self._windows: dict[tuple[uuid.UUID, dt.date], tuple[dt.date, dt.date]] = {}

    @cached_property
    def _rules(self) -> dict[uuid.UUID, Rules]:
        records = ReminderRules.objects.select_related("country").order_by()
        states = Country.objects.only("iso2").order_by()
        if self._countries is not None:
            records = records.filter(country__in=self._countries)
            states = states.filter(pk__in=self._countries)
        own = {record.country_id: record.as_rules() for record in records}
        return {state.pk: own.get(state.pk) or usual_rules(state).as_rules() for state in states}

    @cached_property
    def longest_before(self) -> int:
        """So many days ahead of a deadline is the earliest mail of all."""
        rules = {rule for state in self._rules.values() for rule in state.kinds.values()}
        return -min(rule.first for rule in {*rules, KindRule()})

    def of(self, country: uuid.UUID | None) -> Rules:
        """The rules of a State; the usual ones for nobody's."""
        return self._rules.get(country, Rules()) if country else Rules()

    def horizon(self, todays: Iterable[dt.date]) -> dt.date:
        """The last date of a deadline that can have a reminder by now, anywhere."""
        today = max(todays)
        ahead = max((self._window(country, today)[1] for country in self._rules), default=today)
        return ahead + dt.timedelta(days=self.longest_before)

    def table(
        self, kind: str, todays: Collection[dt.date], countries: Collection[uuid.UUID] | None
    ) -> Sql:
        """The common table ``rule``: what holds for one kind of deadline, by State and date."""
        rows = [
            (str(country), today, *self._window(country, today), *_facts(rules, kind))
            for country, rules in self._rules.items()
            if countries is None or country in countries
            for today in sorted(set(todays))
        ]
        columns = list(zip(*rows, strict=True)) or [()] * len(COLUMNS)
        arrays = ", ".join(f"%s::{_element(kind)}[]" for kind in COLUMNS.values())
        chosen = ", ".join(f"t.{name}::{kind} AS {name}" for name, kind in COLUMNS.items())
        text = (
            f"rule AS MATERIALIZED (SELECT {chosen}"  # noqa: S608
            f" FROM unnest({arrays}) AS t({', '.join(COLUMNS)}))"
        )
        return Sql(text, tuple(list(column) for column in columns))

    def hours(self, todays: Collection[dt.date]) -> Sql:
        """The common table ``hours``: when the mail of a date goes out in each State.

        ``works`` is whether the State works on the date ``today``, ``next_working`` the working day
        after it.
        """
        rows = []
        for country, rules in self._rules.items():
            for today in sorted(set(todays)):
                behind, ahead = self._window(country, today)
                following = ahead + dt.timedelta(days=1)
                rows.append((str(country), today, rules.send_at, behind == today, following))
        columns = list(zip(*rows, strict=True)) or [()] * 5
        text = """hours AS MATERIALIZED (
            SELECT * FROM unnest(%s::uuid[], %s::date[], %s::time[], %s::bool[], %s::date[])
                AS h(country_id, today, send_at, works, next_working)
        )"""
        return Sql(text, tuple(list(column) for column in columns))

    def _window(self, country: uuid.UUID, today: dt.date) -> tuple[dt.date, dt.date]:
        key = country, today
        if key not in self._windows:
            self._windows[key] = self._rules[country].window(today)
        return self._windows[key]


def _element(kind: str) -> str:
    """PostgreSQL unnests an array of arrays to its numbers, hence text in between."""
    return "text" if kind.endswith("[]") else kind


def _facts(rules: Rules, kind: str) -> tuple[Any, ...]:
    rule, ladder = rules.of(kind), rules.ladder
    return (
        rules.send_at,
        *_arrays(rule),
        rule.last,
        rule.every,
        ladder.deputy,
        ladder.focal_point,
        ladder.coordinator,
    )


@lru_cache(maxsize=256)
def _arrays(rule: KindRule) -> tuple[str, str]:
    return _literal(rule.before_by_age), _literal(rule.after_by_age)


def _literal(values: Iterable[int | None]) -> str:
    return "{" + ",".join("NULL" if value is None else str(value) for value in values) + "}"
