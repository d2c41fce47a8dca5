"""The record beside what the State says: where they part, on the page, and for programs."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from apps.accounts.models import User
from apps.recommendations.record import api
from apps.recommendations.record.checks import Answer
from apps.recommendations.record.facts import FOOTNOTE
from apps.recommendations.record.selectors import Difference, record_of
from focalpoint.acting import acting
from focalpoint.roles import Role
from focalpoint.visibility import Visibility
from tests.costs import at_most
from tests.factories import (
    AppointmentFactory,
    AssessmentSnapshotFactory,
    DomesticMeasureFactory,
    MeasureCoverageFactory,
    NationalMechanismFactory,
    OccurrenceFactory,
    ProgressReportFactory,
    ReportingObligationFactory,
    TreatyActionFactory,
    TreatyFactory,
    TreatyRequirementFactory,
    actor,
)

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 6, 1)
SAID = dt.date(2026, 3, 1)
APPROVED = dt.datetime(2026, 1, 15, 12, tzinfo=dt.UTC)


class TestDifference:
    def said(self, office, item, status):
        ProgressReportFactory(office=office, item=item, status=status, effective_on=DAY)

    def step_a(self, office, who):
        with acting(who):
            return record_of(office.country, who, DAY)[0]

    def test_done_without_means_says_more_than_the_record(self, office, seven, focal_point):
        self.said(office, seven[0], "done")
        AppointmentFactory(office=office)
        assert self.step_a(office, focal_point).difference == Difference.SAYS_MORE

    def test_a_full_record_and_no_word_shows_more(self, office, seven, focal_point):
        AppointmentFactory(office=office, rank="Minister", legal_act="Decree 1")
        NationalMechanismFactory(office=office, resources="Two posts")
        assert self.step_a(office, focal_point).difference == Difference.SHOWS_MORE

    def test_done_and_shown_agree(self, office, seven, focal_point):
        self.said(office, seven[0], "done")
        AppointmentFactory(office=office, rank="Minister", legal_act="Decree 1")
        NationalMechanismFactory(office=office, resources="Two posts")
        assert self.step_a(office, focal_point).difference is None

    def test_under_way_parts_from_nothing(self, office, seven, focal_point):
        self.said(office, seven[0], "under_way")
        AppointmentFactory(office=office)
        assert self.step_a(office, focal_point).difference is None

    def test_nobody_but_the_office_is_told(self, office, ministry, seven, coordinator):
        self.said(office, seven[0], "done")
        for who in (actor(Role.MINISTRY_OFFICER, ministry), coordinator):
            assert self.step_a(office, who).difference is None

    def test_abroad_the_record_is_what_the_state_shares(self, office, seven, coordinator):
        AppointmentFactory(office=office)
        first = self.step_a(office, coordinator).checks[0]
        assert first.verdict.answer == Answer.NOT_SHOWN
        AppointmentFactory(
            office=office,
            is_alternate=False,
            starts_on=dt.date(2023, 1, 1),
            ends_on=dt.date(2024, 1, 1),
            visibility=Visibility.NETWORK,
            person_name="Shared Example",
        )
        assert "Amina" not in self.step_a(office, coordinator).checks[0].verdict.because


class TestReading:
    @pytest.fixture
    def client(self, focal_point):
        client = Client()
        client.force_login(User.objects.get(pk=focal_point.user_id))
        return client

    def test_the_page_says_question_fact_gap_rule_and_paragraph(self, client, office, seven):
        AppointmentFactory(office=office)
        page = client.get(reverse("progress-record")).content.decode()
        assert "Is the rank on record?" in page
        assert "The appointment names no rank." in page
        assert "Write the rank or title into the appointment." in page
        assert "A/67/929-S/2013/399 ¶71(a)" in page

    def test_the_page_of_a_step_shows_its_own_checks(self, client, office, seven):
        part = reverse("progress-step-record", args=["R2013-A"])
        assert part in client.get(reverse("progress-step", args=["R2013-A"])).content.decode()
        page = client.get(part).content.decode()
        assert "Is the rank on record?" in page
        assert "approved assessment of the last two years" not in page

    def test_programs_read_the_same(self, focal_point, office, seven):
        AppointmentFactory(office=office, rank="Minister")
        program = APIClient()
        program.force_login(User.objects.get(pk=focal_point.user_id))
        found = program.get(reverse("api-progress-record"), {"as_of": "2026-06-01"}).json()
        assert (found["country"], found["as_of"]) == (office.country.code, "2026-06-01")
        first = found["steps"][0]
        assert first["says"] is None
        assert first["checks"][1]["answer"] == "shown"
        assert first["checks"][1]["because"] == "Minister"

    def test_an_unknown_state_is_refused_by_name(self, focal_point, seven):
        program = APIClient()
        program.force_login(User.objects.get(pk=focal_point.user_id))
        answer = program.get(reverse("api-progress-record"), {"country": "QQQ"})
        assert answer.status_code == 400
        assert "country" in str(answer.json())

    def test_costs_the_same_however_much_the_record_holds(self, client, office, seven):
        for year in range(2010, 2024):
            AppointmentFactory(
                office=office, starts_on=dt.date(year, 1, 1), ends_on=dt.date(year, 6, 1)
            )
            AssessmentSnapshotFactory(
                office=office, approved_at=APPROVED - dt.timedelta(days=2026 - year)
            )
            treaty = TreatyFactory(named_in=[FOOTNOTE], entered_into_force_on=dt.date(2000, 1, 1))
            TreatyActionFactory(treaty=treaty, country=office.country)
            MeasureCoverageFactory(
                measure=DomesticMeasureFactory(office=office),
                requirement=TreatyRequirementFactory(treaty=treaty),
            )
            OccurrenceFactory(
                office=office,
                obligation=ReportingObligationFactory(office=office),
                original_due_on=dt.date(year, 3, 31),
            )
        client.get(reverse("progress-record"))
        # One for each part that the seven steps read: posts, mechanisms, the assessment, treaties,
        # law, dates, meetings, partnerships. As parts that come later they would cost more.
        with at_most(16):
            client.get(reverse("progress-record"))


class TestToldWithoutLooking:
    """My work and the page of progress say where word and record differ, to the office alone."""

    def browser(self, who):
        client = Client()
        client.force_login(User.objects.get(pk=who.user_id))
        return client

    @pytest.fixture
    def differs(self, office, seven):
        """Step (a) is reported as done, and the appointment names no rank."""
        ProgressReportFactory(office=office, item=seven[0], status="done", effective_on=SAID)
        AppointmentFactory(office=office)

    @pytest.mark.parametrize("role", [Role.OFFICIAL, Role.DEPUTY, Role.FOCAL_POINT])
    def test_my_work_loads_the_card_for_the_office(self, office, differs, role):
        client = self.browser(actor(role, office))
        part = reverse("progress-differences")
        assert f'hx-get="{part}"' in client.get(reverse("my-work")).text
        card = client.get(part).text
        assert "What you say and what the record shows differ" in card
        assert f"{reverse('progress-record')}#R2013-A" in card
        assert "You say: Done, effective 1 March 2026." in card
        assert "The record shows less." in card
        assert "Write the rank or title into the appointment." in card

    def test_the_page_of_progress_marks_the_step(self, focal_point, differs):
        client = self.browser(focal_point)
        part = reverse("progress-record-marks")
        page = client.get(reverse("progress")).text
        assert f'hx-get="{part}"' in page
        assert 'id="differs-R2013-A"' in page
        marks = client.get(part).text
        assert "On 1 step what you say" in marks
        assert marks.count("hx-swap-oob") == 1
        assert 'id="differs-R2013-A"' in marks

    def test_a_past_day_is_marked_as_of_that_day(self, focal_point, differs):
        client = self.browser(focal_point)
        before = {"as_of": (SAID - dt.timedelta(days=1)).isoformat()}
        part = reverse("progress-record-marks", query=before)
        assert f'hx-get="{part}"' in client.get(reverse("progress"), before).text
        assert "differs-R2013-A" not in client.get(part).text

    def test_where_they_agree_nothing_is_shown(self, focal_point, seven):
        client = self.browser(focal_point)
        for part in ("progress-differences", "progress-record-marks"):
            assert client.get(reverse(part)).text.strip() == ""

    def test_a_record_that_shows_more_is_told_after_a_claim_without_proof(
        self, office, focal_point, differs, seven
    ):
        AssessmentSnapshotFactory(office=office, approved_at=APPROVED)
        found = self.browser(focal_point).get(reverse("progress-differences")).context["found"]
        assert found[0][0].difference == Difference.SAYS_MORE

    def test_three_are_named_and_the_others_counted(self, office, focal_point, seven):
        for item in seven[:5]:
            ProgressReportFactory(office=office, item=item, status="done", effective_on=SAID)
        card = self.browser(focal_point).get(reverse("progress-differences"))
        assert len(card.context["found"]) == 3
        assert card.context["more"] == card.context["total"] - 3 > 0
        assert f"{card.context['more']} more" in card.text

    @pytest.mark.parametrize("name", ["progress-differences", "progress-record-marks"])
    def test_nobody_else_is_told(self, office, ministry, differs, coordinator, name):
        others = [
            actor(Role.MINISTRY_OFFICER, ministry),
            actor(Role.AUDITOR, office),
            actor(Role.CONTRIBUTOR, office),
            coordinator,
        ]
        for who in others:
            assert self.browser(who).get(reverse(name)).status_code == 403
        abroad = self.browser(actor(Role.FOCAL_POINT))
        asked = {"state": office.country.code}
        assert abroad.get(reverse(name), asked).status_code == 403
        assert abroad.get(reverse(name)).text.strip() == ""

    def test_no_page_of_others_asks_for_it(self, office, ministry, differs, coordinator):
        state = {"state": office.country.code}
        for who in (actor(Role.MINISTRY_OFFICER, ministry), actor(Role.FOCAL_POINT), coordinator):
            page = self.browser(who).get(reverse("progress"), state)
            assert "progress/record/marks" not in page.text
            assert "differs-" not in page.text
        page = self.browser(actor(Role.MINISTRY_OFFICER, ministry)).get(reverse("my-work"))
        assert "differences" not in page.text

    def test_what_is_no_framework_is_found_nowhere(self, focal_point, seven):
        client = self.browser(focal_point)
        for code in ("ZZZ", "\0"):
            marks = client.get(reverse("progress-record-marks"), {"framework": code})
            assert marks.status_code == 404

    def test_it_costs_the_same_whatever_is_reported(self, office, focal_point, seven):
        client = self.browser(focal_point)
        for item in seven:
            for day in range(5):
                on = SAID - dt.timedelta(days=day)
                ProgressReportFactory(office=office, item=item, status="done", effective_on=on)
        client.get(reverse("progress-differences"))
        with at_most(20):
            client.get(reverse("progress-differences"))
        with at_most(20):
            client.get(reverse("progress-record-marks"))


def test_a_program_of_nobodys_state_is_told_in_its_language_to_name_one(coordinator, monkeypatch):
    monkeypatch.setattr(api, "_", lambda text: f"In words: {text}")
    client = Client()
    client.force_login(User.objects.get(pk=coordinator.user_id))
    answer = client.get(reverse("api-progress-record"))
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["detail"] == "In words: Name a State: you work for none."
