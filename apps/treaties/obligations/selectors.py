"""What a State owes, as a reader sees it; and how its record of reports stands."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import Max, Min, Q, QuerySet
from django.utils.translation import gettext as _

from apps.accounts.models import Membership, User
from apps.countries.models import Country, Institution
from apps.treaties.models import Category, TreatyBody
from apps.treaties.obligations.choices import (
    OPEN,
    REPORTS,
    DueKind,
    DutyKind,
    Standing,
)
from apps.treaties.obligations.models import Occurrence, ReportingObligation, standing_is
from apps.treaties.obligations.rules import Cycle, cycle_of, initial_due
from focalpoint.actors import Actor
from focalpoint.roles import GOVERNMENT_WRITERS

# The list of bodies may lag behind the catalogue by so many seconds.
LAG = 300
# How many dates of one obligation its page shows, the latest first.
SHOWN = 60


def occurrences(actor: Actor) -> QuerySet[Occurrence]:
    """The dates that ``actor`` reads, with what names them."""
    rows: QuerySet[Occurrence] = Occurrence.objects.visible_to(actor)
    return rows.select_related("country", "obligation__treaty__body", "lead_institution")


def obligations(actor: Actor) -> QuerySet[ReportingObligation]:
    """The duties that ``actor`` reads."""
    rows: QuerySet[ReportingObligation] = ReportingObligation.objects.visible_to(actor)
    return rows.select_related("country", "treaty__body", "lead_institution", "responsible")


def dates_of(obligation: ReportingObligation, actor: Actor) -> list[Occurrence]:
    """The dates of a duty, the latest first."""
    rows = occurrences(actor).filter(obligation=obligation)
    return list(rows.order_by("-due_on", "-id")[:SHOWN])


@dataclass(frozen=True)
class RuleShown:
    """The rule of a treaty for one State; ``first_due`` even where it lies in the past."""

    cycle: Cycle
    first_due: dt.date | None
    is_first_recorded: bool

    @property
    def says_nothing_of_the_first(self) -> bool:
        """Whether the first report fell due and the record does not say what became of it."""
        return self.first_due is not None and not self.is_first_recorded


def rule_of(obligation: ReportingObligation, dates: list[Occurrence]) -> RuleShown | None:
    """The rule behind the dates of a duty to a treaty; ``None`` for others."""
    if obligation.treaty is None:
        return None
    cycle = cycle_of(obligation.treaty.reporting)
    first = None
    if cycle.initial_years and obligation.in_force_on:
        first = initial_due(cycle, obligation.in_force_on)
    recorded = any(date.kind == DueKind.INITIAL for date in dates)
    return RuleShown(cycle, first, recorded)


@dataclass(frozen=True)
class Owed:
    """What a State owes on a day, counted; only what is not handed in."""

    overdue: int
    soon: int
    coming: int
    not_known: int
    unconfirmed: int


def owed_by(actor: Actor, country: Country, today: dt.date, *, soon: int = 90) -> Owed:
    """How much a State owes, as far as ``actor`` sees it; one query. ``soon`` is in days."""
    rows = Occurrence.objects.visible_to(actor).filter(country=country, status__in=OPEN)
    found = Counter(
        {Standing.OVERDUE: 0, Standing.NOT_KNOWN: 0, Standing.COMING: 0, "soon": 0, "open": 0}
    )
    values = rows.order_by().values_list("kind", "status", "due_on", "confirmed_at")
    for kind, status, due_on, confirmed_at in values:
        record = Occurrence(kind=kind, status=status, due_on=due_on, confirmed_at=confirmed_at)
        standing = record.standing_on(today)
        found[standing] += 1
        if standing == Standing.COMING:
            found["soon"] += (due_on - today).days <= soon
            found["open"] += confirmed_at is None
    return Owed(
        found[Standing.OVERDUE],
        found["soon"],
        found[Standing.COMING],
        found[Standing.NOT_KNOWN],
        found["open"],
    )


@dataclass(frozen=True)
class ReportingRecord:
    """OHCHR's own indicator for one State: of the reports that the record knows, how many are not
    overdue. ``unknown``: treaties of which the record does not say whether the last report was
    handed in. They are in no share.
    """

    not_overdue: int
    overdue: int
    unknown: int

    @property
    def known(self) -> int:
        return self.not_overdue + self.overdue

    @property
    def share(self) -> int | None:
        """In per cent, rounded down; ``None`` where the record knows of no report."""
        return 100 * self.not_overdue // self.known if self.known else None


def reporting_record(actor: Actor, country: Country, today: dt.date) -> ReportingRecord:
    """How a State stands with its reports to the human rights treaty bodies. One query.

    A treaty counts as overdue where a report that the State confirmed as due has passed its date
    and is not handed in; as not overdue where a report was handed in, or is not due yet by a date
    that the State confirmed, and nothing is overdue; else nothing is known.
    """
    report = Q(occurrences__kind__in=REPORTS)
    overdue = standing_is(Standing.OVERDUE, today, "occurrences__") & report
    handed_in = Q(occurrences__submitted_on__isnull=False) & report
    ahead = standing_is(Standing.COMING, today, "occurrences__") & report
    ahead &= Q(occurrences__confirmed_at__isnull=False)
    # Something that fell due since the last report, and of which nobody knows.
    unclear = standing_is(Standing.NOT_KNOWN, today, "occurrences__") & report
    rows = (
        ReportingObligation.objects.visible_to(actor)
        .filter(
            country=country,
            kind=DutyKind.TREATY,
            ended_on=None,
            treaty__category=Category.HUMAN_RIGHTS,
        )
        .order_by()
        .annotate(
            overdue=Min("occurrences__due_on", filter=overdue),
            handed_in=Max("occurrences__submitted_on", filter=handed_in),
            ahead=Min("occurrences__due_on", filter=ahead),
            unclear=Max("occurrences__due_on", filter=unclear),
        )
    )
    counts = Counter(
        _known(*row) for row in rows.values_list("overdue", "handed_in", "ahead", "unclear")
    )
    return ReportingRecord(counts["not_overdue"], counts["overdue"], counts["unknown"])


def _known(
    overdue: dt.date | None,
    handed_in: dt.date | None,
    ahead: dt.date | None,
    unclear: dt.date | None,
) -> str:
    if overdue is not None:
        return "overdue"
    if unclear is not None and (handed_in is None or unclear > handed_in):
        return "unknown"
    return "not_overdue" if handed_in or ahead else "unknown"


def next_reports(actor: Actor, country: Country, today: dt.date) -> dict[Any, Occurrence]:
    """The next report that a State owes on each instrument, by the instrument. One query."""
    rows = occurrences(actor).filter(
        country=country, status__in=OPEN, due_on__gte=today, obligation__treaty__isnull=False
    )
    found: dict[Any, Occurrence] = {}
    for occurrence in rows.order_by("due_on", "id"):
        found.setdefault(occurrence.obligation.treaty_id, occurrence)
    return found


def bodies() -> list[tuple[str, Any]]:
    """The bodies to whom reports go, as (code, name); the UPR stands beside the treaty bodies."""
    kept = cache.get_or_set(
        "obligations:bodies",
        lambda: list(TreatyBody.objects.order_by("code").values_list("code", "name")),
        LAG,
    )
    return [*(kept or ()), (DutyKind.UPR, DutyKind.UPR.label), ("other", _("Others"))]


def institutions_of(actor: Actor, country: Country) -> QuerySet[Institution]:
    """The institutions of a State that may lead."""
    rows: QuerySet[Institution] = Institution.objects.visible_to(actor)
    return rows.filter(country=country, is_active=True)


def people_of(actor: Actor, country: Country) -> QuerySet[User]:
    """Those who may answer for a date: they hold a post that writes there now."""
    posts: Any = Membership.objects.visible_to(actor)
    held = posts.filter(country=country, role__in=GOVERNMENT_WRITERS).in_force()
    return User.objects.filter(pk__in=held.values("user"))
