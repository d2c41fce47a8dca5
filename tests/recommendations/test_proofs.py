"""Evidence on progress reports: who adds it, who reads it, and that it stays where it belongs."""

import datetime as dt
import json

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.evidence.models import Evidence
from apps.evidence.services import attach_link, withdraw_evidence
from apps.recommendations.proofs import PROGRESS_REPORT, SHOWN, proofs_of
from apps.recommendations.services import approve_progress, report_progress
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from focalpoint.visibility import Visibility
from tests.costs import at_most, statements
from tests.factories import EvidenceFactory, InstitutionFactory, RevisionFactory, actor

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 3, 1)
GAZETTE = "https://example.org/gazette/12"


@pytest.fixture(autouse=True)
def evidence_root(settings, tmp_path):
    settings.EVIDENCE_ROOT = str(tmp_path / "evidence")


@pytest.fixture
def officer(ministry):
    return actor(Role.MINISTRY_OFFICER, ministry)


@pytest.fixture
def report(official, office, seven):
    def write(**more):
        given = {"status": "done", "narrative": "Decree 12.", "effective_on": DAY, **more}
        who = given.pop("who", official)
        return report_progress(actor=who, country=office.country, item=seven[0], **given)

    return write


@pytest.fixture
def shared(report, focal_point):
    """A report that the network reads."""
    return report(who=focal_point, approve=True, visibility=Visibility.NETWORK)


def browser(who):
    client = Client()
    client.force_login(User.objects.get(pk=who.user_id))
    return client


def address(name, report):
    return reverse(name, args=[PROGRESS_REPORT, report.pk])


def proven(report, title="Gazette 12", **more):
    item = EvidenceFactory(
        office=more.pop("office", None) or report.office,
        target_kind=PROGRESS_REPORT,
        target_id=report.pk,
        action=None,
        title=title,
        **more,
    )
    RevisionFactory(evidence=item)
    return item


def step(**query):
    return reverse("progress-step", args=["R2013-A"], query=query)


def in_file(client, url):
    """The evidence of each row of a file."""
    return [row["evidence"] for row in json.loads(b"".join(client.get(url)))["rows"]]


class TestAttaching:
    def test_a_file_is_added_to_a_report_and_stands_beside_it(self, report, official):
        made = report()
        client = browser(official)
        page = client.get(step())
        assert "No file or link proves this report yet." in page.text
        assert address("evidence-attach", made) in page.text
        sent = client.post(
            address("evidence-attach", made),
            {
                "files": SimpleUploadedFile("decree.txt", b"Decree 12 of 1 March."),
                "title": "Decree 12",
                "effective_on": "2026-03-01",
                "sensitivity": "ordinary",
            },
        )
        assert sent.url == made.get_absolute_url()
        page = client.get(sent.url)
        assert "Decree 12" in page.text
        assert "No file or link proves this report yet." not in page.text

    def test_the_card_of_a_report_is_that_of_every_record(self, report, official, seven):
        made = report()
        client = browser(official)
        assert (
            "No file or link proves anything here yet."
            in client.get(address("evidence-card", made)).text
        )
        proven(made)
        assert "Gazette 12" in client.get(address("evidence-card", made)).text

    def test_whoever_approves_sees_it_first(self, report, focal_point):
        made = report()
        page = browser(focal_point).get(reverse("progress-approve", args=[made.pk]))
        assert address("evidence-card", made) in page.text
        assert "with this evidence" in page.text

    def test_a_ministry_adds_to_what_waits(self, report, officer):
        attach_link(actor=officer, target=report(), url=GAZETTE)
        with acting(SYSTEM):
            assert Evidence.objects.get().target_kind == PROGRESS_REPORT

    @pytest.mark.parametrize("name", ["evidence-attach", "evidence-link", "evidence-card"])
    def test_another_state_finds_no_report(self, report, name):
        made = report()
        abroad = browser(actor(Role.FOCAL_POINT))
        assert abroad.get(address(name, made)).status_code == 404

    def test_another_state_adds_nothing_to_what_it_reads(self, shared):
        abroad = actor(Role.FOCAL_POINT)
        assert browser(abroad).get(address("evidence-attach", shared)).status_code == 403
        assert (
            address("evidence-attach", shared)
            not in browser(abroad).get(step(state=shared.country.code)).text
        )
        with pytest.raises(PermissionDenied):
            attach_link(actor=abroad, target=shared, url=GAZETTE)

    @pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.AUDITOR])
    def test_who_only_reads_adds_nothing(self, shared, office, role):
        client = browser(actor(role, office))
        assert client.get(address("evidence-attach", shared)).status_code == 403
        assert address("evidence-attach", shared) not in client.get(step()).text

    def test_the_database_takes_nothing_from_another_state(self, shared):
        abroad = InstitutionFactory()
        stranger = actor(Role.FOCAL_POINT, abroad)
        with acting(stranger), pytest.raises(DatabaseError):
            Evidence.objects.create(
                country=shared.country,
                office=shared.office,
                target_kind=PROGRESS_REPORT,
                target_id=shared.pk,
                title="Forged",
                effective_on=DAY,
            )


