"""How many actions are open and done, by what they serve."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from apps.actions.models import UNFINISHED, ActionLink, Status
from apps.catalogue.models import Item
from apps.countries.models import Country
from apps.recommendations.received_models import ReceivedRecommendation
from apps.recommendations.strategy_models import StrategyPriority
from apps.treaties.models import Treaty
from focalpoint.actors import Actor

Numbers = dict[UUID, tuple[int, int]]


def numbers_of(
    country: Country,
    actor: Actor,
    items: Collection[Item],
    treaties: Collection[Treaty],
    answers: Collection[StrategyPriority] = (),
    asked: Collection[ReceivedRecommendation] = (),
) -> Numbers:
    """How many actions of the State are open and done, by what they serve; one query."""
    rows = ActionLink.objects.visible_to(actor).filter(
        Q(item__in=items)
        | Q(treaty__in=treaties)
        | Q(priority__in=answers)
        | Q(recommendation__in=asked),
        action__country=country,
        action__archived_at=None,
    )
    return {_target(row): (row["open"], row["done"]) for row in _counted(rows)}


def served_by(
    country: Country, actor: Actor, items: Collection[Item], answers: Collection[StrategyPriority]
) -> tuple[Numbers, list[Treaty]]:
    """The same of items and priorities, and of every instrument that actions serve, with these.

    One query. An instrument that only actions serve that are put away counts none.
    """
    rows = ActionLink.objects.visible_to(actor).filter(
        Q(item__in=items) | Q(priority__in=answers) | Q(treaty__isnull=False),
        action__country=country,
    )
    named = [f"treaty__{name}" for name in ("code", "short_title", "order", "open_to_id")]
    found = list(_counted(rows, *named))
    treaties = [
        Treaty(pk=row["treaty"], **{name.removeprefix("treaty__"): row[name] for name in named})
        for row in found
        if row["treaty"]
    ]
    numbers = {_target(row): (row["open"], row["done"]) for row in found}
    return numbers, sorted(treaties, key=lambda each: each.order)


def _counted(rows: QuerySet[ActionLink], *more: str) -> Any:
    """Links by what they serve, with the numbers of actions that are open and done."""
    current = Q(action__archived_at=None)
    return (
        rows.order_by()
        .values(*ActionLink.TARGETS, *more)
        .annotate(
            open=Count("pk", filter=current & Q(action__status__in=UNFINISHED)),
            done=Count("pk", filter=current & Q(action__status=Status.DONE)),
        )
    )


def _target(row: Mapping[str, Any]) -> UUID:
    found: UUID = next(row[name] for name in ActionLink.TARGETS if row[name])
    return found
