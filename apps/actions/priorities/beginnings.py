"""What a new action begins with where it answers something: its title, its level, what it serves.

``from`` in the address names it: ``factor:CODE``, ``inhibitor:CODE``, ``event:REFERENCE``,
``priority:REFERENCE`` or ``recommendation:KEY``. What the person does not see begins nothing.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from apps.assessments.events.selectors import factors_by_code, standing_events
from apps.catalogue.models import Item
from apps.recommendations.received.selectors import (
    catalogue_items,
    recommendation_to,
    works,
)
from apps.recommendations.received_models import ReceivedRecommendation
from apps.recommendations.strategy.selectors import inhibitors_by_code, priorities
from apps.recommendations.strategy_models import StrategyPriority
from focalpoint.actors import Actor
from focalpoint.visibility import Visibility


@dataclass(frozen=True)
class Beginning:
    """The first values of the form, and what the action would serve, by a key for the form."""

    initial: dict[str, Any]
    items: dict[str, Item] = field(default_factory=dict)
    priorities: dict[str, StrategyPriority] = field(default_factory=dict)
    back: tuple[str, str] = ("", "")
    recommendations: dict[str, ReceivedRecommendation] = field(default_factory=dict)

    @property
    def serves(self) -> list[tuple[str, str]]:
        """What the form offers to serve, in words."""
        targets: dict[str, Any] = {**self.recommendations, **self.priorities, **self.items}
        return [(key, str(target)) for key, target in targets.items()]

    def chosen(self, keys: Iterable[str]) -> dict[str, list[Any]]:
        """Those that the person left, as arguments for ``create_action``."""
        wanted = set(keys)
        return {
            "items": [item for key, item in self.items.items() if key in wanted],
            "priorities": [each for key, each in self.priorities.items() if key in wanted],
            "recommendations": [
                each for key, each in self.recommendations.items() if key in wanted
            ],
        }


def beginning_of(source: str, actor: Actor) -> Beginning | None:
    """What ``source`` begins; ``None`` where it names nothing that ``actor`` sees."""
    kind, _colon, code = source.partition(":")
    begin = _KINDS.get(kind)
    return begin(code, actor) if begin is not None and code else None


def _of_factor(code: str, actor: Actor) -> Beginning | None:
    factor = factors_by_code().get(code)
    if factor is None:
        return None
    return Beginning(
        {"title": _title(_("Lower the risk: %(what)s"), factor.title)}, _items([factor])
    )


def _of_inhibitor(code: str, actor: Actor) -> Beginning | None:
    inhibitor = inhibitors_by_code().get(code)
    if inhibitor is None:
        return None
    return Beginning(
        {"title": _title(_("Strengthen: %(what)s"), inhibitor.title)}, _items([inhibitor])
    )


def _of_event(code: str, actor: Actor) -> Beginning | None:
    event = standing_events(actor).filter(reference=code).first()
    if event is None:
        return None
    known = factors_by_code() if event.factors else {}
    factors = [known[each] for each in event.factors if each in known]
    initial = {
        "title": _title(_("Follow up: %(what)s"), event.title),
        "description": _("Event %(reference)s") % {"reference": event.reference},
        **_level(event, actor),
    }
    return Beginning(initial, _items(factors), back=(event.reference, event.get_absolute_url()))


def _of_priority(code: str, actor: Actor) -> Beginning | None:
    priority = priorities(actor).filter(reference=code).first()
    if priority is None:
        return None
    factors, inhibitors = (
        factors_by_code() if priority.factors else {},
        inhibitors_by_code() if priority.inhibitors else {},
    )
    known = {**factors, **inhibitors}
    codes = [*priority.inhibitors, *priority.factors]
    initial = {
        # The words are the priority's own: a step towards it is for the person to name.
        "title": priority.title,
        "lead_institution": priority.lead_institution_id,
        "due_on": priority.target_on,
        **_level(priority, actor),
    }
    return Beginning(
        initial,
        _items([known[each] for each in codes if each in known]),
        {f"priority:{priority.reference}": priority},
        (priority.reference, priority.get_absolute_url()),
    )


def _of_recommendation(code: str, actor: Actor) -> Beginning | None:
    asked = recommendation_to(actor.country, code)
    if asked is None:
        return None
    work = works(actor, [asked]).get(asked.pk)
    initial = {
        "title": Truncator(asked.text).chars(200),
        "lead_institution": work.lead_id if work else None,
        "due_on": work.due_on if work else None,
    }
    return Beginning(
        initial,
        _items(catalogue_items(asked)),
        back=(str(asked), asked.get_absolute_url()),
        recommendations={f"recommendation:{asked.pk}": asked},
    )


def _items(items: Iterable[Item]) -> dict[str, Item]:
    return {f"item:{item.code}": item for item in items}


def _title(words: str, what: str) -> str:
    return (words % {"what": what})[:200]


def _level(source: Any, actor: Actor) -> dict[str, Any]:
    """What only one office sees begins what only that office sees."""
    if source.visibility != Visibility.OFFICE or source.office_id not in actor.offices:
        return {}
    return {"visibility": Visibility.OFFICE, "office": source.office_id}


_KINDS: dict[str, Callable[[str, Actor], Beginning | None]] = {
    "factor": _of_factor,
    "inhibitor": _of_inhibitor,
    "event": _of_event,
    "priority": _of_priority,
    "recommendation": _of_recommendation,
}