class TestApproved:
    def test_an_official_and_a_ministry_add_nothing_any_more(
        self, report, official, officer, focal_point
    ):
        made = report()
        item = attach_link(actor=officer, target=made, url=GAZETTE)
        made = approve_progress(actor=focal_point, report=made)
        for who in (official, officer):
            with pytest.raises(PermissionDenied):
                attach_link(actor=who, target=made, url=GAZETTE)
            with pytest.raises(PermissionDenied):
                withdraw_evidence(actor=who, evidence=item, version=None, reason="Wrong")
            assert address("evidence-attach", made) not in browser(who).get(step()).text
            assert browser(who).get(address("evidence-attach", made)).status_code == 403

    def test_the_focal_point_does(self, shared, focal_point):
        item = attach_link(actor=focal_point, target=shared, url=GAZETTE, visibility="network")
        assert address("evidence-attach", shared) in browser(focal_point).get(step()).text
        withdraw_evidence(actor=focal_point, evidence=item, version=None, reason="Wrong")

    def test_evidence_stays_with_the_report_that_is_corrected(self, shared, report, official):
        proven(shared, "First proof")
        later = report(narrative="Corrected.")
        proven(later, "Second proof")
        with acting(official):
            found = proofs_of([shared.pk, later.pk], official)
        assert [each.title for each in found[shared.pk].items] == ["First proof"]
        assert [each.title for each in found[later.pk].items] == ["Second proof"]
        page = browser(official).get(step()).text
        assert page.count("A later report of the same day corrects this one.") == 1
        assert "Evidence stays with the report that it proves" in page
        assert page.index("Second proof") < page.index("corrects this one") < page.index("First pr")

    def test_a_later_day_corrects_nothing(self, shared, report, official):
        report(effective_on=DAY + dt.timedelta(days=1))
        assert "corrects this one" not in browser(official).get(step()).text


