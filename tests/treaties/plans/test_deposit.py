"""The end of a plan: reported by the State, apart until the depositary's data confirm it."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from apps.treaties.models import Publisher, TreatyAction
from apps.treaties.plans.choices import PlanStatus
from apps.treaties.plans.deposit import report_deposit, retract_deposit
from apps.treaties.plans.models import RatificationPlan
from apps.treaties.plans.services import resume_plan
from apps.treaties.selectors import confirmation_of, treaty_counts, treaty_statuses
from apps.treaties.status import Standing
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.errors import IllegalTransitionError
from focalpoint.roles import Role
from tests import factories as f
from tests.treaties.plans.conftest import acts, stages_of
from tests.treaties.plans.test_pages import browser

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 5, 4)


def report(at_home, plan, **values):
    values.setdefault("actor", at_home.focal_point)
    values.setdefault("kind", "accession")
    values.setdefault("deposited_on", DAY)
    return report_deposit(plan=plan, **values)


def status_of(at_home):
    table = treaty_statuses(treaties=[at_home.treaty], countries=[at_home.country])
    return table.of(at_home.treaty, at_home.country)


def reports():
    return TreatyAction.objects.reported()


class TestReporting:
    def test_it_closes_the_plan_and_the_stage_of_deposit(self, at_home, plan):
        closed = report(at_home, plan, reason="Note verbale 12")
        assert closed.status == PlanStatus.DEPOSITED
        review, _vote, deposit = stages_of(plan)
        assert (deposit.status, deposit.finished_on) == ("done", DAY)
        assert not review.is_finished

    def test_it_is_a_treaty_action_of_its_own_kind(self, at_home, plan):
        report(at_home, plan, note="Note verbale 12")
        [action] = reports()
        assert (action.kind, action.date, action.country) == ("accession", DAY, at_home.country)
        assert (action.is_reported, action.confidence, action.batch) == (True, "low", None)
        assert "eported by the State" in action.source

    def test_it_makes_no_party(self, at_home, plan):
        report(at_home, plan)
        status = status_of(at_home)
        assert (status.standing, status.date) == (Standing.NOT_PARTY, None)
        assert (status.reported_on, status.reported_kind) == (DAY, "accession")
        assert status.entry is None

    def test_it_is_in_no_count(self, at_home):
        state = f.MemberStateFactory(un_member_since=dt.date(1960, 1, 1))
        f.TreatyActionFactory(
            treaty=at_home.treaty, country=state, is_reported=True, date=DAY, source="Reported"
        )
        [counts] = treaty_counts(treaty_statuses(treaties=[at_home.treaty]))
        assert (counts.parties, counts.member_parties) == (0, 0)

    def test_it_says_nothing_of_the_reach_of_the_record(self, at_home):
        state = f.MemberStateFactory(un_member_since=dt.date(1960, 1, 1))
        f.TreatyActionFactory(treaty=at_home.treaty, country=state, is_reported=True, date=DAY)
        table = treaty_statuses(treaties=[at_home.treaty])
        assert table.of(at_home.treaty, state).known_as_of is None

    def test_a_signature_stays_what_it_was(self, at_home, plan):
        f.TreatyActionFactory(
            treaty=at_home.treaty,
            country=at_home.country,
            kind="signature",
            date=dt.date(2011, 3, 1),
        )
        report(at_home, plan, kind="ratification")
        status = status_of(at_home)
        assert (status.standing, status.signed_on) == (Standing.SIGNED, dt.date(2011, 3, 1))
        assert status.reported_on == DAY

    def test_before_its_day_nothing_was_reported(self, at_home, plan):
        report(at_home, plan)
        table = treaty_statuses(
            as_of=DAY - dt.timedelta(days=1), treaties=[at_home.treaty], countries=[at_home.country]
        )
        assert table.of(at_home.treaty, at_home.country).reported_on is None

    def test_an_official_does_not_report_for_the_state(self, at_home, plan):
        with pytest.raises(PermissionDenied):
            report(at_home, plan, actor=at_home.official)

    def test_another_states_focal_point_does_not_either(self, at_home, plan):
        abroad = acts(f.person(Role.FOCAL_POINT, f.InstitutionFactory()))
        with pytest.raises(RatificationPlan.DoesNotExist):
            report(at_home, plan, actor=abroad)

    @pytest.mark.parametrize(
        "values",
        [
            {"kind": "succession"},
            {"kind": "signature"},
            {"deposited_on": timezone.now().date() + dt.timedelta(days=3)},
        ],
    )
    def test_what_cannot_be_is_refused(self, at_home, plan, values):
        with pytest.raises(ValidationError):
            report(at_home, plan, **values)
        assert not reports()

    def test_it_is_reported_once(self, at_home, plan):
        report(at_home, plan)
        with pytest.raises(IllegalTransitionError):
            report(at_home, plan)
        assert len(reports()) == 1


class TestConfirmation:
    def confirm(self, at_home, **values):
        values.setdefault("date", DAY - dt.timedelta(days=5))
        values.setdefault("kind", "accession")
        values.setdefault("source", "UN Treaty Collection IV-1")
        return f.TreatyActionFactory(treaty=at_home.treaty, country=at_home.country, **values)

    def test_the_depositarys_own_data_confirm_it(self, at_home, plan):
        report(at_home, plan)
        [action] = reports()
        assert confirmation_of(action) is None
        confirmed = self.confirm(at_home)
        status = status_of(at_home)
        assert (status.standing, status.reported_on) == (Standing.PARTY, None)
        assert status.source.startswith("UN Treaty Collection")
        assert confirmation_of(action) == confirmed

    def test_a_consent_of_long_ago_does_not(self, at_home, plan):
        report(at_home, plan)
        self.confirm(at_home, date=dt.date(1990, 1, 1))
        self.confirm(
            at_home,
            kind="withdrawal",
            date=dt.date(2000, 1, 1),
            effective_on=dt.date(2001, 1, 1),
        )
        assert status_of(at_home).reported_on == DAY
        assert confirmation_of(reports().get()) is None

    def test_a_list_of_second_hand_does_not(self, at_home, plan):
        report(at_home, plan)
        batch = f.ImportBatchFactory(publisher=Publisher.SECONDARY)
        self.confirm(at_home, source="Second-hand list", batch=batch)
        assert status_of(at_home).reported_on == DAY
        assert confirmation_of(reports().get()) is None


class TestTakingItBack:
    def test_it_opens_the_plan_again_for_a_reason(self, at_home, plan):
        report(at_home, plan)
        with pytest.raises(ValidationError, match="Say why"):
            retract_deposit(actor=at_home.focal_point, plan=plan, reason=" ")
        opened = retract_deposit(actor=at_home.focal_point, plan=plan, reason="Wrong instrument")
        assert (opened.is_open, opened.reported) == (True, None)
        assert not reports()
        assert status_of(at_home).reported_on is None
        assert stages_of(plan)[2].status == "in_progress"
        assert TreatyAction.objects.filter(is_reported=True).count() == 2

    def test_it_can_be_reported_again_as_it_was(self, at_home, plan):
        for _time in range(2):
            report(at_home, plan)
            retract_deposit(actor=at_home.focal_point, plan=plan, reason="Wrong instrument")
        report(at_home, plan)
        assert reports().get().date == DAY

    def test_it_is_not_resumed_as_if_given_up(self, at_home, plan):
        closed = report(at_home, plan)
        with pytest.raises(ValidationError, match="Take the report"):
            resume_plan(actor=at_home.focal_point, plan=closed)

    def test_only_what_was_reported_is_taken_back(self, at_home, plan):
        with pytest.raises(IllegalTransitionError):
            retract_deposit(actor=at_home.focal_point, plan=plan, reason="Why not")


class TestPages:
    def test_it_is_reported_and_taken_back(self, at_home, plan):
        client = browser(at_home.focal_point)
        url = reverse("plan-deposit", args=[plan.pk])
        assert "Left open: Review, Vote." in client.get(url).content.decode()
        refused = client.post(url, {"kind": "accession", "deposited_on": "2099-01-01"})
        assert refused.status_code == 422
        client.post(url, {"kind": "accession", "deposited_on": DAY.isoformat()})
        page = client.get(plan.get_absolute_url()).content.decode()
        assert "Reported by the State, not yet confirmed" in page
        client.post(reverse("plan-retract", args=[plan.pk]), {"reason": "Wrong instrument"})
        with acting(SYSTEM):
            assert RatificationPlan.objects.get(pk=plan.pk).is_open

    def test_it_is_shown_apart_everywhere(self, at_home, plan):
        report(at_home, plan)
        client = browser(at_home.focal_point)
        words = "reported by the State, not yet confirmed"
        assert words in client.get(reverse("treaty-list")).content.decode()
        shown = client.get(reverse("treaty-detail", args=["TESTS"])).content.decode()
        assert words in shown
        assert "Accession, reported by the State itself" in shown
        matrix = client.get(reverse("network-treaties")).content.decode()
        assert "reported by the State, not confirmed" in matrix
        assert "–°" in matrix
        actions = client.get("/api/v1/treaty-actions/?is_reported=true").json()["results"]
        assert [row["is_reported"] for row in actions] == [True]
        query = f"?country={at_home.country.code}&treaty=TESTS"
        [row] = client.get(f"/api/v1/treaty-status/{query}").json()["results"]
        assert (row["standing"], row["reported_on"]) == ("not_party", DAY.isoformat())
