"""Where a State stands on an instrument on a date: derived from actions, never stored."""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from apps.countries.models import Confidence, Country
from apps.treaties.entry_into_force import EntryIntoForce, entry_into_force
from apps.treaties.models import ActionKind, Treaty


class Standing(models.TextChoices):
    """A State's place towards an instrument."""

    PARTY = "party", _("Party")
    PROVISIONAL = "provisional", _("Applies provisionally")
    SIGNED = "signed", _("Signed, not ratified")
    WITHDRAWN = "withdrawn", pgettext_lazy("treaty", "Withdrawn")
    NOT_PARTY = "not_party", _("Not party")
    NOT_OPEN = "not_open", _("Not open to this State")


@dataclass(frozen=True)
class TreatyStatus:
    """Where one State stands on one instrument on the date ``as_of``.

    ``kind`` to ``confidence`` describe the action that decides: the consent to be bound, the
    withdrawal, the provisional application or the signature; they are empty where there is none.
    ``signed_on`` is the signature, if any. ``withdrawal_notified_on`` and
    ``withdrawal_effective_on`` are those of a withdrawal that no later consent has undone; a State
    stays a party until it takes effect. ``known_as_of`` is the date up to which the record of the
    instrument reaches: an action after it is not known. ``signatures_known_as_of`` says the same of
    signatures; it is ``None`` where the record holds none at all, as for the Geneva Conventions.
    ``reported_on`` and ``reported_kind`` are the deposit that the State itself reported, as long as
    no list of first hand confirms it; it changes nothing else here.
    ``succeeded_on`` is the date from which the State, as a successor, is bound.
    ``reserves``: a reservation, or a declaration that may be one, is in effect on ``as_of``.
    """

    treaty: Treaty
    country_id: uuid.UUID
    as_of: dt.date
    standing: Standing
    known_as_of: dt.date | None = None
    signatures_known_as_of: dt.date | None = None
    action_id: uuid.UUID | None = None
    kind: ActionKind | None = None
    date: dt.date | None = None
    precision: str = ""
    effective_on: dt.date | None = None
    source: str = ""
    source_as_of: dt.date | None = None
    confidence: str = ""
    signed_on: dt.date | None = None
    withdrawal_notified_on: dt.date | None = None
    withdrawal_effective_on: dt.date | None = None
    reported_on: dt.date | None = None
    reported_kind: ActionKind | None = None
    reserves: bool = False
    succeeded_on: dt.date | None = None

    @cached_property
    def entry(self) -> EntryIntoForce | None:
        """Entry into force for the State; only for a party."""
        if self.standing != Standing.PARTY or self.kind is None or self.date is None:
            return None
        return entry_into_force(
            self.treaty,
            kind=self.kind,
            date=self.date,
            precision=self.precision,
            effective_on=self.effective_on,
            succeeded_on=self.succeeded_on,
        )

    @property
    def is_party(self) -> bool:
        """Party in the depositary's sense: from the deposit on, also before entry into force."""
        return self.standing == Standing.PARTY

    @property
    def is_in_force(self) -> bool:
        """Whether the instrument binds the State on ``as_of``."""
        return bool(self.entry and self.entry.on and self.entry.on <= self.as_of)

    @property
    def is_leaving(self) -> bool:
        """Whether a party has notified a withdrawal that has not taken effect."""
        return self.is_party and self.withdrawal_notified_on is not None

    @property
    def is_beyond_record(self) -> bool:
        """Whether ``as_of`` is later than what the record of the instrument reaches."""
        return self.known_as_of is not None and self.as_of > self.known_as_of

    @property
    def confidence_label(self) -> str:
        """How sure the deciding action is, in words."""
        return str(Confidence(self.confidence).label) if self.confidence else ""

    @property
    def is_never_signed(self) -> bool:
        """Not party, and no signature, on an instrument of which the record holds signatures."""
        return self.standing == Standing.NOT_PARTY and self.signatures_known_as_of is not None

    @property
    def label(self) -> str:
        """The standing in words."""
        return gettext("Never signed") if self.is_never_signed else str(self.standing.label)


class Reach(NamedTuple):
    """Up to which date the record of an instrument reaches: all actions, and signatures."""

    actions: dt.date | None = None
    signatures: dt.date | None = None


NOWHERE = Reach()
Pair = tuple[uuid.UUID, uuid.UUID]  # an instrument and a State
# The day that a depositary gives may be a little before the one that the State reports.
CONFIRMED_WITHIN = dt.timedelta(days=90)

