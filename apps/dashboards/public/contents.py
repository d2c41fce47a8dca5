"""What a public page says: only what its State has published, and approved where that is asked for.

The same reads serve the page and its preview. On the page they run in the name of the public, for
whom row-level security opens the State's gate; in the preview in the name of the State's own
people, who read more: so each read names the level itself.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Case, OuterRef, Q, QuerySet, When, Window
from django.db.models.fields.json import KT, KeyTransform
from django.db.models.functions import JSONObject, RowNumber

from apps.appointments.directory_models import DirectoryListing
from apps.appointments.publicity.selectors import open_states
from apps.appointments.selectors import serving_on
from apps.assessments.models import AssessmentSnapshot
from apps.catalogue.models import STEPS_2013, Framework, Item
from apps.countries.languages import Tongue
from apps.countries.models import Country, Kind
from apps.dashboards.growth import ReportedCount, reported_counts
from apps.dashboards.public.parts import (
    Facts,
    Parts,
    array,
    current_documents,
    dated,
    document_facts,
    document_in_words,
    parts_of,
    published,
    with_parts,
)
from apps.engagement.meetings.models import MeetingKind, Participation, Presence, Statement
from apps.recommendations.models import ProgressReport
from apps.recommendations.selectors import steps
from apps.recommendations.strategy_text_models import StrategyVersion
from apps.treaties.selectors import kept_reach, treaty_statuses
from apps.treaties.status import TreatyStatus
from focalpoint.actors import Actor
from focalpoint.db.days import day_in
from focalpoint.names import by_name

# The newest ones; older ones are the State's own archive.
MOST_ASSESSMENTS, MOST_MEETINGS, MOST_PEOPLE = 5, 10, 10


@dataclass(frozen=True)
class PublicState:
    """One State as everybody may read it."""

    country: Country
    steps: Sequence[tuple[Item, ProgressReport | None]]
    frameworks: Sequence[tuple[Framework, Sequence[ProgressReport]]]
    treaties: Sequence[TreatyStatus]
    people: Sequence[Facts]
    assessments: Sequence[Facts]
    strategy: Facts | None
    meetings: Sequence[Facts]
    parts: Parts


@dataclass(frozen=True)
class PublicNetwork:
    """The network as everybody may read it."""

    states: Sequence[Country]
    training_states: Sequence[Country]
    counts: Sequence[ReportedCount]
    documents: Sequence[Facts]


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
        public_people=array(
            people.order_by("is_alternate", "person_name", "id")[:MOST_PEOPLE],
            name="person_name",
            rank="rank",
            institution="institution",
            email="email",
            phone="phone",
            languages="languages",
            is_alternate="is_alternate",
        ),
        public_assessments=array(
            snapshots.order_by("-approved_at", "-id")[:MOST_ASSESSMENTS],
            title=KT("content__title"),
            framework=KT("content__framework__title"),
            start=KT("content__period__start"),
            end=KT("content__period__end"),
            rated=KT("content__rated"),
            total=KT("content__total"),
            approved=approved,
        ),
        public_strategy=array(
            strategies.order_by("-number")[:1],
            number="number",
            title=KT("content__title"),
            elements=KeyTransform("elements", "content"),
            approved=approved,
        ),
        public_meetings=array(
            _each_once(meetings).order_by("-starts_on", "-id")[:MOST_MEETINGS],
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
    here = with_publications(rows.filter(code=code), actor, today)
    found: Any = with_parts(here, actor, today).first()
    if found is None:
        return None
    reports = (
        published(ProgressReport, actor)
        .filter(
            country=found,
            effective_on__lte=today,
            item__is_active=True,
            item__framework__is_active=True,
        )
        .select_related("item__framework")
        .order_by("item_id", "-effective_on", "-id")
        .distinct("item_id")
    )
    newest = {report.item_id: report for report in reports}
    table = treaty_statuses(as_of=today, countries=[found], reach=kept_reach())
    return PublicState(
        country=found,
        steps=[(item, newest.get(item.pk)) for item in steps()],
        frameworks=_by_framework(newest.values()),
        treaties=list(table.of_country(found)),
        people=[_person(each) for each in found.public_people],
        assessments=[dated(each, "approved", "start", "end") for each in found.public_assessments],
        strategy=next((dated(each, "approved") for each in found.public_strategy), None),
        meetings=[_meeting(each) for each in found.public_meetings],
        parts=parts_of(found),
    )


def public_network(actor: Actor, today: dt.date) -> PublicNetwork:
    """The States that have opened themselves, training States apart, and what sources say."""
    opened = sorted(open_states(actor), key=by_name)
    told = JSONObject(**document_facts(actor))
    documents = current_documents(actor, country=None).values_list(told, flat=True)
    return PublicNetwork(
        states=[state for state in opened if state.kind != Kind.TRAINING],
        training_states=[state for state in opened if state.kind == Kind.TRAINING],
        counts=reported_counts(today),
        documents=[document_in_words(each) for each in documents],
    )


def _by_framework(
    reports: Iterable[ProgressReport],
) -> list[tuple[Framework, list[ProgressReport]]]:
    """What is reported on other frameworks than the seven steps, in the order of the catalogue."""
    others = [each for each in reports if each.item.framework.code != STEPS_2013]
    others.sort(key=lambda each: (_place(each.item.framework), each.item.order))
    groups = groupby(others, key=lambda each: each.item.framework)
    return [(framework, list(found)) for framework, found in groups]


def _place(framework: Framework) -> tuple[int, str, str]:
    return framework.order, framework.code, framework.edition


def _person(told: Facts) -> Facts:
    languages = ", ".join(str(Tongue(code).label) for code in told["languages"])
    return {**told, "languages": languages}


def _each_once(meetings: QuerySet[Any]) -> QuerySet[Any]:
    """Each meeting once, however many institutions were there, as one tells it that spoke."""
    unlisted = Q(gathering=None)
    place = Window(
        RowNumber(),
        partition_by=[
            "gathering",
            Case(When(unlisted, then="title")),
            Case(When(unlisted, then="starts_on")),
        ],
        order_by=[
            Case(When(statement=Statement.NONE, then=1), default=0),
            "-starts_on",
            "-id",
        ],
    )
    rows: QuerySet[Any] = meetings.annotate(nth=place).filter(nth=1)
    return rows


def _meeting(told: Facts) -> Facts:
    spoke = told["statement"] != Statement.NONE
    words = {
        "kind": MeetingKind(told["kind"]).label,
        "statement": Statement(told["statement"]).label if spoke else "",
    }
    return {**dated(told, "day"), **words}
