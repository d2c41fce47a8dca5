"""The fact sheet of one instrument: what it is, what it asks, and where a State stands."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.countries.models import Confidence, Country
from apps.treaties.depositaries import depositary_url
from apps.treaties.measures.models import TreatyRequirement
from apps.treaties.models import Treaty
from apps.treaties.selectors import TreatyCounts
from apps.treaties.status import TreatyStatus
from apps.treaties.timeline import Happening, dated
from focalpoint.names import named

DOCUMENT = Path(__file__).resolve().parent / "documents" / "fact_sheet.typ"
Pairs = list[list[str]]


def document_of(
    treaty: Treaty,
    *,
    counts: TreatyCounts,
    state: Country | None,
    status: TreatyStatus | None,
    timeline: Sequence[Happening],
    asked: Iterable[TreatyRequirement],
    as_of: dt.date,
) -> dict[str, Any]:
    """What the paper says, in the reader's language; ``asked`` is what national law is to hold."""
    return {
        "title": str(treaty),
        "state": str(state) if state else str(_("All Member States")),
        "training": str(_("Training: fictional State")) if state and state.is_training else "",
        "made": date_format(as_of),
        "facts": _instrument(treaty),
        "sections": [
            {"title": _("What it asks"), "facts": _duties(treaty)},
            *_national_law(asked),
            *([_of_state(state, status)] if state and status else []),
            _parties(counts),
            {
                "title": _("What happened"),
                "heads": [_("Date"), _("What")],
                "widths": [3, 12],
                "rows": [
                    [entry.date_text, ". ".join(filter(None, [entry.title, entry.text]))]
                    for entry in timeline
                ],
                "empty": _("The record says nothing."),
            },
            {"title": _("Sources"), "facts": [["", source] for source in treaty.source]},
        ],
    }


def told(pairs: Sequence[tuple[Any, Any]]) -> Pairs:
    """Those of which something is known."""
    return [[str(label), str(value)] for label, value in pairs if value]


def _instrument(treaty: Treaty) -> Pairs:
    facts = treaty.facts
    withdrawal: Mapping[str, str] = facts.get("withdrawal") or {}
    return told(
        [
            (_("Full title"), named(treaty.full_title)),
            (_("Field of law"), treaty.get_category_display()),
            (_("Adopted"), _with(day_of(treaty.adopted_on), treaty.adopted_at)),
            (_("Entry into force"), day_of(treaty.entered_into_force_on)),
            (_("Depositary"), _with(named(treaty.depositary), treaty.mtdsg)),
            (_("Depositary's page"), depositary_url(treaty)),
            (_("Treaty series"), facts.get("unts")),
            (
                _("In force for a State"),
                _with(capfirst(treaty.entry_rule_words), treaty.entry_basis),
            ),
            (
                _("Withdrawal"),
                _with(capfirst(withdrawal.get("rule", "")), withdrawal.get("basis", "")),
            ),
            (_("Protocol to"), str(treaty.parent) if treaty.parent else ""),
            (_("Named in"), "; ".join(treaty.named_in)),
        ]
    )


def _duties(treaty: Treaty) -> Pairs:
    duty = treaty.reporting
    first, then = duty.get("initial_within_years"), duty.get("periodic_every_years")
    within = ngettext("within %(years)s year", "within %(years)s years", first or 0)
    every = ngettext("every year", "every %(years)s years", then or 0)
    confidence = duty.get("confidence")
    return told(
        [
            (_("Reports go to"), str(treaty.body) if treaty.body else duty.get("body")),
            (_("First report"), within % {"years": first} if first else ""),
            (_("Then"), every % {"years": then} if then else ""),
            (_("Basis"), duty.get("basis")),
            (_("Note"), duty.get("note")),
            (_("Confidence"), Confidence(confidence).label if confidence else ""),
            *(
                (_("A State may also accept"), mechanism["title"])
                for mechanism in treaty.facts.get("optional_mechanisms") or ()
            ),
            (_("For prevention"), treaty.facts.get("relevance")),
            (_("Mind"), treaty.facts.get("watch")),
        ]
    )


def _national_law(asked: Iterable[TreatyRequirement]) -> list[dict[str, Any]]:
    rows = [[item.article, item.title, item.get_confidence_display()] for item in asked]
    if not rows:
        return []
    heads = [_("Article"), _("What the instrument asks of national law"), _("Confidence")]
    title = _("National law")
    return [{"title": title, "heads": heads, "widths": [4, 14, 4], "rows": rows, "empty": ""}]


def _of_state(state: Country, status: TreatyStatus) -> dict[str, Any]:
    action = str(status.kind.label) if status.kind else ""
    return {
        "title": _("Where %(state)s stands") % {"state": state},
        "facts": told(
            [
                (_("Status"), status.label),
                (_("By"), _with(action, dated(status.date, status.precision))),
                (_("Signed"), day_of(status.signed_on)),
                (_("In force for the State"), day_of(status.entry.on if status.entry else None)),
                (_("Withdrawal notified"), day_of(status.withdrawal_notified_on)),
                (_("Withdrawal takes effect"), day_of(status.withdrawal_effective_on)),
                (_("Source"), _with(status.source, day_of(status.source_as_of))),
                (_("Confidence"), status.confidence_label),
                (_("Known as of"), day_of(status.known_as_of)),
            ]
        ),
    }


def _parties(counts: TreatyCounts) -> dict[str, Any]:
    return {
        "title": _("Who has joined"),
        "facts": told(
            [
                (_("Parties"), str(counts.parties)),
                (
                    _("of them Member States"),
                    _("%(parties)s of %(total)s")
                    % {"parties": counts.member_parties, "total": counts.members_open_to},
                ),
                (_("Signed only"), counts.signatures_known_as_of and str(counts.signed_only)),
                (_("Known as of"), day_of(counts.known_as_of)),
            ]
        ),
        "note": _("Training States are in no count."),
    }


def day_of(day: dt.date | None) -> str:
    """A day in words; nothing where there is none."""
    return date_format(day, "DATE_FORMAT") if day else ""


def _with(text: str, beside: str) -> str:
    """``text (beside)``, or what there is of them."""
    return f"{text} ({beside})" if text and beside else text or beside
