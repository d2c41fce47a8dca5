"""What the record shows: each rule has a State that passes it and one that does not."""

import datetime as dt

import pytest

from apps.recommendations.record.catalogue import CHECKS
from apps.recommendations.record.checks import REPORT_2015, Answer
from apps.recommendations.record.facts import FOOTNOTE, Facts
from apps.treaties.obligations.choices import DueKind, DueStatus, Origin
from focalpoint.acting import acting
from focalpoint.roles import Role
from tests.factories import (
    AppointmentFactory,
    AssessmentSnapshotFactory,
    ConsultationFactory,
    DomesticMeasureFactory,
    MeasureCoverageFactory,
    NationalMechanismFactory,
    OccurrenceFactory,
    ParticipationFactory,
    PartnershipFactory,
    PopulationAtRiskFactory,
    ReportingObligationFactory,
    TreatyActionFactory,
    TreatyFactory,
    TreatyRequirementFactory,
    actor,
)

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 6, 1)
APPROVED = dt.datetime(2026, 1, 15, 12, tzinfo=dt.UTC)
BY_CODE = {check.code: check for check in CHECKS}


@pytest.fixture
def judge(focal_point, office):
    """What one check says of the State on a day, to its focal point unless another is named."""

    def judged(code, on=DAY, who=None):
        who = who or focal_point
        with acting(who):
            return BY_CODE[code].judge(Facts(office.country, who, on))

    return judged


def answers(judge, code, **more):
    return judge(code, **more).answer


def snapshot(office, content=None, **more):
    """An approved assessment whose content says ``content`` besides what it must."""
    made = AssessmentSnapshotFactory.build(office=office, country=office.country)
    return AssessmentSnapshotFactory(
        office=office,
        approved_at=more.pop("approved_at", APPROVED),
        content={**made.content, **(content or {})},
        **more,
    )


class TestEveryCheck:
    def test_says_what_it_asks_how_it_is_read_and_where_that_is_written(self):
        for check in CHECKS:
            assert str(check.asks).endswith("?")
            assert len(str(check.rule)) > 40
            # Those of 2015 are held against the catalogue in test_record_2015.
            if check.report != REPORT_2015:
                assert check.citation == f"A/67/929-S/2013/399 ¶71({check.step[-1].lower()})"

    def test_has_a_code_of_its_own(self):
        assert len(BY_CODE) == len(CHECKS)

    def test_claims_nothing_of_an_empty_record(self, judge):
        for check in CHECKS:
            assert answers(judge, check.code) != Answer.SHOWN, check.code


class TestMechanism:
    def test_a_serving_focal_point_is_shown_with_name_and_day(self, judge, office):
        AppointmentFactory(office=office, rank="Director-General", legal_act="Decree 4 of 2024")
        found = judge("A1")
        assert (found.answer, found.on) == (Answer.SHOWN, dt.date(2024, 1, 1))
        assert "Amina Example" in found.because
        assert judge("A2").because == "Director-General"
        assert judge("A3").because == "Decree 4 of 2024"

    def test_a_mechanism_stands_for_the_focal_point(self, judge, office):
        NationalMechanismFactory(
            office=office, legal_instrument="Law 12", resources="Two posts", name="Committee"
        )
        assert answers(judge, "A1") == Answer.SHOWN
        assert judge("A3").because == "Law 12"
        assert answers(judge, "A4") == Answer.SHOWN

    def test_a_dissolved_mechanism_stands_for_nothing(self, judge, office):
        NationalMechanismFactory(
            office=office, resources="Two posts", dissolved_on=dt.date(2026, 5, 1)
        )
        assert answers(judge, "A1") == Answer.NOT_SHOWN
        assert answers(judge, "A4") == Answer.UNKNOWN
        assert answers(judge, "A4", on=dt.date(2026, 4, 1)) == Answer.SHOWN

    def test_a_vacant_seat_is_named_with_the_last_day(self, judge, office):
        AppointmentFactory(office=office, ends_on=dt.date(2026, 3, 1))
        found = judge("A1")
        assert (found.answer, found.on) == (Answer.NOT_SHOWN, dt.date(2026, 3, 1))
        assert found.closes

    def test_no_rank_no_act_no_means_are_gaps_that_say_how_to_close_them(self, judge, office):
        AppointmentFactory(office=office)
        NationalMechanismFactory(office=office)
        for code in ("A2", "A3", "A4"):
            found = judge(code)
            assert (found.answer, bool(found.closes)) == (Answer.NOT_SHOWN, True), code

    def test_a_handover_of_a_month_is_no_gap_and_a_longer_one_is(self, judge, office):
        AppointmentFactory(office=office, ends_on=dt.date(2026, 1, 31))
        AppointmentFactory(office=office, starts_on=dt.date(2026, 3, 3))
        assert answers(judge, "A5") == Answer.SHOWN
        assert answers(judge, "A5", on=dt.date(2026, 3, 2)) == Answer.SHOWN

    def test_more_days_than_a_handover_takes_are_counted(self, judge, office):
        AppointmentFactory(office=office, ends_on=dt.date(2026, 1, 31))
        AppointmentFactory(office=office, starts_on=dt.date(2026, 3, 4))
        found = judge("A5")
        assert found.answer == Answer.PARTLY
        assert "31 days" in found.because
        assert answers(judge, "A5", on=dt.date(2026, 3, 3)) == Answer.NOT_SHOWN


