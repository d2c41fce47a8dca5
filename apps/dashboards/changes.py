"""What changed between two days: what States approved and shared, who serves, what was joined.

A change stands on the day on which others could first read it (an approval) or from which it holds
(a post, an instrument). The first day itself stood in the earlier report; the last day counts.
"""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Case, CharField, F, QuerySet, UUIDField, Value, When
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, Concat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.appointments.models import Appointment
from apps.assessments.models import AssessmentSnapshot
from apps.assessments.selectors import each_once
from apps.countries.models import Country, Kind
from apps.dashboards.exports import STATE, TRAINING, state_values
from apps.engagement.lessons.models import Lesson
from apps.engagement.meetings.models import Gathering, MeetingKind, Participation, Presence
from apps.engagement.meetings.selectors import each_meeting_once
from apps.engagement.partnerships.models import Partnership
from apps.engagement.trainings.models import Training
from apps.recommendations.models import ProgressReport, ProgressStatus
from apps.recommendations.strategy_text_models import StrategyVersion
from apps.treaties.changes import compare_dates
from focalpoint.actors import Actor
from focalpoint.db.days import day_in
from focalpoint.exports.columns import Column, Export
from focalpoint.exports.columns import Kind as FileKind
from focalpoint.names import by_name, named
from focalpoint.visibility import NETWORK_LEVELS

# More would be no page and no paper; narrower days or one State show the rest.
MOST = 2_000


class ChangeKind(models.TextChoices):
    """What can have changed, in the order of the steps."""

    SERVES = "serves", gettext_lazy("Focal point took office")
    LEFT = "left", gettext_lazy("Focal point left office")
    ALTERNATE = "alternate", gettext_lazy("Alternate took office")
    ALTERNATE_LEFT = "alternate_left", gettext_lazy("Alternate left office")
    ASSESSMENT = "assessment", gettext_lazy("Assessment approved")
    STRATEGY = "strategy", gettext_lazy("Strategy approved")
    TREATY = "treaty", gettext_lazy("Treaty action")
    REPORT = "report", gettext_lazy("Report on a step")
    MEETING = "meeting", gettext_lazy("Meeting")
    PARTNERSHIP = "partnership", gettext_lazy("Partnership")
    TRAINING = "training", gettext_lazy("Training")
    LESSON = "lesson", gettext_lazy("Lesson")


