"""Where States stand on instruments, and what they did on them, as files."""

from collections.abc import Collection, Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.countries.exports import STATE, TRAINING
from apps.countries.models import Confidence, Country
from apps.treaties.changes import ChangeKind, Comparison
from apps.treaties.models import ActionKind, Category, Precision
from apps.treaties.status import Standing, StatusTable, TreatyStatus
from focalpoint.exports.columns import Column, Export, Kind

_SOURCE = (
    Column("source", _("Source"), width=30),
    Column("source_as_of", _("Source as of"), kind=Kind.DATE),
    Column("confidence", _("Confidence"), words=Confidence.choices, width=10),
)

STATUSES = Export(
    "treaty-status",
    _("Status of treaties"),
    (
        STATE,
        Column("country_name", _("Name of the State"), width=28),
        Column("treaty", _("Instrument"), width=16),
        Column("title", _("Title"), width=50),
        Column("category", _("Field of law"), words=Category.choices, width=22),
        Column("standing", _("Status"), words=Standing.choices, width=24),
        Column("kind", _("Action"), words=ActionKind.choices, width=24),
        Column("date", _("Date"), kind=Kind.DATE),
        Column("in_force_on", _("In force since"), kind=Kind.DATE),
        Column("signed_on", _("Signed"), kind=Kind.DATE),
        Column("withdrawal_notified_on", _("Withdrawal notified"), kind=Kind.DATE),
        Column("withdrawal_effective_on", _("Withdrawal takes effect"), kind=Kind.DATE),
        Column("reported_on", _("Reported by the State, not confirmed"), kind=Kind.DATE),
        Column("reserves", _("Declaration or reservation"), kind=Kind.YES_NO, width=12),
        Column("as_of", _("As of"), kind=Kind.DATE),
        *_SOURCE,
        TRAINING,
    ),
)

CHANGES = Export(
    "treaty-changes",
    _("What changed"),
    (
        Column("on", _("Date"), kind=Kind.DATE),
        Column("precision", _("Precision"), words=Precision.choices, width=10),
        Column("change", _("What changed"), words=ChangeKind.choices, width=24),
        STATE,
        Column("country_name", _("Name of the State"), width=28),
        Column("treaty", _("Instrument"), width=16),
        Column("title", _("Title"), width=50),
        Column("words", _("Action"), width=30),
        Column("since", _("After"), kind=Kind.DATE),
        Column("until", _("Until"), kind=Kind.DATE),
        *_SOURCE,
        TRAINING,
    ),
)

TREATY_ACTIONS = Export(
    "treaty-actions",
    _("Treaty actions"),
    (
        Column("treaty", _("Instrument"), "treaty__code", width=16),
        Column("title", _("Title"), "treaty__short_title", width=50),
        STATE,
        Column("kind", _("Action"), words=ActionKind.choices, width=24),
        Column("date", _("Date"), kind=Kind.DATE),
        Column("precision", _("Precision"), words=Precision.choices, width=10),
        Column("effective_on", _("Takes effect"), kind=Kind.DATE),
        *_SOURCE,
        Column("note", _("Note"), width=40),
        Column("is_retraction", _("Retraction"), kind=Kind.YES_NO, width=10),
        Column("is_reported", _("Reported by the State"), kind=Kind.YES_NO, width=10),
        TRAINING,
    ),
)

# Of ``peers.rows_of``.
PEERS = Export(
    "treaty-peers",
    _("A State beside its group"),
    (
        STATE,
        Column("treaty", _("Instrument"), width=16),
        Column("title", _("Title"), width=50),
        Column("standing", _("Status"), words=Standing.choices, width=24),
        Column("group", _("Compared with"), width=34),
        Column("group_parties", _("Parties in the group"), kind=Kind.NUMBER),
        Column("group_total", _("States in the group"), kind=Kind.NUMBER),
        Column("member_parties", _("Parties among Member States"), kind=Kind.NUMBER),
        Column("member_total", _("Member States"), kind=Kind.NUMBER),
        Column("as_of", _("As of"), kind=Kind.DATE),
        Column("known_as_of", _("Known as of"), kind=Kind.DATE),
        TRAINING,
    ),
)


def change_rows(comparison: Comparison) -> Iterator[dict[str, Any]]:
    """One row for each change."""
    for change in comparison.changes:
        yield {
            "on": change.on,
            "precision": change.precision,
            "change": change.kind.value,
            "country_id": str(change.country.pk),
            "country_name": change.country.name,
            "treaty": change.treaty.code,
            "title": change.treaty.short_title,
            "words": change.words,
            "since": comparison.since,
            "until": comparison.until,
            "source": change.source,
            "source_as_of": change.source_as_of,
            "confidence": change.confidence,
        }


def status_rows(
    table: StatusTable, countries: Collection[Country], shown: Any
) -> Iterator[dict[str, Any]]:
    """One row for each State and instrument of the table that ``shown`` lets through."""
    for country in countries:
        for status in table.of_country(country):
            if shown(status):
                yield _row(country, status)


def _row(country: Country, status: TreatyStatus) -> dict[str, Any]:
    return {
        "country_id": str(country.pk),
        "country_name": country.name,
        "treaty": status.treaty.code,
        "title": status.treaty.short_title,
        "category": status.treaty.category,
        "standing": status.standing.value,
        "kind": status.kind.value if status.kind else None,
        "date": status.date,
        "in_force_on": status.entry.on if status.entry else None,
        "signed_on": status.signed_on,
        "withdrawal_notified_on": status.withdrawal_notified_on,
        "withdrawal_effective_on": status.withdrawal_effective_on,
        "reported_on": status.reported_on,
        "reserves": status.reserves,
        "as_of": status.as_of,
        "source": status.source,
        "source_as_of": status.source_as_of,
        "confidence": status.confidence,
    }
