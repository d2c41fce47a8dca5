"""Who serves as focal point, where nobody does, and since when: derived, never stored."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Func, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.appointments.models import Appointment, NationalMechanism
from apps.appointments.tenures import days_of
from apps.countries.models import Confidence, Country, Kind
from focalpoint.actors import Actor
from focalpoint.visibility import NETWORK_LEVELS


class Coverage(models.TextChoices):
    """What is known of a State's focal point on a date."""

    SERVING = "serving", gettext_lazy("Serving")
    REPORTED = "reported", gettext_lazy("Reported by a source")
    VACANT = "vacant", gettext_lazy("Vacant")
    REPORTED_NONE = "reported_none", gettext_lazy("None, says a source")
    UNKNOWN = "unknown", gettext_lazy("No information")


@dataclass(frozen=True, slots=True)
class Vacancy:
    """One State's line: the State's own word first, then a published source, else nothing.

    ``since``: the first day of service, or the first day without anybody. ``source`` and
    ``confidence`` belong to what a source says, which is a fact about a document, not a person.
    """

    country_id: uuid.UUID
    coverage: Coverage
    since: dt.date | None = None
    person_name: str = ""
    rank: str = ""
    source: str = ""
    confidence: str = ""
    # The day of the source: what it says is no younger than that.
    as_of: dt.date | None = None
    # How long nobody has served, the first day and the day of the page counted.
    days: int | None = None

    @property
    def confidence_label(self) -> str:
        """How sure the source's word is, in words."""
        return str(Confidence(self.confidence).label) if self.confidence else ""

    @property
    def dated_source(self) -> str:
        """The source with its own day, in words."""
        if self.as_of is None:
            return self.source
        words = {"source": self.source, "day": date_format(self.as_of)}
        return _("%(source)s, as of %(day)s") % words


@dataclass(frozen=True)
class FocalPointPage:
    """One State's mechanism and people, as a reader sees them on a date."""

    mechanisms: list[NationalMechanism]
    # Those that were dissolved by then, the last one first.
    dissolved: list[NationalMechanism]
    principal: Appointment | None
    alternates: list[Appointment]
    upcoming: list[Appointment]
    past: list[Appointment]
    vacant_since: dt.date | None


def appointments(actor: Actor) -> QuerySet[Appointment]:
    """The appointments that ``actor`` reads, the latest first."""
    rows: QuerySet[Appointment] = Appointment.objects.visible_to(actor)
    # Whoever reads public records alone sees no institution: an inner join would lose the row.
    return (
        rows.select_related("country", "mechanism", "user")
        .prefetch_related("institution")
        .order_by("-starts_on", "-id")
    )


def mechanisms(actor: Actor) -> QuerySet[NationalMechanism]:
    """The national mechanisms that ``actor`` reads."""
    rows: QuerySet[NationalMechanism] = NationalMechanism.objects.visible_to(actor)
    return rows.select_related("country")


def serving_on(day: dt.date | Func) -> Q:
    """Those who serve on ``day``; the last day of an appointment counts."""
    return Q(starts_on__lte=day) & (Q(ends_on=None) | Q(ends_on__gte=day))


def principal_in_the_way(wanted: Appointment) -> Appointment | None:
    """A principal whose tenure overlaps with ``wanted``; the day of a handover belongs to both."""
    if wanted.is_alternate or not wanted.starts_on:
        return None
    others = Appointment.objects.filter(country=wanted.country, is_alternate=False).exclude(
        pk=wanted.pk
    )
    if wanted.ends_on:
        others = others.filter(starts_on__lt=wanted.ends_on)
    others = others.filter(Q(ends_on=None) | Q(ends_on__gt=wanted.starts_on))
    return others.order_by("-starts_on").first()


def focal_point_page(country: Country, actor: Actor, today: dt.date) -> FocalPointPage:
    """What ``actor`` may know of a State's focal point on ``today``; two queries."""
    rows = list(appointments(actor).filter(country=country))
    serving = [row for row in rows if row.serves_on(today)]
    principals = [row for row in serving if not row.is_alternate]
    past = [row for row in rows if row.ends_on and row.ends_on < today]
    principal = principals[0] if principals else None
    last = max((r.ends_on for r in past if r.ends_on and not r.is_alternate), default=None)
    made = list(mechanisms(actor).filter(country=country))
    dissolved = [row for row in made if row.is_dissolved_on(today)]
    return FocalPointPage(
        mechanisms=[row for row in made if not row.is_dissolved_on(today)],
        dissolved=sorted(dissolved, key=lambda row: row.dissolved_on or today, reverse=True),
        principal=principal,
        alternates=[row for row in serving if row.is_alternate],
        upcoming=[row for row in rows if row.starts_on > today],
        past=past,
        vacant_since=last + dt.timedelta(days=1) if last and not principal else None,
    )


def with_focal_points(
    rows: QuerySet[Country], as_of: dt.date, actor: Actor
) -> QuerySet[Country, Any]:
    """``rows`` with what ``focal_point_of`` needs: the latest tenure that the State shares.

    Only what States share counts, for a State's own people too, so that all see the same.
    """
    latest = (
        Appointment.objects.visible_to(actor)
        .filter(
            country=OuterRef("pk"),
            visibility__in=NETWORK_LEVELS,
            is_alternate=False,
            starts_on__lte=as_of,
        )
        .order_by("-starts_on", "-id")
        .values(
            tenure=JSONObject(start="starts_on", end="ends_on", name="person_name", rank="rank")
        )[:1]
    )
    return rows.select_related("reported_focal_point").annotate(latest_tenure=Subquery(latest))


def focal_point_of(country: Any, as_of: dt.date) -> Vacancy:
    """What the network knows of a State's focal point; a row of ``with_focal_points``."""
    own = country.latest_tenure
    if own is not None:
        start, end = dt.date.fromisoformat(own["start"]), own["end"]
        last = dt.date.fromisoformat(end) if end else None
        if last is None or last >= as_of:
            return Vacancy(country.pk, Coverage.SERVING, start, own["name"], own["rank"])
        since = last + dt.timedelta(days=1)
        return Vacancy(country.pk, Coverage.VACANT, since, days=days_of(since, as_of))
    reported = getattr(country, "reported_focal_point", None)
    if reported is not None and reported.was_known_on(as_of):
        return Vacancy(
            country.pk,
            Coverage.REPORTED if reported.appointed else Coverage.REPORTED_NONE,
            source=reported.source,
            confidence=reported.confidence,
            as_of=reported.as_of,
        )
    return Vacancy(country.pk, Coverage.UNKNOWN)


def vacancies(
    as_of: dt.date, actor: Actor, *, countries: Collection[Country] | None = None
) -> list[Vacancy]:
    """What the network knows of each State's focal point on ``as_of``, by name of the State.

    All Member States unless ``countries`` are named. One query.
    """
    chosen = (
        Country.objects.member_states()
        if countries is None
        else Country.objects.filter(pk__in=[country.pk for country in countries])
    )
    return [focal_point_of(row, as_of) for row in with_focal_points(chosen, as_of, actor)]


def shared_tenures(actor: Actor) -> list[tuple[uuid.UUID, dt.date, dt.date | None]]:
    """State, first and last day of each principal whom a Member State shares; one query."""
    rows = Appointment.objects.visible_to(actor).filter(
        visibility__in=NETWORK_LEVELS, is_alternate=False, country__kind=Kind.MEMBER
    )
    return list(rows.order_by().values_list("country_id", "starts_on", "ends_on"))
