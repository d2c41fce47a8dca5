"""A number of engagement and the list behind it: the same records, for all who read the number."""

import datetime as dt
import re
from html import unescape

import pytest
from django.utils import timezone

from apps.dashboards.engaged import Part
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from focalpoint.ui.matrix import OF_ROW
from tests.factories import InstitutionFactory, MemberStateFactory, person
from tests.factories.engagement import (
    GatheringFactory,
    LessonFactory,
    ParticipationFactory,
    PartnershipFactory,
    SupportFactory,
    TrainingFactory,
)

pytestmark = pytest.mark.django_db
AS_OF = "2024-06-30"
OLD, DAY, LATE = dt.date(2020, 5, 1), dt.date(2023, 5, 1), dt.date(2025, 5, 1)
MEETINGS = {Part.EXCHANGES: "exchange", Part.REVIEWS: "upr", Part.DIALOGUES: "dialogue"}


@pytest.fixture
def offices():
    country = MemberStateFactory(name="Quentia", code="WQE", un_member_since=dt.date(2011, 7, 14))
    return [InstitutionFactory(country=country) for _ in range(2)]


@pytest.fixture(params=[Role.COORDINATOR, Role.FOCAL_POINT])
def reader(client, offices, request):
    """A coordinator, or the State's own focal point, who also reads what it keeps at home."""
    at = offices[0] if request.param == Role.FOCAL_POINT else None
    client.force_login(person(request.param, at))
    return client


def at_noon(day):
    return dt.datetime.combine(day, dt.time(12), dt.UTC)


def each_level(factory, office, **facts):
    """One for the network, one that is public; one kept at home, and one not yet approved."""
    for level in ("network", "public", "government"):
        factory(office=office, **{"visibility": level, "approved_at": at_noon(DAY), **facts})
    factory(office=office, visibility="network", **{**facts, "approved_at": None})


def numbers(reader, as_of=AS_OF):
    """Of each cell of the State with a number: its part, the number, and how many stand behind."""
    page = reader.get("/network/engagement/", {"as_of": as_of})
    [row] = [row for group in page.context["matrix"].groups for row in group.rows]
    return {
        part: (int(cell.symbol), listed(reader, cell.url.replace(OF_ROW, row.query)))
        for part, cell in zip(Part, row.cells, strict=True)
        if cell.url
    }


def lines(reader, as_of=AS_OF):
    """The same on the page of the State."""
    page = reader.get("/network/states/WQE/", {"as_of": as_of})
    return [
        (line.number, listed(reader, line.url))
        for line in page.context["engagement"]
        if line.number
    ]


def listed(reader, url):
    return reader.get(url).context["table"].paginator.count


@pytest.mark.parametrize(("part", "kind"), MEETINGS.items())
def test_meetings(reader, offices, part, kind):
    for on in (OLD, DAY, LATE):
        each_level(ParticipationFactory, offices[0], kind=kind, starts_on=on)
    assert numbers(reader) == {part: (2, 2)}
    assert lines(reader) == [(2, 2)]


@pytest.mark.parametrize(("part", "kind"), MEETINGS.items())
def test_a_meeting_that_two_offices_recorded(reader, offices, part, kind):
    gathering = GatheringFactory(is_training=False, kind=kind, starts_on=DAY)
    for office in offices:
        ParticipationFactory(
            office=office,
            gathering=gathering,
            kind=kind,
            starts_on=DAY,
            visibility="network",
            approved_at=at_noon(DAY),
        )
    assert numbers(reader) == {part: (1, 1)}
    assert lines(reader) == [(1, 1)]


def test_a_meeting_of_which_the_later_record_names_the_statement(reader, offices):
    gathering = GatheringFactory(is_training=False, kind="dialogue", starts_on=DAY)
    for office, statement, day in zip(offices, ("none", "own"), (DAY, LATE), strict=True):
        ParticipationFactory(
            office=office,
            gathering=gathering,
            kind="dialogue",
            starts_on=DAY,
            statement=statement,
            visibility="network",
            approved_at=at_noon(day),
        )
    each_level(ParticipationFactory, offices[1], kind="debate", starts_on=DAY, statement="group")
    assert numbers(reader) == {Part.DIALOGUES: (3, 3), Part.STATEMENTS: (3, 3)}


