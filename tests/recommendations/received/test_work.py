"""The State's work on recommendations: nobody's is lost, and what one office keeps stays there."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.urls import reverse

from apps.recommendations.received import forms
from apps.recommendations.received.midterm.contents import material_of, report_of
from apps.recommendations.received.services import (
    approve_report,
    assign_recommendations,
    report_on,
    share_report,
    work_on,
)
from apps.recommendations.received_models import RecommendationWork
from apps.reminders.personal import Notice
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.errors import StaleVersionError
from focalpoint.roles import Role
from tests.assessments.test_consultation_races import somebody_waits
from tests.factories import (
    CountryFactory,
    ReceivedRecommendationFactory,
    RecommendationProgressFactory,
    RecommendationWorkFactory,
    person,
)
from tests.processes import wait_until

pytestmark = pytest.mark.django_db


@pytest.fixture
def received(office):
    return ReceivedRecommendationFactory(country=office.country)


def work():
    with acting(SYSTEM):
        return RecommendationWork.objects.get()


class TestTwoWhoBegin:
    def test_both_texts_are_shown_to_the_second(self, client, office, ministry, received):
        client.force_login(person(Role.FOCAL_POINT, office))
        url = reverse("received-work", args=[received.pk])
        version = client.get(url).context["form"]["version"].value()
        first = {"lead": ministry.pk, "note": "With the bill", "version": version}
        assert client.post(url, first).status_code == 302
        second = {"lead": office.pk, "note": "By hand", "version": version}
        answer = client.post(url, second)
        assert answer.status_code == 409
        assert "With the bill" in answer.content.decode()
        assert (work().lead_id, work().note) == (ministry.pk, "With the bill")

    def test_none_writes_over_what_they_did_not_see(self, official, office, ministry, received):
        work_on(actor=official, recommendation=received, changes={"lead": ministry})
        with pytest.raises(StaleVersionError):
            work_on(actor=official, recommendation=received, changes={"lead": office})
        assert work().lead_id == ministry.pk


@pytest.mark.django_db(transaction=True)
def test_of_two_who_begin_at_once_the_second_is_told(official, ministry, received):
    def assign():
        try:
            return work_on(actor=official, recommendation=received, changes={"lead": ministry})
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            work_on(actor=official, recommendation=received, changes={"note": "With the bill"})
            late = pool.submit(assign)
            wait_until(lambda: late.done() or somebody_waits(), "the second waits for the first")
        with pytest.raises(StaleVersionError):
            late.result(timeout=30)
    assert (work().note, work().lead) == ("With the bill", None)


class TestAssigningSeveral:
    def test_tells_only_who_did_not_lead_before(self, official, office, ministry, received):
        officer = person(Role.MINISTRY_OFFICER, ministry)
        fresh = ReceivedRecommendationFactory(country=office.country)

        def assign(*rows, **changes):
            assign_recommendations(
                actor=official, recommendations=rows, changes={"lead": ministry, **changes}
            )
            with acting(SYSTEM):
                notices = Notice.objects.filter(recipient=officer)
                return sorted(notices.values_list("parameters__number", flat=True))

        assert assign(received) == ["1"]
        assert assign(received, due_on=dt.date(2031, 1, 31)) == ["1"]
        assert assign(received, fresh) == ["1", "1"]


class TestWhatOneOfficeKeeps:
    def test_is_no_part_of_the_draft_that_the_government_reads(self, focal_point, office, received):
        facts = {"office": office, "recommendation": received}
        RecommendationProgressFactory(text="Only we know.", visibility="office", **facts)
        RecommendationProgressFactory(text="We all know.", **facts)
        with acting(focal_point):
            material = material_of(office.country, None, focal_point)
            told = "\n".join(map(str, report_of(material, None, "Ann").blocks))
        assert "We all know." in told
        assert "Only we know." not in told

    def test_says_how_far_the_work_is_once_it_is_opened(self, focal_point, office, received):
        RecommendationWorkFactory(office=office, recommendation=received)
        report = report_on(
            actor=focal_point,
            recommendation=received,
            status="done",
            text="It is law.",
            effective_on=dt.date(2026, 5, 1),
            visibility="office",
        )
        assert (work().status, work().status_on) == ("not_started", None)
        share_report(actor=focal_point, report=report, visibility="government")
        assert (work().status, work().status_on) == ("done", dt.date(2026, 5, 1))

    def test_says_nothing_that_a_second_approver_closed(self, focal_point, received):
        report = report_on(
            actor=focal_point,
            recommendation=received,
            status="done",
            text="It is law.",
            effective_on=dt.date(2026, 5, 1),
        )
        first = approve_report(actor=focal_point, report=report)
        again = approve_report(actor=focal_point, report=report)
        assert (again.approved_at, again.version) == (first.approved_at, first.version)
        with pytest.raises(StaleVersionError):
            approve_report(actor=focal_point, report=report, visibility="office", version=1)
        assert work().status == "done"
        approve_report(actor=focal_point, report=report, visibility="office", version=first.version)
        assert work().status == "not_started"

    def test_is_not_closed_to_those_who_approve(self, focal_point, ministry, received):
        report = RecommendationProgressFactory(office=ministry, recommendation=received)
        for act in (approve_report, share_report):
            with pytest.raises(ValidationError, match="You do not belong to this office"):
                act(actor=focal_point, report=report, visibility="office")

    def test_says_it_no_more_once_it_is_closed_again(self, focal_point, received):
        def report(status, month):
            return report_on(
                actor=focal_point,
                recommendation=received,
                status=status,
                text="So far.",
                effective_on=dt.date(2026, month, 1),
            )

        first, second = report("sustained", 4), report("done", 5)
        assert work().status == "done"
        share_report(actor=focal_point, report=second, visibility="office")
        assert (work().status, work().status_on) == ("sustained", dt.date(2026, 4, 1))
        share_report(actor=focal_point, report=first, visibility="office")
        assert (work().status, work().status_on) == ("not_started", None)


def test_a_file_may_be_of_the_day_that_has_begun_in_the_state(monkeypatch):
    noon = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)
    monkeypatch.setattr(forms, "timezone", SimpleNamespace(now=lambda: noon))
    east = CountryFactory.build(time_zone="Pacific/Kiritimati")
    for own, refused in ((east, False), (None, True)):
        form = forms.FileForm({"as_of": "2026-05-02"}, own=own)
        assert ("as_of" in form.errors) is refused
