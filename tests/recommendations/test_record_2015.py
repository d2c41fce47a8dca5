"""What the record shows of the items of 2015: each rule with a State that passes and fails."""

import datetime as dt
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from apps.accounts.models import User
from apps.recommendations.record.catalogue import CHECKS
from apps.recommendations.record.checks import REPORT_2015, Answer
from apps.recommendations.record.facts import Facts
from focalpoint.acting import acting
from focalpoint.visibility import Visibility
from tests.costs import at_most
from tests.factories import (
    AssessmentSnapshotFactory,
    ConsultationFactory,
    ElementItemFactory,
    InstitutionFactory,
    LessonFactory,
    NationalMechanismFactory,
    ParticipationFactory,
    PartnerFactory,
    PartnershipFactory,
    StrategyVersionFactory,
    TrainingAttendanceFactory,
    TrainingFactory,
)

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 6, 1)
APPROVED = dt.datetime(2026, 1, 15, 12, tzinfo=dt.UTC)
BY_CODE = {check.code: check for check in CHECKS if check.report == REPORT_2015}
FILES = Path(settings.BASE_DIR) / "apps/catalogue/data/frameworks"


@pytest.fixture
def judge(focal_point, office):
    """What one check says of the State on a day, to its focal point unless another is named."""

    def judged(code, on=DAY, who=None):
        who = who or focal_point
        with acting(who):
            return BY_CODE[code].judge(Facts(office.country, who, on))

    return judged


def approve(office, *priorities, **more):
    """A version of the strategy with priorities of (sphere, inhibitors)."""
    made = StrategyVersionFactory.build(office=office, country=office.country)
    named = [
        {"sphere": sphere, "inhibitors": inhibitors, "title": "A priority", "status": "agreed"}
        for sphere, inhibitors in priorities
    ]
    content = {**made.content, "priorities": named}
    return StrategyVersionFactory(office=office, approved_at=APPROVED, content=content, **more)


def test_each_check_cites_its_item_as_the_catalogue_does():
    items = [
        item
        for name in ("r2015", "st2015")
        for item in yaml.safe_load((FILES / f"{name}.yaml").read_text())["items"]
    ]
    cited = {
        item["code"]: f"{item['source']['symbol']} ¶{item['source']['paragraph']}" for item in items
    }
    assert {check.step: check.citation for check in BY_CODE.values()} == {
        code: cited[code] for code in cited if code not in ("R2015-5", "R2015-6")
    }


class TestRulesOfTheSteps:
    """Rules that are proven with the steps, here with what they stand beside."""

    @pytest.mark.parametrize("code", ["ST1.1", "R2015-1.1"])
    def test_an_assessment_counts_for_two_years(self, judge, office, code):
        assert judge(code).answer == Answer.NOT_SHOWN
        AssessmentSnapshotFactory(office=office, approved_at=APPROVED)
        assert judge(code).answer == Answer.SHOWN
        assert judge(code, on=dt.date(2028, 1, 16)).answer == Answer.NOT_SHOWN

    def test_resilience_and_civil_society_are_read_from_it(self, judge, office):
        made = AssessmentSnapshotFactory.build(office=office, country=office.country)
        rated = [{"code": "IN1", "label": "1", "title": "One", "strength": "weak"}]
        assert judge("ST1.2").answer == judge("ST5.1").answer == Answer.UNKNOWN
        snapshot = AssessmentSnapshotFactory(
            office=office, approved_at=APPROVED, content={**made.content, "inhibitors": rated}
        )
        assert judge("ST1.2").answer == Answer.SHOWN
        assert judge("ST5.1").answer == Answer.NOT_SHOWN
        ConsultationFactory(
            office=office,
            contributors=1,
            status="closed",
            closed_at=APPROVED,
            assessment=snapshot.assessment,
        )
        assert judge("ST5.1").answer == Answer.SHOWN

    def test_act_and_means_are_those_of_the_mechanism(self, judge, office):
        codes = ("R2015-2.1", "R2015-2.2", "ST4.1")
        assert {judge(code).answer for code in codes} == {Answer.UNKNOWN}
        NationalMechanismFactory(office=office)
        assert {judge(code).answer for code in codes} == {Answer.NOT_SHOWN}
        NationalMechanismFactory(office=office, legal_instrument="Law 12", resources="Two posts")
        assert {judge(code).answer for code in codes} == {Answer.SHOWN}

    def test_exchanges_are_those_of_two_years(self, judge, office):
        assert judge("R2015-4.1").answer == Answer.NOT_SHOWN
        ParticipationFactory(office=office, kind="exchange", starts_on=dt.date(2025, 1, 10))
        assert judge("R2015-4.1").answer == Answer.SHOWN


