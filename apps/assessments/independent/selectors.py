"""What institutions were asked, what they handed in, and how far apart they are."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.assessments.findings.selectors import Tally
from apps.assessments.independent_models import IndependentRating, Progress, RatingRequest
from apps.assessments.levels import Level
from apps.assessments.models import Assessment, FactorRating
from apps.catalogue.models import Item
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor

RANKED = (Level.LOW, Level.MODERATE, Level.HIGH, Level.VERY_HIGH)
RANKS: Mapping[str, int] = {str(level): rank for rank, level in enumerate(RANKED)}
# From so many steps between the lowest and the highest level on, they differ widely.
WIDE = 2


def requests(actor: Actor) -> QuerySet[RatingRequest]:
    """The requests that ``actor`` reads: those that their institution made, or was sent."""
    rows: QuerySet[RatingRequest] = RatingRequest.objects.visible_to(actor)
    return rows.select_related("reply", "institution", "office", "country", "asked_by")


def asked_of(actor: Actor) -> QuerySet[RatingRequest]:
    """What the actor's own institutions were asked, the next day first."""
    return requests(actor).filter(institution__in=actor.offices).order_by("due_on", "id")


def owed_by(actor: Actor) -> QuerySet[RatingRequest]:
    """What the actor's own institutions were asked and have not handed in yet."""
    return asked_of(actor).filter(ended_at=None, reply__handed_in_at=None)


def asked_by_office(assessment: Assessment, actor: Actor) -> QuerySet[RatingRequest]:
    """What the office of an assessment asked of whom, as its own people see it."""
    return (
        requests(actor)
        .filter(_asking(actor), assessment=assessment)
        .order_by("institution__name", "-created_at")
    )


def own_ratings(request: RatingRequest, actor: Actor) -> dict[str, IndependentRating]:
    """What the asked institution has written, by the codes of the factors; for its own people."""
    rows: QuerySet[IndependentRating] = IndependentRating.objects.visible_to(actor)
    found = rows.filter(request=request, request__institution__in=actor.offices)
    return {each.factor.code: each for each in found.select_related("factor", "rated_by")}


def stand_of(ratings: Collection[IndependentRating]) -> str:
    """A mark of ratings as they stand: how many, and how often they were written."""
    return f"{len(ratings)}.{sum(each.version for each in ratings)}"


def factors_asked(request: RatingRequest) -> list[Item]:
    """The factors of a request, in the order of the framework."""
    rows = Item.objects.filter(framework=request.framework_id, code__in=request.factors)
    return list(rows.order_by("order"))


def handed_in(actor: Actor) -> QuerySet[IndependentRating]:
    """What institutions have handed in to the actor's own office, or to anybody for the system.

    What was given back is being written anew, and counts no more.
    """
    rows: QuerySet[IndependentRating] = IndependentRating.objects.visible_to(actor)
    return rows.filter(
        _asking(actor, "request__"),
        handed_in_at__isnull=False,
        request__reply__handed_in_at__isnull=False,
    )


def hears(actor: Actor, assessment: Assessment) -> bool:
    """Whether ``actor`` is of the office to which institutions say what they say."""
    return actor.is_system or assessment.office_id in actor.offices


def _asking(actor: Actor, prefix: str = "") -> Q:
    return Q() if actor.is_system else Q(**{f"{prefix}office__in": actor.offices})


@dataclass(frozen=True)
class Voice:
    """One institution asked about a factor; ``rating`` is there once it is handed in."""

    request: RatingRequest
    rating: IndependentRating | None = None
    # At one of the ends, where the institutions differ.
    is_apart: bool = False

    @property
    def progress(self) -> Progress:
        return self.request.progress


