"""What changed between two days: once for each thing, on its day, for those who may read it."""

import datetime as dt
from typing import ClassVar
from urllib.parse import urlencode

import pytest

from apps.dashboards.change_kinds import ChangeKind
from apps.dashboards.changes import changes_between
from focalpoint.acting import acting
from focalpoint.roles import Role
from tests.costs import at_most
from tests.factories import (
    AppointmentFactory,
    AssessmentSnapshotFactory,
    FrameworkFactory,
    InstitutionFactory,
    ItemFactory,
    MemberStateFactory,
    ProgressReportFactory,
    TreatyActionFactory,
    TreatyFactory,
    actor,
    person,
)
from tests.factories.engagement import (
    GatheringFactory,
    LessonFactory,
    ParticipationFactory,
    PartnershipFactory,
)
from tests.paper import assert_accessible

pytestmark = pytest.mark.django_db
SINCE, UNTIL = dt.date(2025, 6, 30), dt.date(2026, 6, 30)
WITHIN = dt.datetime(2026, 1, 15, 12, tzinfo=dt.UTC)


@pytest.fixture
def coordinator():
    return actor(Role.COORDINATOR)


@pytest.fixture
def office():
    country = MemberStateFactory(
        name="Quentia", code="WQE", un_member_since=dt.date(2011, 7, 14), time_zone="UTC"
    )
    return InstitutionFactory(country=country)


@pytest.fixture
def step():
    return ItemFactory(code="R2013-A", label="(a)")


def rows_of(who, country=None):
    with acting(who):
        return changes_between(SINCE, UNTIL, who, country=country).rows


def seen(who, country=None):
    return [(row.kind, row.title) for row in rows_of(who, country)]


def test_a_report_leads_to_the_item_of_its_own_framework(client, coordinator, office, step):
    """Codes are unique within a framework alone."""
    namesake = ItemFactory(
        framework=FrameworkFactory(code="R2030", order=step.framework.order + 1), code=step.code
    )
    for item in (step, namesake):
        made = ProgressReportFactory(
            office=office, visibility="network", approved_at=WITHIN, item=item
        )
        [url] = [row.url for row in rows_of(coordinator) if str(made.pk) in row.url]
        client.force_login(person(Role.COORDINATOR))
        page = client.get(url.partition("#")[0])
        assert page.status_code == 200
        assert page.context["item"] == item
        assert f'id="{url.partition("#")[2]}"' in page.text


def test_each_thing_stands_there_once_with_its_place(coordinator, office, step):
    shared = {"office": office, "visibility": "network"}
    approved = {**shared, "approved_at": WITHIN}
    ProgressReportFactory(**approved, item=step, status="done", effective_on=dt.date(2020, 1, 1))
    AssessmentSnapshotFactory(**approved)
    AppointmentFactory(
        **shared,
        person_name="Ama Mensah",
        starts_on=dt.date(2020, 1, 1),
        ends_on=dt.date(2026, 2, 1),
    )
    PartnershipFactory(**approved, title="With Aravia")
    LessonFactory(**approved, title="Ask early")
    treaty = TreatyFactory()
    TreatyActionFactory(treaty=treaty, country=office.country, date=dt.date(2026, 3, 1))
    found = seen(coordinator)
    assert {kind for kind, _title in found} == {
        ChangeKind.REPORT,
        ChangeKind.ASSESSMENT,
        ChangeKind.LEFT,
        ChangeKind.PARTNERSHIP,
        ChangeKind.LESSON,
        ChangeKind.TREATY,
    }
    assert (ChangeKind.LEFT, "Ama Mensah") in found
    assert found == seen(coordinator, office.country)


@pytest.mark.parametrize(
    ("at", "number"),
    [
        (dt.datetime(2025, 6, 30, 23, tzinfo=dt.UTC), 0),
        (dt.datetime(2025, 7, 1, 0, tzinfo=dt.UTC), 1),
        (dt.datetime(2026, 6, 30, 23, tzinfo=dt.UTC), 1),
        (dt.datetime(2026, 7, 1, 0, tzinfo=dt.UTC), 0),
    ],
)
def test_the_first_day_stood_in_the_last_report_and_the_last_counts(
    coordinator, office, step, at, number
):
    ProgressReportFactory(office=office, item=step, visibility="network", approved_at=at)
    assert len(seen(coordinator)) == number


