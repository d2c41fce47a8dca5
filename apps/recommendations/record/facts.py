"""The facts that the checks read: of one State, for one reader, on one day.

Each part is read when a check first asks for it, so that a page of one step reads what it needs.
"""

import datetime as dt
import zoneinfo
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Q

from apps.appointments.models import Appointment, NationalMechanism
from apps.appointments.selectors import appointments, mechanisms
from apps.assessments.consultations.selectors import consulted_assessments
from apps.assessments.models import AssessmentSnapshot
from apps.assessments.populations.selectors import names_populations
from apps.assessments.selectors import snapshots
from apps.countries.models import Country
from apps.engagement.introductions.models import Introduction
from apps.engagement.introductions.selectors import helpful_introductions
from apps.engagement.lessons.models import Lesson
from apps.engagement.lessons.selectors import lessons
from apps.engagement.meetings.models import MeetingKind
from apps.engagement.meetings.selectors import Attended, meetings_attended
from apps.engagement.models import UprSlot
from apps.engagement.partnerships.selectors import Active, active_partnerships
from apps.engagement.trainings.selectors import Held, trainings_held
from apps.recommendations.strategy.text_selectors import versions
from apps.recommendations.strategy_text_models import StrategyVersion
from apps.treaties.measures.selectors import Checklist, checklists
from apps.treaties.models import Treaty
from apps.treaties.obligations.choices import REPORTS, DueKind, DueStatus
from apps.treaties.obligations.models import Occurrence
from apps.treaties.obligations.selectors import occurrences
from apps.treaties.selectors import treaty_statuses
from apps.treaties.status import Standing, TreatyStatus
from focalpoint.actors import Actor
from focalpoint.roles import FOCAL_POINT_OFFICE

# What A/67/929-S/2013/399 ¶71(c) calls the relevant instruments stands in its footnote 4.
FOOTNOTE = "A/67/929-S/2013/399 footnote 4"


