"""What a public page says: only what its State has published, and approved where that is asked for.

The same reads serve the page and its preview. On the page they run in the name of the public, for
whom row-level security opens the State's gate; in the preview in the name of the State's own
people, who read more: so each read names the level itself.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.fields.json import KT, KeyTransform
from django.db.models.functions import JSONObject

from apps.appointments.directory_models import DirectoryListing
from apps.appointments.publicity.selectors import open_states
from apps.appointments.selectors import serving_on
from apps.assessments.models import AssessmentSnapshot
from apps.catalogue.models import STEPS_2013, Item
from apps.countries.languages import Tongue
from apps.countries.models import Country, Kind
from apps.dashboards.growth import ReportedCount, reported_counts
from apps.engagement.meetings.models import MeetingKind, Participation, Presence, Statement
from apps.recommendations.models import ProgressReport
from apps.recommendations.selectors import steps
from apps.recommendations.strategy_text_models import StrategyVersion
from apps.treaties.selectors import kept_reach, treaty_statuses
from apps.treaties.status import TreatyStatus
from focalpoint.actors import Actor
from focalpoint.db.days import day_in
from focalpoint.names import by_name
from focalpoint.scope import required_scope
from focalpoint.visibility import Visibility

# The newest ones; older ones are the State's own archive.
MOST_ASSESSMENTS, MOST_MEETINGS, MOST_PEOPLE = 5, 10, 10
Facts = Mapping[str, Any]


@dataclass(frozen=True)
class PublicState:
    """One State as everybody may read it."""

    country: Country
    steps: Sequence[tuple[Item, ProgressReport | None]]
    treaties: Sequence[TreatyStatus]
    people: Sequence[Facts]
    assessments: Sequence[Facts]
    strategy: Facts | None
    meetings: Sequence[Facts]


@dataclass(frozen=True)
class PublicNetwork:
    """The network as everybody may read it."""

    states: Sequence[Country]
    training_states: Sequence[Country]
    counts: Sequence[ReportedCount]


def published(model: Any, actor: Actor) -> QuerySet[Any]:
    """The rows of a kind that are public, and approved where the kind asks for it."""
    rows: QuerySet[Any] = model.objects.visible_to(actor).filter(visibility=Visibility.PUBLIC)
    for name in required_scope(model).shared_when:
        rows = rows.filter(**{f"{name}__isnull": False})
    return rows


def with_publications(
    rows: QuerySet[Country], actor: Actor, today: dt.date
) -> QuerySet[Country, Any]:
    """``rows`` with what each has published, in the same statement."""
    here = {"country": OuterRef("pk")}
    approved = day_in("country__time_zone", "approved_at")
    people = published(DirectoryListing, actor).filter(serving_on(today), **here)
    snapshots = published(AssessmentSnapshot, actor).filter(**here)
    strategies = published(StrategyVersion, actor).filter(**here)
    meetings = published(Participation, actor).filter(
        presence=Presence.ATTENDED, starts_on__lte=today, **here
    )
    return rows.annotate(
        public_people=_array(
            people.order_by("is_alternate", "person_name", "id")[:MOST_PEOPLE],
            name="person_name",
            rank="rank",
            institution="institution",
            email="email",
            phone="phone",
            languages="languages",
            is_alternate="is_alternate",
        ),
        public_assessments=_array(
            snapshots.order_by("-approved_at", "-id")[:MOST_ASSESSMENTS],
            title=KT("content__title"),
            framework=KT("content__framework__title"),
            start=KT("content__period__start"),
            end=KT("content__period__end"),
            rated=KT("content__rated"),
            total=KT("content__total"),
            approved=approved,
        ),
        public_strategy=_array(
            strategies.order_by("-number")[:1],
            number="number",
            title=KT("content__title"),
            elements=KeyTransform("elements", "content"),
            approved=approved,
        ),
        public_meetings=_array(
            meetings.order_by("-starts_on", "-id")[: 2 * MOST_MEETINGS],
            gathering="gathering_id",
            title="title",
            day="starts_on",
            kind="kind",
            statement="statement",
            url="statement_url",
        ),
    )


def public_state(
    rows: QuerySet[Country], code: str, actor: Actor, today: dt.date
) -> PublicState | None:
    """What the State of ``code`` among ``rows`` has published; ``None`` where there is none.

    ``today`` is the day in its capital.
    """
    found: Any = with_publications(rows.filter(code=code), actor, today).first()
    if found is None:
        return None
    reports = (
        published(ProgressReport, actor)
        .filter(country=found, item__framework__code=STEPS_2013, effective_on__lte=today)
        .order_by("item_id", "-effective_on", "-id")
        .distinct("item_id")
    )
    newest = {report.item_id: report for report in reports}
    table = treaty_statuses(as_of=today, countries=[found], reach=kept_reach())
    return PublicState(
        country=found,
        steps=[(item, newest.get(item.pk)) for item in steps()],
        treaties=list(table.of_country(found)),
        people=[_person(each) for each in found.public_people],
        assessments=[_dated(each, "approved", "start", "end") for each in found.public_assessments],
        strategy=next((_dated(each, "approved") for each in found.public_strategy), None),
        meetings=_meetings(found.public_meetings),
    )


def public_network(actor: Actor, today: dt.date) -> PublicNetwork:
    """The States that have opened themselves, training States apart, and what sources say."""
    opened = sorted(open_states(actor), key=by_name)
    return PublicNetwork(
        states=[state for state in opened if state.kind != Kind.TRAINING],
        training_states=[state for state in opened if state.kind == Kind.TRAINING],
        counts=reported_counts(today),
    )


def _array(rows: QuerySet[Any], **facts: Any) -> ArraySubquery:
    return ArraySubquery(rows.values(told=JSONObject(**facts)))


def _person(told: Facts) -> Facts:
    languages = ", ".join(str(Tongue(code).label) for code in told["languages"])
    return {**told, "languages": languages}


def _meetings(told: Iterable[Facts]) -> list[Facts]:
    """Each meeting once, however many institutions were there, as one tells it that spoke."""
    found: dict[Any, Facts] = {}
    for each in told:
        key = each["gathering"] or (each["title"], each["day"])
        if key not in found or (_spoke(each) and not _spoke(found[key])):
            found[key] = each
    return [_meeting(each) for each in found.values()][:MOST_MEETINGS]


def _spoke(told: Facts) -> bool:
    return bool(told["statement"] != Statement.NONE)


def _meeting(told: Facts) -> Facts:
    words = {
        "kind": MeetingKind(told["kind"]).label,
        "statement": Statement(told["statement"]).label if _spoke(told) else "",
    }
    return {**_dated(told, "day"), **words}


def _dated(told: Facts, *names: str) -> Facts:
    return {**told, **{name: dt.date.fromisoformat(told[name]) for name in names if told[name]}}
