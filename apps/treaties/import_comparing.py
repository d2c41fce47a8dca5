"""What a list says of one participant beside what the record says: pure, no database.

An action that the record has already is unchanged; one that it lacks is added. Where the same
source says another thing than before, its new word replaces the old one. Where another source does,
the two are a conflict, which a person decides; meanwhile the source of the higher rank stands.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from apps.treaties.choices import BINDING_KINDS, ActionKind, Precision
from apps.treaties.models import TreatyAction
from apps.treaties.publishers import BY_HAND, rank_of, rank_of_source

LEFT = "In brackets in the list: withdrawn, at the latest on its date; the day is not given."


class Verdict(Enum):
    """What is to be done about an action of a list."""

    SAME = "unchanged"
    CREATE = "created"
    REVISE = "revised"
    CONFLICT = "conflicts"
    OVERRULE = "overruled"  # a conflict in which the list has the higher rank: it stands meanwhile
    OUTDATED = "outdated"
    VANISHED = "vanished"


@dataclass(frozen=True)
class Claim:
    """One action as a list says it, with where and when it says so."""

    kind: ActionKind
    date: dt.date
    source: str
    as_of: dt.date
    precision: Precision = Precision.DAY
    effective_on: dt.date | None = None
    note: str = ""
    ended: bool = False

    @property
    def rank(self) -> int:
        return rank_of_source(self.source)


@dataclass(frozen=True)
class Step:
    """A verdict with the claim and the record's action that it is about, if any."""

    verdict: Verdict
    claim: Claim | None = None
    action: TreatyAction | None = None


def slot_of(kind: str) -> str:
    """What an action is about: two acts of consent exclude each other, a signature does not."""
    return "consent" if kind in BINDING_KINDS else str(kind)


def compare(
    claims: Sequence[Claim],
    record: Sequence[TreatyAction],
    *,
    known_until: Callable[[TreatyAction], dt.date],
    covered: frozenset[str],
) -> list[Step]:
    """What follows from a row of a list.

    ``record`` is what stands of this participant and instrument; ``known_until`` the date of the
    newest list that an action rests on; ``covered`` the slots of which the list speaks at all.
    """
    left = sorted(
        (action for action in record if not action.is_retraction),
        key=lambda action: (action.date, action.pk),
    )
    retracted = [action for action in record if action.is_retraction]
    steps: list[Step] = []
    differing: list[Claim] = []
    for claim in sorted(claims, key=lambda claim: claim.date):
        found = next((action for action in left if agrees(claim, action)), None)
        if found is None:
            differing.append(claim)
            continue
        left.remove(found)
        verdict = Verdict.REVISE if _is_finer(claim, found) else Verdict.SAME
        steps.append(Step(verdict, claim, found))
    for claim in differing:
        steps.append(_differing(claim, left, retracted, known_until))
    source, as_of = claims[0].source if claims else "", claims[0].as_of if claims else None
    if as_of is not None:
        steps += vanished(left, source, as_of, known_until=known_until, covered=covered)
    return steps


def _differing(
    claim: Claim,
    left: list[TreatyAction],
    retracted: list[TreatyAction],
    known_until: Callable[[TreatyAction], dt.date],
) -> Step:
    """What becomes of a claim with which nothing that stands agrees."""
    if taken_back := next((action for action in retracted if agrees(claim, action)), None):
        # What a person took back stays so; what a file took back may come again.
        by_hand = rank_of(taken_back) == BY_HAND
        return Step(Verdict.SAME if by_hand else Verdict.REVISE, claim, taken_back)
    found = next((action for action in left if _same_slot(claim, action)), None)
    if found is None:
        return Step(Verdict.CREATE, claim)
    left.remove(found)
    return Step(_verdict(claim, found, known_until(found)), claim, found)


def vanished(
    record: Iterable[TreatyAction],
    source: str,
    as_of: dt.date,
    *,
    known_until: Callable[[TreatyAction], dt.date],
    covered: frozenset[str],
) -> list[Step]:
    """Actions that the same source told of before, and a list as new as that no longer does."""
    return [
        Step(Verdict.VANISHED, action=action)
        for action in record
        if action.source == source
        and action.batch_id is not None
        and not action.is_retraction
        and slot_of(action.kind) in covered
        and known_until(action) <= as_of
    ]


def withdrawals(claims: Sequence[Claim], record: Sequence[TreatyAction]) -> list[Claim]:
    """The withdrawal that brackets tell of, where the record does not know it already.

    A list that puts a date in brackets does not say when its State withdrew: only that it had by
    the day of the list, or before it consented anew.
    """
    ended = [claim for claim in claims if claim.ended]
    if not ended:
        return []
    last = max(ended, key=lambda claim: claim.date)
    known = [action for action in record if action.kind == ActionKind.WITHDRAWAL]
    if any(action.date >= last.date for action in known):
        return []
    if any(claim.kind == ActionKind.WITHDRAWAL for claim in claims):
        return []
    later = [claim.date for claim in claims if not claim.ended and claim.date > last.date]
    latest = min([last.as_of, *(date - dt.timedelta(days=1) for date in later)])
    return [
        replace(
            last,
            kind=ActionKind.WITHDRAWAL,
            date=latest,
            effective_on=latest,
            precision=Precision.LATEST,
            note=LEFT,
            ended=False,
        )
    ]


def agrees(claim: Claim, action: TreatyAction) -> bool:
    """Whether the record says what the list does, as exactly as the less exact of them."""
    if not _same_slot(claim, action) or not _kinds_agree(claim.kind, action.kind):
        return False
    precisions = {Precision(claim.precision), Precision(action.precision)}
    if Precision.YEAR in precisions:
        return claim.date.year == action.date.year
    if Precision.MONTH in precisions:
        return (claim.date.year, claim.date.month) == (action.date.year, action.date.month)
    return claim.date == action.date


def dispute_key(claim: Claim, action: TreatyAction) -> str:
    """The two values of a dispute, whichever of them the record says."""
    values = sorted([f"{claim.kind} {claim.date}", f"{action.kind} {action.date}"])
    return " | ".join(values)


def _same_slot(claim: Claim, action: TreatyAction) -> bool:
    return slot_of(claim.kind) == slot_of(action.kind)


def _kinds_agree(one: str, other: str) -> bool:
    general = ActionKind.RATIFICATION_OR_ACCESSION
    return one == other or (slot_of(one) == "consent" and general in (one, other))


def _is_finer(claim: Claim, action: TreatyAction) -> bool:
    """Whether a source of at least the same rank says the same more exactly."""
    if claim.rank > rank_of(action) or rank_of(action) == BY_HAND:
        return False
    order = [Precision.YEAR, Precision.MONTH, Precision.DAY]
    mine, its = Precision(claim.precision), Precision(action.precision)
    if mine in order and its in order and order.index(mine) != order.index(its):
        return order.index(mine) > order.index(its)
    general = ActionKind.RATIFICATION_OR_ACCESSION
    return action.kind == general and claim.kind != general


def _verdict(claim: Claim, action: TreatyAction, known_until: dt.date) -> Verdict:
    if rank_of(action) == BY_HAND:
        return Verdict.CONFLICT
    if claim.source == action.source:
        return Verdict.REVISE if claim.as_of >= known_until else Verdict.OUTDATED
    return Verdict.OVERRULE if claim.rank < rank_of(action) else Verdict.CONFLICT
