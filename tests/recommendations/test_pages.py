"""Pages of progress, as each person meets them."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.recommendations.models import ProgressReport
from apps.recommendations.services import approve_progress, report_progress
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from focalpoint.visibility import Visibility
from tests.costs import at_most
from tests.factories import FrameworkFactory, ItemFactory, actor

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 3, 1)


def browser(who):
    client = Client()
    client.force_login(User.objects.get(pk=who.user_id))
    return client


@pytest.fixture
def report(official, office, seven):
    """The official's report on step (a)."""

    def write(narrative="The decree is with the cabinet.", effective_on=DAY, **more):
        return report_progress(
            actor=more.pop("who", official),
            country=office.country,
            item=more.pop("item", seven[0]),
            status=more.pop("status", "under_way"),
            narrative=narrative,
            effective_on=effective_on,
            **more,
        )

    return write


def step(report_or_code="R2013-A"):
    return reverse("progress-step", args=[report_or_code])


class TestSteps:
    def test_each_step_stands_there_with_what_was_said_last(self, report, official):
        report("First.")
        report("Second.", DAY + dt.timedelta(days=1), status="done")
        page = browser(official).get(reverse("progress"))
        for letter in "abcdefg":
            assert f"({letter}) Step {letter}" in page.text
        assert "Second." in page.text
        assert "First." not in page.text
        assert "Not approved yet" in page.text

    def test_a_past_date_shows_what_held_then(self, report, official):
        report("First.")
        report("Second.", DAY + dt.timedelta(days=1))
        page = browser(official).get(reverse("progress"), {"as_of": DAY.isoformat()})
        assert "First." in page.text
        assert "what holds for that day" in page.text

    def test_a_date_that_is_none_is_refused_in_words(self, official, seven):
        page = browser(official).get(reverse("progress"), {"as_of": "soon"})
        assert page.status_code == 200
        assert "Enter a valid date." in page.text

    def test_the_state_sees_what_the_network_reads_beside_it(self, report, official, focal_point):
        report(who=focal_point, approve=True, visibility=Visibility.NETWORK)
        report("Newer.", DAY + dt.timedelta(days=5))
        page = browser(official).get(reverse("progress"))
        assert "an older report" in page.text

    def test_the_network_reads_what_is_shared_and_no_more(
        self, report, office, coordinator, focal_point, official
    ):
        report("For all.", who=focal_point, approve=True, visibility=Visibility.NETWORK)
        report("For us.", DAY + dt.timedelta(days=1))
        page = browser(coordinator).get(reverse("progress"), {"state": office.country.code})
        assert "For all." in page.text
        assert "For us." not in page.text
        own = browser(coordinator).get(step(), {"state": office.country.code})
        assert "For all." in own.text
        assert "For us." not in own.text
        assert focal_point.name not in own.text

    def test_whoever_has_no_state_is_led_to_the_network(self, coordinator, seven):
        page = browser(coordinator).get(reverse("progress"))
        assert page.url == reverse("network")

    def test_another_framework_needs_no_code(self, official, seven):
        framework = FrameworkFactory(code="R2030", edition="2030", title="Later steps", order=99)
        ItemFactory(framework=framework, code="R2030-1", kind="recommendation", title="Go on")
        page = browser(official).get(reverse("progress"), {"framework": "R2030"})
        assert "Go on" in page.text
        assert "Step a" not in page.text

    def test_an_unknown_state_or_framework_or_step_does_not_exist(self, official, seven):
        client = browser(official)
        assert client.get(reverse("progress"), {"state": "ZZZ"}).status_code == 404
        assert client.get(reverse("progress"), {"framework": "ZZZ"}).status_code == 404
        assert client.get(step("ZZZ")).status_code == 404