class TestAssessment:
    def test_an_approval_of_the_last_two_years_is_shown(self, judge, office):
        snapshot(office)
        assert answers(judge, "B1") == Answer.SHOWN
        assert answers(judge, "B1", on=dt.date(2028, 1, 15)) == Answer.SHOWN

    def test_a_day_more_is_too_old(self, judge, office):
        snapshot(office)
        assert answers(judge, "B1", on=dt.date(2028, 1, 16)) == Answer.NOT_SHOWN

    def test_the_day_before_the_approval_knows_nothing_of_it(self, judge, office):
        snapshot(office)
        assert answers(judge, "B1", on=dt.date(2026, 1, 14)) == Answer.NOT_SHOWN

    def test_each_factor_rated_some_none(self, judge, office):
        snapshot(office, {"rated": 14, "total": 14})
        assert answers(judge, "B2") == Answer.SHOWN
        snapshot(office, {"rated": 9, "total": 14}, approved_at=APPROVED + dt.timedelta(days=1))
        assert answers(judge, "B2") == Answer.PARTLY
        snapshot(office, {"rated": 0, "total": 14}, approved_at=APPROVED + dt.timedelta(days=2))
        assert answers(judge, "B2") == Answer.NOT_SHOWN

    def test_another_framework_is_not_the_one_asked_for(self, judge, office):
        other = {"code": "OTHER", "edition": "1", "title": "Own", "source_symbol": ""}
        snapshot(office, {"framework": other, "rated": 3, "total": 3})
        assert answers(judge, "B2") == Answer.NOT_SHOWN

    def test_named_populations_are_told_to_the_office_alone(self, judge, office, ministry):
        made = snapshot(office)
        assert answers(judge, "B3") == Answer.NOT_SHOWN
        PopulationAtRiskFactory(assessment=made.assessment, name="Herders")
        found = judge("B3")
        assert found.answer == Answer.SHOWN
        assert "Herders" not in found.because
        for_ministry = judge("B3", who=actor(Role.MINISTRY_OFFICER, ministry))
        assert for_ministry.answer == Answer.UNKNOWN

    def test_resilience_rated_some_none(self, judge, office):
        inhibitors = [{"code": c, "label": c, "title": c, "strength": "weak"} for c in "ab"]
        snapshot(office, {"inhibitors": inhibitors})
        assert answers(judge, "B4") == Answer.SHOWN
        half = [inhibitors[0], {**inhibitors[1], "strength": "unknown"}]
        snapshot(office, {"inhibitors": half}, approved_at=APPROVED + dt.timedelta(days=1))
        assert answers(judge, "B4") == Answer.PARTLY
        snapshot(office, approved_at=APPROVED + dt.timedelta(days=2))
        assert answers(judge, "B4") == Answer.NOT_SHOWN

    def test_civil_society_was_heard_only_if_somebody_contributed(self, judge, office):
        made = snapshot(office)
        ended = {"status": "closed", "closed_at": APPROVED, "assessment": made.assessment}
        ConsultationFactory(office=office, contributors=0, **ended)
        assert answers(judge, "B5") == Answer.NOT_SHOWN
        # What ended after the approval was not heard in it.
        later = {**ended, "closed_at": APPROVED + dt.timedelta(days=1)}
        ConsultationFactory(office=office, contributors=2, **later)
        assert answers(judge, "B5") == Answer.NOT_SHOWN
        ConsultationFactory(office=office, contributors=2, **ended)
        assert answers(judge, "B5") == Answer.SHOWN


