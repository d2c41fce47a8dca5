"""Each kind of change: on its day, for those who read its record, with where it is read."""

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest
from rest_framework.test import APIClient

from apps.dashboards.change_kinds import ADDRESSES, TONES, WORDS, ChangeKind
from apps.dashboards.changes import beginnings, changes_between
from apps.engagement.models import UprCycle, UprSession
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.costs import at_most
from tests.factories import (
    CountryFactory,
    DocumentVersionFactory,
    DomesticMeasureFactory,
    InstitutionFactory,
    ItemFactory,
    MemberStateFactory,
    NationalMechanismFactory,
    ProgressReportFactory,
    ReceivedRecommendationFactory,
    RecommendationProgressFactory,
    SupportFactory,
    actor,
    person,
)
from tests.factories.engagement import GatheringFactory

pytestmark = pytest.mark.django_db
SINCE, UNTIL = dt.date(2025, 6, 30), dt.date(2026, 6, 30)
WITHIN = dt.datetime(2026, 1, 15, 12, tzinfo=dt.UTC)
DAY = WITHIN.date()
BEFORE = dt.datetime(2025, 6, 30, 12, tzinfo=dt.UTC)
AFTER = dt.datetime(2026, 7, 1, 12, tzinfo=dt.UTC)


@pytest.fixture
def coordinator():
    return actor(Role.COORDINATOR)


@pytest.fixture
def office():
    country = MemberStateFactory(name="Quentia", code="WQE", time_zone="UTC")
    return InstitutionFactory(country=country)


def rows_of(who, country=None):
    with acting(who):
        return changes_between(SINCE, UNTIL, who, country=country).rows


def told(who, country=None):
    return [(row.kind, row.title, row.detail) for row in rows_of(who, country)]


def established(office, at, **more):
    return NationalMechanismFactory(
        office=office, kind="committee", name="Committee", established_on=at.date(), **more
    )


def dissolved(office, at, **more):
    facts = {"established_on": dt.date(2012, 1, 1), "dissolved_on": at.date()}
    return NationalMechanismFactory(
        office=office, kind="committee", name="Committee", **facts, **more
    )


def in_force(office, at, **more):
    return DomesticMeasureFactory(
        office=office, law="Act 7", article="Art. 2", in_force_on=at.date(), **more
    )


def repealed(office, at, **more):
    facts = {"in_force_on": dt.date(2012, 1, 1), "repealed_on": at.date()}
    return DomesticMeasureFactory(office=office, law="Act 7", article="", **facts, **more)


def answered(office, at, **more):
    recommendation = ReceivedRecommendationFactory(
        country=office.country, symbol="A/HRC/51/1", paragraph="12"
    )
    return RecommendationProgressFactory(
        office=office, recommendation=recommendation, approved_at=at, **more
    )


def offered(office, at, **more):
    return SupportFactory(office=office, side="offer", title="Course", approved_at=at, **more)


def needed(office, at, **more):
    return SupportFactory(office=office, side="need", title="Course", approved_at=at, **more)


def written(office, at, **more):
    return DocumentVersionFactory(office=office, title="Update", approved_at=at, **more)


KINDS = [
    (established, ChangeKind.MECHANISM, "Committee", "National committee"),
    (dissolved, ChangeKind.MECHANISM_DISSOLVED, "Committee", "National committee"),
    (in_force, ChangeKind.MEASURE, "Act 7, Art. 2", ""),
    (repealed, ChangeKind.MEASURE_REPEALED, "Act 7", ""),
    (answered, ChangeKind.RECEIVED_PROGRESS, "A/HRC/51/1 ¶12", "Under way"),
    (offered, ChangeKind.OFFER, "Course", "Training"),
    (needed, ChangeKind.NEED, "Course", "Training"),
    (written, ChangeKind.DOCUMENT, "Update", None),
]
each_kind = pytest.mark.parametrize(
    ("make", "kind", "title", "detail"), KINDS, ids=[kind for _make, kind, *_more in KINDS]
)