@pytest.mark.parametrize(
    ("zone", "at", "number"),
    [
        ("Pacific/Kiritimati", dt.datetime(2025, 6, 30, 9, tzinfo=dt.UTC), 0),
        ("Pacific/Kiritimati", dt.datetime(2025, 6, 30, 10, tzinfo=dt.UTC), 1),
        ("Pacific/Niue", dt.datetime(2026, 7, 1, 10, tzinfo=dt.UTC), 1),
        ("Pacific/Niue", dt.datetime(2026, 7, 1, 11, tzinfo=dt.UTC), 0),
    ],
)
def test_the_farthest_capitals_count_by_their_own_days(coordinator, step, zone, at, number):
    office = InstitutionFactory(country=MemberStateFactory(time_zone=zone))
    ProgressReportFactory(office=office, item=step, visibility="network", approved_at=at)
    assert len(seen(coordinator)) == number


def test_the_network_reads_only_what_is_approved_and_shared(coordinator, office, step):
    ProgressReportFactory(office=office, item=step, visibility="network")
    ProgressReportFactory(office=office, item=step, visibility="government", approved_at=WITHIN)
    assert seen(coordinator) == []
    assert seen(coordinator, office.country) == []
    own = actor(Role.OFFICIAL, office)
    assert seen(own, office.country) == [(ChangeKind.REPORT, f"(a) {step.title}")]
    # Asked for all, a State's own people read what everybody does.
    assert seen(own) == []


def test_an_assessment_whose_levels_alone_go_abroad_is_told_once(coordinator, office):
    own = actor(Role.OFFICIAL, office)
    whole = AssessmentSnapshotFactory(office=office, visibility="government", approved_at=WITHIN)
    levels = AssessmentSnapshotFactory(
        office=office,
        visibility="network",
        approved_at=WITHIN,
        assessment=whole.assessment,
        extent="levels",
    )
    told = [
        [row.url for row in rows_of(who, country)]
        for who, country in ((own, office.country), (own, None), (coordinator, office.country))
    ]
    abroad = [levels.get_absolute_url()]
    assert told == [[whole.get_absolute_url()], abroad, abroad]


def test_an_alternate_is_told_as_one(coordinator, office):
    AppointmentFactory(
        office=office,
        visibility="network",
        is_alternate=True,
        starts_on=dt.date(2025, 9, 1),
        ends_on=dt.date(2026, 2, 1),
    )
    kinds = [kind for kind, _title in seen(coordinator)]
    assert kinds == [ChangeKind.ALTERNATE_LEFT, ChangeKind.ALTERNATE]


def test_a_meeting_is_told_once_and_only_by_who_attended_it(coordinator, office):
    shared = {"visibility": "network", "approved_at": WITHIN}
    other = InstitutionFactory(country=office.country)
    both = GatheringFactory(is_training=False)
    for each in (office, other):
        ParticipationFactory(office=each, gathering=both, title="Together", **shared)
    # Of meetings outside the calendar nobody knows that they are the same.
    for each in (office, other):
        ParticipationFactory(office=each, title="Twice", **shared)
    for presence in ("absent", "planned"):
        ParticipationFactory(office=office, presence=presence, title=presence, **shared)
    titles = sorted(title for _kind, title in seen(coordinator))
    assert titles == ["Together", "Twice", "Twice"]


def test_what_another_institution_told_of_a_meeting_before_is_not_new(coordinator, office):
    meeting = GatheringFactory(is_training=False)
    other = InstitutionFactory(country=office.country)
    before = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
    for each, at in ((office, before), (other, WITHIN)):
        ParticipationFactory(office=each, gathering=meeting, visibility="network", approved_at=at)
    assert seen(coordinator) == []


def test_training_states_are_not_among_all(coordinator, step):
    training = InstitutionFactory(country__name="Aravia", country__code="XAA")
    ProgressReportFactory(office=training, item=step, visibility="network", approved_at=WITHIN)
    assert seen(coordinator) == []
    assert len(seen(coordinator, training.country)) == 1


def test_a_meeting_and_the_last_report_are_offered_as_beginnings(client, office, step):
    GatheringFactory(title="Annual meeting", is_training=False, starts_on=dt.date(2026, 5, 1))
    GatheringFactory(
        title="Called off",
        is_training=False,
        is_cancelled=True,
        starts_on=dt.date(2026, 6, 1),
    )
    ProgressReportFactory(office=office, item=step, visibility="network", approved_at=WITHIN)
    client.force_login(person(Role.FOCAL_POINT, office))
    page = client.get("/changes/", {"until": "2026-06-30"})
    assert [(each["words"], each["on"]) for each in page.context["beginnings"]] == [
        ("Annual meeting", dt.date(2026, 5, 1)),
        ("Last report to the network", dt.date(2026, 1, 15)),
    ]
    assert page.context["since"] == dt.date(2026, 5, 1)


