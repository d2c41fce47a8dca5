"""The annual report of the network: meetings, trainings, partnerships and lessons."""

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from apps.engagement.lessons.models import Lesson
from apps.engagement.meetings.models import Gathering, Participation, Presence, Statement
from apps.engagement.partnerships.models import Partnership
from apps.engagement.topics import Topic
from apps.engagement.trainings.models import Training
from apps.reports.drafting.annual import begun_in, of_members
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
    pad.say(
        _(
            "%(meetings)d meetings of the network's calendar fell into the period. %(states)d"
            " Member States share that they took part in meetings, and %(spoke)d that they made a"
            " statement or aligned with one."
        )
        % {"meetings": len(gatherings), "states": states, "spoke": spoke.count()},
        mark,
    )
    lines = []
    for each in gatherings:
        source = pad.cite(
            each.title,
            as_of=each.starts_on,
            source=each.source or _("the network's calendar of meetings"),
        )
        number = str(parts.get(each.pk, 0))
        lines.append([day(each.starts_on), f"{each.title} {source}", each.place, number])
    pad.table(
        _("Meetings of the period"),
        [_("Day"), _("Meeting"), _("Place"), _("States that share that they attended")],
        lines,
        [1.2, 3, 1.4, 1.2],
        mark,
    )


def trainings(pad: Pad) -> None:
    """Trainings that States share, by topic, with how many attended."""
    rows = of_members(pad, Training.objects.visible_to(pad.actor).filter(begun_in(pad)))
    counted = (
        rows.order_by()
        .values("topic")
        .annotate(
            trainings=Count("pk", distinct=True),
            states=Count("country", distinct=True),
            people=Sum("attendances__number"),
        )
    )
    found = {each["topic"]: each for each in counted}
    mark = pad.cite_counts(_("Trainings"))
    pad.say(
        _("Member States share %(number)d trainings that began in the period.")
        % {"number": sum(each["trainings"] for each in found.values())},
        mark,
    )
    pad.table(
        _("Trainings by topic"),
        [_("Topic"), _("Trainings"), _("States"), _("People who came")],
        [
            [
                str(Topic(topic).label),
                str(each["trainings"]),
                str(each["states"]),
                str(each["people"] or _("not counted")),
            ]
            for topic, each in found.items()
        ],
        [3, 1, 1, 1.4],
        mark,
    )


def partnerships(pad: Pad) -> None:
    """Partnerships that go on, by topic."""
    rows = of_members(
        pad,
        Partnership.objects.visible_to(pad.actor).filter(
            Q(ends_on=None) | Q(ends_on__gte=pad.as_of), starts_on__lte=pad.as_of
        ),
    )
    counted = (
        rows.order_by()
        .values("topic")
        .annotate(number=Count("pk"), states=Count("country", distinct=True))
    )
    found = {each["topic"]: each for each in counted}
    begun = rows.filter(begun_in(pad)).count()
    mark = pad.cite_counts(_("Partnerships"))
    pad.say(
        _(
            "On %(day)s, %(number)d partnerships that Member States share go on; %(begun)d of them"
            " began in the period."
        )
        % {
            "day": day(pad.as_of),
            "number": sum(each["number"] for each in found.values()),
            "begun": begun,
        },
        mark,
    )
    pad.table(
        _("Partnerships by topic"),
        [_("Topic"), _("Partnerships"), _("States")],
        [
            [str(Topic(topic).label), str(each["number"]), str(each["states"])]
            for topic, each in found.items()
        ],
        [3, 1, 1],
        mark,
    )


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