class TestRecords:
    @each_kind
    def test_is_told_once_on_its_day_and_opens(
        self, client, coordinator, office, make, kind, title, detail
    ):
        made = make(office, WITHIN, visibility="network")
        [row] = rows_of(coordinator)
        assert (row.kind, row.on, row.title) == (kind, DAY, title)
        assert row.detail == (made.document.get_kind_display() if detail is None else detail)
        assert row.url == made.get_absolute_url()
        assert rows_of(coordinator, office.country) == [row]
        client.force_login(person(Role.COORDINATOR))
        assert client.get(row.url).status_code == 200

    @each_kind
    @pytest.mark.parametrize("at", [BEFORE, AFTER])
    def test_another_day_is_not(self, coordinator, office, make, kind, title, detail, at):
        make(office, at, visibility="network")
        assert kind not in {row.kind for row in rows_of(coordinator)}

    @each_kind
    def test_what_the_government_keeps_is_its_own(
        self, coordinator, office, make, kind, title, detail
    ):
        make(office, WITHIN, visibility="government")
        abroad = actor(Role.FOCAL_POINT)
        own = actor(Role.FOCAL_POINT, office)
        assert kind in {row.kind for row in rows_of(own, office.country)}
        # Asked for all, a State's own people read what everybody does.
        for who, country in (
            (own, None),
            (coordinator, None),
            (coordinator, office.country),
            (abroad, office.country),
        ):
            assert rows_of(who, country) == []

    @pytest.mark.parametrize("make", [answered, offered, needed])
    def test_what_nobody_approved_is_not(self, coordinator, office, make):
        make(office, None, visibility="network")
        own = actor(Role.FOCAL_POINT, office)
        assert rows_of(coordinator) == rows_of(own, office.country) == []

    def test_a_bill_is_no_law_and_is_not_repealed(self, coordinator, office):
        DomesticMeasureFactory(
            office=office, visibility="network", in_force_on=None, repealed_on=DAY
        )
        assert rows_of(coordinator) == []

    def test_the_networks_own_documents_are_no_states_change(self, coordinator):
        DocumentVersionFactory(
            office=None,
            document__kind="annual_report",
            visibility="network",
            approved_at=WITHIN,
        )
        assert rows_of(coordinator) == []

    def test_training_states_are_not_among_all(self, coordinator):
        training = InstitutionFactory(country=CountryFactory(code="XAA"))
        for make, *_facts in KINDS:
            make(training, WITHIN, visibility="network")
        assert rows_of(coordinator) == []
        assert {row.kind for row in rows_of(coordinator, training.country)} == {
            kind for _make, kind, *_more in KINDS
        }


class TestReceived:
    """Public facts: a line for each document, with how many recommendations it makes."""

    def received(self, office, **facts):
        facts = {"symbol": "A/HRC/51/1", "date": DAY, **facts}
        return ReceivedRecommendationFactory(country=office.country, **facts)

    def test_a_document_is_told_once_with_their_number(self, client, coordinator, office):
        for _ in range(3):
            self.received(office)
        self.received(office, symbol="CCPR/C/QUE/2")
        self.received(office, symbol="A/HRC/40/1", date=dt.date(2020, 1, 1))
        self.received(office, dropped_on=DAY)
        self.received(office, kind="concern")
        self.received(InstitutionFactory(country=CountryFactory(code="XAB")))
        found = [
            (ChangeKind.RECEIVED, "A/HRC/51/1", "3 recommendations"),
            (ChangeKind.RECEIVED, "CCPR/C/QUE/2", "1 recommendation"),
        ]
        assert sorted(told(coordinator)) == found
        # They are public: abroad and at home the same.
        for role in (Role.FOCAL_POINT, Role.MINISTRY_OFFICER):
            assert sorted(told(actor(role, office), office.country)) == found
        [url] = {row.url for row in rows_of(coordinator) if row.title == "A/HRC/51/1"}
        assert parse_qs(urlsplit(url).query) == {"state": ["WQE"], "q": ["A/HRC/51/1"]}
        client.force_login(person(Role.COORDINATOR))
        page = client.get(url)
        assert page.status_code == 200
        assert "A/HRC/51/1" in page.content.decode()
        assert "CCPR/C/QUE/2" not in page.content.decode()

    @pytest.mark.parametrize(
        ("ends_on", "mechanism", "number"),
        [
            (DAY, "upr", 1),
            (UNTIL, "upr", 1),
            (SINCE, "upr", 0),
            (None, "upr", 0),
            (DAY, "treaty_body", 0),
        ],
    )
    def test_a_review_without_a_day_is_of_the_last_day_of_its_session(
        self, coordinator, office, ends_on, mechanism, number
    ):
        with acting(SYSTEM, reason="test"):
            cycle = UprCycle.objects.create(number=4, first_session=41, last_session=54)
            UprSession.objects.create(number=51, cycle=cycle, ends_on=ends_on)
        self.received(office, date=None, session=51, mechanism=mechanism)
        assert [row.on for row in rows_of(coordinator)] == [ends_on] * number

    def test_a_document_without_a_symbol_has_the_name_of_its_body(self, coordinator, office):
        self.received(office, symbol="", body="CEDAW")
        [row] = rows_of(coordinator)
        assert row.title == "CEDAW"
        assert parse_qs(urlsplit(row.url).query) == {"state": ["WQE"]}


