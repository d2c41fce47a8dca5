"""What the record of treaty actions says. All of it is public reference data: no scope is needed.

``treaty_statuses`` is the one door to the status of States. It reads any number of States and
instruments, for any date, with at most four queries.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.db.models import Max, Q
from django.utils import timezone

from apps.countries.models import Country, Kind, OrganisationMembership
from apps.treaties.choices import BINDING_KINDS, RESERVING_KINDS, ActionKind, Publisher
from apps.treaties.import_models import ImportedTable
from apps.treaties.models import Treaty, TreatyAction
from apps.treaties.publishers import SECOND_HAND
from apps.treaties.status import (
    CONFIRMED_WITHIN,
    NOWHERE,
    Deciding,
    Pair,
    Reach,
    Standing,
    StatusTable,
)

# For each pair of State and instrument the one action that decides, as of a date. A withdrawal ends
# the consents before it once it takes effect; a later consent makes the State a party anew.
_DECIDING = """
WITH standing AS (
    SELECT a.id, a.treaty_id, a.country_id, a.kind, a.date, a.precision, a.effective_on, a.source,
        a.source_as_of, a.confidence, a.is_reported
    FROM treaties_treatyaction a
    WHERE a.date <= %(as_of)s AND NOT a.is_retraction
      AND a.treaty_id = ANY(%(treaties)s)
      AND (%(countries)s IS NULL OR a.country_id = ANY(%(countries)s))
      AND NOT EXISTS (SELECT 1 FROM treaties_treatyaction r WHERE r.replaces_id = a.id)
), withdrawal AS (
    SELECT DISTINCT ON (treaty_id, country_id) treaty_id, country_id, date, effective_on
    FROM standing WHERE kind = %(withdrawal)s AND NOT is_reported
    ORDER BY treaty_id, country_id, date DESC
), ranked AS (
    SELECT s.*,
        w.date AS notified_on, w.effective_on AS leaves_on,
        min(s.date) FILTER (WHERE s.kind = %(signature)s AND NOT s.is_reported) OVER pair
            AS signed_on,
        max(s.date) FILTER (WHERE s.is_reported) OVER pair AS reported_on,
        max(s.kind) FILTER (WHERE s.is_reported) OVER pair AS reported_kind,
        max(s.date) FILTER (
            WHERE s.kind = ANY(%(binding)s) AND NOT s.is_reported
              AND NOT starts_with(s.source, %(second_hand)s)
        ) OVER pair AS consent_on,
        max(s.date) FILTER (WHERE s.kind = ANY(%(binding)s) AND NOT s.is_reported) OVER pair
            AS last_consent,
        max(s.date) FILTER (
            WHERE s.kind = %(withdrawal)s AND s.effective_on <= %(as_of)s AND NOT s.is_reported
        ) OVER pair AS last_exit
    FROM standing s LEFT JOIN withdrawal w USING (treaty_id, country_id)
    WINDOW pair AS (PARTITION BY s.treaty_id, s.country_id)
), decided AS (
    SELECT s.*,
        CASE
            -- What a State reported itself decides nothing.
            WHEN s.is_reported THEN 5
            WHEN s.kind = ANY(%(binding)s) AND (notified_on IS NULL OR s.date > notified_on) THEN 0
            WHEN s.kind = %(withdrawal)s AND s.effective_on <= %(as_of)s
                AND (last_consent IS NULL OR last_consent <= s.date) THEN 1
            -- Of a State that left and came back, what came before it left decides nothing.
            WHEN s.kind = ANY(%(binding)s) AND (last_exit IS NULL OR s.date > last_exit) THEN 2
            WHEN s.kind = %(provisional)s AND (notified_on IS NULL OR s.date > notified_on) THEN 3
            WHEN s.kind = %(signature)s THEN 4
            ELSE 5
        END AS rank
    FROM ranked s
), reserving AS (
    SELECT t.treaty_id, t.country_id FROM treaties_treatystatement t
    WHERE t.date <= %(as_of)s AND NOT t.is_retraction AND t.kind = ANY(%(reserving)s)
      AND (t.withdrawal_effective_on IS NULL OR t.withdrawal_effective_on > %(as_of)s)
      AND t.treaty_id = ANY(%(treaties)s)
      AND (%(countries)s IS NULL OR t.country_id = ANY(%(countries)s))
      AND NOT EXISTS (SELECT 1 FROM treaties_treatystatement r WHERE r.replaces_id = t.id)
)
SELECT DISTINCT ON (treaty_id, country_id)
    treaty_id::text, country_id::text, rank, id::text, kind, date, precision, effective_on, source,
    source_as_of, confidence, signed_on, notified_on, leaves_on, reported_on, reported_kind,
    consent_on,
    (treaty_id, country_id) IN (SELECT treaty_id, country_id FROM reserving) AS reserves
