"""Whose evidence it is that a progress report waits with, and that nobody approves it unseen."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from apps.accounts.models import User
from apps.evidence.models import Evidence
from apps.evidence.services import (
    attach_link,
    change_evidence,
    restore_evidence,
    revise_evidence,
    withdraw_evidence,
)
from apps.recommendations.models import ProgressReport
from apps.recommendations.services import approve_progress, report_progress
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.errors import StaleVersionError
from focalpoint.history import history_of
from focalpoint.roles import Role
from focalpoint.visibility import Visibility
from tests.factories import ActionFactory, InstitutionFactory, actor

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 3, 1)
GAZETTE = "https://example.org/gazette/12"


@pytest.fixture
def officer(ministry):
    return actor(Role.MINISTRY_OFFICER, ministry)


@pytest.fixture
def neighbour(office):
    """Of another ministry of the same State."""
    return actor(Role.MINISTRY_OFFICER, InstitutionFactory(country=office.country))


@pytest.fixture
def report(official, office, seven):
    return report_progress(
        actor=official,
        country=office.country,
        item=seven[0],
        status="done",
        narrative="Decree 12.",
        effective_on=DAY,
    )


@pytest.fixture
def item(officer, report):
    """What the ministry brought."""
    return attach_link(actor=officer, target=report, url=GAZETTE, sensitivity="sensitive")


def withdrawn(item):
    return withdraw_evidence(actor=SYSTEM, evidence=item, version=None, reason="Wrong")


CHANGES = {
    "retitle": lambda who, item: change_evidence(
        actor=who, evidence=item, changes={"title": "Other"}, version=None
    ),
    "keep less carefully": lambda who, item: change_evidence(
        actor=who,
        evidence=item,
        changes={"sensitivity": "ordinary"},
        version=None,
        reason="Published",
    ),
    "revise": lambda who, item: revise_evidence(
        actor=who, evidence=item, version=None, url=GAZETTE + "b"
    ),
    "withdraw": lambda who, item: withdraw_evidence(
        actor=who, evidence=item, version=None, reason="Wrong"
    ),
    "restore": lambda who, item: restore_evidence(
        actor=who, evidence=withdrawn(item), version=None
    ),
}
every_change = pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)


def browser(who):
    client = Client()
    client.force_login(User.objects.get(pk=who.user_id))
    return client


def now_of(report):
    with acting(SYSTEM):
        return ProgressReport.objects.get(pk=report.pk)


class TestWhose:
    @every_change
    def test_another_ministry_leaves_it_as_it_is(self, item, neighbour, change):
        with pytest.raises(PermissionDenied):
            change(neighbour, item)
        with acting(SYSTEM):
            kept = Evidence.objects.get()
        assert (kept.title, kept.sensitivity, kept.revision_number) == (GAZETTE, "sensitive", 1)

    @every_change
    @pytest.mark.parametrize("name", ["officer", "official", "focal_point"])
    def test_its_own_office_and_that_of_the_focal_point_change_it(
        self, request, item, change, name
    ):
        version = item.version
        assert change(request.getfixturevalue(name), item).version > version

    def test_a_ministry_leaves_what_the_focal_points_office_brought(
        self, report, official, officer
    ):
        ours = attach_link(actor=official, target=report, url=GAZETTE)
        with pytest.raises(PermissionDenied):
            withdraw_evidence(actor=officer, evidence=ours, version=None, reason="Wrong")

    def test_it_still_adds_its_own_beside_it(self, report, item, neighbour):
        added = attach_link(actor=neighbour, target=report, url=GAZETTE + "c")
        withdraw_evidence(actor=neighbour, evidence=added, version=None, reason="Wrong")

    def test_colleagues_of_another_office_work_on_evidence_of_actions(
        self, office, ministry, officer, official
    ):
        action = ActionFactory(office=office, lead_institution=ministry)
        ours = attach_link(actor=official, target=action, url=GAZETTE)
        withdraw_evidence(actor=officer, evidence=ours, version=None, reason="Wrong")

    def test_pages_offer_what_they_take(self, item, neighbour, officer):
        doors = [
            reverse(f"evidence-{name}", args=[item.pk]) for name in ("revise", "update", "withdraw")
        ]
        own, theirs = browser(officer), browser(neighbour)
        page, closed = own.get(item.get_absolute_url()), theirs.get(item.get_absolute_url())
        assert closed.status_code == 200
        for door in doors:
            assert door in page.text
            assert own.get(door).status_code == 200
            assert door not in closed.text
            assert theirs.get(door).status_code == 403
        restore = reverse("evidence-restore", args=[withdrawn(item).pk])
        assert restore in own.get(item.get_absolute_url()).text
        assert restore not in theirs.get(item.get_absolute_url()).text
        assert theirs.post(restore).status_code == 403

    def test_programs_are_refused_too(self, item, neighbour):
        program = APIClient()
        program.force_login(User.objects.get(pk=neighbour.user_id))
        place = f"/api/v1/evidence/{item.pk}/"
        tag = {"If-Match": program.get(place).headers["ETag"]}
        assert program.patch(place, {"title": "Other"}, headers=tag).status_code == 403
        sent = program.post(f"{place}revisions/", {"url": GAZETTE + "b"}, headers=tag)
        assert sent.status_code == 403


class TestSeen:
    @every_change
    def test_each_change_is_news_to_whoever_is_about_to_approve(
        self, report, item, officer, focal_point, change
    ):
        seen = now_of(report).version
        change(officer, item)
        with pytest.raises(StaleVersionError):
            approve_progress(actor=focal_point, report=report, version=seen)
        assert now_of(report).approved_at is None
        approve_progress(actor=focal_point, report=report, version=now_of(report).version)

    def test_so_is_what_is_added(self, report, officer, focal_point):
        attach_link(actor=officer, target=report, url=GAZETTE)
        with pytest.raises(StaleVersionError):
            approve_progress(actor=focal_point, report=report, version=report.version)

    def test_what_was_refused_is_none(self, report, item, neighbour):
        seen = now_of(report).version
        with pytest.raises(PermissionDenied):
            CHANGES["withdraw"](neighbour, item)
        assert now_of(report).version == seen

    def test_the_report_itself_did_not_change(self, report, item, official):
        with acting(official):
            assert [entry.event for entry in history_of(now_of(report))] == [
                "progressreport.reported"
            ]
            assert [entry.event for entry in history_of(item)] == ["evidence.attached"]

    def test_evidence_of_an_action_leaves_its_version(self, office, official):
        action = ActionFactory(office=office)
        attach_link(actor=official, target=action, url=GAZETTE)
        with acting(SYSTEM):
            assert type(action).objects.get().version == action.version

    def test_the_page_is_shown_anew_and_then_it_is_approved(self, report, officer, focal_point):
        client = browser(focal_point)
        url = reverse("progress-approve", args=[report.pk])
        given = {"visibility": Visibility.NETWORK, "version": report.version}
        attach_link(actor=officer, target=report, url=GAZETTE)
        page = client.post(url, given)
        assert page.status_code == 409
        assert "Somebody changed this record meanwhile. Look again." in page.text
        assert reverse("evidence-card", args=["recommendations.report", report.pk]) in page.text
        assert page.context["form"]["visibility"].value() == Visibility.NETWORK
        assert now_of(report).approved_at is None
        given["version"] = page.context["form"]["version"].value()
        assert client.post(url, given).status_code == 302
        assert now_of(report).visibility == Visibility.NETWORK
