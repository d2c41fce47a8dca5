"""Sections on a State's exchange with others: meetings, partnerships, trainings, lessons."""

from django.db.models import Q
from django.utils.translation import gettext as _

from apps.engagement.lessons.models import Lesson
from apps.engagement.meetings.models import Participation, Presence
from apps.engagement.partnerships.models import Partnership
from apps.engagement.trainings.models import Training
from apps.reports.drafting.pad import Pad, day
from focalpoint.db.days import day_in


def meetings(pad: Pad) -> None:
    """The meetings that the State attended in the period, with statements and outcomes."""
    rows = pad.open_to_readers(
        Participation.objects.visible_to(pad.actor).filter(
            _begun_in(pad), country=pad.state, presence=Presence.ATTENDED
        )
    )
    lines, told = [], set()
    for each in rows.select_related("country").order_by("starts_on", "id"):
        # Two offices may have recorded one meeting of the network's calendar.
        if (meeting := each.gathering_id or each.pk) in told:
            continue
        told.add(meeting)
        mark = pad.cite_record(each, as_of=each.starts_on)
        said = each.get_statement_display() if each.made_statement else ""
        outcome = " ".join(each.outcome.split())
        lines.append([day(each.starts_on), each.title, said, f"{outcome} {mark}".strip()])
    if not lines:
        pad.say(_("No meeting of the period is open to these readers."))
        return
    pad.say(_("The State took part in %(number)d meetings.") % {"number": len(lines)})
    pad.table(
        _("Meetings of the period"),
        [_("Day"), _("Meeting"), _("Statement"), _("What came of it")],
        lines,
        [1.2, 2.4, 1.2, 2.6],
    )


def partnerships(pad: Pad) -> None:
    """Partnerships that went on in the period: purpose, partners, outcome."""
    rows = pad.open_to_readers(
        Partnership.objects.visible_to(pad.actor).filter(
            Q(ends_on=None) | Q(ends_on__gte=pad.start),
            country=pad.state,
            starts_on__lte=pad.last,
        )
    )
    kept = rows.select_related("country").prefetch_related("partners__state")
    lines = []
    for each in kept.order_by("starts_on", "id"):
        mark = pad.cite_record(each, as_of=each.starts_on)
        partners = ", ".join(str(partner) for partner in each.partners.all())
        told = _("%(title)s (%(partners)s): %(purpose)s") % {
            "title": each.title,
            "partners": partners or _("no partner named"),
            "purpose": " ".join(each.purpose.split()),
        }
        lines.append(f"{told} {' '.join(each.outcome.split())} {mark}")
    _list(pad, lines, _("No partnership of the period is open to these readers."))


def trainings(pad: Pad) -> None:
    """Trainings of the period."""
    rows = pad.open_to_readers(
        Training.objects.visible_to(pad.actor).filter(_begun_in(pad), country=pad.state)
    )
    lines = []
    for each in rows.select_related("country").order_by("starts_on", "id"):
        mark = pad.cite_record(each, as_of=each.starts_on)
        told = f"{day(each.starts_on)}: {each.title} ({each.get_topic_display()})."
        lines.append(f"{told} {' '.join(each.outcome.split())} {mark}")
    _list(pad, lines, _("No training of the period is open to these readers."))


def lessons(pad: Pad) -> None:
    """What the State learned and tells others."""
    own = Lesson.objects.visible_to(pad.actor).filter(country=pad.state)
    approved_on = day_in("country__time_zone", "approved_at")
    rows = pad.open_to_readers(
        own.alias(approved_on=approved_on).filter(approved_on__range=(pad.start, pad.last))
    )
    lines = []
    for each in rows.select_related("country").order_by("approved_at", "id"):
        mark = pad.cite_record(each, as_of=each.country.local_date(each.approved_at))
        lines.append(f"{each.title}. {' '.join((each.advice or each.finding).split())} {mark}")
    _list(pad, lines, _("No lesson of the period is open to these readers."))


def _list(pad: Pad, lines: list[str], nothing: str) -> None:
    if lines:
        pad.items(lines)
    else:
        pad.say(nothing)


def _begun_in(pad: Pad) -> Q:
    return Q(starts_on__range=(pad.start, pad.last))
