"""Sections are told as of their day: what came later stays out, and a day is one of the capital."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from apps.accounts.selectors import actor_for
from apps.reports.drafting import annual, exchanges, instruments, state, together
from apps.reports.drafting.groups import FEWEST
from apps.reports.drafting.pad import Pad
from focalpoint.acting import acting
from focalpoint.actors import Actor
from focalpoint.roles import Role
from tests import factories as f

pytestmark = pytest.mark.django_db

MARCH = dt.date(2026, 3, 31)
BEFORE, AFTER = dt.date(2026, 3, 1), dt.date(2026, 4, 1)
SHARED = {"visibility": "network"}


def drafted(
    draft: Callable[[Pad], None], actor: Actor, *, as_of: dt.date = MARCH, **more: Any
) -> dict[str, Any]:
    """What a section says for the network, of the State of its writer or of all."""
    pad = Pad(
        actor=actor,
        country=actor.country,
        start=dt.date(2026, 1, 1),
        end=MARCH,
        as_of=as_of,
        audience="network",
        **more,
    )
    with acting(actor):
        draft(pad)
    return pad.content()


def test_a_mechanism_is_told_from_its_beginning_to_its_end(office: Any, focal_point: Actor) -> None:
    for name, established, dissolved in (
        ("Of unknown age", None, None),
        ("From that day", MARCH, None),
        ("Still there", BEFORE, AFTER),
        ("Not yet there", AFTER, None),
        ("Gone that day", BEFORE, MARCH),
        ("Gone before", None, BEFORE),
    ):
        f.NationalMechanismFactory(
            office=office,
            name=name,
            established_on=established,
            dissolved_on=dissolved,
            **SHARED,
        )
    found = drafted(state.focal_point, focal_point)
    told = [source["title"] for source in found["sources"]]
    assert sorted(told) == ["From that day", "Of unknown age", "Still there"]
    assert "Not yet there" not in found["text"]


def test_who_came_and_left_is_counted_up_to_the_day(coordinator: Actor) -> None:
    office: Any = f.InstitutionFactory(country=f.MemberStateFactory())
    f.AppointmentFactory(
        office=office, starts_on=dt.date(2020, 1, 1), ends_on=dt.date(2026, 3, 20), **SHARED
    )
    f.AppointmentFactory(office=office, starts_on=dt.date(2026, 3, 21), **SHARED)
    early = drafted(annual.members, coordinator, as_of=dt.date(2026, 3, 19))["text"]
    assert "19 March 2026, somebody took office in 0 Member States and somebody left" in early
    few = "somebody took office in fewer than 5 Member States and somebody left it in fewer than 5."
    assert f"31 March 2026, {few}" in drafted(annual.members, coordinator)["text"]
    # The period ends before the day on which the record is read.
    later = drafted(annual.members, coordinator, as_of=AFTER)["text"]
    assert f"31 March 2026, {few}" in later


def test_what_was_handed_in_later_was_not_handed_in_that_day(
    office: Any, focal_point: Actor
) -> None:
    duty: Any = f.ReportingObligationFactory(office=office, **SHARED)
    for number, (status, submitted, reviewed) in enumerate(
        (
            ("submitted", AFTER, None),
            ("reviewed", AFTER, AFTER),
            ("reviewed", BEFORE, AFTER),
            ("reviewed", BEFORE, MARCH),
        )
    ):
        f.OccurrenceFactory(
            office=office,
            obligation=duty,
            original_due_on=dt.date(2026, 2, 1 + number),
            status=status,
            submitted_on=submitted,
            reviewed_on=reviewed,
            **SHARED,
        )
    [table] = drafted(instruments.reports_due, focal_point, treaty=duty.treaty)["tables"]
    assert [(row[2], row[3].rpartition(" ")[0]) for row in table["rows"]] == [
        ("To be prepared", "–"),
        ("To be prepared", "–"),
        ("Submitted", "1 March 2026"),
        ("Reviewed", "1 March 2026"),
    ]


# Where it was approved on which day of the capital: in UTC it is the other one.
APPROVED = [
    ("Pacific/Auckland", dt.datetime(2026, 3, 31, 20, tzinfo=dt.UTC), False),
    ("Pacific/Honolulu", dt.datetime(2026, 4, 1, 5, tzinfo=dt.UTC), True),
]


@pytest.mark.parametrize(("zone", "moment", "told"), APPROVED)
@pytest.mark.parametrize(
    ("draft", "factory", "nothing"),
    [
        (state.assessment, f.AssessmentSnapshotFactory, "No approved assessment"),
        (state.strategy, f.StrategyVersionFactory, "No approved strategy"),
        (exchanges.lessons, f.LessonFactory, "No lesson of the period"),
    ],
)
def test_a_section_of_a_state_counts_the_days_of_its_capital(
    draft: Callable[[Pad], None],
    factory: Any,
    nothing: str,
    zone: str,
    moment: dt.datetime,
    told: bool,
) -> None:
    office: Any = f.InstitutionFactory(country=f.CountryFactory(time_zone=zone))
    factory(office=office, approved_at=moment, **SHARED)
    found = drafted(draft, actor_for(f.person(Role.FOCAL_POINT, office)))
    assert (nothing not in found["text"]) == told
    assert not told or found["sources"][0]["as_of"] == "2026-03-31"


@pytest.mark.parametrize(("zone", "moment", "told"), APPROVED)
def test_the_annual_report_counts_the_days_of_each_capital(
    coordinator: Actor, zone: str, moment: dt.datetime, told: bool
) -> None:
    # So many that their number is told.
    for _state in range(FEWEST):
        office: Any = f.InstitutionFactory(country=f.MemberStateFactory(time_zone=zone))
        for factory in (f.AssessmentSnapshotFactory, f.LessonFactory):
            factory(office=office, approved_at=moment, **SHARED)
    number = FEWEST * told
    lessons = drafted(together.lessons, coordinator)["text"]
    assert f"shared {number} lessons" in lessons
    assessed = drafted(annual.assessments, coordinator)["text"]
    assert f"{number} Member States share an approved national assessment" in assessed
    assert f"{number} approved theirs in the period" in assessed


def test_a_period_ends_before_the_day_on_which_the_record_is_read(
    office: Any, focal_point: Actor, coordinator: Actor
) -> None:
    later = {**SHARED, "approved_at": dt.datetime(2026, 4, 2, tzinfo=dt.UTC)}
    f.LessonFactory(office=office, title="Learned in April", **later)
    f.PartnershipFactory(office=office, title="Begun in April", starts_on=AFTER, **later)
    end = dt.date(2026, 4, 30)
    for draft in (exchanges.lessons, exchanges.partnerships):
        found = drafted(draft, focal_point, as_of=end)
        assert not found["sources"], found["text"]
    f.LessonFactory(office=f.InstitutionFactory(country=f.MemberStateFactory()), **later)
    told = drafted(together.lessons, coordinator, as_of=end)["text"]
    assert "shared 0 lessons" in told


def test_a_meeting_that_two_offices_recorded_is_one(office: Any, focal_point: Actor) -> None:
    meeting = f.GatheringFactory(starts_on=BEFORE)
    for of in (office, f.InstitutionFactory(country=office.country)):
        f.ParticipationFactory(
            office=of,
            gathering=meeting,
            starts_on=BEFORE,
            approved_at=dt.datetime(2026, 3, 2, tzinfo=dt.UTC),
            **SHARED,
        )
    assert "took part in 1 meetings" in drafted(exchanges.meetings, focal_point)["text"]
