"""What follows an approved assessment: the next cycle with all that it said, or a correction."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse

from apps.assessments.charts.cycles import approved_cycles, cycles_until, cycles_until_snapshot
from apps.assessments.cycle.phases import Phase
from apps.assessments.finding_models import IndicatorFinding
from apps.assessments.findings.services import record_finding
from apps.assessments.models import Assessment, AssessmentSnapshot, FactorRating, Status
from apps.assessments.resilience.services import add_structure, rate_inhibitor
from apps.assessments.resilience_models import InhibitorRating, ResilienceStructure
from apps.assessments.selectors import is_intact, ratings_of
from apps.assessments.services import (
    approve_assessment,
    rate_factor,
    submit_assessment,
    update_assessment,
)
from apps.assessments.sharing import share_snapshot
from apps.assessments.succession.selectors import Mark, former_of, replacements
from apps.assessments.succession.services import begin_next, correct_assessment, next_title
from apps.catalogue.models import Item
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from focalpoint.visibility import Visibility
from tests import factories as f
from tests.assessments.test_cycle import days
from tests.assessments.test_pages import browser, read

pytestmark = pytest.mark.django_db

PERIOD = {"period_start": dt.date(2026, 7, 1), "period_end": dt.date(2026, 12, 31)}


def indicator(code):
    return Item.objects.get(code=code)


@pytest.fixture
def approved(rated, official, focal_point, office):
    """An approved assessment with a finding, an inhibitor and a structure."""
    record_finding(
        actor=official,
        assessment=rated,
        indicator=indicator("1.1"),
        changes={
            "presence": "partly",
            "note": "In two districts.",
            "observed_on": dt.date(2026, 3, 1),
            "source": "Police",
        },
        version=0,
    )
    rate_inhibitor(
        actor=official,
        assessment=rated,
        inhibitor=f.InhibitorFactory(code="IN1"),
        changes={"strength": "weak", "narrative": "No oversight."},
        version=0,
    )
    add_structure(
        actor=official,
        assessment=rated,
        fields={"name": "Ombudsperson", "strength": "fair", "factors": ["RF1"]},
    )
    submit_assessment(actor=official, assessment=rated)
    approve_assessment(actor=focal_point, assessment=rated)
    with acting(SYSTEM):
        return Assessment.objects.select_related("country", "framework", "office").get(pk=rated.pk)


@pytest.fixture
def begun(approved, official):
    return begin_next(actor=official, former=approved, fields=PERIOD)


def rating_in(assessment, code):
    with acting(SYSTEM):
        return FactorRating.objects.select_related("factor", "assessment").get(
            assessment=assessment, factor__code=code
        )


def marks(who, assessment):
    with acting(who):
        former = former_of(assessment, who, findings=True)
        assert former is not None
        return {r.factor.code: former.rating_mark(r) for r in ratings_of(assessment, who)}


class TestNextCycle:
    def test_it_takes_over_what_was_said(self, begun, approved):
        assert begun.status == Status.DRAFT
        assert begun.phase == Phase.PLAN
        assert begun.reference != approved.reference
        for name in ("method", "context", "lead_institution_id", "visibility", "title"):
            assert getattr(begun, name) == getattr(approved, name)
        assert (begun.period_start, begun.period_end) == tuple(PERIOD.values())
        assert rating_in(begun, "RF3").narrative == "About 3."
        with acting(SYSTEM):
            finding = IndicatorFinding.objects.get(assessment=begun)
            assert finding.observed_on == dt.date(2026, 3, 1)
            assert finding.note == "In two districts."
            assert InhibitorRating.objects.get(assessment=begun).strength == "weak"
            assert ResilienceStructure.objects.get(assessment=begun).factors == ["RF1"]

    def test_the_former_stays_as_it_is(self, begun, approved):
        now = read(Assessment, pk=approved.pk)
        assert now.version == approved.version
        assert now.status == Status.APPROVED

    def test_everything_is_unchanged_until_somebody_changes_it(self, begun, official):
        assert set(marks(official, begun).values()) == {Mark.UNCHANGED}
        rate_factor(
            actor=official,
            rating=rating_in(begun, "RF1"),
            changes={"narrative": "Worse."},
            version=None,
        )
        found = marks(official, begun)
        assert found.pop("RF1") == Mark.CHANGED
        assert set(found.values()) == {Mark.UNCHANGED}

    def test_saving_the_same_again_changes_nothing(self, begun, official):
        rating = rating_in(begun, "RF1")
        same = {"level": rating.level, "narrative": rating.narrative}
        rate_factor(actor=official, rating=rating, changes=same, version=None)
        assert marks(official, begun)["RF1"] == Mark.UNCHANGED

    def test_a_finding_is_carried_over_until_it_is_recorded_anew(self, begun, official):
        def mark():
            with acting(official):
                former = former_of(begun, official, findings=True)
                rows = IndicatorFinding.objects.select_related("indicator")
                return {
                    each.indicator.code: former.finding_mark(each)
                    for each in rows.filter(assessment=begun)
                }

        assert mark() == {"1.1": Mark.UNCHANGED}
        for code in ("1.1", "1.2"):
            record_finding(
                actor=official,
                assessment=begun,
                indicator=indicator(code),
                changes={"presence": "present"},
                version=None,
            )
        assert mark() == {"1.1": Mark.CHANGED, "1.2": Mark.NEW}

    def test_only_what_is_approved_is_followed_up(self, submitted, official):
        with pytest.raises(ValidationError, match="Only what is approved"):
            begin_next(actor=official, former=submitted, fields=PERIOD)

    def test_there_is_one_next_cycle_at_a_time(self, begun, approved, official):
        with pytest.raises(ValidationError, match="under way already"):
            begin_next(actor=official, former=approved, fields=PERIOD)
        # A correction of the former may run beside it.
        assert correct_assessment(actor=official, former=approved, reason="A typing error")

    def test_a_ministry_does_not_begin_it(self, approved, official, ministry):
        update_assessment(
            actor=official,
            assessment=approved,
            changes={"visibility": Visibility.GOVERNMENT},
            version=None,
        )
        with pytest.raises(PermissionDenied):
            begin_next(
                actor=f.actor(Role.MINISTRY_OFFICER, ministry), former=approved, fields=PERIOD
            )

    def test_nothing_is_begun_by_halves(self, approved, official):
        with pytest.raises(ValidationError, match="cannot end before"):
            begin_next(
                actor=official,
                former=approved,
                fields={"period_start": days(3), "period_end": days(1)},
            )
        with acting(SYSTEM):
            assert Assessment.objects.count() == 1

    def test_the_database_lets_nothing_begin_from_another_state(self, draft, official):
        foreign = f.AssessmentFactory()
        with acting(official), pytest.raises(DatabaseError), transaction.atomic():
            Assessment.objects.filter(pk=draft.pk).update(begun_from=foreign)

    @pytest.mark.parametrize(
        ("title", "after"),
        [
            ("National assessment 2026", "National assessment 2028"),
            ("Assessment of 2024 to 2026", "Assessment of 2028 to 2028"),
            ("National assessment", "National assessment"),
        ],
    )
    def test_the_title_takes_the_new_year(self, title, after):
        assert next_title(title, dt.date(2028, 6, 30)) == after


class TestCorrection:
    @pytest.fixture
    def correction(self, approved, official):
        made = correct_assessment(
            actor=official, former=approved, reason="Factor 3 named a wrong province."
        )
        rate_factor(
            actor=official,
            rating=rating_in(made, "RF3"),
            changes={"narrative": "About the north."},
            version=None,
        )
        return made

    def approve(self, who, official, assessment, visibility=Visibility.NETWORK):
        submit_assessment(actor=official, assessment=assessment)
        return approve_assessment(actor=who, assessment=assessment, visibility=visibility)

    def test_it_needs_a_reason(self, approved, official):
        with pytest.raises(ValidationError, match="Say what is to be corrected"):
            correct_assessment(actor=official, former=approved, reason=" ")

    def test_it_is_a_draft_of_the_same_period(self, correction, approved):
        assert correction.status == Status.DRAFT
        assert correction.is_correction
        assert (correction.period_start, correction.period_end) == (
            approved.period_start,
            approved.period_end,
        )

    def test_its_snapshot_says_what_it_replaces_and_why(
        self, correction, approved, official, focal_point
    ):
        snapshot = self.approve(focal_point, official, correction)
        with acting(SYSTEM):
            former = AssessmentSnapshot.objects.get(assessment=approved)
        told = snapshot.content["replaces"]
        assert told["sha256"] == former.sha256
        assert told["reason"] == "Factor 3 named a wrong province."
        assert is_intact(snapshot)
        assert is_intact(former)
        with acting(official):
            found = replacements(official)
        assert found == {(approved.reference, 1): snapshot}

    def test_both_pages_say_so(self, correction, approved, official, focal_point, coordinator):
        with acting(SYSTEM):
            former = AssessmentSnapshot.objects.get(assessment=approved)
        share_snapshot(
            actor=focal_point, snapshot=former, visibility=Visibility.NETWORK, reason="Ready"
        )
        snapshot = self.approve(focal_point, official, correction)
        client = browser(coordinator)
        page = client.get(snapshot.get_absolute_url())
        assert "Factor 3 named a wrong province." in page.text
        assert former.sha256 in page.text
        old = client.get(former.get_absolute_url())
        assert "A corrected version has taken its place." in old.text
        listed = client.get(reverse("snapshot-list"))
        assert f"{approved.reference} (replaced)" in listed.text

    def test_by_levels_alone_it_gives_no_reason(
        self, correction, approved, official, focal_point, coordinator
    ):
        snapshot = self.approve(focal_point, official, correction, Visibility.GOVERNMENT)
        share_snapshot(
            actor=focal_point,
            snapshot=snapshot,
            visibility=Visibility.NETWORK,
            extent="levels",
            reason="Ready",
        )
        with acting(SYSTEM):
            levels = AssessmentSnapshot.objects.get(extent="levels")
        page = browser(coordinator).get(levels.get_absolute_url())
        assert "It replaces" in page.text
        assert "wrong province" not in page.text

    def test_what_is_no_correction_replaces_nothing(self, begun, official, focal_point):
        assert "replaces" not in self.approve(focal_point, official, begun).content

    def test_charts_show_either_what_was_replaced_or_what_replaced_it(
        self, correction, approved, official, focal_point, coordinator
    ):
        snapshot = self.approve(focal_point, official, correction)
        with acting(SYSTEM):
            former = AssessmentSnapshot.objects.get(assessment=approved)
        for who, subject in ((focal_point, former), (focal_point, snapshot)):
            with acting(who):
                [only] = cycles_until_snapshot(subject, who)
                assert only.content["reference"] == subject.content["reference"]
        with acting(focal_point):
            assert approved_cycles(former.country_id, focal_point) == [snapshot]
            assert len(cycles_until(approved, focal_point)) == 1
        # Whoever does not read the correction goes on reading what it replaced.
        share_snapshot(
            actor=focal_point, snapshot=snapshot, visibility=Visibility.OFFICE, reason="Not yet"
        )
        share_snapshot(
            actor=focal_point, snapshot=former, visibility=Visibility.NETWORK, reason="Ready"
        )
        with acting(coordinator):
            assert approved_cycles(former.country_id, coordinator) == [former]

    def test_the_form_offers_the_readers_of_the_former(self, correction, official, focal_point):
        submit_assessment(actor=official, assessment=correction)
        url = reverse("assessment-transition", args=[correction.reference, "approve"])
        page = browser(focal_point).get(url)
        assert page.context["form"].initial["visibility"] == Visibility.GOVERNMENT
        assert "Factor 3 named a wrong province." in page.text


class TestPages:
    def test_the_next_cycle_begins_on_a_page(self, approved, official):
        client = browser(official)
        url = reverse("assessment-next", args=[approved.reference])
        form = client.get(url).context["form"]
        assert form.initial["period_start"] == dt.date(2026, 7, 1)
        sent = {"title": "National assessment 2027", **PERIOD}
        page = client.post(url, sent, follow=True)
        assert "Everything is as it was last time" in page.text
        made = read(Assessment, title="National assessment 2027")
        # Once it is begun, the page leads there.
        assert client.get(url).url == reverse("assessment-cycle", args=[made.reference])

    def test_a_factor_shows_last_time_beside(self, begun, official):
        client = browser(official)
        page = client.get(reverse("factor-rate", args=[begun.reference, "RF1"]))
        assert "last time: Moderate, Unknown" in page.text
        assert "carried over, as of" in page.text
        detail = client.get(begun.get_absolute_url())
        assert "14 unchanged, 0 changed, 0 new" in detail.text
        assert "One finding is carried over with its former date." in detail.text

    def test_findings_and_resilience_say_what_is_as_it_was(self, begun, official):
        client = browser(official)
        page = client.get(reverse("assessment-findings", args=[begun.reference]))
        assert page.text.count("carried over") == 1
        page = client.get(reverse("assessment-resilience", args=[begun.reference]))
        assert page.text.count("Unchanged") == 2

    def test_a_first_cycle_says_nothing_of_a_last_one(self, draft, official):
        page = browser(official).get(reverse("factor-rate", args=[draft.reference, "RF1"]))
        assert "last time" not in page.text
        assert "carried over" not in page.text

    def test_a_correction_begins_on_a_page(self, approved, official):
        client = browser(official)
        url = reverse("assessment-correct", args=[approved.reference])
        assert client.post(url, {"reason": ""}).status_code == 422
        page = client.post(url, {"reason": "A wrong province."}, follow=True)
        assert "Change what is wrong" in page.text
        assert read(Assessment, correction_reason="A wrong province.").begun_from_id == approved.pk

    def test_a_draft_is_neither_followed_nor_corrected(self, draft, official):
        client = browser(official)
        for name in ("assessment-next", "assessment-correct"):
            url = reverse(name, args=[draft.reference])
            assert client.get(url).url == draft.get_absolute_url()
            refused = client.post(url, {"title": "x", "reason": "x", **PERIOD})
            assert refused.status_code == 422
