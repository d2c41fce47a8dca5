"""Reads of progress: one State over time, all States at one date."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from apps.catalogue.models import STEPS_2013, Framework, Item
from apps.catalogue.selectors import Mapped, mapped_of, with_mapped
from apps.countries.models import Country
from apps.recommendations.freshness import Freshness, freshness
from apps.recommendations.models import ProgressReport, ProgressStatus
from focalpoint.acting import acting
from focalpoint.actors import Actor
from focalpoint.roles import APPROVERS
from focalpoint.visibility import NETWORK_LEVELS, Visibility

# Kinds of items that a State can do something about; others are facts, risks or documents.
ASKING_KINDS = ("step", "recommendation", "strategy_element")
Cell = tuple[uuid.UUID, uuid.UUID]  # a State and an item


@dataclass(frozen=True, slots=True)
class Progress:
    """What a State said last of one item; ``effective_on`` is the day from which it holds.

    ``answer``: the mapped item that the report is on, where there is none on the item itself.
    """

    report_id: uuid.UUID
    status: ProgressStatus
    effective_on: dt.date
    approved: bool
    visibility: str
    answer: Mapped | None = None


@dataclass(frozen=True)
class Step:
    """One item of a framework beside what a State says of it.

    ``latest`` is the newest report that the reader sees, with its ``narrative``; ``shared`` the
    newest that the network does; ``freshness`` is that of ``latest``.
    """

    item: Item
    latest: Progress | None
    narrative: str
    shared: Progress | None
    freshness: Freshness

    @property
    def network_lags(self) -> bool:
        """Whether the State has said more than the network reads."""
        return self.latest is not None and self.latest != self.shared


def steps(framework: str = STEPS_2013) -> QuerySet[Item]:
    """The items of a framework to report on, in its order: the seven steps of 2013 by default."""
    return (
        Item.objects.filter(framework__code=framework, parent=None, is_active=True)
        .select_related("framework")
        .order_by("framework__edition", "order")
    )


def frameworks() -> QuerySet[Framework]:
    """The frameworks that ask States to do something, the seven steps of 2013 first."""
    asking = Item.objects.filter(
        framework=OuterRef("pk"), kind__in=ASKING_KINDS, parent=None, is_active=True
    )
    return Framework.objects.filter(Exists(asking), is_active=True).order_by("order", "code")


def asked_of_states() -> QuerySet[Item]:
    """The items to report on of all those frameworks, in their order, with what is mapped."""
    items = Item.objects.filter(framework__in=frameworks(), parent=None, is_active=True)
    by_framework = ("framework__order", "framework__code", "framework__edition", "order")
    return with_mapped(items).select_related("framework").order_by(*by_framework)


def item_by_code(code: str, framework: str = "") -> Item | None:
    """The item that goes by ``code``, with what is mapped to it.

    Of the named framework, else of the first one that has it.
    """
    items = Item.objects.filter(code=code, is_active=True, framework__is_active=True)
    if framework:
        items = items.filter(framework__code=framework)
    newest_first = ("framework__order", "framework__code", "-framework__edition")
    return with_mapped(items).select_related("framework").order_by(*newest_first).first()


def reports(actor: Actor) -> QuerySet[ProgressReport]:
    """The reports that ``actor`` reads, newest first."""
    rows: QuerySet[ProgressReport] = ProgressReport.objects.visible_to(actor)
    return rows.select_related("item__framework", "country", "reported_by", "approved_by").order_by(
        "-effective_on", "-id"
    )


def latest_progress(
    countries: Collection[Country], as_of: dt.date, actor: Actor, *, items: Collection[Item] = ()
) -> dict[Cell, Progress]:
    """What each State had said last of each step on ``as_of``, as far as the network reads it.

    One query for all of them: the newest approved and shared report with an effective date up to
    ``as_of``. Everybody sees the same, a State's own people included. ``items`` are the seven steps
    of 2013 unless others are named.
    """
    return progress_on([as_of], countries, actor, items=items)[0]


def progress_on(
    days: Sequence[dt.date],
    countries: Collection[Country],
    actor: Actor,
    *,
    items: Collection[Item] = (),
) -> list[dict[Cell, Progress]]:
    """The same for several days, in their order; still one query.

    Items of ``with_mapped`` without a report of their own are answered by the reports on those
    that are mapped to them.
    """
    chosen = items or list(steps())
    found = _latest_shared(countries, _with_answers(chosen), days, actor)
    return [_answered(cells, chosen) for cells in found]


def statuses_over(
    days: Sequence[dt.date],
    countries: Sequence[Country],
    actor: Actor,
    *,
    items: Sequence[Item],
) -> list[dict[Cell, ProgressStatus]]:
    """The status alone of the same for many days, given in order; one query.

    What each State said last between two days is read, and kept until it said something else.
    """
    said: list[dict[Cell, ProgressStatus]] = [{} for _day in days]
    asked = [item.pk for item in items]
    for country, item, day, status in _rows(_LAST_BETWEEN, countries, asked, days, actor):
        said[day][countries[country].pk, items[item].pk] = ProgressStatus(status)
    known: dict[Cell, ProgressStatus] = {}
    found = []
    for news in said:
        known = {**known, **news}
        found.append(known)
    return found


def own_progress(
    country: Country, as_of: dt.date, actor: Actor, *, items: Collection[Item] = ()
) -> list[Step]:
    """Each step of one State as ``actor`` sees it, beside what the network sees; two queries.

    Mapped reports answer as in ``progress_on``, those that ``actor`` sees and those shared apart.
    """
    chosen = list(items) or list(steps())
    latest = answered_own(country, chosen, as_of, actor)
    [shared] = progress_on([as_of], [country], actor, items=chosen)
    return [
        replace(step, shared=shared.get((country.pk, step.item.pk)))
        for step in (_step(item, latest.get(item.pk), as_of) for item in chosen)
    ]


def answered_own(
    country: Country, items: Collection[Item], as_of: dt.date, actor: Actor
) -> dict[uuid.UUID, tuple[Progress, str]]:
    """The latest that ``actor`` sees of each item of one State, with its narrative; one query."""
    said = _latest_own(country, _with_answers(items), as_of, actor)
    cells = {(country.pk, pk): _progress(report) for pk, report in said.items()}
    narratives = {report.pk: report.narrative for report in said.values()}
    found = _answered(cells, items)
    return {pk: (told, narratives[told.report_id]) for (_country, pk), told in found.items()}


def _with_answers(items: Iterable[Item]) -> list[uuid.UUID]:
    """The items and those that are mapped to them, each once."""
    asked = [item.pk for item in items]
    others = [other.item_id for item in items for other in mapped_of(item)]
    return list(dict.fromkeys([*asked, *others]))


def _answered(cells: Mapping[Cell, Progress], items: Iterable[Item]) -> dict[Cell, Progress]:
    """What answers the items: the report on each itself, else the newest on one mapped to it."""
    asked = {item.pk for item in items}
    found = {cell: said for cell, said in cells.items() if cell[1] in asked}
    answers: dict[uuid.UUID, list[tuple[uuid.UUID, Mapped]]] = {}
    for item in items:
        for other in mapped_of(item):
            answers.setdefault(other.item_id, []).append((item.pk, other))
    # Only what was said is handed on, never an answer: mappings make no chains.
    for (country, said_of), said in cells.items():
        for item_id, other in answers.get(said_of, ()):
            cell = (country, item_id)
            if cell not in cells and (cell not in found or _order(found[cell]) < _order(said)):
                found[cell] = replace(said, answer=other)
    return found


def _order(said: Progress) -> tuple[dt.date, uuid.UUID]:
    return said.effective_on, said.report_id


def with_own_words(
    items: QuerySet[Item], country: Country, as_of: dt.date, actor: Actor
) -> QuerySet[Item]:
    """The items, each with ``told``: the latest report of a State that ``actor`` sees, if any.

    One query for both; ``own_step`` reads it.
    """
    rows = ProgressReport.objects.visible_to(actor).filter(
        country=country, item=OuterRef("pk"), effective_on__lte=as_of
    )
    told = JSONObject(
        report="id",
        status="status",
        narrative="narrative",
        on="effective_on",
        approved=Q(approved_at__isnull=False),
        visibility="visibility",
    )
    newest = rows.order_by("-effective_on", "-id").values(told=told)[:1]
    return items.annotate(told=Subquery(newest))


def own_step(item: Any, as_of: dt.date) -> Step:
    """What an item of ``with_own_words`` says of itself; nothing of what the network sees."""
    if item.told is None:
        return Step(item, None, "", None, Freshness.NONE)
    latest = Progress(
        report_id=uuid.UUID(item.told["report"]),
        status=ProgressStatus(item.told["status"]),
        effective_on=dt.date.fromisoformat(item.told["on"]),
        approved=item.told["approved"],
        visibility=item.told["visibility"],
    )
    return Step(item, latest, item.told["narrative"], None, freshness(latest.effective_on, as_of))


def _step(item: Item, told: tuple[Progress, str] | None, on: dt.date) -> Step:
    if told is None:
        return Step(item, None, "", None, Freshness.NONE)
    latest, narrative = told
    return Step(item, latest, narrative, None, freshness(latest.effective_on, on))


def _progress(report: ProgressReport) -> Progress:
    return Progress(
        report_id=report.pk,
        status=ProgressStatus(report.status),
        effective_on=report.effective_on,
        approved=report.approved_at is not None,
        visibility=report.visibility,
    )


def corrections(actor: Actor) -> QuerySet[ProgressReport]:
    """What corrects the report of an outer query: later words of the same effective date."""
    rows: QuerySet[ProgressReport] = ProgressReport.objects.visible_to(actor)
    return rows.filter(
        country=OuterRef("country"),
        item=OuterRef("item"),
        effective_on=OuterRef("effective_on"),
        id__gt=OuterRef("id"),
    )


def waiting_for_approval(actor: Actor) -> QuerySet[ProgressReport]:
    """The unapproved reports that ``actor`` may approve, the longest waiting first.

    A report that a later one of the same effective date corrects waits no more.
    """
    return (
        reports(actor)
        .filter(country__in=actor.countries_as(APPROVERS), approved_at=None)
        .filter(~Exists(corrections(actor)))
        .order_by(F("id").asc())
    )


def _latest_own(
    country: Country, items: Collection[uuid.UUID], as_of: dt.date, actor: Actor
) -> dict[uuid.UUID, ProgressReport]:
    rows = ProgressReport.objects.visible_to(actor).filter(
        country=country, item__in=items, effective_on__lte=as_of
    )
    newest = rows.order_by("item_id", "-effective_on", "-id").distinct("item_id")
    return {report.item_id: report for report in newest}


# The condition on approval and visibility is that of the index `progress_shared_latest`.
_LATEST_SHARED = """
    SELECT day.number - 1, country.id, item.id, latest.*
    FROM unnest(%(days)s::date[]) WITH ORDINALITY AS day (as_of, number)
    CROSS JOIN unnest(%(countries)s::uuid[]) AS country (id)
    CROSS JOIN unnest(%(items)s::uuid[]) AS item (id)
    CROSS JOIN LATERAL (
        SELECT report.id, report.status, report.effective_on, true, report.visibility
        FROM recommendations_progressreport AS report
        WHERE report.country_id = country.id AND report.item_id = item.id
          AND report.approved_at IS NOT NULL AND report.visibility IN ('network', 'public')
          AND report.visibility = ANY(%(levels)s)
          AND report.effective_on <= day.as_of
        ORDER BY report.effective_on DESC, report.id DESC
        LIMIT 1
    ) AS latest