def test_a_meeting_that_one_office_only_planned(reader, offices):
    gathering = GatheringFactory(is_training=False, kind="upr", starts_on=DAY)
    for office, presence, day in zip(offices, ("absent", "attended"), (OLD, DAY), strict=True):
        ParticipationFactory(
            office=office,
            gathering=gathering,
            kind="upr",
            starts_on=DAY,
            presence=presence,
            visibility="network",
            approved_at=at_noon(day),
        )
    assert numbers(reader) == {Part.REVIEWS: (1, 1)}


def test_partnerships(reader, offices):
    each_level(PartnershipFactory, offices[0], starts_on=OLD)
    each_level(PartnershipFactory, offices[0], starts_on=OLD, ends_on=dt.date(2022, 7, 1))
    # Over before the months that count; not begun by their end.
    each_level(PartnershipFactory, offices[0], starts_on=OLD, ends_on=dt.date(2022, 6, 30))
    each_level(PartnershipFactory, offices[0], starts_on=LATE)
    assert numbers(reader) == {Part.PARTNERSHIPS: (4, 4)}
    assert lines(reader) == [(4, 4)]


def test_trainings(reader, offices):
    for on in (OLD, DAY, LATE):
        each_level(TrainingFactory, offices[0], starts_on=on)
    assert numbers(reader) == {Part.TRAININGS: (2, 2)}
    assert lines(reader) == [(2, 2)]


def test_lessons(reader, offices):
    country = offices[0].country
    with acting(SYSTEM, reason="test set-up"):
        country.time_zone = "Pacific/Auckland"
        country.save()
    # In its capital the second is of the first day that counts, the fourth of the day after.
    for at in ("2022-06-30T11:00", "2022-06-30T13:00", "2024-06-30T11:00", "2024-06-30T13:00"):
        each_level(LessonFactory, offices[0], approved_at=dt.datetime.fromisoformat(at + "+00:00"))
    assert numbers(reader) == {Part.LESSONS: (4, 4)}
    assert lines(reader) == [(4, 4)]


@pytest.mark.parametrize("side", ["offer", "need"])
def test_offers_and_needs_that_stand_today(reader, offices, side):
    today = timezone.now().date()
    each_level(SupportFactory, offices[0], side=side)
    each_level(SupportFactory, offices[0], side=side, valid_until=today - dt.timedelta(days=2))
    each_level(SupportFactory, offices[0], side=side, status="closed")
    assert lines(reader, "") == [(2, 2)]


class TestList:
    """What the address narrows is said on the list, and can be taken off."""

    def test_the_filter_is_shown_and_removed(self, client, offices):
        client.force_login(person(Role.FOCAL_POINT, offices[0]))
        each_level(LessonFactory, offices[0])
        page = client.get("/lessons/?shared=true&state=WQE&since=2022-07-01")
        assert page.context["table"].paginator.count == 2
        [chip] = re.findall(r'href="(\?[^"]*)"[^>]*><span class="fp-chip-label">Shared:', page.text)
        assert "shared" not in chip
        assert listed(client, f"/lessons/{unescape(chip)}") == 3
        # Changing another filter keeps it.
        assert re.search(r'<input type="hidden" name="shared" value="true"', page.text)

    def test_the_other_way_round(self, client, offices):
        client.force_login(person(Role.FOCAL_POINT, offices[0]))
        each_level(LessonFactory, offices[0])
        assert listed(client, "/lessons/?shared=false") == 2
        for nothing in ("/lessons/", "/lessons/?shared=", "/lessons/?shared=x"):
            assert listed(client, nothing) == 4

    @pytest.mark.parametrize("days", ["since=x&until=%00", "since=2024-13-01", "until=0000-00-00"])
    @pytest.mark.parametrize("of", ["partnerships", "lessons"])
    def test_days_that_are_none_narrow_nothing(self, client, offices, of, days):
        client.force_login(person(Role.FOCAL_POINT, offices[0]))
        each_level(LessonFactory, offices[0])
        each_level(PartnershipFactory, offices[0], starts_on=OLD)
        assert listed(client, f"/{of}/?{days}") == 4