def test_a_ministry_officer_reads_of_the_own_state_alone(client, office, step):
    other = InstitutionFactory(country=MemberStateFactory(code="WOT"))
    ProgressReportFactory(office=other, item=step, visibility="network", approved_at=WITHIN)
    client.force_login(person(Role.MINISTRY_OFFICER, InstitutionFactory(country=office.country)))
    asked = {"since": "2025-06-30", "until": "2026-06-30"}
    for more in ({}, {"country": "WOT"}, {"country": ""}):
        page = client.get("/changes/", {**asked, **more})
        assert page.context["country"] == office.country
        assert page.context["rows"] == []


def test_days_in_the_wrong_order_are_said_so(client, office):
    client.force_login(person(Role.FOCAL_POINT, office))
    page = client.get("/changes/", {"since": "2026-06-30", "until": "2025-06-30"})
    assert "The second date must come after the first." in page.content.decode()


@pytest.mark.parametrize("wrong", [{"until": "soon"}, {"country": "ZZZ"}])
def test_no_file_and_no_paper_answers_what_makes_no_sense(client, wrong):
    client.force_login(person(Role.COORDINATOR))
    for kind in ("csv", "pdf"):
        answer = client.get("/changes/", {**wrong, "format": kind})
        assert (answer.status_code, answer.url) == (302, f"/changes/?{urlencode(wrong)}")


def test_file_and_paper_hold_the_same(client, office, step):
    ProgressReportFactory(
        office=office, item=step, visibility="network", approved_at=WITHIN, status="done"
    )
    client.force_login(person(Role.COORDINATOR))
    asked = {"since": "2025-06-30", "until": "2026-06-30"}
    table = client.get("/changes/", {**asked, "format": "csv"})
    assert "Quentia" in b"".join(table.streaming_content).decode()
    paper = client.get("/changes/", {**asked, "format": "pdf"})
    assert_accessible(paper.content)


def test_it_costs_the_same_for_many(coordinator, step):
    for _ in range(10):
        office = InstitutionFactory(country=MemberStateFactory())
        ProgressReportFactory(office=office, item=step, visibility="network", approved_at=WITHIN)
    with acting(coordinator), at_most(5):
        assert len(changes_between(SINCE, UNTIL, coordinator).rows) == 10


class TestWhoseChangesTheFormShows:
    """The form says whose changes the page is of, so that other days are asked for the same."""

    ASKED: ClassVar = {"since": "2025-06-30", "until": "2026-06-30"}

    def chosen(self, client, **more):
        page = client.get("/changes/", {**self.ASKED, **more})
        return page.context["filter"].form["country"].value(), page.context["country"]

    def test_the_own_state_where_nobody_chose(self, client, office):
        client.force_login(person(Role.FOCAL_POINT, office))
        assert self.chosen(client) == ("WQE", office.country)
        page = client.get("/changes/", self.ASKED).content.decode()
        assert '<option value="WQE" selected>Quentia</option>' in page

    def test_all_where_that_was_chosen(self, client, office):
        client.force_login(person(Role.FOCAL_POINT, office))
        assert self.chosen(client, country="") == ("", None)

    def test_another_where_that_was_chosen(self, client, office):
        other = MemberStateFactory(code="WOT")
        client.force_login(person(Role.FOCAL_POINT, office))
        assert self.chosen(client, country="WOT") == ("WOT", other)

    def test_all_for_those_who_work_for_no_state(self, client, office):
        client.force_login(person(Role.COORDINATOR))
        assert self.chosen(client) == ("", None)

    def test_what_is_no_state_is_said_so(self, client, office):
        client.force_login(person(Role.FOCAL_POINT, office))
        page = client.get("/changes/", {**self.ASKED, "country": "Z\0Z"})
        assert page.status_code == 200
        assert "country" in page.context["filter"].form.errors

    @pytest.mark.parametrize("more", [{}, {"country": ""}, {"country": "WQE"}, {"country": "WOT"}])
    def test_costs_no_more_than_any_list(self, client, office, more):
        MemberStateFactory(code="WOT")
        TreatyActionFactory(country=office.country, date=dt.date(2026, 3, 1))
        client.force_login(person(Role.FOCAL_POINT, office))
        client.get("/changes/", {**self.ASKED, **more})
        with at_most(6):
            client.get("/changes/", {**self.ASKED, **more})