"""


# Under the same condition. A report belongs to the first of the days on which it holds; places in
# lists stand for ids, of which a driver reads thousands slowly.
_LAST_BETWEEN = """
    SELECT DISTINCT ON (country.number, item.number, day)
        country.number - 1, item.number - 1,
        width_bucket(report.effective_on - 1, %(days)s::date[]) AS day, report.status
    FROM recommendations_progressreport AS report
    JOIN unnest(%(countries)s::uuid[]) WITH ORDINALITY AS country (id, number)
        ON country.id = report.country_id
    JOIN unnest(%(items)s::uuid[]) WITH ORDINALITY AS item (id, number) ON item.id = report.item_id
    WHERE report.approved_at IS NOT NULL AND report.visibility IN ('network', 'public')
      AND report.visibility = ANY(%(levels)s)
      AND report.effective_on <= ANY(%(days)s::date[])
    ORDER BY country.number, item.number, day, report.effective_on DESC, report.id DESC
"""


def _latest_shared(
    countries: Collection[Country],
    items: Collection[uuid.UUID],
    days: Sequence[dt.date],
    actor: Actor,
) -> list[dict[Cell, Progress]]:
    found: list[dict[Cell, Progress]] = [{} for _day in days]
    rows = _rows(_LATEST_SHARED, countries, items, days, actor)
    for number, country_id, item_id, report_id, status, on, approved, visibility in rows:
        found[number][country_id, item_id] = Progress(
            report_id, ProgressStatus(status), on, approved, visibility
        )
    return found


def _rows(
    statement: str,
    countries: Collection[Country],
    items: Collection[uuid.UUID],
    days: Sequence[dt.date],
    actor: Actor,
) -> list[tuple[Any, ...]]:
    """What the network reads, as ``actor`` does."""
    levels = NETWORK_LEVELS if actor.reads_network or actor.is_system else (Visibility.PUBLIC,)
    values: dict[str, Any] = {
        "countries": [str(country.pk) for country in countries],
        "items": [str(item) for item in items],
        "levels": [str(level) for level in levels],
        "days": list(days),
    }
    # Row-level security is in force as ever: the statement runs in the reader's name.
    with acting(actor), connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
