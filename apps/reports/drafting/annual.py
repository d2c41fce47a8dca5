"""The annual report of the network: what States approved and shared, counted; no ranking."""

import datetime as dt
from collections import Counter
from typing import Any
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.db.models import Q
from django.utils.translation import gettext as _

from apps.appointments.models import Appointment, ReportedFocalPoint
from apps.assessments.models import AssessmentSnapshot
from apps.countries.models import Country, RegionalGroup
from apps.recommendations.freshness import Freshness, freshness
from apps.recommendations.models import ProgressReport
from apps.recommendations.selectors import steps
from apps.reports.drafting.groups import (
    FEWEST,
    explained,
    few,
    in_few_words,
    in_groups,
    is_told,
    kept_back,
    overlapping_kept_back,
    too_few,
)
from apps.reports.drafting.pad import Pad, day
from apps.treaties.models import Treaty
from apps.treaties.selectors import member_states, treaty_counts, treaty_statuses
from focalpoint.charts import Chart, framed
from focalpoint.db.days import day_in

AGES = (Freshness.FRESH, Freshness.AGEING, Freshness.STALE)
# An assessment is current for so many months (A/67/929-S/2013/399 ¶71 (b)).
CURRENT_MONTHS = 24


def members(pad: Pad) -> None:
    """Who has a focal point, as States share it or a source says; who came and went."""
    states = member_states(pad.as_of)
    serving, vacant = _appointed(pad, states)
    reported = {
        each.country_id: each
        for each in ReportedFocalPoint.objects.filter(
            appointed=True, country__in=states, as_of__lte=pad.as_of
        )
        if each.country_id not in serving | vacant
    }
    mark = pad.cite_counts(_("Appointments of focal points"))
    pad.say(
        _(
            "On %(day)s, %(serving)s Member States shared that a focal point serves, and %(vacant)s"
            " that the post is vacant."
        )
        % {
            "day": day(pad.as_of),
            "serving": in_few_words(len(serving)),
            "vacant": in_few_words(len(vacant)),
        },
        mark,
    )
    if reported:
        # Each with its own day: the source was right then, whatever is so today.
        sources = sorted({(each.as_of, each.source) for each in reported.values() if each.as_of})
        marks = [
            pad.cite(source, as_of=on, source=_("published source, not confirmed by States"))
            for on, source in sources
        ]
        pad.say(
            _("Of %(number)d more, a published source says that they have one.")
            % {"number": len(reported)},
            *marks,
        )
    _turnover(pad, states, mark)
    shown = kept_back(in_groups(states, serving))
    everybody = in_groups(states, {state.pk for state in states})
    pad.table(
        _("Serving focal points by regional group"),
        [_("Regional group"), _("Member States"), _("Focal point shared as serving")],
        [
            [str(RegionalGroup(code).label), str(number), shown[code]]
            for code, number in everybody.items()
        ],
        [3, 1, 1.5],
        mark,
    )
    pad.say(explained())


def _appointed(pad: Pad, states: list[Country]) -> tuple[set[UUID], set[UUID]]:
    """The States with a principal who serves on the day, and those where the last one has left."""
    rows = pad.open_to_readers(
        Appointment.objects.visible_to(pad.actor).filter(
            country__in=states, is_alternate=False, starts_on__lte=pad.as_of
        )
    )
    latest: dict[UUID, Appointment] = {}
    for each in rows.order_by("starts_on", "id"):
        latest[each.country_id] = each
    serving = {pk for pk, each in latest.items() if each.serves_on(pad.as_of)}
    return serving, set(latest) - serving


