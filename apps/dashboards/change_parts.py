"""What changed, as the database tells it: one query for each kind of record, all of one shape.

Together they are one statement. Each reads what the reader sees, on the day from which it holds or
on which others could first read it.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    UUIDField,
    Value,
    When,
)
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, Concat, NullIf

from apps.appointments.models import Appointment, NationalMechanism
from apps.assessments.models import AssessmentSnapshot
from apps.assessments.selectors import each_once
from apps.countries.models import Country
from apps.dashboards.change_kinds import ChangeKind
from apps.engagement.lessons.models import Lesson
from apps.engagement.meetings.models import Participation, Presence
from apps.engagement.meetings.selectors import each_meeting_once
from apps.engagement.models import UprSession
from apps.engagement.offers.models import Side, Support
from apps.engagement.partnerships.models import Partnership
from apps.engagement.trainings.models import Training
from apps.recommendations.models import ProgressReport
from apps.recommendations.received.choices import EntryKind, Mechanism
from apps.recommendations.received_models import ReceivedRecommendation, RecommendationProgress
from apps.recommendations.strategy_text_models import StrategyVersion
from apps.reports.models import DocumentVersion
from apps.treaties.measures.models import DomesticMeasure
from focalpoint.actors import Actor
from focalpoint.db.days import day_in
from focalpoint.visibility import NETWORK_LEVELS

# What each of them selects.
COLUMNS = ("kind_", "country_id", "on", "record", "title_", "detail", "item_")


@dataclass(frozen=True)
class Parts:
    """The queries of one question: after ``since`` until ``until``, as ``actor`` reads ``states``.

    ``shared_only``: what the network reads, for a State's own people too.
    """

    since: dt.date
    until: dt.date
    actor: Actor
    states: Mapping[uuid.UUID, Country]
    shared_only: bool

    def all(self) -> list[QuerySet[Any, Any]]:
        """One for each kind of record; columns as in ``COLUMNS``."""
        parts = [*self._posts(), *self._law(), *self._approved(), *self._engaged()]
        return [self._within(part) for part in (*parts, self._received())]

    def _within(self, rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
        return rows.filter(on__gt=self.since, on__lte=self.until)

    def _visible(self, model: Any, **more: Any) -> QuerySet[Any]:
        rows: QuerySet[Any] = model.objects.visible_to(self.actor)
        rows = rows.filter(country__in=self.states, **more)
        return rows.filter(visibility__in=NETWORK_LEVELS) if self.shared_only else rows

    def _of_these_days(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        # No capital is a whole day from Greenwich: what is out of reach needs no day of its own.
        return rows.filter(
            approved_at__gte=_midnight(self.since),
            approved_at__lt=_midnight(self.until + dt.timedelta(days=2)),
        )

    def _near(self, model: Any) -> QuerySet[Any]:
        """What was approved about these days."""
        return self._of_these_days(self._visible(model))

    def _posts(self) -> list[QuerySet[Any, Any]]:
        posts, made = self._visible(Appointment), self._visible(NationalMechanism)
        words = {"title": F("person_name"), "detail": Coalesce(F("rank"), Value(""))}
        named = {"title": F("name"), "detail": F("kind")}
        return [
            _told(_post(ChangeKind.SERVES, ChangeKind.ALTERNATE), posts, F("starts_on"), **words),
            # The last day still counts as one of service.
            _told(_post(ChangeKind.LEFT, ChangeKind.ALTERNATE_LEFT), posts, F("ends_on"), **words),
            _told(ChangeKind.MECHANISM, made, F("established_on"), **named),
            _told(ChangeKind.MECHANISM_DISSOLVED, made, F("dissolved_on"), **named),
        ]

    def _law(self) -> list[QuerySet[Any, Any]]:
        laws = self._visible(DomesticMeasure)
        article = Case(When(article="", then=Value("")), default=Concat(Value(", "), F("article")))
        named = Concat(F("law"), article)
        # A bill has no such day, and is told of once it is law.
        was_law = laws.filter(in_force_on__isnull=False)
        return [
            _told(ChangeKind.MEASURE, laws, F("in_force_on"), named),
            _told(ChangeKind.MEASURE_REPEALED, was_law, F("repealed_on"), named),
        ]

    def _approved(self) -> list[QuerySet[Any, Any]]:
        snapshots = each_once(self._visible(AssessmentSnapshot, approved_at__isnull=False))
        return [
            _approved(ChangeKind.ASSESSMENT, self._of_these_days(snapshots), KT("content__title")),
            _approved(ChangeKind.STRATEGY, self._near(StrategyVersion), KT("content__title")),
            _approved(
                ChangeKind.REPORT,
                self._near(ProgressReport),
                Concat("item__label", Value("\n"), "item__title"),
                F("status"),
                Concat("item__framework__code", Value("\n"), "item__code"),
            ),
            _approved(
                ChangeKind.RECEIVED_PROGRESS,
                self._near(RecommendationProgress),
                Concat("recommendation__symbol", Value(" ¶"), "recommendation__paragraph"),
                F("status"),
                F("recommendation_id"),
            ),
            _approved(ChangeKind.DOCUMENT, self._near(DocumentVersion), F("title"), F("kind")),
        ]

    def _engaged(self) -> list[QuerySet[Any, Any]]:
        attended = self._visible(
            Participation, presence=Presence.ATTENDED, approved_at__isnull=False
        )
        meetings = self._of_these_days(each_meeting_once(attended))
        side = _either(Q(side=Side.OFFER), ChangeKind.OFFER, ChangeKind.NEED)
        return [
            _approved(ChangeKind.MEETING, meetings, F("title")),
            _approved(ChangeKind.PARTNERSHIP, self._near(Partnership), F("title")),
            _approved(ChangeKind.TRAINING, self._near(Training), F("title")),
            _approved(ChangeKind.LESSON, self._near(Lesson), F("title")),
            _approved(side, self._near(Support), F("title"), F("kind")),
        ]

    def _received(self) -> QuerySet[Any, Any]:
        """One for each document, with their number: a review makes hundreds at once.

        They are public. A review's are of the last day of its session where no day is given.
        """
        sessions = UprSession.objects.filter(ends_on__gt=self.since, ends_on__lte=self.until)
        reviewed = Q(date=None, mechanism=Mechanism.UPR, session__in=sessions.values("number"))
        its_session = sessions.filter(number=OuterRef("session")).values("ends_on")
        rows: QuerySet[Any] = ReceivedRecommendation.objects.filter(
            reviewed | Q(date__gt=self.since, date__lte=self.until),
            country__in=self.states,
            kind=EntryKind.RECOMMENDATION,
            dropped_on=None,
        )
        told: QuerySet[Any, Any] = (
            rows.order_by()
            .annotate(on=Coalesce("date", Subquery(its_session), output_field=DateField()))
            .values("country_id", "on", "symbol", "body")
            .annotate(
                kind_=Value(str(ChangeKind.RECEIVED), CharField()),
                record=Cast(Value(None), UUIDField()),
                title_=Cast(Coalesce(NullIf("symbol", Value("")), "body"), CharField()),
                detail=Cast(Count("pk"), CharField()),
                item_=Cast("symbol", CharField()),
            )
            .values_list(*COLUMNS)
        )
        return told


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), dt.UTC)


def _either(condition: Q, one: ChangeKind, other: ChangeKind) -> Case:
    return Case(
        When(condition, then=Value(str(one))),
        default=Value(str(other)),
        output_field=CharField(),
    )


def _post(principal: ChangeKind, alternate: ChangeKind) -> Case:
    """What an appointment is told as: whoever stands in is no focal point."""
    return _either(Q(is_alternate=True), alternate, principal)


def _approved(
    kind: ChangeKind | Case, rows: QuerySet[Any], title: Any, detail: Any = "", item: Any = ""
) -> QuerySet[Any, Any]:
    return _told(kind, rows, day_in("country__time_zone", "approved_at"), title, detail, item)


def _told(
    kind: ChangeKind | Case,
    rows: QuerySet[Any],
    day: Any,
    title: Any,
    detail: Any = "",
    item: Any = "",
) -> QuerySet[Any, Any]:
    told: QuerySet[Any, Any] = (
        rows.order_by()
        .annotate(
            kind_=Value(str(kind), CharField()) if isinstance(kind, ChangeKind) else kind,
            on=day,
            record=Cast("pk", UUIDField()),
            title_=Cast(title, CharField()),
            detail=Cast(detail or Value(""), CharField()),
            item_=Cast(item or Value(""), CharField()),
        )
        .values_list(*COLUMNS)
    )
    return told
