"""What holds risks down, as an assessment knows it, and where that is thin."""

from dataclasses import dataclass, field

from django.db.models import QuerySet

from apps.assessments.models import Assessment, FactorRating
from apps.assessments.resilience_models import InhibitorRating, ResilienceStructure, Strength
from apps.catalogue.models import INHIBITORS_2014, Item
from apps.catalogue.selectors import items_of
from focalpoint.actors import Actor

# A structure of one of these holds something.
HOLDING = frozenset({Strength.FAIR, Strength.STRONG})


@dataclass(frozen=True)
class Inhibitor:
    """One inhibitor and how an assessment rates it; ``None`` where it does not yet."""

    item: Item
    rating: InhibitorRating | None = None

    @property
    def strength(self) -> str:
        return self.rating.strength if self.rating else Strength.UNKNOWN

    @property
    def strength_words(self) -> str:
        return str(Strength(self.strength).label)

    @property
    def version(self) -> int:
        """The version that a person sees; 0 where nothing was rated."""
        return self.rating.version if self.rating else 0


def inhibitors(assessment: Assessment, actor: Actor) -> list[Inhibitor]:
    """The seven inhibitors in their order. Two queries."""
    rows: QuerySet[InhibitorRating] = InhibitorRating.objects.visible_to(actor)
    rated = {rating.inhibitor_id: rating for rating in rows.filter(assessment=assessment)}
    items = items_of(INHIBITORS_2014).select_related("framework").order_by("order")
    return [Inhibitor(item, rated.get(item.pk)) for item in items]


def structures(assessment: Assessment, actor: Actor) -> QuerySet[ResilienceStructure]:
    """The structures of an assessment, in the order in which they were added."""
    rows: QuerySet[ResilienceStructure] = ResilienceStructure.objects.visible_to(actor)
    return rows.filter(assessment=assessment).select_related("institution").order_by("pk")


@dataclass(frozen=True)
class Resilience:
    """What one assessment says of resilience."""

    inhibitors: list[Inhibitor] = field(default_factory=list)
    structures: list[ResilienceStructure] = field(default_factory=list)


def resilience_of(assessment: Assessment, actor: Actor) -> Resilience:
    """The inhibitors and structures of an assessment. Three queries."""
    return Resilience(inhibitors(assessment, actor), list(structures(assessment, actor)))


@dataclass(frozen=True)
class Held:
    """One factor with the structures that mitigate it."""

    rating: FactorRating
    structures: list[ResilienceStructure] = field(default_factory=list)

    @property
    def holding(self) -> int:
        """How many of the structures are fair or strong."""
        return sum(structure.strength in HOLDING for structure in self.structures)

    @property
    def is_thin(self) -> bool:
        """Whether no structure holds the factor: none there, none fair, none rated."""
        return not self.holding


def held(ratings: list[FactorRating], found: list[ResilienceStructure]) -> list[Held]:
    """The factors of an assessment, each with what mitigates it."""
    return [
        Held(rating, [one for one in found if rating.factor.code in one.factors])
        for rating in ratings
    ]