def _turnover(pad: Pad, states: list[Country], mark: str) -> None:
    rows = Appointment.objects.visible_to(pad.actor).filter(country__in=states, is_alternate=False)
    shared = Pad(pad.actor, None, pad.start, pad.end, pad.as_of, pad.audience).open_to_readers(rows)
    until = min(pad.end, pad.as_of)
    begun = shared.filter(begun_in(pad)).order_by()
    ended = shared.filter(ends_on__range=(pad.start, until)).order_by()
    numbers = {
        name: in_few_words(rows.values("country").distinct().count())
        for name, rows in (("begun", begun), ("ended", ended))
    }
    pad.say(
        _(
            "Between %(start)s and %(end)s, somebody took office in %(begun)s Member States and"
            " somebody left it in %(ended)s."
        )
        % {"start": day(pad.start), "end": day(until), **numbers},
        mark,
    )


def progress(pad: Pad) -> None:
    """How many States report on each step, and how fresh that is."""
    states = member_states(pad.as_of)
    items = list(steps())
    rows = pad.open_to_readers(
        ProgressReport.objects.visible_to(pad.actor).filter(
            country__in=states, item__in=items, effective_on__lte=pad.as_of
        )
    )
    newest: dict[tuple[UUID, UUID], dt.date] = {}
    for country_id, item_id, on in rows.order_by("effective_on", "id").values_list(
        "country_id", "item_id", "effective_on"
    ):
        newest[country_id, item_id] = on
    mark = pad.cite_counts(_("Progress reports on the seven steps"))
    reporting = len({country_id for country_id, _item in newest})
    pad.say(
        _(
            "%(number)s of %(all)d Member States share at least one approved report on the seven"
            " steps of A/67/929-S/2013/399 ¶71, as of %(day)s."
        )
        % {
            "number": _("Fewer than %(number)d") % {"number": FEWEST}
            if few(reporting)
            else reporting,
            "all": len(states),
            "day": day(pad.as_of),
        },
        mark,
    )
    ages = {
        item.pk: Counter(
            freshness(on, pad.as_of) for (_c, pk), on in newest.items() if pk == item.pk
        )
        for item in items
    }
    totals = {pk: found.total() for pk, found in ages.items()}
    hidden = overlapping_kept_back(totals, reporting)
    pad.table(
        _("States with a report on each step, by its age"),
        [_("Step"), _("States"), *(str(each.label) for each in AGES)],
        [[str(item), *_by_age(ages[item.pk], hide=item.pk in hidden)] for item in items],
        [3.2, 0.8, 1, 1.1, 1.1],
        mark,
    )
    pad.say(explained())


def _by_age(ages: Counter[Freshness], *, hide: bool) -> list[str]:
    """How many States have a report on a step, and how many of each age, in words."""
    numbers = {str(age): ages[age] for age in AGES}
    if hide:
        # What is nobody's may be told.
        return [_("kept back") if n else "0" for n in (ages.total(), *numbers.values())]
    return [str(ages.total()), *kept_back(numbers).values()]


def treaties(pad: Pad) -> None:
    """Parties at both ends of the period; the depositaries' data are public."""
    treaties = list(Treaty.objects.select_related("body", "parent"))
    now = treaty_counts(treaty_statuses(as_of=pad.as_of, treaties=treaties))
    before = {
        each.treaty.pk: each
        for each in treaty_counts(treaty_statuses(as_of=pad.start, treaties=treaties))
    }
    if not now:
        pad.say(_("No instrument is on record."))
        return
    marks, lines = [], []
    for each in now:
        known = each.known_as_of
        lines.append(
            [
                str(each.treaty),
                str(before[each.treaty.pk].parties),
                str(each.parties),
                _change(before[each.treaty.pk].parties, each, since=pad.start),
                day(known) if known else "–",
            ]
        )
    for known in sorted({each.known_as_of for each in now if each.known_as_of}):
        marks.append(
            pad.cite(
                _("Treaty actions of the depositaries' lists"),
                as_of=min(known, pad.as_of),
                source=_("lists of depositaries; the record of some instruments ends on this day"),
            )
        )
    pad.say(
        _(
            "The table counts the parties to each instrument on %(start)s and on %(end)s. What"
            " happened after the day to which a record reaches is not known and not counted."
        )
        % {"start": day(pad.start), "end": day(pad.as_of)},
        *marks,
    )
    pad.table(
        _("Parties to the instruments"),
        [
            _("Instrument"),
            day(pad.start),
            day(pad.as_of),
            _("Change"),
            _("Record reaches to"),
        ],
        lines,
        [3, 1, 1, 0.8, 1.3],
        *marks,
    )
    pad.chart(_parties(now, pad.as_of), *marks)


