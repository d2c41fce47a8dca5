"""Reporting progress: append-only, approved by the focal point, shared as the State wants."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from apps.recommendations.models import ProgressReport
from apps.recommendations.selectors import reports, waiting_for_approval
from apps.recommendations.services import approve_progress, report_progress, share_progress
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.errors import StaleVersionError
from focalpoint.history import history_of
from focalpoint.roles import Role
from focalpoint.visibility import Visibility
from tests.factories import InstitutionFactory, actor

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 3, 1)


@pytest.fixture
def report(office, seven):
    """Write a report in somebody's name."""

    def write(who, **more):
        return report_progress(
            actor=who,
            country=more.pop("country", office.country),
            item=more.pop("item", seven[0]),
            status=more.pop("status", "under_way"),
            narrative=more.pop("narrative", "The decree is with the cabinet."),
            effective_on=more.pop("effective_on", DAY),
            **more,
        )

    return write


class TestReporting:
    def test_the_author_and_the_office_are_kept(self, report, official, office):
        made = report(official)
        assert made.reported_by_id == official.user_id
        assert made.office == office
        assert made.approved_at is None
        assert made.visibility == Visibility.GOVERNMENT

    def test_a_ministry_reports_too(self, report, ministry):
        who = actor(Role.MINISTRY_OFFICER, ministry)
        assert report(who).office == ministry

    def test_a_ministry_reports_in_its_own_name_alone(self, report, ministry, office, focal_point):
        other = InstitutionFactory(country=office.country, name="Ministry of Finance")
        who = actor(Role.MINISTRY_OFFICER, ministry)
        for foreign in (other, office):
            with pytest.raises(PermissionDenied):
                report(who, office_id=foreign.pk)
        assert report(who, office_id=ministry.pk).office_id == ministry.pk
        # The focal point's office writes down what a ministry told it.
        assert report(focal_point, office_id=other.pk).office_id == other.pk

    @pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.AUDITOR])
    def test_others_do_not(self, report, role, office):
        with pytest.raises(PermissionDenied):
            report(actor(role, office))

    def test_nobody_reports_for_another_state(self, report, focal_point):
        with pytest.raises(PermissionDenied):
            report(focal_point, country=InstitutionFactory().country)

    def test_the_future_is_no_progress(self, report, official, office):
        today = office.country.local_date(timezone.now())
        assert report(official, effective_on=today).effective_on == today
        with pytest.raises(ValidationError, match="future"):
            report(official, effective_on=today + dt.timedelta(days=1))

    def test_a_narrative_is_needed(self, report, official):
        with pytest.raises(ValidationError):
            report(official, narrative="")

    def test_whoever_approves_may_do_so_at_once(self, report, focal_point, official):
        assert report(focal_point, approve=True).approved_by_id == focal_point.user_id
        with pytest.raises(PermissionDenied):
            report(official, approve=True)

    def test_what_was_said_stays_said(self, report, official):
        made = report(official)
        with acting(SYSTEM, reason="attack"):
            rows = ProgressReport.objects.filter(pk=made.pk)
            for change in ({"status": "done"}, {"narrative": "All done"}, {"effective_on": DAY}):
                with pytest.raises(DatabaseError), transaction.atomic():
                    rows.update(**{**change, "narrative": "Rewritten"})
            with pytest.raises(DatabaseError), transaction.atomic():
                rows.delete()


class TestApproving:
    def test_the_network_reads_a_report_only_after_approval(
        self, report, official, focal_point, coordinator
    ):
        made = report(official, visibility=Visibility.NETWORK)
        with acting(coordinator):
            assert not reports(coordinator).exists()
        approve_progress(actor=focal_point, report=made)
        with acting(coordinator):
            assert list(reports(coordinator)) == [made]

    def test_the_approver_decides_who_reads_it(self, report, official, focal_point):
        made = report(official, visibility=Visibility.NETWORK)
        approved = approve_progress(
            actor=focal_point, report=made, visibility=Visibility.GOVERNMENT
        )
        assert approved.visibility == Visibility.GOVERNMENT

    def test_an_official_does_not_approve(self, report, official):
        with pytest.raises(PermissionDenied):
            approve_progress(actor=official, report=report(official))

    def test_twice_is_once(self, report, official, focal_point):
        made = report(official)
        first = approve_progress(actor=focal_point, report=made)
        again = approve_progress(actor=focal_point, report=made)
        assert again.approved_at == first.approved_at

    def test_what_a_second_approver_chose_is_never_dropped(
        self, report, official, focal_point, office
    ):
        made = report(official, visibility=Visibility.NETWORK)
        deputy = actor(Role.DEPUTY, office)
        approved = approve_progress(actor=deputy, report=made, version=1)
        narrower = {"report": made, "visibility": Visibility.GOVERNMENT}
        with pytest.raises(StaleVersionError):
            approve_progress(actor=focal_point, version=1, **narrower)
        closed = approve_progress(actor=focal_point, version=approved.version, **narrower)
        assert closed.visibility == Visibility.GOVERNMENT
        assert closed.approved_by_id == deputy.user_id
        with acting(focal_point):
            assert history_of(closed)[0].event == "progressreport.shared"

    def test_not_what_has_changed_since_it_was_read(self, report, official, focal_point):
        made = report(official)
        share_progress(actor=focal_point, report=made, visibility=Visibility.PUBLIC)
        with pytest.raises(StaleVersionError):
            approve_progress(actor=focal_point, report=made, version=1)

    def test_the_history_says_who_approved(self, report, official, focal_point):
        made = approve_progress(actor=focal_point, report=report(official))
        with acting(focal_point):
            entry = history_of(made)[0]
        assert (entry.event, entry.actor) == ("progressreport.approved", focal_point.name)

    def test_nobody_keeps_a_report_to_an_office_that_is_not_theirs(
        self, report, ministry, focal_point
    ):
        made = report(actor(Role.MINISTRY_OFFICER, ministry))
        for act in (approve_progress, share_progress):
            with pytest.raises(ValidationError, match="You do not belong to this office"):
                act(actor=focal_point, report=made, visibility=Visibility.OFFICE)
        with pytest.raises(ValidationError, match="You do not belong to this office"):
            report(focal_point, office_id=ministry.pk, visibility=Visibility.OFFICE)
        assert approve_progress(actor=focal_point, report=made).approved_at

    def test_sharing_is_taken_back(self, report, focal_point, coordinator):
        made = report(focal_point, approve=True, visibility=Visibility.NETWORK)
        share_progress(actor=focal_point, report=made, visibility=Visibility.GOVERNMENT)
        with acting(coordinator):
            assert not reports(coordinator).exists()


class TestWaiting:
    def test_what_waits_is_shown_to_those_who_approve(self, report, official, focal_point):
        made = report(official)
        with acting(focal_point):
            assert list(waiting_for_approval(focal_point)) == [made]
        with acting(official):
            assert not waiting_for_approval(official).exists()

    def test_a_corrected_report_waits_no_more(self, report, official, focal_point):
        report(official, narrative="Wrong.")
        right = report(official, narrative="Right.")
        other_day = report(official, effective_on=DAY + dt.timedelta(days=1))
        with acting(focal_point):
            assert list(waiting_for_approval(focal_point)) == [right, other_day]