class TestStrategy:
    def test_an_approved_version_is_shown_from_its_day(self, judge, office):
        assert judge("R2015-1.2").answer == Answer.NOT_SHOWN
        approve(office)
        found = judge("R2015-1.2")
        assert (found.answer, found.on) == (Answer.SHOWN, dt.date(2026, 1, 15))
        assert judge("R2015-1.2", on=dt.date(2026, 1, 14)).answer == Answer.NOT_SHOWN

    def test_abroad_a_version_counts_once_it_is_shared(self, judge, office, coordinator):
        approve(office)
        assert judge("R2015-1.2", who=coordinator).answer == Answer.NOT_SHOWN
        approve(office, number=2, visibility=Visibility.NETWORK)
        assert judge("R2015-1.2", who=coordinator).answer == Answer.SHOWN

    @pytest.mark.parametrize("code", ["ST2.1", "R2015-1.3"])
    def test_priorities_in_both_spheres_in_one_in_none(self, judge, office, code):
        assert judge(code).answer == Answer.UNKNOWN
        approve(office)
        assert judge(code).answer == Answer.NOT_SHOWN
        later = {"approved_at": APPROVED + dt.timedelta(days=1)}
        approve_later = StrategyVersionFactory.build(office=office, country=office.country)
        named = [{"sphere": "home", "inhibitors": []}]
        content = {**approve_later.content, "priorities": named}
        StrategyVersionFactory(office=office, number=2, content=content, **later)
        assert judge(code).answer == Answer.PARTLY
        both = {**content, "priorities": [*named, {"sphere": "abroad", "inhibitors": []}]}
        later = {"approved_at": APPROVED + dt.timedelta(days=2)}
        StrategyVersionFactory(office=office, number=3, content=both, **later)
        assert judge(code).answer == Answer.SHOWN

    @pytest.mark.parametrize(
        ("named", "answer"),
        [
            ([], Answer.UNKNOWN),
            ([[]], Answer.NOT_SHOWN),
            ([["IN1"], []], Answer.PARTLY),
            ([["IN1"], ["IN2"]], Answer.SHOWN),
        ],
    )
    def test_each_priority_names_an_inhibitor(self, judge, office, named, answer):
        assert judge("ST2.2").answer == Answer.UNKNOWN
        approve(office, *(("home", inhibitors) for inhibitors in named))
        assert judge("ST2.2").answer == answer


class TestCapacity:
    @pytest.fixture
    def train(self, office):
        def held(on=dt.date(2025, 2, 3), **more):
            return TrainingFactory(office=office, starts_on=on, **more)

        return held

    def test_officials_are_those_who_came_from_public_bodies(self, judge, office, train):
        assert judge("ST3.1").answer == Answer.NOT_SHOWN
        training = train()
        TrainingAttendanceFactory(training=training, other="Bar council")
        group = InstitutionFactory(country=office.country, type__code="civil_society")
        TrainingAttendanceFactory(training=training, institution=group, other="")
        assert judge("ST3.1").answer == Answer.PARTLY
        police = InstitutionFactory(country=office.country, type__code="police")
        TrainingAttendanceFactory(training=training, institution=police, other="")
        found = judge("ST3.1")
        assert (found.answer, found.on) == (Answer.SHOWN, training.starts_on)

    def test_a_training_counts_for_two_years_from_its_day(self, judge, office, train):
        police = InstitutionFactory(country=office.country, type__code="police")
        training = train(on=dt.date(2024, 6, 1))
        TrainingAttendanceFactory(training=training, institution=police, other="")
        assert judge("ST3.1").answer == Answer.SHOWN
        assert judge("ST3.1", on=DAY + dt.timedelta(days=1)).answer == Answer.NOT_SHOWN
        assert judge("ST3.1", on=dt.date(2024, 5, 31)).answer == Answer.NOT_SHOWN

    @pytest.mark.parametrize(
        ("code", "kind", "other"),
        [("ST5.2", "civil_society", "regional"), ("R2015-4.2", "regional", "civil_society")],
    )
    def test_a_partnership_counts_by_who_the_partner_is(self, judge, office, code, kind, other):
        goes_on = {"office": office, "starts_on": dt.date(2025, 1, 1), "ends_on": None}
        PartnerFactory(partnership=PartnershipFactory(**goes_on), kind=other, name="Another")
        assert judge(code).answer == Answer.NOT_SHOWN
        PartnerFactory(partnership=PartnershipFactory(**goes_on), kind=kind, name="The one")
        assert judge(code).answer == Answer.SHOWN
        assert judge(code, on=dt.date(2024, 12, 31)).answer == Answer.NOT_SHOWN

    def test_incitement_is_a_topic_of_trainings_and_of_partnerships(self, judge, office, train):
        train(topic="security")
        assert judge("R2015-7.1").answer == Answer.NOT_SHOWN
        partnership = PartnershipFactory(
            office=office, starts_on=dt.date(2025, 1, 1), ends_on=None, topic="hate_speech"
        )
        assert partnership.title in judge("R2015-7.1").because
        training = train(topic="hate_speech", title="Words that wound")
        assert training.title in judge("R2015-7.1").because

    def test_a_lesson_counts_from_its_approval(self, judge, office):
        LessonFactory(office=office)
        assert judge("R2015-3.1").answer == Answer.NOT_SHOWN
        LessonFactory(office=office, approved_at=APPROVED)
        assert judge("R2015-3.1").answer == Answer.SHOWN
        assert judge("R2015-3.1", on=dt.date(2026, 1, 14)).answer == Answer.NOT_SHOWN