class TestInstruments:
    @pytest.fixture
    def listed(self):
        return [
            TreatyFactory(named_in=[FOOTNOTE], entered_into_force_on=dt.date(2000, 1, 1))
            for _ in range(2)
        ]

    def test_only_instruments_of_the_footnote_count(self, judge, office, listed):
        TreatyFactory(named_in=["A/69/981-S/2015/500 footnote 17"])
        for treaty in listed:
            TreatyActionFactory(treaty=treaty, country=office.country)
        assert answers(judge, "C1") == Answer.SHOWN
        assert answers(judge, "C2") == Answer.SHOWN

    def test_one_of_two_is_a_part_and_the_other_is_named(self, judge, office, listed):
        TreatyActionFactory(treaty=listed[0], country=office.country)
        found = judge("C2")
        assert found.answer == Answer.PARTLY
        assert str(listed[1]) in found.closes
        assert str(listed[0]) not in found.closes

    def test_a_signature_is_signed_and_not_in_force(self, judge, office, listed):
        for treaty in listed:
            TreatyActionFactory(treaty=treaty, country=office.country, kind="signature")
        assert answers(judge, "C1") == Answer.SHOWN
        assert answers(judge, "C2") == Answer.NOT_SHOWN

    def test_nothing_counts_before_its_day(self, judge, office, listed):
        for treaty in listed:
            TreatyActionFactory(treaty=treaty, country=office.country)
        assert answers(judge, "C1", on=dt.date(2010, 2, 28)) == Answer.NOT_SHOWN

    def test_law_covers_all_some_or_nobody_wrote_it_down(self, judge, office, listed):
        TreatyActionFactory(treaty=listed[0], country=office.country)
        points = [TreatyRequirementFactory(treaty=listed[0]) for _ in range(2)]
        assert answers(judge, "C3") == Answer.UNKNOWN
        law = DomesticMeasureFactory(office=office)
        MeasureCoverageFactory(measure=law, requirement=points[0])
        assert answers(judge, "C3") == Answer.PARTLY
        MeasureCoverageFactory(measure=law, requirement=points[1])
        assert answers(judge, "C3") == Answer.SHOWN

    @pytest.fixture
    def report(self, office):
        """A periodic report that fell due in March."""

        def due(**more):
            return OccurrenceFactory(
                office=office,
                obligation=ReportingObligationFactory(office=office),
                original_due_on=dt.date(2026, 3, 31),
                **more,
            )

        return due

    def test_reports_handed_in_are_shown(self, judge, report):
        report(status=DueStatus.SUBMITTED, submitted_on=dt.date(2026, 3, 1))
        assert answers(judge, "C4") == Answer.SHOWN

    def test_a_confirmed_date_that_passed_is_overdue(self, judge, report):
        report(confirmed_at=APPROVED)
        found = judge("C4")
        assert (found.answer, found.on) == (Answer.NOT_SHOWN, dt.date(2026, 3, 31))

    def test_a_date_nobody_confirmed_proves_no_delay(self, judge, report):
        report()
        assert answers(judge, "C4") == Answer.UNKNOWN

    def test_what_came_later_was_overdue_before(self, judge, report):
        report(status=DueStatus.SUBMITTED, submitted_on=dt.date(2026, 5, 1), confirmed_at=APPROVED)
        assert answers(judge, "C4", on=dt.date(2026, 4, 15)) == Answer.NOT_SHOWN
        assert answers(judge, "C4") == Answer.SHOWN


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("E2", DueKind.NATIONAL_REPORT),
        ("E3", DueKind.POSITIONS),
        ("E4", DueKind.MID_TERM),
    ],
)
class TestReview:
    @pytest.fixture
    def paper(self, office):
        def due(kind, **more):
            return OccurrenceFactory(
                office=office,
                obligation=ReportingObligationFactory(office=office, treaty=None, kind="upr"),
                kind=kind,
                original_due_on=dt.date(2026, 3, 31),
                origin=Origin.PUBLISHED,
                confirmed_at=APPROVED,
                **more,
            )

        return due

    def test_in_time_late_and_missing(self, judge, paper, code, kind):
        handed_in = {"status": DueStatus.SUBMITTED}
        paper(kind, **handed_in, submitted_on=dt.date(2026, 3, 20))
        assert answers(judge, code) == Answer.SHOWN

    def test_later_than_its_date_is_a_part(self, judge, paper, code, kind):
        paper(kind, status=DueStatus.SUBMITTED, submitted_on=dt.date(2026, 4, 2))
        found = judge(code)
        assert found.answer == Answer.PARTLY
        assert "2 days" in found.because

    def test_what_is_not_in_is_not_shown_from_the_day_after(self, judge, paper, code, kind):
        paper(kind)
        assert answers(judge, code) == Answer.NOT_SHOWN
        assert answers(judge, code, on=dt.date(2026, 4, 1)) == Answer.NOT_SHOWN
        assert answers(judge, code, on=dt.date(2026, 3, 31)) == Answer.UNKNOWN

    def test_what_comes_early_is_shown_at_once(self, judge, paper, code, kind):
        paper(kind, status=DueStatus.SUBMITTED, submitted_on=dt.date(2026, 3, 20))
        assert answers(judge, code, on=dt.date(2026, 3, 20)) == Answer.SHOWN
        assert answers(judge, code, on=dt.date(2026, 3, 19)) == Answer.UNKNOWN