FROM decided ORDER BY treaty_id, country_id, rank, date, source_as_of DESC, id
"""

# Seconds by which a page that any cache may keep lags behind a new list.
LAG = 60
GENOCIDE = "GENOCIDE"
ROME_STATUTE = "ROME_STATUTE"
ADDITIONAL_PROTOCOLS = ("AP1", "AP2")


def treaty_statuses(
    *,
    as_of: dt.date | None = None,
    treaties: Collection[Treaty] | None = None,
    countries: Collection[Country] | None = None,
    reach: Mapping[uuid.UUID, Reach] | None = None,
) -> StatusTable:
    """Where States stand on instruments on ``as_of`` (today in UTC by default).

    ``treaties`` and ``countries`` narrow what is read; all by default; ``reach`` as in
    ``treaty_statuses_on``. One query reads all
    statuses; three read the instruments, the reach of the record, and the organisations to whose
    members an instrument is restricted. Read a pair with ``table.of(treaty, country)``.
    """
    day = as_of or timezone.now().date()
    [table] = treaty_statuses_on([day], treaties=treaties, countries=countries, reach=reach)
    return table


def treaty_statuses_on(
    days: Sequence[dt.date],
    *,
    treaties: Collection[Treaty] | None = None,
    countries: Collection[Country] | None = None,
    reach: Mapping[uuid.UUID, Reach] | None = None,
) -> list[StatusTable]:
    """The same for several days, in their order, with as many queries as for one.

    ``reach``: how far the record of each instrument reaches, where that is known or not needed.
    """
    wanted = list(Treaty.objects.select_related("body", "parent") if treaties is None else treaties)
    known = record_reach() if reach is None else reach
    members = _restricted_to(wanted)
    return [
        StatusTable(
            as_of=day,
            treaties=wanted,
            deciding=deciding,
            reach=known,
            open_to=_members_on(day, members),
        )
        for day, deciding in zip(days, _deciding_on(days, wanted, countries), strict=True)
    ]


def record_reach() -> dict[uuid.UUID, Reach]:
    """Up to which date the record of each instrument reaches, by its primary key."""
    rows = TreatyAction.objects.standing().exclude(country__kind=Kind.TRAINING).order_by()
    of_actions = rows.values_list("treaty_id").annotate(
        actions=Max("source_as_of"),
        signatures=Max("source_as_of", filter=Q(kind=ActionKind.SIGNATURE)),
    )
    # A newer list that says nothing new has confirmed what was known.
    # Statements alone say nothing of them.
    lists = ImportedTable.objects.exclude(batch__publisher=Publisher.SECONDARY)
    lists = lists.exclude(headings=[]).order_by()
    of_lists = lists.values_list("treaty_id").annotate(
        actions=Max("as_of"), signatures=Max("as_of", filter=Q(has_signatures=True))
    )
    found: dict[uuid.UUID, Reach] = {}
    for treaty_id, *dates in of_actions.union(of_lists, all=True):
        before = found.get(treaty_id, NOWHERE)
        later = (_later(one, other) for one, other in zip(before, dates, strict=True))
        found[treaty_id] = Reach(*later)
    return found


def kept_reach() -> dict[uuid.UUID, Reach]:
    """The same, as it was up to ``LAG`` seconds ago: for pages that anybody may ask for at once."""
    kept = cache.get_or_set(
        "treaties:reach", lambda: {pk: tuple(each) for pk, each in record_reach().items()}, LAG
    )
    return {pk: Reach(*dates) for pk, dates in (kept or {}).items()}


def confirmation_of(report: TreatyAction) -> TreatyAction | None:
    """What confirms the report of a State: the consent that a list of first hand names."""
    rows = TreatyAction.objects.standing().filter(
        treaty=report.treaty_id,
        country=report.country_id,
        kind__in=BINDING_KINDS,
        date__gte=report.date - CONFIRMED_WITHIN,
    )
    return rows.exclude(source__startswith=SECOND_HAND).order_by("date", "pk").first()


def _later(one: dt.date | None, other: dt.date | None) -> dt.date | None:
    return max((date for date in (one, other) if date), default=None)


def _deciding_on(
    days: Sequence[dt.date],
    treaties: Collection[Treaty],
    countries: Collection[Country] | None = None,
) -> list[dict[Pair, Deciding]]:
    """For each day the action that decides for each pair that has any; one query for all days."""
    parameters: dict[str, Any] = {
        "treaties": [treaty.pk for treaty in treaties],
        "countries": None if countries is None else [country.pk for country in countries],
        "binding": [str(kind) for kind in BINDING_KINDS],
        "withdrawal": str(ActionKind.WITHDRAWAL),
        "signature": str(ActionKind.SIGNATURE),
        "provisional": str(ActionKind.PROVISIONAL_APPLICATION),
        "second_hand": SECOND_HAND,
        "reserving": [str(kind) for kind in RESERVING_KINDS],
    }
    parts = []
    for number, day in enumerate(days):
        parameters[f"day_{number}"] = day
        of_day = _DECIDING.replace("%(as_of)s", f"%(day_{number})s")
        # Nothing in it comes from outside.
        parts.append(f"SELECT {number}, decided.* FROM ({of_day}) AS decided")  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), parameters)
        rows = cursor.fetchall()
    # The few ids that thousands of rows share are made once.
    ids = {text: uuid.UUID(text) for row in rows for text in row[1:3]}
    found: list[dict[Pair, Deciding]] = [{} for _day in days]
    for number, treaty_id, country_id, *rest in rows:
        found[number][ids[treaty_id], ids[country_id]] = Deciding(*rest)
    return found


def _restricted_to(treaties: Collection[Treaty]) -> list[OrganisationMembership]:
    """The memberships of the organisations to whose members an instrument is restricted."""
    organisations = {treaty.open_to_id for treaty in treaties if treaty.open_to_id}
    if not organisations:
        return []
    return list(OrganisationMembership.objects.filter(organisation__in=organisations))


def _members_on(
    day: dt.date, memberships: Collection[OrganisationMembership]
) -> dict[uuid.UUID, frozenset[uuid.UUID]]:
    """The members of each organisation on a day."""
    members: dict[uuid.UUID, set[uuid.UUID]] = {}
    for each in memberships:
        begun = each.starts_on is None or each.starts_on <= day
        if begun and (each.ends_on is None or each.ends_on >= day):
            members.setdefault(each.organisation_id, set()).add(each.country_id)
    return {organisation: frozenset(ids) for organisation, ids in members.items()}


@dataclass(frozen=True)
class TreatyCounts:
    """How many stand where on one instrument; training States are in no count.

    ``parties``, ``signed_only``, ``provisional`` and ``withdrawn`` count every participant (States
    and others). ``member_parties`` and ``members_not_party`` count Member States of the United
    Nations on the date, those to which the instrument is not open left out (``members_open_to``).
    The dates say up to when the record reaches; where no signature is on record, ``signed_only`` is
    not known.
    """

    treaty: Treaty
    parties: int
    member_parties: int
    signed_only: int
    provisional: int
    withdrawn: int
    members_not_party: int
    members_open_to: int
    known_as_of: dt.date | None
    signatures_known_as_of: dt.date | None


def member_states(as_of: dt.date) -> list[Country]:
    """The present Member States that were members of the United Nations on ``as_of``."""
    return list(Country.objects.member_states().filter(un_member_since__lte=as_of))


def treaty_counts(table: StatusTable) -> list[TreatyCounts]:
    """The counts of each instrument of a table that was read for all States. One more query."""
    member = Q(kind=Kind.MEMBER, un_member_since__lte=table.as_of)
    rows = list(Country.objects.filter(member | Q(kind=Kind.TRAINING)))
    members = [country for country in rows if not country.is_training]
    fictional = {country.pk for country in rows if country.is_training}
    standings: dict[uuid.UUID, list[Standing]] = {treaty.pk: [] for treaty in table.treaties}
    for (treaty_id, country_id), deciding in table.deciding.items():
        if country_id not in fictional:
            standings[treaty_id].append(deciding.standing)
    return [_counts(table, treaty, members, standings[treaty.pk]) for treaty in table.treaties]


def _counts(
    table: StatusTable, treaty: Treaty, members: list[Country], standings: list[Standing]
) -> TreatyCounts:
    of_members = [table.standing(treaty, country) for country in members]
    open_to = [standing for standing in of_members if standing != Standing.NOT_OPEN]
    reach = table.reach.get(treaty.pk, NOWHERE)
    return TreatyCounts(
        treaty=treaty,
        parties=standings.count(Standing.PARTY),
        member_parties=of_members.count(Standing.PARTY),
        signed_only=standings.count(Standing.SIGNED),
        provisional=standings.count(Standing.PROVISIONAL),
        withdrawn=standings.count(Standing.WITHDRAWN),
        members_not_party=len(open_to) - of_members.count(Standing.PARTY),
        members_open_to=len(open_to),
        known_as_of=reach.actions,
        signatures_known_as_of=reach.signatures,
    )


@dataclass(frozen=True)
class GapFigures:
    """Member States that are not parties, as A/69/981-S/2015/500 ¶20 counts them."""

    genocide_convention: int
    additional_protocols: int
    rome_statute: int


def gap_figures(table: StatusTable) -> GapFigures | None:
    """The three figures of ¶20 from a table that was read for all States and instruments.

    ``None`` where the table lacks one of the instruments (the catalogues are not loaded).

    The second one counts Member States that are not party to one or both of Additional Protocols I
    and II.
    """
    by_code = {treaty.code: treaty for treaty in table.treaties}
    if not {GENOCIDE, ROME_STATUTE, *ADDITIONAL_PROTOCOLS} <= by_code.keys():
        return None
    members = member_states(table.as_of)

    def outside(*codes: str) -> int:
        return sum(
            1
            for country in members
            if any(table.standing(by_code[code], country) != Standing.PARTY for code in codes)
        )

    return GapFigures(
        genocide_convention=outside(GENOCIDE),
        additional_protocols=outside(*ADDITIONAL_PROTOCOLS),
        rome_statute=outside(ROME_STATUTE),
    )
