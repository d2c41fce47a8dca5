"""What changed between two dates: signatures, parties, entries into force, withdrawals, statements.

Each change is dated by what happened, not by when the record learned of it. The first date is that
of the one report, the second that of the other: what happened on the first day itself stood in it.
"""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.db import models
from django.db.models import BooleanField, Q, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.countries.models import Country, Kind
from apps.treaties.choices import BINDING_KINDS, ActionKind, Precision, StatementKind
from apps.treaties.models import Treaty, TreatyAction, TreatyStatement
from apps.treaties.selectors import treaty_statuses_on
from apps.treaties.status import Deciding, Pair, Reach, Standing, StatusTable


class ChangeKind(models.TextChoices):
    """What can have changed."""

    SIGNED = "signed", _("Signed")
    BOUND = "bound", _("Became a party")
    IN_FORCE = "in_force", _("Entered into force")
    PROVISIONAL = "provisional", _("Applies provisionally")
    LEAVING = "leaving", _("Withdrawal notified")
    LEFT = "left", _("Withdrawal took effect")
    STATED = "stated", _("Statement made")
    UNSTATED = "unstated", _("Statement withdrawn")


# Tone of the style sheet and icon, for pages and legends alike.
TONES = {
    "signed": ("info", "signature"),
    "bound": ("success", "circle-check"),
    "in_force": ("success", "rosette"),
    "provisional": ("info", "progress-check"),
    "leaving": ("warning", "door-exit"),
    "left": ("danger", "door-exit"),
    "stated": ("neutral", "quote"),
    "unstated": ("neutral", "quote-off"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One change, with where it is known from; ``words`` is the action or kind of statement."""

    on: dt.date
    kind: ChangeKind
    treaty: Treaty
    country: Country
    words: str
    precision: str = Precision.DAY
    source: str = ""
    source_as_of: dt.date | None = None
    confidence: str = ""
    url: str = ""

    @property
    def order(self) -> tuple[dt.date, str, int, str]:
        """Newest first, then by name and instrument."""
        return (
            dt.date.max - (self.on - dt.date.min),
            self.country.name,
            self.treaty.order,
            self.kind,
        )


@dataclass(frozen=True)
class Moved:
    """How many parties an instrument had on both dates; of one State: whether it was one."""

    treaty: Treaty
    before: int
    after: int

    @property
    def difference(self) -> int:
        return self.after - self.before


@dataclass(frozen=True)
class Comparison:
    """All changes after ``since`` until ``until``, newest first; ``after`` is the later status."""

    since: dt.date
    until: dt.date
    changes: list[Change]
    moved: list[Moved]
    after: StatusTable
    counts: dict[str, int]


def compare_dates(
    since: dt.date,
    until: dt.date,
    *,
    countries: Collection[Country] | None = None,
    treaties: Collection[Treaty] | None = None,
    reach: Mapping[uuid.UUID, Reach] | None = None,
) -> Comparison:
    """What changed for ``countries``: all participants by default, never training States then.

    A fixed number of queries, whatever changed; ``reach`` where it is known, or not needed.
    """
    before, after = treaty_statuses_on(
        [since, until], treaties=treaties, countries=countries, reach=reach
    )
    rows = Country.objects.exclude(kind=Kind.TRAINING) if countries is None else countries
    scene = _Scene(since, until, {row.pk: row for row in rows}, after)
    changes = sorted(scene.changes(), key=lambda change: change.order)
    counts = {kind.value: 0 for kind in ChangeKind}
    for change in changes:
        counts[change.kind] += 1
    then, now = _parties(before.deciding, scene), _parties(after.deciding, scene)
    moved = [Moved(treaty, then[treaty.pk], now[treaty.pk]) for treaty in after.treaties]
    return Comparison(since, until, changes, moved, after, counts)


def _parties(deciding: Mapping[Pair, Deciding], scene: "_Scene") -> Counter[uuid.UUID]:
    """How many of those compared are parties, by instrument."""
    return Counter(
        treaty_id
        for (treaty_id, country_id), found in deciding.items()
        if found.standing == Standing.PARTY and country_id in scene.countries
    )


@dataclass(frozen=True)
class _Scene:
    since: dt.date
    until: dt.date
    countries: dict[uuid.UUID, Country]
    after: StatusTable

    @cached_property
    def treaties(self) -> dict[uuid.UUID, Treaty]:
        return {treaty.pk: treaty for treaty in self.after.treaties}

    def changes(self) -> Iterator[Change]:
        for row in self._recorded():
            yield from self._done(row) if row.is_action else self._stated(row)
        yield from self._entered()

    def within(self, day: dt.date | None) -> bool:
        """Whether a day lies between the two dates."""
        return day is not None and self.since < day <= self.until

    def _recorded(self) -> list["_Row"]:
        """The actions and statements of which anything fell between the dates; one statement."""
        span = (self.since, self.until)
        pairs = {"treaty__in": list(self.treaties), "country__in": list(self.countries)}
        actions = TreatyAction.objects.standing().filter(
            Q(date__gt=span[0], date__lte=span[1])
            | Q(kind=ActionKind.WITHDRAWAL, effective_on__gt=span[0], effective_on__lte=span[1]),
            # What a State reported itself waits for a list to say so.
            is_reported=False,
            **pairs,
        )
        statements = TreatyStatement.objects.standing().filter(
            Q(date__gt=span[0], date__lte=span[1])
            | Q(withdrawal_effective_on__gt=span[0], withdrawal_effective_on__lte=span[1]),
            **pairs,
        )
        found = _rows(actions, "effective_on").union(
            _rows(statements, "withdrawal_effective_on"), all=True
        )
        return [_Row(*values) for values in found.order_by("-is_action", "date", "pk")]

    def _done(self, row: "_Row") -> Iterator[Change]:
        """What a participant did, and a withdrawal that took effect."""
        words = str(ActionKind(row.kind).label)
        if self.within(row.date):
            yield self._made(row, _kind_of(row.kind), row.date, words, url="")
        if row.kind == ActionKind.WITHDRAWAL and self.within(row.effective_on):
            assert row.effective_on is not None
            yield self._made(row, ChangeKind.LEFT, row.effective_on, words, url="")

    def _entered(self) -> Iterator[Change]:
        """Entries into force for those that are parties on the later date."""
        treaties = self.treaties
        for treaty_id, country_id in self.after.deciding:
            country = self.countries.get(country_id)
            if country is None:
                continue
            status = self.after.of(treaties[treaty_id], country)
            entry = status.entry
            if entry is None or not self.within(entry.on):
                continue
            assert entry.on is not None
            yield Change(
                on=entry.on,
                kind=ChangeKind.IN_FORCE,
                treaty=status.treaty,
                country=country,
                words=str(entry.basis.label),
                source=status.source,
                source_as_of=status.source_as_of,
                confidence=status.confidence,
                url=_address(status.treaty, country, self.until),
            )

    def _stated(self, row: "_Row") -> Iterator[Change]:
        """A statement that was made, and one whose withdrawal took effect."""
        words = str(StatementKind(row.kind).label)
        url = TreatyStatement(pk=row.pk).get_absolute_url()
        if self.within(row.date):
            yield self._made(row, ChangeKind.STATED, row.date, words, url)
        if self.within(row.effective_on):
            assert row.effective_on is not None
            yield self._made(row, ChangeKind.UNSTATED, row.effective_on, words, url)

    def _made(
        self,
        row: "_Row",
        kind: ChangeKind,
        on: dt.date,
        words: str,
        url: str,
    ) -> Change:
        treaty, country = self.treaties[row.treaty_id], self.countries[row.country_id]
        return Change(
            on=on,
            kind=kind,
            treaty=treaty,
            country=country,
            words=words,
            precision=row.precision if on == row.date else Precision.DAY,
            source=row.source,
            source_as_of=row.source_as_of,
            confidence=row.confidence,
            url=url or _address(treaty, country, self.until),
        )


class _Row(NamedTuple):
    """An action or a statement; ``effective_on`` is the day of an action, or of a withdrawal."""

    is_action: bool
    pk: uuid.UUID
    treaty_id: uuid.UUID
    country_id: uuid.UUID
    kind: str
    date: dt.date
    precision: str
    effective_on: dt.date | None
    source: str
    source_as_of: dt.date | None
    confidence: str


def _rows(rows: QuerySet[Any], effective_on: str) -> QuerySet[Any, Any]:
    """The columns of ``_Row``, the same of actions and of statements."""
    is_action = Value(rows.model is TreatyAction, BooleanField())
    found: QuerySet[Any, Any] = (
        rows.order_by()
        .annotate(is_action=is_action)
        .values_list(
            "is_action",
            "pk",
            "treaty_id",
            "country_id",
            "kind",
            "date",
            "precision",
            effective_on,
            "source",
            "source_as_of",
            "confidence",
        )
    )
    return found


def _kind_of(kind: str) -> ChangeKind:
    if kind in BINDING_KINDS:
        return ChangeKind.BOUND
    return {
        ActionKind.SIGNATURE: ChangeKind.SIGNED,
        ActionKind.PROVISIONAL_APPLICATION: ChangeKind.PROVISIONAL,
        ActionKind.WITHDRAWAL: ChangeKind.LEAVING,
    }.get(ActionKind(kind), ChangeKind.STATED)


def _address(treaty: Treaty, country: Country, day: dt.date) -> str:
    return f"{reverse('treaty-detail', args=[treaty.code])}?country={country.code}&as_of={day}"