def _change(before: int, now: Any, *, since: dt.date) -> str:
    """More or fewer parties; nobody knows where the record ends before the period begins."""
    if now.known_as_of is None or now.known_as_of <= since:
        return _("Unknown")
    return f"{now.parties - before:+d}" if now.parties != before else "0"


def _parties(counts: list[Any], as_of: dt.date) -> Chart:
    title = _("Parties on %(day)s") % {"day": day(as_of)}
    values = [{"label": str(each.treaty), "parties": each.parties} for each in counts]
    encoding = {
        "y": {
            "field": "label",
            "type": "nominal",
            "sort": None,
            "axis": {"title": None, "labelLimit": 260},
        },
        "x": {
            "field": "parties",
            "type": "quantitative",
            "axis": {"title": None, "tickMinStep": 20},
        },
    }
    return Chart(
        "parties",
        title,
        _("Each instrument with the number of its parties, in the order of the catalogue."),
        head=[_("Instrument"), _("Parties")],
        rows=[[str(each.treaty), each.parties] for each in counts],
        spec=framed(
            [{"mark": {"type": "bar", "color": "#2b7bba"}, "encoding": encoding}],
            height={"step": 18},
            values=values,
        ),
    )


def assessments(pad: Pad) -> None:
    """Approved assessments that States share: how many, how recent; no level of risk."""
    states = member_states(pad.as_of)
    approved = AssessmentSnapshot.objects.visible_to(pad.actor).annotate(
        approved_on=day_in("country__time_zone", "approved_at")
    )
    rows = pad.open_to_readers(approved.filter(country__in=states, approved_on__lte=pad.as_of))
    newest: dict[UUID, dt.date] = {}
    for country_id, on in rows.order_by("approved_at").values_list("country_id", "approved_on"):
        newest[country_id] = on
    limit = pad.as_of - relativedelta(months=CURRENT_MONTHS)
    current = {pk for pk, on in newest.items() if on > limit}
    in_period = {pk for pk, on in newest.items() if pad.start <= on <= pad.end}
    mark = pad.cite_counts(_("Approved national assessments"))
    words = _("Levels of risk are read State by State and are not put side by side here.")
    if few(len(newest)):
        pad.say(f"{too_few()} {words}", mark)
        return
    told = [
        _("%(number)d Member States share an approved national assessment.")
        % {"number": len(newest)}
    ]
    tells_current = is_told(len(current), len(newest))
    if tells_current:
        told.append(_("That of %(number)d is not older than two years.") % {"number": len(current)})
    beside = (current - in_period, in_period - current) if tells_current else ()
    if is_told(len(in_period), len(newest)) and not any(few(len(each)) for each in beside):
        told.append(_("%(number)d approved theirs in the period.") % {"number": len(in_period)})
    pad.say(" ".join([*told, words]), mark)
    shown = kept_back(in_groups(states, set(newest)))
    if newest:
        pad.table(
            _("Assessments shared, by regional group"),
            [_("Regional group"), _("States that share one")],
            [[str(RegionalGroup(code).label), number] for code, number in shown.items()],
            [3, 1.5],
            mark,
        )
        pad.say(explained())


def of_members(pad: Pad, rows: Any) -> Any:
    """Those records of Member States that the readers may read; training States are in no count."""
    return pad.open_to_readers(rows.filter(country__in=member_states(pad.as_of)))


def begun_in(pad: Pad) -> Q:
    """What began in the period."""
    return Q(starts_on__range=(pad.start, pad.last))
