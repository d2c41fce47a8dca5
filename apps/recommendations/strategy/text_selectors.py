"""Reads of the national strategy, and of what the record shows beside it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, JSONObject
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.catalogue.models import Item
from apps.catalogue.selectors import items_of
from apps.countries.models import Country
from apps.recommendations.selectors import Step, own_step, with_own_words
from apps.recommendations.strategy.contents import Written, strategy_content
from apps.recommendations.strategy.gaps import Gaps, Rule, gaps_of
from apps.recommendations.strategy.selectors import priorities, with_work
from apps.recommendations.strategy_models import LIVE, PriorityStatus, StrategyPriority
from apps.recommendations.strategy_text_models import Strategy, StrategyElement, StrategyVersion
from focalpoint.actors import Actor
from focalpoint.visibility import Visibility

ELEMENTS_2015 = "ST2015"
# What stands in a version: what the State has decided on, and what came of it.
NAMED = (PriorityStatus.AGREED, PriorityStatus.UNDER_WAY, PriorityStatus.ACHIEVED)


def strategy_of(country: Country, actor: Actor) -> Strategy | None:
    """The strategy of a State, if it has begun one and ``actor`` reads it."""
    rows: QuerySet[Strategy] = Strategy.objects.visible_to(actor).filter(country=country)
    return rows.select_related("country", "office").first()


def versions(actor: Actor) -> QuerySet[StrategyVersion]:
    """The approved strategies that ``actor`` reads, newest first."""
    rows: QuerySet[StrategyVersion] = StrategyVersion.objects.visible_to(actor)
    return rows.select_related("country", "approved_by").order_by("-approved_at", "-id")


def element_items() -> QuerySet[Item]:
    """The four elements and the fifth, in their order."""
    return items_of(ELEMENTS_2015).select_related("framework").order_by("order")


def written_elements(
    strategy: Strategy | None, actor: Actor, *, items: QuerySet[Item] | None = None
) -> list[tuple[Item, Written | None]]:
    """Each element (as ``items`` reads them) with what the State has written of it. One query."""
    rows = StrategyElement.objects.visible_to(actor).filter(strategy=strategy, item=OuterRef("pk"))
    words = JSONObject(text="text", owner=Coalesce("owner__name", Value("")))
    asked: Any = element_items() if items is None else items
    found = asked.annotate(words=Subquery(rows.order_by().values(json=words)[:1]))
    return [(item, Written(**item.words) if item.words else None) for item in found]


def content_now(country: Country, strategy: Strategy, actor: Actor) -> dict[str, Any]:
    """What a version would say that is approved now; nothing in it is for one office alone."""
    rows = priorities(actor).filter(country=country, status__in=NAMED)
    return content_of(country, strategy, written_elements(strategy, actor), rows)


def content_of(
    country: Country,
    strategy: Strategy,
    written: Iterable[tuple[Item, Written | None]],
    named: Iterable[StrategyPriority],
) -> dict[str, Any]:
    """The same of what is read already: the elements, and the priorities to be named."""
    open_ones = [each for each in named if each.visibility == Visibility.GOVERNMENT]
    return strategy_content(country, strategy, list(written), open_ones)


@dataclass(frozen=True)
class Chapter:
    """One element: what the State writes, what it reported, and what the record shows."""

    item: Item
    written: Written | None
    step: Step
    shown: list[str] = field(default_factory=list)


def chapters(
    country: Country, strategy: Strategy | None, actor: Actor, *, today: dt.date
) -> tuple[list[Chapter], list[StrategyPriority], Gaps]:
    """The strategy of one's own State, element by element; and its priorities and gaps."""
    items = with_own_words(element_items(), country, today, actor)
    told = [*LIVE, PriorityStatus.ACHIEVED]
    rows = priorities(actor).filter(country=country, status__in=told)
    every = list(with_work(rows, actor))
    named = [each for each in every if each.status in NAMED]
    live = [each for each in every if each.status in LIVE]
    gaps = gaps_of(country, actor, live=live)
    made = [
        Chapter(item, text, own_step(item, today), _shown(item.code, named, gaps))
        for item, text in written_elements(strategy, actor, items=items)
    ]
    return made, named, gaps


def _shown(code: str, named: list[StrategyPriority], gaps: Gaps) -> list[str]:
    """What the record holds of one element, in sentences."""
    snapshot = gaps.snapshot
    if code == "ST1":
        if snapshot is None:
            return [_("No approved assessment is there to read.")]
        day = snapshot.country.local_date(snapshot.approved_at)
        return [_("Approved on %(day)s: %(title)s") % {"day": date_format(day), "title": snapshot}]
    if code == "ST2":
        home = sum(each.sphere == "home" for each in named)
        idle = len(gaps.of(Rule.NO_ACTION))
        told = [
            _("Priorities at home: %(home)s, abroad: %(abroad)s")
            % {"home": home, "abroad": len(named) - home}
        ]
        if idle:
            words = ngettext(
                "%(number)s agreed priority has no open action.",
                "%(number)s agreed priorities have no open action.",
                idle,
            )
            told.append(words % {"number": idle})
        return told
    if code == "ST5" and snapshot is not None:
        number = len(snapshot.content.get("consultations", ()))
        words = ngettext(
            "The latest assessment rests on %(number)s consultation of civil society.",
            "The latest assessment rests on %(number)s consultations of civil society.",
            number,
        )
        return [words % {"number": number}]
    return []
