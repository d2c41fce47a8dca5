"""Sections of a State's documents: its mechanism, its steps, its assessment and its strategy."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from apps.appointments.directory_models import DirectoryListing
from apps.appointments.models import Appointment, NationalMechanism
from apps.appointments.selectors import serving_on
from apps.assessments.models import AssessmentSnapshot, Extent
from apps.catalogue.selectors import Mapped, mapped_of, with_mapped
from apps.evidence.models import Evidence, Status
from apps.recommendations.models import ProgressReport
from apps.recommendations.proofs import PROGRESS_REPORT
from apps.recommendations.record.checks import Answer
from apps.recommendations.record.selectors import record_of
from apps.recommendations.selectors import steps
from apps.recommendations.strategy_text_models import StrategyVersion
from apps.reports.drafting.pad import Pad, day
from apps.reports.readers import may_cite, person_in
from focalpoint.db.days import day_in
from focalpoint.names import named

# Who serves, of what rank, by what act, and since when.
QUOTES_APPOINTMENTS = frozenset({"A1", "A2", "A3", "A5"})


def focal_point(pad: Pad) -> None:
    """The national mechanism, and who serves."""
    found = NationalMechanism.objects.visible_to(pad.actor).filter(
        Q(established_on=None) | Q(established_on__lte=pad.as_of),
        Q(dissolved_on=None) | Q(dissolved_on__gt=pad.as_of),
        country=pad.state,
    )
    for each in pad.open_to_readers(found.select_related("country")):
        since = each.established_on or pad.as_of
        words = _("%(name)s (%(kind)s)") % {"name": each.name, "kind": each.get_kind_display()}
        if each.legal_instrument:
            words = f"{words}: {each.legal_instrument}"
        pad.say(f"{words}.", pad.cite_record(each, as_of=since))
    for each, who in _serving(pad):
        words = (
            _("Alternate since %(day)s: %(who)s.")
            if each.is_alternate
            else _("Focal point since %(day)s: %(who)s.")
        )
        # Whom a row of the directory shows may change: its source says who it was.
        title = who if isinstance(each, DirectoryListing) else ""
        mark = pad.cite_record(each, as_of=each.starts_on, title=title)
        pad.say(words % {"who": who, "day": day(each.starts_on)}, mark)
    if not pad.lines:
        pad.say(
            _("On %(day)s no focal point is on record for these readers.") % {"day": day(pad.as_of)}
        )


def _serving(pad: Pad) -> list[tuple[Any, str]]:
    """Who serves on the day, each in words: for the public, as the directory shows them."""
    here = Q(serving_on(pad.as_of), country=pad.state)
    serving = Appointment.objects.visible_to(pad.actor).filter(here)
    if may_cite(pad.audience, Appointment):
        rows = pad.open_to_readers(serving).select_related("country")
        return [
            (each, ", ".join(filter(None, [each.person_name, each.rank])))
            for each in rows.order_by("is_alternate", "starts_on")
        ]
    listings = DirectoryListing.objects.visible_to(pad.actor).filter(here, visibility=pad.audience)
    shown = listings.select_related("country", "entry").order_by("is_alternate", "starts_on")
    found = [(each, person_in(each)) for each in shown if person_in(each)]
    listed = [each.entry.appointment_id for each, _who in found]
    pad.leave_out(Appointment, serving.exclude(pk__in=listed).count())
    return found


def steps_reported(pad: Pad) -> None:
    """What the State says of each step, as it approved it."""
    items = list(with_mapped(steps()))
    own = _newest(pad, {item.pk for item in items})
    unsaid = {item.pk: mapped_of(item) for item in items if item.pk not in own}
    others = {other.item_id for mapped in unsaid.values() for other in mapped}
    found = _newest(pad, others) if others else {}
    proofs = _proofs(pad, [*own.values(), *found.values()])
    for item in items:
        pad.head(str(item))
        if item.pk in own:
            _told(pad, own[item.pk], item.label, proofs[own[item.pk].pk])
            continue
        told = [
            (found[other.item_id], other) for other in unsaid[item.pk] if other.item_id in found
        ]
        if not told:
            pad.say(_("Nothing is reported to these readers."))
            continue
        report, other = max(told, key=lambda each: (each[0].effective_on, each[0].pk))
        pad.say(_answered(other))
        _told(pad, report, str(other), proofs[report.pk])


def _newest(pad: Pad, items: Collection[UUID]) -> dict[UUID, ProgressReport]:
    """The newest approved report on each of the items that the readers read."""
    rows = pad.open_to_readers(
        ProgressReport.objects.visible_to(pad.actor).filter(
            country=pad.state,
            item__in=items,
            effective_on__lte=pad.as_of,
            approved_at__isnull=False,
        )
    )
    ordered = rows.select_related("country", "item__framework").order_by("effective_on", "id")
    return {each.item_id: each for each in ordered}


def _answered(other: Mapped) -> str:
    reading = f"{other} ({other.reading})" if other.reading else str(other)
    return _("Answered by the report on %(item)s.") % {"item": reading}


def _told(pad: Pad, report: ProgressReport, step: str, proofs: Sequence[Evidence]) -> None:
    """Status, day and narrative of a report, and where they and its evidence stand."""
    mark = pad.cite_record(
        report,
        as_of=report.effective_on,
        title=_("Progress report on step %(step)s") % {"step": step},
    )
    pad.say(f"{report.get_status_display()}, {day(report.effective_on)}.", mark)
    for paragraph in report.narrative.splitlines():
        if paragraph.strip():
            pad.say(paragraph)
    marks = [pad.cite_record(each, as_of=each.effective_on) for each in proofs]
    if marks:
        pad.say(_("Evidence:"), *marks)


def _proofs(pad: Pad, reports: Iterable[ProgressReport]) -> Mapping[UUID, Sequence[Evidence]]:
    """The evidence on each report that the readers read: what holds by the day, and stands."""
    found: dict[UUID, list[Evidence]] = defaultdict(list)
    rows = Evidence.objects.visible_to(pad.actor).filter(
        target_kind=PROGRESS_REPORT,
        target_id__in=[report.pk for report in reports],
        status=Status.CURRENT,
        effective_on__lte=pad.as_of,
    )
    kept = pad.citable(rows).select_related("country")
    for each in kept.order_by("effective_on", "id"):
        found[each.target_id].append(each)
    return found


def record_shows(pad: Pad) -> None:
    """What the record shows of each step, read as the audience reads it."""
    lines = []
    mark = pad.cite(
        _("What the record shows (checks declared by rule)"),
        as_of=pad.as_of,
        source="A/67/929-S/2013/399 ¶71",
    )
    kept_back = _of_persons(pad)
    for step in record_of(pad.state, pad.reader, pad.as_of):
        for each in step.checks:
            if each.check.code in kept_back:
                continue
            answer = Answer(each.verdict.answer).label
            lines.append(
                [str(step.step.item.label), str(each.check.asks), str(answer), each.verdict.because]
            )
    pad.say(_("What nobody wrote down is not counted as missing. Nothing here is added up."), mark)
    pad.table(
        _("What the record shows"),
        [_("Step"), _("Question"), _("Answer"), _("Because")],
        lines,
        [0.6, 2.2, 1.2, 2.4],
        mark,
    )


def _of_persons(pad: Pad) -> frozenset[str]:
    """The checks that would quote an appointment to readers whom no document names one."""
    if may_cite(pad.audience, Appointment):
        return frozenset()
    quoted = Appointment.objects.visible_to(pad.reader).filter(
        country=pad.state, is_alternate=False, starts_on__lte=pad.as_of
    )
    number = quoted.count()
    pad.leave_out(Appointment, number)
    return QUOTES_APPOINTMENTS if number else frozenset()


def assessment(pad: Pad) -> None:
    """The latest approved assessment that the readers read; no population is ever named."""
    own = AssessmentSnapshot.objects.visible_to(pad.actor).filter(country=pad.state)
    approved_on = day_in("country__time_zone", "approved_at")
    rows = own.alias(approved_on=approved_on).filter(approved_on__lte=pad.as_of)
    kept = pad.open_to_readers(rows).select_related("country")
    found = kept.order_by("-approved_at", "-number", "extent").first()
    if found is None:
        pad.say(_("No approved assessment is open to these readers."))
        return
    content = found.content
    approved = found.country.local_date(found.approved_at)
    mark = pad.cite_record(
        found,
        as_of=approved,
        reference=content["reference"],
        title=_("approved assessment, version %(number)s, SHA-256 %(sum)s…")
        % {"number": found.number, "sum": found.sha256[:12]},
    )
    pad.say(
        _(
            "The national assessment “%(title)s” was approved on %(day)s. It rates %(rated)s of"
            " %(total)s risk factors of %(framework)s."
        )
        % {
            "title": content["title"],
            "day": day(approved),
            "rated": content["rated"],
            "total": content["total"],
            "framework": named(content["framework"]["title"]),
        },
        mark,
    )
    if found.extent == Extent.FULL:
        for text in (content.get("method", ""), content.get("context", "")):
            if text.strip():
                pad.say(" ".join(text.split()), mark)
        consulted = content.get("consultations", ())
        if consulted:
            contributors = sum(int(each.get("contributors", 0)) for each in consulted)
            pad.say(
                _("Civil society was consulted: %(number)d contributors answered.")
                % {"number": contributors},
                mark,
            )


def strategy(pad: Pad) -> None:
    """The latest approved strategy that the readers read."""
    own = StrategyVersion.objects.visible_to(pad.actor).filter(country=pad.state)
    approved_on = day_in("country__time_zone", "approved_at")
    rows = own.alias(approved_on=approved_on).filter(approved_on__lte=pad.as_of)
    found = pad.open_to_readers(rows).select_related("country").order_by("-number").first()
    if found is None:
        pad.say(_("No approved strategy is open to these readers."))
        return
    approved = found.country.local_date(found.approved_at)
    title = _("%(title)s, version %(number)s") % {
        "title": found.content["title"],
        "number": found.number,
    }
    mark = pad.cite_record(found, as_of=approved, title=title)
    pad.say(_("%(title)s was approved on %(day)s.") % {"title": title, "day": day(approved)}, mark)
    for each in found.content["elements"]:
        if each["text"]:
            pad.head(f"{each['label']} {named(each['title'])}".strip())
            pad.say(" ".join(each["text"].split()), mark)