# Tone of the style sheet and icon.
TONES = {
    "serves": ("success", "user-check"),
    "left": ("warning", "user-x"),
    "alternate": ("info", "user-check"),
    "alternate_left": ("neutral", "user-x"),
    "assessment": ("info", "clipboard-check"),
    "strategy": ("info", "map-2"),
    "treaty": ("success", "signature"),
    "report": ("info", "report"),
    "meeting": ("neutral", "users"),
    "partnership": ("neutral", "heart-handshake"),
    "training": ("neutral", "school"),
    "lesson": ("neutral", "bulb"),
}
_ADDRESSES = {
    ChangeKind.SERVES: "appointment-detail",
    ChangeKind.LEFT: "appointment-detail",
    ChangeKind.ALTERNATE: "appointment-detail",
    ChangeKind.ALTERNATE_LEFT: "appointment-detail",
    ChangeKind.ASSESSMENT: "snapshot-detail",
    ChangeKind.STRATEGY: "strategy-version-detail",
    ChangeKind.MEETING: "participation-detail",
    ChangeKind.PARTNERSHIP: "partnership-detail",
    ChangeKind.TRAINING: "training-detail",
    ChangeKind.LESSON: "lesson-detail",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One change: on which day, of which State, and where it is read."""

    on: dt.date
    kind: ChangeKind
    country: Country
    title: str
    detail: str
    url: str


@dataclass(frozen=True)
class Changes:
    """All of them, the newest first; ``cut``: there are more than are shown."""

    since: dt.date
    until: dt.date
    rows: list[Change]
    cut: bool

    @property
    def counts(self) -> list[tuple[ChangeKind, int]]:
        """How many of each kind, of those that happened at all."""
        found = Counter(row.kind for row in self.rows)
        return [(kind, found[kind]) for kind in ChangeKind if found[kind]]


def changes_between(
    since: dt.date,
    until: dt.date,
    actor: Actor,
    *,
    country: Country | None = None,
    states: Iterable[Country] | None = None,
) -> Changes:
    """What changed for one State as ``actor`` reads it, or for all as the network does.

    Five statements at most, whatever changed. Training States are left out of "all"; ``states``
    are all, where they are read already.
    """
    every = Country.objects.member_states() if states is None else states
    own = [country] if country else [each for each in every if each.kind == Kind.MEMBER]
    asked = {state.pk: state for state in own}
    first, *others = _recorded(since, until, actor, asked, shared_only=country is None)
    recorded = first.union(*others, all=True).order_by("-on", "kind_", "record")[: MOST + 1]
    rows = [_change(asked[row[1]], *row) for row in recorded]
    joined = compare_dates(since, until, countries=list(asked.values()), reach={}).changes
    rows += [
        Change(
            each.on,
            ChangeKind.TREATY,
            each.country,
            str(each.treaty),
            str(each.kind.label),
            each.url,
        )
        for each in joined
    ]
    rows.sort(key=lambda row: (-row.on.toordinal(), by_name(row.country), row.kind))
    return Changes(since, until, rows[:MOST], len(rows) > MOST)


def _recorded(
    since: dt.date,
    until: dt.date,
    actor: Actor,
    states: Mapping[uuid.UUID, Country],
    *,
    shared_only: bool,
) -> list[QuerySet[Any, Any]]:
    """One query for each kind, all of the same columns: kind, State, day, record, title, detail."""

    def visible(model: Any, **more: Any) -> QuerySet[Any]:
        rows: QuerySet[Any] = model.objects.visible_to(actor).filter(country__in=states, **more)
        return rows.filter(visibility__in=NETWORK_LEVELS) if shared_only else rows

    def approved(model: Any, **more: Any) -> QuerySet[Any]:
        return visible(model, approved_at__isnull=False, **more)

    def told(
        kind: ChangeKind, rows: QuerySet[Any], title: Any, detail: Any = ""
    ) -> QuerySet[Any, Any]:
        # No capital is a whole day from Greenwich: what is out of reach needs no day of its own.
        near = rows.filter(
            approved_at__gte=_midnight(since),
            approved_at__lt=_midnight(until + dt.timedelta(days=2)),
        )
        return _told(kind, near, day_in("country__time_zone", "approved_at"), title, detail)

    def within(rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
        return rows.filter(on__gt=since, on__lte=until)

    posts = visible(Appointment)
    ended = posts.filter(ends_on__isnull=False)
    rank = Coalesce(F("rank"), Value(""))
    parts = [
        _told(
            _post(ChangeKind.SERVES, ChangeKind.ALTERNATE),
            posts,
            F("starts_on"),
            F("person_name"),
            rank,
        ),
        # The last day still counts as one of service.
        _told(
            _post(ChangeKind.LEFT, ChangeKind.ALTERNATE_LEFT),
            ended,
            F("ends_on"),
            F("person_name"),
            rank,
        ),
        told(
            ChangeKind.ASSESSMENT,
            each_once(approved(AssessmentSnapshot)),
            KT("content__title"),
        ),
        told(ChangeKind.STRATEGY, approved(StrategyVersion), KT("content__title")),
        told(
            ChangeKind.REPORT,
            approved(ProgressReport),
            Concat("item__label", Value("\n"), "item__title"),
            F("status"),
        ),
        told(
            ChangeKind.MEETING,
            each_meeting_once(approved(Participation, presence=Presence.ATTENDED)),
            F("title"),
        ),
        told(ChangeKind.PARTNERSHIP, approved(Partnership), F("title")),
        told(ChangeKind.TRAINING, approved(Training), F("title")),
        told(ChangeKind.LESSON, approved(Lesson), F("title")),
    ]
    return [within(part) for part in parts]


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), dt.UTC)


def _post(principal: ChangeKind, alternate: ChangeKind) -> Case:
    """What an appointment is told as: whoever stands in is no focal point."""
    return Case(
        When(is_alternate=True, then=Value(str(alternate))),
        default=Value(str(principal)),
        output_field=CharField(),
    )


def _told(
    kind: ChangeKind | Case, rows: QuerySet[Any], day: Any, title: Any, detail: Any
) -> QuerySet[Any, Any]:
    item = F("item__code") if kind == ChangeKind.REPORT else Value("")
    told: QuerySet[Any, Any] = (
        rows.order_by()
        .annotate(
            kind_=Value(str(kind), CharField()) if isinstance(kind, ChangeKind) else kind,
            on=day,
            record=Cast("pk", UUIDField()),
            title_=Cast(title, CharField()),
            detail=Cast(detail if detail else Value(""), CharField()),
            item_=Cast(item, CharField()),
        )
        .values_list("kind_", "country_id", "on", "record", "title_", "detail", "item_")
    )
    return told


def _change(
    state: Country,
    kind: str,
    country_id: uuid.UUID,
    on: dt.date,
    record: uuid.UUID,
    title: str,
    detail: str,
    item: str,
) -> Change:
    what = ChangeKind(kind)
    if what == ChangeKind.REPORT:
        url = f"{reverse('progress-step', args=[item])}?state={state.code}"
        label, _line, name = title.partition("\n")
        step = f"{label} {named(name)}".strip()
        return Change(on, what, state, step, str(ProgressStatus(detail).label), url)
    return Change(on, what, state, title, detail, reverse(_ADDRESSES[what], args=[record]))


@dataclass(frozen=True)
class Beginning:
    """A day from which changes are usually asked for, in words."""

    on: dt.date
    words: str


def beginnings(actor: Actor, until: dt.date) -> list[Beginning]:
    """The last meeting of the network, and the State's last report to it; one statement."""
    training = bool(actor.country and actor.country.is_training)
    meetings = Gathering.objects.filter(
        kind=MeetingKind.NETWORK, is_cancelled=False, is_training=training, starts_on__lt=until
    )
    found = meetings.order_by("-starts_on").values_list("starts_on", "title")[:1]
    if actor.country is not None:
        reported_on = day_in("country__time_zone", "approved_at")
        reports = (
            ProgressReport.objects.visible_to(actor)
            .filter(country=actor.country, visibility__in=NETWORK_LEVELS, approved_at__isnull=False)
            .annotate(reported_on=reported_on, title=Value(""))
            .filter(reported_on__lt=until)
        )
        last = reports.order_by("-approved_at").values_list("reported_on", "title")[:1]
        found = found.union(last, all=True)
    words = _("Last report to the network")
    # The meeting first: its title is never empty.
    return [Beginning(on, title or words) for on, title in sorted(found, key=lambda r: not r[1])]


CHANGES = Export(
    "changes",
    gettext_lazy("What changed"),
    (
        Column("on", gettext_lazy("Date"), kind=FileKind.DATE),
        Column("kind", gettext_lazy("What changed"), words=ChangeKind.choices, width=24),
        *STATE,
        Column("title", gettext_lazy("Title"), width=50),
        Column("detail", gettext_lazy("Detail"), width=30),
        TRAINING,
    ),
)


def change_rows(found: Iterable[Change]) -> Iterable[dict[str, Any]]:
    """One row for each change."""
    for row in found:
        yield {
            "on": row.on,
            "kind": row.kind.value,
            **state_values(row.country),
            "title": row.title,
            "detail": row.detail,
        }