class TestReading:
    def test_the_network_reads_what_is_shared_alone(self, shared, coordinator):
        proven(shared, "For the network", visibility="network")
        proven(shared, "For the government", visibility="government")
        client = browser(coordinator)
        for place in (
            step(state=shared.country.code),
            reverse("progress-record", query={"state": shared.country.code}),
        ):
            page = client.get(place).text
            assert "For the network" in page
            assert "For the government" not in page

    def test_without_any_it_is_told_so(self, shared, coordinator):
        proven(shared, "For the government")
        client = browser(coordinator)
        page = client.get(step(state=shared.country.code)).text
        assert "No evidence is shared with you." in page
        page = client.get(reverse("progress-record", query={"state": shared.country.code})).text
        assert "No evidence is shared with you." in page

    def test_shared_evidence_of_an_unapproved_report_is_read_by_nobody_abroad(
        self, report, coordinator
    ):
        made = report(visibility=Visibility.NETWORK)
        item = proven(made, visibility="network")
        with acting(coordinator):
            assert not Evidence.objects.filter(pk=item.pk).exists()
            assert not Evidence.objects.visible_to(coordinator).filter(pk=item.pk).exists()
            assert proofs_of([made.pk], coordinator) == {}

    def test_what_an_office_keeps_is_not_the_ministrys(self, report, officer, official):
        made = report()
        proven(made, "Ours alone", visibility="office")
        assert "Ours alone" in browser(official).get(step()).text
        assert "Ours alone" not in browser(officer).get(step()).text

    def test_the_record_names_the_evidence_of_the_latest_word(self, shared, official):
        client = browser(official)
        place = reverse("progress-record")
        assert "No file or link proves this report yet." in client.get(place).text
        item = proven(shared)
        assert item.get_absolute_url() in client.get(place).text

    def test_a_past_day_shows_what_held_by_then(self, shared, official):
        proven(shared, "Of that day", effective_on=DAY)
        proven(shared, "Of the next", effective_on=DAY + dt.timedelta(days=1))
        client = browser(official)
        place = reverse("progress-record")
        then = client.get(place, {"as_of": DAY.isoformat()}).text
        assert "Of that day" in then
        assert "Of the next" not in then
        for page in (client.get(place).text, client.get(step()).text):
            assert "Of that day" in page
            assert "Of the next" in page

    def test_what_is_withdrawn_proves_nothing(self, shared, official, focal_point):
        item = proven(shared)
        withdraw_evidence(actor=focal_point, evidence=item, version=None, reason="Wrong")
        client = browser(official)
        assert item.get_absolute_url() not in client.get(reverse("progress-record")).text
        assert "Withdrawn" in client.get(step()).text
        assert in_file(client, step(format="json")) == [[]]

    def test_many_are_counted_and_a_click_away(self, shared, coordinator):
        for number in range(SHOWN + 2):
            proven(shared, f"Proof {number}", visibility="network")
        page = browser(coordinator).get(step(state=shared.country.code))
        assert page.text.count("Proof ") == SHOWN
        assert "2 more" in page.text

    def test_the_file_names_what_its_reader_sees(self, shared, official, coordinator):
        proven(shared, "For the network", visibility="network")
        proven(shared, "For the government")
        [own] = in_file(browser(official), step(format="json"))
        assert sorted(own) == ["For the government", "For the network"]
        abroad = step(state=shared.country.code, format="json")
        assert in_file(browser(coordinator), abroad) == [["For the network"]]
        table = b"".join(browser(coordinator).get(abroad.replace("json", "csv")))
        assert b"For the network" in table
        assert b"For the government" not in table

    def test_its_own_page_and_the_list_lead_back(self, shared, official):
        item = proven(shared)
        client = browser(official)
        where = shared.get_absolute_url().replace("&", "&amp;")
        assert where in client.get(item.get_absolute_url()).text
        assert where in client.get(reverse("evidence-list")).text


class TestCosts:
    def test_the_page_costs_the_same_with_much_evidence(self, report, official):
        client = browser(official)
        for day in range(20):
            made = report(effective_on=DAY - dt.timedelta(days=day))
            for _each in range(3):
                proven(made)
        with at_most(5):
            client.get(step())

    def test_the_list_of_evidence_asks_for_the_reports_at_once(self, report, official):
        client = browser(official)

        def cost():
            with statements() as sent:
                client.get(reverse("evidence-list"))
            return len(sent)

        proven(report())
        client.get(reverse("evidence-list"))
        one = cost()
        for day in range(1, 6):
            proven(report(effective_on=DAY - dt.timedelta(days=day)))
        assert cost() == one

    def test_no_report_asks_for_no_evidence(self, official):
        with at_most(0):
            assert proofs_of([], official) == {}
