"""Sections on legal instruments: where a State stands, its law, its statements, its reports."""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _

from apps.reports.drafting.pad import Pad, day
from apps.treaties.measures.models import DomesticMeasure
from apps.treaties.measures.selectors import checklist
from apps.treaties.models import Treaty
from apps.treaties.obligations.choices import HANDED_IN, DueStatus
from apps.treaties.obligations.models import Occurrence
from apps.treaties.selectors import treaty_statuses
from apps.treaties.statements.selectors import stated_on
from apps.treaties.status import TreatyStatus
from apps.treaties.timeline import dated


def status(pad: Pad) -> None:
    """Where the State stands on all instruments, or on the one that the document is about."""
    wanted = [pad.treaty] if pad.treaty is not None else None
    table = treaty_statuses(as_of=pad.as_of, countries=[pad.state], treaties=wanted)
    before = treaty_statuses(as_of=pad.start, countries=[pad.state], treaties=wanted)
    former = {each.treaty.pk: each for each in before.of_country(pad.state)}
    found = list(table.of_country(pad.state))
    marks = {each.treaty.pk: _cite_status(pad, each) for each in found}
    changed = [each for each in found if each.standing != former[each.treaty.pk].standing]
    pad.say(
        _("On %(day)s the State is a party to %(number)d of %(all)d instruments.")
        % {
            "day": day(pad.as_of),
            "number": sum(each.is_party for each in found),
            "all": len(found),
        }
    )
    pad.items(
        [
            _("Since %(day)s: %(treaty)s: %(status)s")
            % {"day": day(pad.start), "treaty": each.treaty, "status": each.label}
            + f" {marks[each.treaty.pk]}"
            for each in changed
        ]
    )
    pad.table(
        _("Where the State stands on the instruments"),
        [_("Instrument"), _("Status"), _("Date"), _("Source")],
        [
            [
                str(each.treaty),
                str(each.label),
                dated(each.date, each.precision) if each.date else "–",
                marks[each.treaty.pk],
            ]
            for each in found
        ],
        [3, 1.8, 1.4, 0.7],
    )


def _cite_status(pad: Pad, status: TreatyStatus) -> str:
    known = status.known_as_of
    return pad.cite(
        _("Status on the depositaries' lists"),
        as_of=min(known, pad.as_of) if known else pad.as_of,
        source=_("lists of depositaries; what happened later is not known"),
    )


def law(pad: Pad) -> None:
    """How national law answers the instrument, item by item."""
    treaty = _treaty(pad)
    found = checklist(treaty, pad.state, pad.reader, pad.as_of)
    rows = pad.open_to_readers(
        DomesticMeasure.objects.visible_to(pad.actor)
        .filter(country=pad.state, coverages__requirement__treaty=treaty)
        .distinct()
    )
    # What was repealed by the day answers nothing, and is no source.
    named = {measure.pk for item in found.items for measure in item.measures}
    marks = {}
    for each in rows.filter(pk__in=named).select_related("country"):
        on = each.in_force_on if each.in_force_on and each.in_force_on <= pad.as_of else pad.as_of
        marks[each.pk] = pad.cite_record(each, as_of=on)
    if not found.items:
        pad.say(_("What the instrument asks of national law is not in the catalogue."))
        return
    pad.say(
        _("National law answers %(covered)s of %(asked)s items that the instrument asks for.")
        % {"covered": found.covered, "asked": found.applicable},
        *marks.values(),
    )
    pad.table(
        _("Items of the instrument, and the law that answers them"),
        [_("Item"), _("Answer"), _("Law")],
        [
            [
                str(item.requirement),
                str(item.answer.label),
                "; ".join(f"{each} {marks.get(each.pk, '')}".strip() for each in item.measures)
                or "–",
            ]
            for item in found.items
        ],
        [3, 1.2, 2.6],
    )


def statements(pad: Pad) -> None:
    """Reservations, declarations and objections on the instrument."""
    stated = stated_on(_treaty(pad), pad.state, pad.as_of)
    groups = (
        (_("Statements in effect"), stated.in_effect),
        (_("Statements that were withdrawn"), stated.ended),
        (_("What others stated on them"), stated.by_others),
    )
    for title, rows in groups:
        lines = []
        for each in rows:
            mark = pad.cite(each.source, as_of=each.source_as_of, source=_("published list"))
            who = f"{each.country}: " if each.country_id != pad.state.pk else ""
            lines.append(
                [
                    dated(each.date, each.precision),
                    str(each.get_kind_display()),
                    f"{who}{' '.join(each.text.split())} {mark}",
                ]
            )
        pad.table(title, [_("Date"), _("Kind"), _("Text")], lines, [1.2, 1.2, 4.4])
    if not stated:
        pad.say(_("No statement on the instrument is on record."))
    else:
        pad.say(_("The tables hold the statements that the published lists have."))


def reports_due(pad: Pad) -> None:
    """What was due to the body, what was handed in, and what comes."""
    rows = pad.open_to_readers(
        Occurrence.objects.visible_to(pad.actor).filter(
            country=pad.state, obligation__treaty=_treaty(pad)
        )
    )
    lines = []
    for each in rows.select_related("country", "obligation__treaty__body").order_by("due_on", "id"):
        status, submitted = _as_it_stood(each, pad.as_of)
        mark = pad.cite_record(each, as_of=submitted or min(each.due_on, pad.as_of))
        handed = day(submitted) if submitted else "–"
        lines.append([str(each), day(each.due_on), str(status.label), f"{handed} {mark}"])
    _table_of_dates(pad, lines)


def _as_it_stood(each: Occurrence, on: dt.date) -> tuple[DueStatus, dt.date | None]:
    """How far a duty had come on a day, and when it had been handed in."""
    status = DueStatus(each.status)
    if each.submitted_on is not None and each.submitted_on > on:
        return (DueStatus.DUE if status in HANDED_IN else status), None
    if each.reviewed_on is not None and each.reviewed_on > on and status in HANDED_IN:
        status = DueStatus.SUBMITTED
    return status, each.submitted_on


def _table_of_dates(pad: Pad, lines: Sequence[Sequence[str]]) -> None:
    if not lines:
        pad.say(_("No reporting date is open to these readers."))
        return
    pad.say(_("The table holds the dates of the duty to report, with what came of each."))
    pad.table(
        _("Reports to the body"),
        [_("What"), _("Due"), _("Status"), _("Handed in")],
        lines,
        [2.6, 1.2, 1.4, 1.4],
    )


def _treaty(pad: Pad) -> Treaty:
    assert pad.treaty is not None
    return pad.treaty
