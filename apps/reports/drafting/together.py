"""The annual report of the network: meetings, trainings, partnerships and lessons."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from apps.engagement.lessons.models import Lesson
from apps.engagement.meetings.models import Gathering, Participation, Presence, Statement
from apps.engagement.partnerships.models import Partnership
from apps.engagement.topics import Topic
from apps.engagement.trainings.models import Training
from apps.reports.drafting.annual import begun_in, of_members
from apps.reports.drafting.groups import (
    FEWEST,
    explained,
    few,
    is_told,
    lines_kept_back,
    overlapping_kept_back,
    too_few,
)
from apps.reports.drafting.pad import Pad, day
from focalpoint.db.days import day_in

# Of the lessons, the newest are named.
MOST_LESSONS = 40


def meetings(pad: Pad) -> None:
    """The network's calendar, and how many States say that they took part."""
    attended = of_members(
        pad,
        Participation.objects.visible_to(pad.actor).filter(
            begun_in(pad), presence=Presence.ATTENDED
        ),
    )
    parts = dict(
        attended.exclude(gathering=None)
        .order_by()
        .values_list("gathering")
        .annotate(states=Count("country", distinct=True))
    )
    spoke = attended.exclude(statement=Statement.NONE).order_by().values("country").distinct()
    held = Gathering.objects.filter(begun_in(pad), is_cancelled=False, is_training=False)
    gatherings = list(held.order_by("starts_on", "id"))
    mark = pad.cite_counts(_("Part that States took in meetings"))
    states = attended.order_by().values("country").distinct().count()
    told = [
        _("%(number)d meetings of the network's calendar fell into the period.")
        % {"number": len(gatherings)},
        _("Fewer than %(number)d Member States share that they took part in meetings.")
        % {"number": FEWEST}
        if few(states)
        else _("%(number)d Member States share that they took part in meetings.")
        % {"number": states},
    ]
    if not few(states) and is_told(spoke.count(), states):
        words = _("%(number)d share that they made a statement or aligned with one.")
        told.append(words % {"number": spoke.count()})
    pad.say(" ".join(told), mark)
    lines = []
    numbers = {each.pk: parts.get(each.pk, 0) for each in gatherings}
    hidden = overlapping_kept_back(numbers, states)
    for each in gatherings:
        source = pad.cite(
            each.title,
            as_of=each.starts_on,
            source=each.source or _("the network's calendar of meetings"),
        )
        shown = _("kept back") if each.pk in hidden else str(numbers[each.pk])
        lines.append([day(each.starts_on), f"{each.title} {source}", each.place, shown])
    pad.table(
        _("Meetings of the period"),
        [_("Day"), _("Meeting"), _("Place"), _("States that share that they attended")],
        lines,
        [1.2, 3, 1.4, 1.2],
        mark,
    )
    if lines:
        pad.say(explained())


def trainings(pad: Pad) -> None:
    """Trainings that States share, by topic, with how many attended."""
    rows = of_members(pad, Training.objects.visible_to(pad.actor).filter(begun_in(pad)))
    counted = (
        rows.order_by()
        .values("topic")
        .annotate(
            trainings=Count("pk", distinct=True),
            people=Sum("attendances__number"),
        )
    )
    found = {each["topic"]: each for each in counted}
    behind = _states_behind(rows)
    mark = pad.cite_counts(_("Trainings"))
    if few(len(set().union(*behind.values()))):
        pad.say(too_few(), mark)
        return
    pad.say(
        _("Member States share %(number)d trainings that began in the period.")
        % {"number": sum(each["trainings"] for each in found.values())},
        mark,
    )
    hidden = lines_kept_back(behind)
    pad.table(
        _("Trainings by topic"),
        [_("Topic"), _("Trainings"), _("States"), _("People who came")],
        [
            [
                str(Topic(topic).label),
                *_unless(
                    topic in hidden,
                    each["trainings"],
                    len(behind[topic]),
                    each["people"] or _("not counted"),
                ),
            ]
            for topic, each in found.items()
        ],
        [3, 1, 1, 1.4],
        mark,
    )
    if found:
        pad.say(explained())


def partnerships(pad: Pad) -> None:
    """Partnerships that go on, by topic."""
    rows = of_members(
        pad,
        Partnership.objects.visible_to(pad.actor).filter(
            Q(ends_on=None) | Q(ends_on__gte=pad.as_of), starts_on__lte=pad.as_of
        ),
    )
    found = dict(rows.order_by().values_list("topic").annotate(number=Count("pk")))
    behind = _states_behind(rows)
    mark = pad.cite_counts(_("Partnerships"))
    if few(len(set().union(*behind.values()))):
        pad.say(too_few(), mark)
        return
    told = [
        _("On %(day)s, %(number)d partnerships that Member States share go on.")
        % {"day": day(pad.as_of), "number": sum(found.values())}
    ]
    begun = rows.filter(begun_in(pad))
    older = rows.exclude(begun_in(pad))
    if not any(
        few(each.order_by().values("country").distinct().count()) for each in (begun, older)
    ):
        told.append(_("%(number)d of them began in the period.") % {"number": begun.count()})
    pad.say(" ".join(told), mark)
    hidden = lines_kept_back(behind)
    pad.table(
        _("Partnerships by topic"),
        [_("Topic"), _("Partnerships"), _("States")],
        [
            [str(Topic(topic).label), *_unless(topic in hidden, number, len(behind[topic]))]
            for topic, number in found.items()
        ],
        [3, 1, 1],
        mark,
    )
    if found:
        pad.say(explained())


def _states_behind(rows: Any) -> dict[str, set[UUID]]:
    """The States that share something of each topic."""
    found: dict[str, set[UUID]] = defaultdict(set)
    for topic, country_id in rows.order_by().values_list("topic", "country_id").distinct():
        found[topic].add(country_id)
    return found


def _unless(hidden: bool, *figures: Any) -> list[str]:
    """The figures of a line in words."""
    return [_("kept back") if hidden else str(figure) for figure in figures]


def lessons(pad: Pad) -> None:
    """The lessons that States shared in the period, each cited."""
    approved_on = day_in("country__time_zone", "approved_at")
    learned = Lesson.objects.visible_to(pad.actor).alias(approved_on=approved_on)
    rows = of_members(pad, learned.filter(approved_on__range=(pad.start, pad.last)))
    chosen = list(rows.select_related("country").order_by("-approved_at", "-id")[:MOST_LESSONS])
    mark = pad.cite_counts(_("Lessons learned"))
    pad.say(
        _("Member States approved and shared %(number)d lessons in the period.")
        % {"number": rows.count()},
        mark,
    )
    lines = []
    for each in chosen:
        source = pad.cite_record(each, as_of=each.country.local_date(each.approved_at))
        lines.append(f"{each.country}: {each.title} {source}")
    pad.items(lines)
