"""Risk beside resilience beside action: which high risks nothing holds and nobody works on."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count

from apps.actions.models import UNFINISHED, ActionLink
from apps.assessments.models import Assessment, Level
from apps.assessments.resilience.selectors import Held, held, structures
from apps.assessments.selectors import ratings_of
from focalpoint.actors import Actor

HIGH = frozenset({Level.HIGH, Level.VERY_HIGH})
# From the highest risk down; what is not rated comes last.
ORDER = {Level.VERY_HIGH: 0, Level.HIGH: 1, Level.MODERATE: 2, Level.LOW: 3, Level.UNKNOWN: 4}


@dataclass(frozen=True)
class Place:
    """Where one factor stands: its risk, what holds it, and the open actions that serve it."""

    held: Held
    open: int

    @property
    def is_high(self) -> bool:
        return self.held.rating.level in HIGH

    @property
    def stands_out(self) -> bool:
        """A high risk with thin resilience and no open action."""
        return self.is_high and self.held.is_thin and not self.open


def places(assessment: Assessment, actor: Actor) -> list[Place]:
    """The factors of an assessment, those that stand out first, then by risk. Three queries."""
    ratings = ratings_of(assessment, actor)
    found = held(ratings, list(structures(assessment, actor)))
    numbers = open_actions(assessment, actor)
    made = [Place(each, numbers.get(each.rating.factor_id, 0)) for each in found]
    made.sort(key=lambda place: (not place.stands_out, ORDER[Level(place.held.rating.level)]))
    return made


def open_actions(assessment: Assessment, actor: Actor) -> dict[UUID, int]:
    """How many open actions of the State serve each factor, as far as ``actor`` sees them."""
    rows = ActionLink.objects.visible_to(actor).filter(
        item__framework=assessment.framework_id,
        action__country=assessment.country_id,
        action__archived_at=None,
        action__status__in=UNFINISHED,
    )
    counted = rows.order_by().values_list("item").annotate(number=Count("pk"))
    return dict(counted)