class TestAllOfThem:
    @pytest.fixture
    def everything(self, office):
        for make, *_facts in KINDS:
            make(office, WITHIN, visibility="network")
        ReceivedRecommendationFactory(country=office.country, date=DAY)
        return office.country

    def test_page_file_and_programs_say_the_same(self, client, everything):
        coordinator = person(Role.COORDINATOR)
        client.force_login(coordinator)
        asked = {"since": "2025-06-30", "until": "2026-06-30"}
        page = client.get("/changes/", asked)
        kinds = {row.kind for row in page.context["rows"]}
        assert kinds == {ChangeKind.RECEIVED, *(kind for _make, kind, *_more in KINDS)}
        text = page.content.decode()
        assert all(str(kind.label) in text for kind in kinds)
        table = b"".join(client.get("/changes/", {**asked, "format": "csv"}).streaming_content)
        assert all(str(kind.label) in table.decode() for kind in kinds)
        assert client.get("/changes/", {**asked, "format": "pdf"}).content.startswith(b"%PDF")
        program = APIClient()
        program.force_login(coordinator)
        found = program.get("/api/v1/changes/", asked).json()["results"]
        assert {row["kind"] for row in found} == kinds

    def test_it_costs_the_same(self, coordinator, everything):
        with acting(coordinator), at_most(5):
            assert len(changes_between(SINCE, UNTIL, coordinator).rows) == len(KINDS) + 1

    def test_each_kind_looks_like_something_and_leads_somewhere(self):
        assert set(TONES) == {str(kind) for kind in ChangeKind}
        elsewhere = {
            ChangeKind.TREATY,
            ChangeKind.REPORT,
            ChangeKind.RECEIVED,
            ChangeKind.RECEIVED_PROGRESS,
        }
        assert set(ADDRESSES) | elsewhere == set(ChangeKind)
        assert set(WORDS) <= set(ChangeKind)


class TestBeginnings:
    @pytest.fixture
    def step(self):
        return ItemFactory(code="R2013-A", label="(a)")

    def report(self, office, step, at, **more):
        facts = {"visibility": "network", "approved_at": at, **more}
        return ProgressReportFactory(office=office, item=step, **facts)

    def offered(self, who, state=None):
        with acting(who):
            return [(each.words, each.on) for each in beginnings(who, UNTIL, state)]

    def test_a_coordinator_is_offered_the_last_report_of_the_state(
        self, client, coordinator, office, step
    ):
        self.report(office, step, BEFORE)
        self.report(office, step, WITHIN)
        self.report(office, step, AFTER)
        words = ("Last report of Quentia to the network", DAY)
        assert self.offered(coordinator, office.country) == [words]
        assert self.offered(coordinator) == []
        client.force_login(person(Role.COORDINATOR))
        page = client.get("/changes/", {"until": "2026-06-30", "country": "WQE"})
        assert page.context["since"] == DAY
        assert "Last report of Quentia to the network" in page.content.decode()
        assert client.get("/changes/", {"until": "2026-06-30"}).context["beginnings"] == []

    def test_what_it_does_not_share_is_no_beginning(self, coordinator, office, step):
        self.report(office, step, WITHIN, visibility="government")
        self.report(office, step, None)
        assert self.offered(coordinator, office.country) == []

    def test_a_focal_point_is_offered_both_and_the_meeting_first(self, office, step):
        home = InstitutionFactory(country=MemberStateFactory(time_zone="UTC"))
        self.report(home, step, WITHIN)
        self.report(office, step, WITHIN + dt.timedelta(days=1))
        GatheringFactory(title="Annual meeting", is_training=False, starts_on=dt.date(2025, 9, 1))
        own = actor(Role.FOCAL_POINT, home)
        assert self.offered(own, office.country) == [
            ("Annual meeting", dt.date(2025, 9, 1)),
            ("Last report of Quentia to the network", dt.date(2026, 1, 16)),
            ("Last report to the network", DAY),
        ]
        assert self.offered(own, home.country)[1:] == [("Last report to the network", DAY)]

    def test_they_are_one_statement(self, office, step):
        own = actor(Role.FOCAL_POINT)
        with acting(own), at_most(1):
            beginnings(own, UNTIL, office.country)