# By the rank of the action that decides, as the selector's query gives it.
_STANDINGS = (
    Standing.PARTY,  # a consent that no withdrawal followed
    Standing.WITHDRAWN,  # a withdrawal that has taken effect
    Standing.PARTY,  # a consent whose withdrawal has not taken effect
    Standing.PROVISIONAL,
    Standing.SIGNED,
    Standing.NOT_PARTY,  # an action that decides nothing
)
_NOTHING = len(_STANDINGS) - 1


class Deciding(NamedTuple):
    """The action that decides where a State stands, as the database gives it."""

    rank: int
    action_id: str
    kind: str
    date: dt.date
    precision: str
    effective_on: dt.date | None
    source: str
    source_as_of: dt.date
    confidence: str
    signed_on: dt.date | None
    notified_on: dt.date | None
    leaves_on: dt.date | None
    reported_on: dt.date | None = None
    reported_kind: str | None = None
    consent_on: dt.date | None = None
    reserves: bool = False

    @property
    def standing(self) -> Standing:
        return _STANDINGS[self.rank]

    @property
    def report(self) -> dict[str, Any]:
        """The deposit that the State reported, while nothing confirms it."""
        if self.reported_on is None or self.reported_kind is None:
            return {}
        if self.consent_on and self.consent_on >= self.reported_on - CONFIRMED_WITHIN:
            return {}
        kind = ActionKind(self.reported_kind)
        return {"reported_on": self.reported_on, "reported_kind": kind}


class Brief(NamedTuple):
    """A standing with the day of the action that decides, for tables of thousands of cells."""

    standing: Standing
    date: dt.date | None = None
    reserves: bool = False
    reported_on: dt.date | None = None


@dataclass(frozen=True)
class StatusTable:
    """The statuses of States on instruments on one date; a pair without actions is derived."""

    as_of: dt.date
    treaties: Sequence[Treaty]
    deciding: Mapping[Pair, Deciding]
    reach: Mapping[uuid.UUID, Reach]
    open_to: Mapping[uuid.UUID, frozenset[uuid.UUID]] = field(default_factory=dict)

    def standing(self, treaty: Treaty, country: Country) -> Standing:
        """The standing alone: what counts and matrices of thousands of cells need."""
        found = self.deciding.get((treaty.pk, country.pk))
        if found is not None and found.rank != _NOTHING:
            return found.standing
        return Standing.NOT_PARTY if self.is_open_to(treaty, country) else Standing.NOT_OPEN

    def brief(self, treaty: Treaty, country: Country) -> Brief:
        """What a cell says of the status, without the rest of it."""
        found = self.deciding.get((treaty.pk, country.pk))
        if found is None:
            return Brief(self.standing(treaty, country))
        reported_on = found.report.get("reported_on")
        if found.rank == _NOTHING:
            return Brief(self.standing(treaty, country), reported_on=reported_on)
        return Brief(found.standing, found.date, found.reserves, reported_on)

    def of(self, treaty: Treaty, country: Country) -> TreatyStatus:
        """Where ``country`` stands on ``treaty``, with the action that decides."""
        reach = self.reach.get(treaty.pk, NOWHERE)
        if country.is_training:
            # The depositaries' lists say nothing of a fictional State: its record is complete.
            reach = Reach(None, self.as_of)
        found = self.deciding.get((treaty.pk, country.pk))
        if found is None or found.rank == _NOTHING:
            return TreatyStatus(
                treaty=treaty,
                country_id=country.pk,
                as_of=self.as_of,
                standing=self.standing(treaty, country),
                known_as_of=reach.actions,
                signatures_known_as_of=reach.signatures,
                **(found.report if found else {}),
            )
        # A consent after a withdrawal has undone it.
        leaves = found.rank in (1, 2)
        return TreatyStatus(
            treaty=treaty,
            country_id=country.pk,
            as_of=self.as_of,
            standing=found.standing,
            known_as_of=reach.actions,
            signatures_known_as_of=reach.signatures,
            action_id=uuid.UUID(found.action_id),
            kind=ActionKind(found.kind),
            date=found.date,
            precision=found.precision,
            effective_on=found.effective_on,
            source=found.source,
            source_as_of=found.source_as_of,
            confidence=found.confidence,
            signed_on=found.signed_on,
            withdrawal_notified_on=found.notified_on if leaves else None,
            withdrawal_effective_on=found.leaves_on if leaves else None,
            **found.report,
            reserves=found.reserves,
            succeeded_on=country.succeeded_on,
        )

    def is_open_to(self, treaty: Treaty, country: Country) -> bool:
        """Whether ``country`` may become a party (the members of one organisation only, or any)."""
        return treaty.open_to_id is None or country.pk in self.open_to.get(
            treaty.open_to_id, frozenset()
        )

    def of_country(self, country: Country) -> Iterator[TreatyStatus]:
        """Where ``country`` stands on each instrument, in their order."""
        return (self.of(treaty, country) for treaty in self.treaties)