@dataclass(frozen=True)
class Facts:
    """What ``actor`` reads of ``country``, as it stood on ``on``."""

    country: Country
    actor: Actor
    on: dt.date

    @property
    def is_own_office(self) -> bool:
        """Whether the reader belongs to the office that answers for the whole record."""
        return self.country.pk in self.actor.countries_as(FOCAL_POINT_OFFICE)

    @cached_property
    def tenures(self) -> list[Appointment]:
        """The principals up to the day, the latest first."""
        rows = appointments(self.actor).filter(
            country=self.country, is_alternate=False, starts_on__lte=self.on
        )
        return list(rows)

    @property
    def principal(self) -> Appointment | None:
        """Who serves on the day."""
        return next((each for each in self.tenures if each.serves_on(self.on)), None)

    @cached_property
    def mechanisms(self) -> list[NationalMechanism]:
        """The mechanisms that stand on the day; one without a date stands since ever."""
        rows = mechanisms(self.actor).filter(country=self.country)
        return [
            each
            for each in rows
            if (each.established_on is None or each.established_on <= self.on)
            and (each.dissolved_on is None or each.dissolved_on > self.on)
        ]

    @property
    def _midnight(self) -> dt.datetime:
        """The end of the day in the capital."""
        zone = zoneinfo.ZoneInfo(self.country.time_zone)
        return dt.datetime.combine(self.on + dt.timedelta(days=1), dt.time.min, zone)

    @cached_property
    def assessment(self) -> AssessmentSnapshot | None:
        """The last assessment that was approved by the day, in its latest version."""
        rows = snapshots(self.actor).filter(country=self.country, approved_at__lt=self._midnight)
        return rows.order_by("-approved_at", "-number").first()

    @cached_property
    def assessed_on(self) -> dt.date | None:
        """The day of that approval, in the capital."""
        snapshot = self.assessment
        return self.country.local_date(snapshot.approved_at) if snapshot else None

    @cached_property
    def has_consulted(self) -> bool:
        """Whether civil society was heard in that assessment."""
        if self.assessment is None:
            return False
        approval = {self.assessment.assessment_id: self.assessment.approved_at}
        return bool(consulted_assessments(approval))

    @cached_property
    def has_named_populations(self) -> bool | None:
        """Whether populations were named with it; ``None`` for whoever is not to know."""
        if self.assessment is None or not self.is_own_office:
            return None
        return names_populations(self.assessment.assessment_id)

    @cached_property
    def instruments(self) -> list[TreatyStatus]:
        """Where the State stands on each instrument that footnote 4 names and that it may join."""
        listed = [
            treaty
            for treaty in Treaty.objects.select_related("body", "parent").order_by("order")
            if any(place.startswith(FOOTNOTE) for place in treaty.named_in)
        ]
        # No check says how far the record reaches.
        table = treaty_statuses(as_of=self.on, treaties=listed, countries=[self.country], reach={})
        return [
            each for each in table.of_country(self.country) if each.standing != Standing.NOT_OPEN
        ]

    @cached_property
    def law(self) -> dict[Any, Checklist]:
        """How national law answers the instruments in force, by instrument."""
        in_force = [each.treaty for each in self.instruments if each.is_in_force]
        return checklists(in_force, self.country, self.actor, self.on) if in_force else {}

    @cached_property
    def _meetings(self) -> tuple[Attended, ...]:
        found = meetings_attended(
            [self.country], self.actor, as_of=self.on, kinds=list(MeetingKind)
        )
        return tuple(found.get(self.country.pk, ()))

    def attended(self, kinds: Collection[str], *, months: int = 0) -> list[Attended]:
        """The meetings of ``kinds`` that the State attended, the latest first.

        ``months``: only those of so many months before the day.
        """
        since = self.on - relativedelta(months=months) if months else dt.date.min
        return [each for each in self._meetings if each.kind in kinds and each.on >= since]

    @cached_property
    def _turns(self) -> list[tuple[dt.date | None, dt.date | None]]:
        """First and last days of the sessions in which the calendar has the State."""
        slots = UprSlot.objects.filter(country=self.country, is_active=True).order_by()
        return list(slots.values_list("session__starts_on", "session__ends_on"))

    @property
    def last_turn(self) -> dt.date | None:
        """The first day of the last session of the Universal Periodic Review that had its turn."""
        over = [first for first, last in self._turns if first and last and last < self.on]
        return max(over, default=None)

    @property
    def next_turn(self) -> dt.date | None:
        """The first day of the next one that is not over."""
        coming = [first or last for first, last in self._turns if last and last >= self.on]
        return min(filter(None, coming), default=None)

    @cached_property
    def introductions(self) -> list[Introduction]:
        """The latest of which help came by the day; its own office alone is told."""
        if not self.is_own_office:
            return []
        return list(helpful_introductions(self.country, self.actor, as_of=self.on)[:1])

    @cached_property
    def partnerships(self) -> tuple[Active, ...]:
        """The partnerships that go on on the day, the latest first."""
        found = active_partnerships([self.country], self.actor, as_of=self.on)
        return tuple(found.get(self.country.pk, ()))

    def partnerships_with(self, kind: str) -> tuple[Active, ...]:
        """Those of them that have a partner of one kind."""
        found = active_partnerships([self.country], self.actor, as_of=self.on, partner=kind)
        return tuple(found.get(self.country.pk, ()))

    @cached_property
    def trainings(self) -> list[Held]:
        """The trainings that had begun on the day, the latest first."""
        return trainings_held(self.country, self.actor, as_of=self.on)

    @cached_property
    def lesson(self) -> Lesson | None:
        """The lesson that was approved last by the day."""
        rows = lessons(self.actor).filter(country=self.country, approved_at__lt=self._midnight)
        return rows.order_by("-approved_at", "-id").first()

    @cached_property
    def strategy(self) -> StrategyVersion | None:
        """The version of the national strategy that was approved last by the day."""
        rows = versions(self.actor).filter(country=self.country, approved_at__lt=self._midnight)
        return rows.first()

    @cached_property
    def _due(self) -> Sequence[Occurrence]:
        passed, handed_in = Q(due_on__lte=self.on), Q(submitted_on__lte=self.on)
        rows = occurrences(self.actor).filter(passed | handed_in, country=self.country)
        closed = (DueStatus.SKIPPED, DueStatus.LAPSED)
        return list(rows.exclude(status__in=closed).order_by("-due_on", "-id"))

    def reports_due(self) -> list[Occurrence]:
        """The reports to treaty bodies that fell due before the day."""
        return [
            each
            for each in self._due
            if each.kind in REPORTS and each.obligation.treaty_id and each.due_on < self.on
        ]

    def last_due(self, kind: DueKind) -> Occurrence | None:
        """The last date of one kind that has passed, or whose report is in already."""
        # On the day itself there is still time.
        return next(
            (
                each
                for each in self._due
                if each.kind == kind and (each.due_on < self.on or self.was_handed_in(each))
            ),
            None,
        )

    def was_handed_in(self, occurrence: Occurrence) -> bool:
        """Whether it was, by the day."""
        return occurrence.submitted_on is not None and occurrence.submitted_on <= self.on
