"""Findings of indicators: the ground of a judgement, and never the judgement itself."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from apps.assessments.finding_models import IndicatorFinding, Presence
from apps.assessments.findings.selectors import (
    Tally,
    crimes_of,
    ground_of,
    grounds_of,
    tallies_of,
    tally_of,
)
from apps.assessments.findings.services import record_finding
from apps.assessments.models import FactorRating, Level
from apps.assessments.services import (
    approve_assessment,
    rate_factor,
    return_assessment,
    submit_assessment,
)
from apps.catalogue.models import Item
from apps.evidence.services import attach_link
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.errors import StaleVersionError
from focalpoint.history import history_of
from focalpoint.roles import Role
from focalpoint.visibility import Visibility
from tests.factories import EvidenceFactory, ItemFactory, actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def indicators(factors):
    """Four more, so that the first factor has six."""
    for n in range(3, 7):
        ItemFactory(
            framework=factors[0].framework,
            parent=factors[0],
            code=f"1.{n}",
            label=f"1.{n}",
            kind="indicator",
            title=f"Indicator 1.{n} is present.",
            order=100 + n,
        )
    return list(Item.objects.filter(parent=factors[0]).order_by("order"))


@pytest.fixture
def record(draft, indicators, official):
    """Record the findings of the first indicators, one after the other."""

    def record_them(*presences, **more):
        return [
            record_finding(
                actor=official,
                assessment=draft,
                indicator=indicator,
                changes={"presence": presence, **more},
                version=0,
            )
            for indicator, presence in zip(indicators, presences, strict=False)
        ]

    return record_them


def ground(draft, factor, who):
    with acting(who):
        return ground_of(draft, factor, who)


class TestRecording:
    def test_the_first_finding_makes_the_record_and_names_its_author(self, record, official):
        [made] = record("partly", note="Two districts.", observed_on=dt.date(2026, 2, 1))
        with acting(official):
            entry = history_of(made)[0]
        assert entry.actor == official.name
        assert entry.event == "finding.recorded"

    def test_what_it_rests_on_can_be_said_later(self, record, draft, indicators, official):
        [made] = record("present")
        changed = record_finding(
            actor=official,
            assessment=draft,
            indicator=indicators[0],
            changes={"source": "Court register", "reliability": "confirmed"},
            version=made.version,
        )
        assert (changed.presence, changed.source) == ("present", "Court register")
        assert changed.version == made.version + 1

    @pytest.mark.parametrize("seen", [0, 7])
    def test_a_colleague_who_was_quicker_is_not_overwritten(
        self, record, draft, indicators, deputy, seen
    ):
        record("present")
        with pytest.raises(StaleVersionError) as caught:
            record_finding(
                actor=deputy,
                assessment=draft,
                indicator=indicators[0],
                changes={"presence": "absent"},
                version=seen,
            )
        assert caught.value.current.presence == "present"

    def test_a_day_to_come_is_refused(self, record):
        with pytest.raises(ValidationError, match="future"):
            record("present", observed_on=dt.date(2099, 1, 1))

    def test_a_finding_that_does_not_exist_is_refused(self, record):
        with pytest.raises(ValidationError):
            record("perhaps")

    def test_only_indicators_of_the_framework_have_findings(self, draft, factors, official):
        for stranger in (factors[0], ItemFactory()):
            with pytest.raises(ValidationError, match="no indicator"):
                record_finding(
                    actor=official,
                    assessment=draft,
                    indicator=stranger,
                    changes={"presence": "present"},
                    version=0,
                )

    @pytest.mark.parametrize("role", [Role.MINISTRY_OFFICER, Role.AUDITOR, Role.CONTRIBUTOR])
    def test_others_may_not(self, role, draft, indicators, office):
        with pytest.raises(PermissionDenied):
            record_finding(
                actor=actor(role, office),
                assessment=draft,
                indicator=indicators[0],
                changes={"presence": "present"},
                version=0,
            )

    def test_nobody_records_abroad(self, draft, indicators):
        with pytest.raises(PermissionDenied):
            record_finding(
                actor=actor(Role.FOCAL_POINT),
                assessment=draft,
                indicator=indicators[0],
                changes={"presence": "present"},
                version=0,
            )

    def test_after_submission_it_is_not_saved(self, submitted, indicators, official):
        with pytest.raises(ValidationError, match="handed in meanwhile"):
            record_finding(
                actor=official,
                assessment=submitted,
                indicator=indicators[0],
                changes={"presence": "present"},
                version=0,
            )

    def test_the_database_refuses_it_too(self, record, rated, official):
        [made] = record("present")
        submit_assessment(actor=official, assessment=rated)
        with acting(SYSTEM, reason="attack"):
            rows = IndicatorFinding.objects.filter(pk=made.pk)
            with pytest.raises(IntegrityError), transaction.atomic():
                rows.update(presence=Presence.ABSENT)
            with pytest.raises(IntegrityError), transaction.atomic():
                rows.delete()


class TestEvidence:
    @pytest.fixture
    def report(self, draft, official):
        url = "https://example.org/report"
        return attach_link(actor=official, target=draft, url=url, title="Report")

    def test_one_report_supports_many_findings(self, record, report):
        made = record("present", "absent", evidence=[report.pk])
        assert [finding.evidence for finding in made] == [[report.pk], [report.pk]]

    def test_what_hangs_elsewhere_is_refused(self, record, office):
        elsewhere = EvidenceFactory(office=office)
        with pytest.raises(ValidationError, match="no evidence of the assessment"):
            record("present", evidence=[elsewhere.pk])

    def test_what_a_person_cannot_see_stays_when_they_save(
        self, record, report, draft, indicators, official, ministry
    ):
        [made] = record("present", evidence=[report.pk])
        with acting(SYSTEM, reason="test set-up"):
            type(report).objects.filter(pk=report.pk).update(
                office=ministry, visibility=Visibility.OFFICE
            )
        saved = record_finding(
            actor=official,
            assessment=draft,
            indicator=indicators[0],
            changes={"evidence": [], "note": "Checked."},
            version=made.version,
        )
        assert saved.evidence == [report.pk]


class TestTally:
    def test_what_nobody_recorded_is_unknown_and_never_absent(
        self, record, draft, factors, official
    ):
        record("present", "partly", "absent", "not_applicable")
        tally = ground(draft, factors[0], official).tally
        assert tally == Tally(present=1, partly=1, absent=1, unknown=2, not_applicable=1)
        assert (tally.found, tally.known, tally.total) == (2, 3, 6)

    def test_it_is_the_same_for_one_factor_and_for_all(self, record, draft, factors, official):
        record("present", "unknown", "absent")
        with acting(official):
            one = ground_of(draft, factors[0], official).tally
            assert tallies_of(draft, official)[factors[0].pk] == one
            everything = grounds_of(draft, factors, official)
        assert [len(each.lines) for each in everything] == [6, *[0] * 13]

    def test_what_the_catalogue_retired_stays_where_it_was_recorded(
        self, record, draft, indicators, factors, official
    ):
        record("present")
        with acting(SYSTEM, reason="a new edition"):
            Item.objects.filter(pk__in=[indicators[0].pk, indicators[5].pk]).update(is_active=False)
        with acting(official):
            one = ground_of(draft, factors[0], official).tally
            assert tallies_of(draft, official)[factors[0].pk] == one
        assert (one.present, one.total) == (1, 5)

    def test_it_says_what_is_missing(self, record, draft, factors, official):
        record("present", "absent", source="Court register")
        said = " ".join(ground(draft, factors[0], official).missing)
        assert "Of 4 indicators nothing is known." in said
        assert "2 findings have no date." in said
        assert "neither source nor evidence" not in said

    @pytest.mark.parametrize(
        ("presences", "level", "asks"),
        [
            (["present", "partly", "absent"], Level.LOW, True),
            (["present", "absent"], Level.LOW, False),
            (["present", "absent", "unknown", "unknown"], Level.LOW, False),
            (["present"], Level.LOW, True),
            (["present", "present"], Level.MODERATE, False),
            (["absent", "absent", "unknown"], Level.HIGH, True),
            (["absent"], Level.VERY_HIGH, True),
            (["partly", "absent", "absent"], Level.HIGH, False),
            # Of nothing known nothing follows.
            (["unknown", "unknown"], Level.HIGH, False),
            (["unknown", "not_applicable"], Level.LOW, False),
            (["present"], Level.UNKNOWN, False),
        ],
    )
    def test_a_level_against_the_findings_is_asked_about(self, presences, level, asks):
        assert bool(tally_of(presences).question(level)) is asks

    def test_specific_factors_name_their_crimes(self, factors):
        ItemFactory(
            framework__code="CRIMES", code="GENOCIDE", kind="crime", title="Genocide", label=""
        )
        factors[8].facts = {"scope": "specific", "crimes": ["genocide"]}
        assert crimes_of(factors[8]) == ["Genocide"]
        assert crimes_of(factors[0]) == []


class TestJudgement:
    def rate(self, rating, who, **changes):
        return rate_factor(actor=who, rating=rating, changes=changes, version=None)

    def test_the_level_stays_what_the_person_said(self, record, ratings, official):
        record("present", "present", "present")
        with acting(official):
            assert FactorRating.objects.get(pk=ratings[0].pk).level == Level.UNKNOWN

    def test_a_level_against_the_findings_needs_an_answer_which_is_kept(
        self, record, ratings, official
    ):
        record("present", "present")
        with pytest.raises(ValidationError, match="most known indicators are present or partly so"):
            self.rate(ratings[0], official, level="low")
        why = "Both are remnants of 1998."
        saved = self.rate(ratings[0], official, level="low", divergence_reason=why)
        assert saved.divergence_reason == why
        # Where nothing is odd any more, nothing needs an answer.
        assert self.rate(ratings[0], official, level="high").divergence_reason == ""

    def test_text_alone_is_saved_without_the_question(self, record, ratings, official):
        self.rate(ratings[0], official, level="low")
        record("present")
        saved = self.rate(ratings[0], official, narrative="More to come.")
        assert saved.narrative == "More to come."

    def test_an_open_question_stops_the_submission(self, record, rated, ratings, official):
        self.rate(ratings[0], official, level="low")
        record("present")
        with pytest.raises(ValidationError, match="differs from what was found"):
            submit_assessment(actor=official, assessment=rated)
        self.rate(ratings[0], official, level="low", divergence_reason="Old remnants.")
        submit_assessment(actor=official, assessment=rated)


class TestSnapshot:
    def test_it_holds_the_numbers_and_none_of_the_words(
        self, record, rated, ratings, official, focal_point
    ):
        record("present", "absent", note="A quiet witness.", source="Ms Quartz")
        rate_factor(
            actor=official,
            rating=ratings[0],
            changes={"level": "low", "divergence_reason": "unasked"},
            version=None,
        )
        handed_in = submit_assessment(actor=official, assessment=rated)
        made = approve_assessment(
            actor=focal_point, assessment=handed_in, visibility=Visibility.NETWORK
        )
        first = made.content["factors"][0]
        assert first["indicators"] == {
            "present": 1,
            "partly": 0,
            "absent": 1,
            "unknown": 4,
            "not_applicable": 0,
        }
        assert first["divergence_reason"] == ""
        assert "quiet witness" not in str(made.content)
        assert "Quartz" not in str(made.content)

    def test_findings_of_an_approved_one_are_read_at_home_alone(
        self, record, rated, official, focal_point
    ):
        [made] = record("present")
        handed_in = submit_assessment(actor=official, assessment=rated)
        approve_assessment(actor=focal_point, assessment=handed_in, visibility=Visibility.PUBLIC)
        stranger = actor(Role.COORDINATOR)
        for who, seen in ((official, True), (stranger, False)):
            with acting(who):
                assert IndicatorFinding.objects.filter(pk=made.pk).exists() is seen

    def test_returned_to_draft_they_change_again(
        self, record, rated, indicators, official, focal_point
    ):
        [made] = record("present")
        handed_in = submit_assessment(actor=official, assessment=rated)
        again = return_assessment(actor=focal_point, assessment=handed_in, comment="Check 1.1.")
        record_finding(
            actor=official,
            assessment=again,
            indicator=indicators[0],
            changes={"presence": "absent"},
            version=made.version,
        )


@pytest.mark.django_db(transaction=True)
def test_of_two_first_findings_at_once_one_is_kept_and_the_other_told(draft, indicators, official):
    start = Barrier(2)

    def tell(presence):
        try:
            start.wait(timeout=10)
            record_finding(
                actor=official,
                assessment=draft,
                indicator=indicators[0],
                changes={"presence": presence},
                version=0,
            )
        except (StaleVersionError, ValidationError) as refused:
            return type(refused).__name__
        finally:
            connection.close()
        return "kept"

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(tell, ["present", "absent"]))
    assert answers == ["StaleVersionError", "kept"]
    with acting(SYSTEM):
        assert IndicatorFinding.objects.count() == 1