@dataclass(frozen=True)
class Opinions:
    """What institutions say of one factor, beside each other; no level follows from it."""

    voices: list[Voice] = field(default_factory=list)

    @property
    def levels(self) -> list[str]:
        """The levels that were given, the lowest first."""
        given = [voice.rating.level for voice in self.voices if voice.rating]
        return sorted((level for level in given if level in RANKS), key=RANKS.__getitem__)

    @property
    def number(self) -> int:
        """How many institutions gave a level."""
        return len(self.levels)

    @property
    def apart(self) -> int:
        """The steps of the scale between the lowest level and the highest."""
        levels = self.levels
        return RANKS[levels[-1]] - RANKS[levels[0]] if levels else 0

    @property
    def is_wide(self) -> bool:
        return self.apart >= WIDE

    @property
    def spread(self) -> str:
        """How far apart they are, in words; empty where nobody gave a level."""
        levels = self.levels
        if not levels:
            return ""
        lowest, highest = Level(levels[0]).label, Level(levels[-1]).label
        if len(levels) == 1:
            return _("One institution rates it: %(level)s.") % {"level": lowest}
        if not self.apart:
            words = _("%(number)d institutions agree: %(level)s.")
            return words % {"number": len(levels), "level": lowest}
        return ngettext(
            "%(number)d institutions, one level apart: from %(lowest)s to %(highest)s.",
            "%(number)d institutions, %(apart)d levels apart: from %(lowest)s to %(highest)s.",
            self.apart,
        ) % {
            "number": len(levels),
            "apart": self.apart,
            "lowest": lowest,
            "highest": highest,
        }

    def question(self, level: str) -> str:
        """What to ask whoever agrees on ``level`` against all of them; empty where none is."""
        if level in RANKS and self.levels and level not in self.levels:
            return _("No institution that was asked gives this level. Why?")
        return ""

    def as_counts(self) -> dict[str, int]:
        """The numbers alone, for what is approved."""
        return {"institutions": self.number, "apart": self.apart}


NO_OPINIONS = Opinions()
NO_TALLY = Tally()


def opinions_on(assessment: Assessment, actor: Actor) -> dict[str, Opinions]:
    """What institutions say of each factor that they were asked about, by its code. One query."""
    said = handed_in(actor).filter(request=OuterRef("pk"))
    told = {name: name for name in ("level", "trend", "confidence", "narrative")}
    facts = said.order_by("pk").values(facts=JSONObject(code="factor__code", **told))
    asked = list(
        asked_by_office(assessment, actor)
        .exclude(_unanswered_end())
        .annotate(said=ArraySubquery(facts))
    )
    given: dict[tuple[UUID, str], IndependentRating] = {}
    for request in asked:
        for one in request.said:
            code = one.pop("code")
            # Nothing else of it is read.
            given[(request.pk, code)] = IndependentRating(request=request, **one)
    codes = dict.fromkeys(code for request in asked for code in request.factors)
    return {code: _opinions(code, asked, given) for code in codes}


def all_opinions_on(assessment: Assessment) -> dict[str, Opinions]:
    """The same, whoever asks: for what is checked and counted, and shown to nobody."""
    with acting(SYSTEM):
        return opinions_on(assessment, SYSTEM)


def opinions_about(rating: FactorRating, actor: Actor) -> Opinions:
    """What institutions say of one factor."""
    return opinions_on(rating.assessment, actor).get(rating.factor.code, NO_OPINIONS)


def unanswered(
    ratings: Iterable[FactorRating],
    tallies: Mapping[UUID, Tally],
    opinions: Mapping[str, Opinions],
) -> list[FactorRating]:
    """The ratings that findings or institutions speak against, and that do not say why."""
    return [
        rating
        for rating in ratings
        if not rating.divergence_reason
        and question_of(
            rating.level,
            tallies.get(rating.factor_id, NO_TALLY),
            opinions.get(rating.factor.code, NO_OPINIONS),
        )
    ]


def question_of(level: str, tally: Tally, opinions: Opinions) -> str:
    """What to ask whoever sets ``level``: against what was found, and what institutions say."""
    return " ".join(filter(None, (tally.question(level), opinions.question(level))))


def counts_of(assessment: Assessment) -> dict[str, dict[str, int]]:
    """How many institutions rated each factor and how far apart they are, whoever asks.

    Numbers alone: they become part of what is approved. A factor that none rated is not there.
    """
    found = all_opinions_on(assessment)
    return {code: each.as_counts() for code, each in found.items() if each.number}


def _unanswered_end() -> Q:
    return Q(ended_at__isnull=False, reply__handed_in_at=None)


def _opinions(
    code: str,
    asked: Iterable[RatingRequest],
    given: Mapping[tuple[UUID, str], IndependentRating],
) -> Opinions:
    voices = [Voice(each, given.get((each.pk, code))) for each in asked if code in each.factors]
    levels = Opinions(voices).levels
    if not levels or levels[0] == levels[-1]:
        return Opinions(_sorted(voices))
    ends = {levels[0], levels[-1]}
    marked = [Voice(v.request, v.rating, bool(v.rating and v.rating.level in ends)) for v in voices]
    return Opinions(_sorted(marked))


def _sorted(voices: Iterable[Voice]) -> list[Voice]:
    """The highest level first; then who gave none, and who has not handed in."""

    def key(voice: Voice) -> tuple[Any, ...]:
        rank = RANKS.get(voice.rating.level, -1) if voice.rating else -2
        return -rank, str(voice.request.institution)

    return sorted(voices, key=key)