class TestReading:
    @pytest.fixture
    def elements(self):
        return [
            ElementItemFactory(code=f"ST{n}", order=n, title=f"Element {n}") for n in range(1, 6)
        ]

    @pytest.fixture
    def client(self, focal_point):
        client = Client()
        client.force_login(User.objects.get(pk=focal_point.user_id))
        return client

    def test_the_page_of_a_framework_shows_its_questions(self, client, office, elements):
        page = client.get(reverse("progress-record"), {"framework": "ST2015"}).content.decode()
        assert "Were officials trained?" in page
        assert "A/69/981-S/2015/500 ¶69" in page
        assert "Is the rank on record?" not in page

    def test_a_parameter_is_read_without_what_no_text_holds(self, client, office, elements):
        asked = {"framework": "ST2015\0", "state": f"{office.country.code}\0"}
        assert "Were officials trained?" in client.get(reverse("progress-record"), asked).text

    def test_what_asks_nothing_has_no_page(self, client, office, elements):
        for code in ("FA2014", "ST\0"):
            answer = client.get(reverse("progress-record"), {"framework": code})
            assert answer.status_code == 404, code

    def test_programs_read_the_same(self, focal_point, office, elements):
        program = APIClient()
        program.force_login(User.objects.get(pk=focal_point.user_id))
        address = reverse("api-progress-record")
        found = program.get(address, {"framework": "ST2015"}).json()["steps"]
        assert [step["item_code"] for step in found] == [item.code for item in elements]
        [trained] = found[2]["checks"]
        assert (trained["code"], trained["answer"]) == ("ST3.1", "not_shown")
        assert trained["source"] == "A/69/981-S/2015/500 ¶69"
        assert program.get(address, {"framework": "FA2014"}).status_code == 400

    def test_the_page_of_an_element_shows_its_own(self, client, office, elements):
        part = reverse("progress-step-record", args=["ST3"]) + "?framework=ST2015"
        step = client.get(reverse("progress-step", args=["ST3"])).content.decode()
        assert part in step
        page = client.get(part).content.decode()
        assert "Were officials trained?" in page
        assert "How this is read" in page

    def test_the_strategy_leads_to_the_questions_of_each_element(self, client, office, elements):
        page = client.get(reverse("strategy")).content.decode()
        assert reverse("progress-record") + "?framework=ST2015#ST3" in page

    def test_costs_the_same_however_much_the_record_holds(self, client, office, elements):
        for number in range(1, 12):
            day = dt.date(2025, 1, number)
            StrategyVersionFactory(office=office, number=number)
            TrainingAttendanceFactory(training=TrainingFactory(office=office, starts_on=day))
            PartnerFactory(
                partnership=PartnershipFactory(office=office, starts_on=day), kind="civil_society"
            )
            AssessmentSnapshotFactory(office=office)
        client.get(reverse("progress-record"), {"framework": "ST2015"})
        # One for each part that the five elements read.
        with at_most(7):
            client.get(reverse("progress-record"), {"framework": "ST2015"})