class TestReporting:
    def form(self, **more):
        return {
            "status": "done",
            "narrative": "Decree 12 names the focal point.",
            "effective_on": DAY.isoformat(),
            "visibility": Visibility.NETWORK,
            **more,
        }

    def test_a_report_joins_the_timeline_and_waits(self, official, seven):
        url = reverse("progress-report", args=["R2013-A"])
        page = browser(official).post(url, self.form(), follow=True)
        assert "Decree 12 names the focal point." in page.text
        assert "waits for the focal point" in page.text
        assert "Not approved yet" in page.text

    def test_the_focal_point_approves_with_it(self, focal_point, seven, coordinator, office):
        url = reverse("progress-report", args=["R2013-A"])
        page = browser(focal_point).post(url, self.form(approve="on"), follow=True)
        assert "Reported and approved." in page.text
        abroad = browser(coordinator).get(step(), {"state": office.country.code})
        assert "Decree 12" in abroad.text

    def test_what_is_wrong_is_said_and_what_was_typed_stays(self, official, seven):
        url = reverse("progress-report", args=["R2013-A"])
        page = browser(official).post(url, self.form(effective_on="2099-01-01"))
        assert page.status_code == 422
        assert "this date lies in the future" in page.text
        assert "Decree 12 names the focal point." in page.text

    def test_nobody_reports_for_another_state(self, official, seven):
        abroad = actor(Role.OFFICIAL).country
        url = reverse("progress-report", args=["R2013-A"])
        page = browser(official).post(f"{url}?state={abroad.code}", self.form())
        assert page.status_code == 403
        with acting(SYSTEM):
            assert not ProgressReport.objects.exists()

    def test_a_ministry_is_offered_the_form(self, ministry, seven):
        client = browser(actor(Role.MINISTRY_OFFICER, ministry))
        assert "form" in client.get(step()).context
        url = reverse("progress-report", args=["R2013-A"])
        assert client.post(url, self.form()).status_code == 302
        with acting(SYSTEM):
            assert ProgressReport.objects.get().office == ministry

    def test_an_auditor_reads_and_is_offered_no_form(self, report, office):
        report()
        page = browser(actor(Role.AUDITOR, office)).get(step())
        assert "The decree is with the cabinet." in page.text
        assert "New report" not in page.text


class TestApproving:
    def test_the_focal_point_approves_and_decides_who_reads_it(
        self, report, focal_point, coordinator, office
    ):
        made = report()
        client = browser(focal_point)
        url = reverse("progress-approve", args=[made.pk])
        assert url in client.get(step()).text
        assert made.narrative in client.get(url).text
        page = client.post(url, {"visibility": Visibility.NETWORK, "version": 1}, follow=True)
        assert "Not approved yet" not in page.text
        abroad = browser(coordinator).get(step(), {"state": office.country.code})
        assert made.narrative in abroad.text

    def test_approving_twice_is_explained(self, report, focal_point):
        made = approve_progress(actor=focal_point, report=report())
        page = browser(focal_point).get(reverse("progress-approve", args=[made.pk]), follow=True)
        assert "approved already" in page.text

    def test_a_second_approver_is_shown_what_the_first_one_chose(self, report, focal_point):
        made = report(visibility=Visibility.NETWORK)
        approve_progress(actor=focal_point, report=made)
        answer = browser(focal_point).post(
            reverse("progress-approve", args=[made.pk]),
            {"visibility": Visibility.GOVERNMENT, "version": made.version},
        )
        assert answer.status_code == 409
        with acting(SYSTEM):
            assert ProgressReport.objects.get().visibility == Visibility.NETWORK

    def test_an_official_does_not_approve(self, report, official):
        made = report()
        client = browser(official)
        assert client.get(reverse("progress-approve", args=[made.pk])).status_code == 403
        assert reverse("progress-approve", args=[made.pk]) not in client.get(step()).text

    def test_sharing_is_taken_back(self, report, focal_point, coordinator, office):
        made = report(who=focal_point, approve=True, visibility=Visibility.NETWORK)
        browser(focal_point).post(
            reverse("progress-share", args=[made.pk]),
            {"visibility": Visibility.GOVERNMENT, "version": made.version},
        )
        abroad = browser(coordinator).get(step(), {"state": office.country.code})
        assert made.narrative not in abroad.text

    @pytest.mark.parametrize("name", ["progress-approve", "progress-share"])
    def test_a_ministrys_report_is_not_kept_from_its_approver(
        self, report, focal_point, ministry, name
    ):
        made = report(who=actor(Role.MINISTRY_OFFICER, ministry))
        own = report()
        client = browser(focal_point)
        for each, offered in ((made, False), (own, True)):
            url = reverse(name, args=[each.pk])
            assert ("My office" in client.get(url).context["form"].as_div()) is offered
            given = {"visibility": Visibility.OFFICE, "version": each.version}
            assert client.post(url, given).status_code == (302 if offered else 422)

    def test_another_states_report_is_not_found(self, report):
        made = report()
        client = browser(actor(Role.FOCAL_POINT))
        assert client.get(reverse("progress-approve", args=[made.pk])).status_code == 404


def test_the_pages_cost_the_same_with_many_reports(report, official):
    client = browser(official)
    for day in range(30):
        report(effective_on=DAY - dt.timedelta(days=day))
    with at_most(5):
        client.get(reverse("progress"))
    with at_most(4):
        client.get(step())
