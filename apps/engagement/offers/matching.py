"""Which offer answers which need, and why: in words, without a score.

A pair is of one topic. Kind of help, region and language are looked at besides; each is told as
fitting or not. Pairs stand in the order of what fits; States are compared with nothing.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Case,
    CharField,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.utils.translation import gettext as _

from apps.countries.models import Kind, RegionalGroup
from apps.engagement.approval.selectors import is_shared
from apps.engagement.offers.models import Side, Support
from apps.engagement.offers.selectors import is_current, supports
from apps.engagement.topics import Tongue
from focalpoint.actors import Actor

# Training States and real ones have nothing to do with each other.
OF_TRAINING = Case(When(country__kind=Kind.TRAINING, then=Value(True)), default=Value(False))


@dataclass(frozen=True)
class Reason:
    """One sentence on a pair: what fits, or what does not."""

    fits: bool
    text: str


@dataclass(frozen=True)
class Match:
    """An offer and a need of two States that may go together."""

    own: Support
    other: Support
    reasons: tuple[Reason, ...]

    @property
    def offer(self) -> Support:
        return self.own if self.own.side == Side.OFFER else self.other

    @property
    def need(self) -> Support:
        return self.own if self.own.side == Side.NEED else self.other

    @property
    def fits_in_all(self) -> bool:
        """Whether nothing speaks against it."""
        return all(reason.fits for reason in self.reasons)


def with_matches(
    rows: QuerySet[Support], actor: Actor, today: dt.date | Func, *, most: int
) -> QuerySet[Any, Any]:
    """``rows`` with ``matching``: the keys of at most so many of the other side, best first.

    Only what is shared and current is matched with, by the index of topic and side.
    """
    other = Case(
        When(side=Side.OFFER, then=Value(Side.NEED.value)), default=Value(Side.OFFER.value)
    )
    found = (
        supports(actor)
        .select_related(None)
        .annotate(
            of_training=OF_TRAINING,
            asked_region=ExpressionWrapper(OuterRef("region"), CharField()),
            other_group=ExpressionWrapper(OuterRef("country__regional_group"), CharField()),
        )
        .filter(
            is_current(today),
            is_shared(),
            ~Q(country=OuterRef("country")),
            topic=OuterRef("topic"),
            side=OuterRef("other_side"),
            of_training=OuterRef("of_training"),
        )
        .annotate(
            speaks_against=_one_unless(Q(kind=OuterRef("kind")))
            + _one_unless(Q(languages__overlap=OuterRef("languages")))
            + _one_unless(Q(region="") | Q(region=F("other_group")))
            + _one_unless(Q(asked_region="") | Q(asked_region=F("country__regional_group")))
        )
        .order_by("speaks_against", "-pk")
    )
    return rows.annotate(other_side=other, of_training=OF_TRAINING).annotate(
        matching=ArraySubquery(found.values("pk")[:most])
    )


def _one_unless(fits: Q) -> Case:
    return Case(When(fits, then=Value(0)), default=Value(1), output_field=IntegerField())


def matches_of(records: Iterable[Support], actor: Actor) -> Mapping[uuid.UUID, list[Match]]:
    """The matches of records that ``with_matches`` gave, each in its order; one statement."""
    listed = list(records)
    wanted = {pk for record in listed for pk in record.matching}  # type: ignore[attr-defined]
    others = {each.pk: each for each in supports(actor).filter(pk__in=wanted)} if wanted else {}
    return {
        record.pk: [
            Match(record, others[pk], reasons(record, others[pk]))
            for pk in record.matching  # type: ignore[attr-defined]
            if pk in others
        ]
        for record in listed
    }


def reasons(one: Support, another: Support) -> tuple[Reason, ...]:
    """What speaks for a pair of one topic, and what against it."""
    offer, need = (one, another) if one.side == Side.OFFER else (another, one)
    topic = _("Both are about: %(topic)s.") % {"topic": offer.get_topic_display()}
    return (
        Reason(True, topic),
        _kind(offer, need),
        *_regions(offer, need),
        _languages(offer, need),
    )


def _kind(offer: Support, need: Support) -> Reason:
    if offer.kind == need.kind:
        return Reason(True, _("Kind of help: %(kind)s.") % {"kind": offer.get_kind_display()})
    words = {"offered": offer.get_kind_display(), "needed": need.get_kind_display()}
    return Reason(False, _("Offered is: %(offered)s; needed is: %(needed)s.") % words)


def _regions(offer: Support, need: Support) -> list[Reason]:
    said = []
    for record, other, inside, outside in (
        (
            offer,
            need.country,
            _("The offer is for %(region)s; %(state)s is one of them."),
            _("The offer is for %(region)s; %(state)s is none of them."),
        ),
        (
            need,
            offer.country,
            _("Help is wanted from %(region)s; %(state)s is one of them."),
            _("Help is wanted from %(region)s; %(state)s is none of them."),
        ),
    ):
        if not record.region:
            continue
        fits = record.region == other.regional_group
        words = {"region": RegionalGroup(record.region).label, "state": other}
        said.append(Reason(fits, (inside if fits else outside) % words))
    return said or [Reason(True, _("Neither side asks for a region."))]


def _languages(offer: Support, need: Support) -> Reason:
    names = dict(Tongue.choices)
    shared = [str(names[code]) for code in offer.languages if code in need.languages]
    if shared:
        return Reason(True, _("Both can work in: %(names)s.") % {"names": ", ".join(shared)})
    words = {"offered": offer.in_languages, "needed": need.in_languages}
    return Reason(
        False,
        _("No common language: the offer is in %(offered)s, the need in %(needed)s.") % words,
    )