class TestMeetings:
    @pytest.fixture
    def attended(self, office):
        def record(kind, on=dt.date(2025, 1, 10), **more):
            return ParticipationFactory(office=office, kind=kind, starts_on=on, **more)

        return record

    @pytest.mark.parametrize(
        ("code", "kind", "other"),
        [("D1", "exchange", "debate"), ("G1", "debate", "exchange"), ("E1", "upr", "dialogue")],
    )
    def test_a_recent_one_of_the_kind_is_shown_and_no_other(
        self, judge, attended, code, kind, other
    ):
        attended(other)
        assert answers(judge, code) == Answer.NOT_SHOWN
        made = attended(kind)
        found = judge(code)
        assert (found.answer, found.on) == (Answer.SHOWN, made.starts_on)

    @pytest.mark.parametrize(("code", "kind"), [("D1", "exchange"), ("G1", "debate")])
    def test_two_years_ago_is_the_bound(self, judge, attended, code, kind):
        attended(kind, on=dt.date(2024, 6, 1))
        assert answers(judge, code) == Answer.SHOWN
        assert answers(judge, code, on=DAY + dt.timedelta(days=1)) == Answer.NOT_SHOWN

    def test_a_review_counts_for_a_cycle(self, judge, attended):
        attended("upr", on=dt.date(2021, 10, 1))
        assert answers(judge, "E1") == Answer.SHOWN
        assert answers(judge, "E1", on=dt.date(2026, 6, 2)) == Answer.NOT_SHOWN

    def test_what_comes_later_shows_nothing_before(self, judge, attended):
        attended("debate", on=dt.date(2026, 6, 2))
        assert answers(judge, "G1") == Answer.NOT_SHOWN

    def test_who_stayed_away_attended_nothing(self, judge, attended):
        attended("debate", presence="absent")
        assert answers(judge, "G1") == Answer.NOT_SHOWN

    def test_a_statement_is_more_than_being_there(self, judge, attended):
        attended("debate")
        assert answers(judge, "G2") == Answer.PARTLY
        attended("dialogue", statement="group", on_behalf_of="The Group of Friends")
        assert answers(judge, "G2") == Answer.SHOWN


class TestPartnerships:
    def test_one_that_goes_on_with_a_purpose_is_shown(self, judge, office):
        assert answers(judge, "F1") == Answer.NOT_SHOWN
        PartnershipFactory(
            office=office, starts_on=dt.date(2025, 1, 1), ends_on=None, purpose="Courses"
        )
        assert answers(judge, "F1") == Answer.SHOWN
        assert answers(judge, "F1", on=dt.date(2024, 12, 31)) == Answer.NOT_SHOWN

    def test_one_that_has_ended_is_not(self, judge, office):
        PartnershipFactory(
            office=office,
            starts_on=dt.date(2025, 1, 1),
            ends_on=dt.date(2026, 5, 31),
            purpose="Courses",
        )
        assert answers(judge, "F1") == Answer.NOT_SHOWN
        assert answers(judge, "F2") == Answer.UNKNOWN

    def test_an_outcome_is_more_than_a_purpose(self, judge, office):
        made = {"office": office, "starts_on": dt.date(2025, 1, 1), "purpose": "Courses"}
        PartnershipFactory(**made, outcome="")
        assert answers(judge, "F2") == Answer.NOT_SHOWN
        PartnershipFactory(**made, outcome="Forty officers trained")
        assert answers(judge, "F2") == Answer.SHOWN
