"""The pages of what a State owes: what each reader finds and can do."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.treaties.obligations.choices import DueKind
from apps.treaties.obligations.models import Occurrence, ReportingObligation
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from focalpoint.visibility import Visibility
from tests.costs import at_most
from tests.factories import InstitutionFactory, OccurrenceFactory, person
from tests.treaties.obligations.conftest import DAY, today

pytestmark = pytest.mark.django_db
LIST = "/obligations/"


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def web(office: Any) -> Client:
    return client_of(person(Role.OFFICIAL, office))


def text(response: Any) -> str:
    assert response.status_code == 200, response.status_code
    return str(response.content.decode())


def titles(response: Any) -> list[str]:
    return [row.record.name for row in response.context["table"].page.object_list]


class TestTheList:
    def test_shows_what_is_open_by_date_and_says_what_is_not_known(
        self, web: Client, office: Any
    ) -> None:
        OccurrenceFactory(office=office, original_due_on=today() - 5 * DAY, title="Old")
        OccurrenceFactory(office=office, original_due_on=today() + 5 * DAY, title="Coming")
        OccurrenceFactory(
            office=office,
            original_due_on=today() - 5 * DAY,
            title="Sent",
            status="submitted",
            submitted_on=today(),
        )
        page = web.get(LIST)
        assert [name.split(": ")[1] for name in titles(page)] == ["Old", "Coming"]
        assert "Not known whether submitted" in text(page)
        assert "5 days overdue" not in text(page)

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("show=not_known", ["Old"]),
            ("show=coming", ["Led", "Far"]),
            ("show=overdue", []),
            ("show=all", ["Old", "Led", "Far"]),
            ("period=3", ["Old", "Led"]),
            ("q=convention", ["Old", "Led", "Far"]),
            ("q=nothing", []),
            ("body=upr", []),
        ],
    )
    def test_filters_by_standing_period_body_and_words(
        self, web: Client, office: Any, ministry: Any, query: str, found: list[str]
    ) -> None:
        OccurrenceFactory(office=office, original_due_on=today() - 5 * DAY, title="Old")
        OccurrenceFactory(
            office=office,
            original_due_on=today() + 5 * DAY,
            title="Led",
            lead_institution=ministry,
        )
        OccurrenceFactory(office=office, original_due_on=today() + 900 * DAY, title="Far")
        assert [name.split(": ")[1] for name in titles(web.get(f"{LIST}?{query}"))] == found

    def test_filters_by_institution(self, web: Client, office: Any, ministry: Any) -> None:
        OccurrenceFactory(office=office, title="Led", lead_institution=ministry)
        OccurrenceFactory(office=office, title="Other")
        page = web.get(f"{LIST}?lead_institution={ministry.pk}")
        assert [name.split(": ")[1] for name in titles(page)] == ["Led"]

    def test_asks_no_more_for_many(self, web: Client, office: Any) -> None:
        for number in range(20):
            OccurrenceFactory(office=office, title=f"Report {number}")
        web.get(LIST)
        with at_most(7):
            web.get(LIST)

    def test_of_nothing_says_where_it_comes_from(self, web: Client) -> None:
        assert "derived every night" in text(web.get(LIST))

    def test_a_coordinator_sees_what_is_shared(self, office: Any) -> None:
        OccurrenceFactory(office=office, title="Ours")
        OccurrenceFactory(office=office, title="Shared", visibility=Visibility.NETWORK)
        page = client_of(person(Role.COORDINATOR)).get(LIST)
        assert [name.split(": ")[1] for name in titles(page)] == ["Shared"]

    def test_the_file_holds_both_dates(self, web: Client, office: Any) -> None:
        OccurrenceFactory(
            office=office,
            override_on=dt.date(2099, 6, 1),
            override_source="committee",
            override_reason="Paragraph 45",
        )
        response: Any = web.get(f"{LIST}?format=csv")
        content = b"".join(response.streaming_content).decode()
        assert "2099-06-01" in content
        assert "2099-03-31" in content
        assert "Paragraph 45" in content


class TestADuty:
    def test_explains_its_rule_and_lists_its_dates(self, web: Client, duty: Any) -> None:
        page = text(web.get(reverse("obligation-detail", args=[duty.pk])))
        for words in ("Art. 18", "every 4 years", "31 March 2010", "2027-03-31", "test list"):
            assert words in page

    def test_says_that_nobody_knows_of_the_first_report(self, web: Client, duty: Any) -> None:
        page = text(web.get(reverse("obligation-detail", args=[duty.pk])))
        assert "The record does not say what became of it." in page
        assert "kind=initial&amp;due=2011-03-31" in page

    def test_history_is_entered_by_hand(self, web: Client, duty: Any) -> None:
        url = reverse("occurrence-create", args=[duty.pk])
        assert "2011-03-31" in text(web.get(f"{url}?kind=initial&due=2011-03-31"))
        answer = web.post(
            url,
            {
                "kind": "initial",
                "original_due_on": "2011-03-31",
                "submitted_on": "2012-01-31",
                "symbol": "CEDAW/C/XAA/1",
            },
        )
        assert answer.status_code == 302
        with acting(SYSTEM):
            entered = Occurrence.objects.get(kind=DueKind.INITIAL)
        assert (entered.status, entered.symbol) == ("submitted", "CEDAW/C/XAA/1")

    def test_by_hand_comes_with_its_first_date(self, web: Client) -> None:
        answer = web.post(
            reverse("obligation-create"),
            {
                "kind": "regional",
                "title": "Report to the commission",
                "body": "Regional commission",
                "due_kind": "periodic",
                "due_on": "2027-05-01",
                "visibility": "government",
            },
        )
        assert answer.status_code == 302
        with acting(SYSTEM):
            made = ReportingObligation.objects.get()
            assert made.occurrences.get().due_on == dt.date(2027, 5, 1)

    def test_all_of_them_are_listed_with_the_next_date(self, web: Client, duty: Any) -> None:
        page = text(web.get(reverse("obligation-duties")))
        assert "Convention" in page


class TestADate:
    @pytest.fixture
    def date(self, office: Any) -> Occurrence:
        return OccurrenceFactory(office=office, rule="periodic", rule_number=4, source="Art. 18")

    def test_says_where_it_comes_from_and_what_can_be_done(self, web: Client, date: Any) -> None:
        page = text(web.get(date.get_absolute_url()))
        for words in ("Not confirmed", "computed by the rule", "Confirm the date", "Art. 18"):
            assert words in page

    @pytest.mark.parametrize(
        ("step", "sent", "status"),
        [
            ("confirm", {}, "due"),
            ("draft", {}, "drafted"),
            ("submit", {"submitted_on": "2026-01-01", "symbol": "A/1"}, "submitted"),
            ("skip", {"skip_reason": "Combined"}, "skipped"),
            (
                "override",
                {"due_on": "2099-06-01", "source": "committee", "reason": "Paragraph 45"},
                "due",
            ),
        ],
    )
    def test_each_step_has_its_form(
        self, web: Client, date: Any, step: str, sent: dict[str, str], status: str
    ) -> None:
        url = reverse("occurrence-step", args=[date.pk, step])
        text(web.get(url))
        assert web.post(url, {**sent, "version": "1"}).status_code == 302
        with acting(SYSTEM):
            assert Occurrence.objects.get(pk=date.pk).status == status

    def test_a_form_without_a_reason_keeps_what_was_typed(self, web: Client, date: Any) -> None:
        url = reverse("occurrence-step", args=[date.pk, "override"])
        answer = web.post(url, {"due_on": "2099-06-01", "source": "committee", "version": "1"})
        assert answer.status_code == 422
        assert "2099-06-01" in answer.content.decode()

    def test_a_step_that_is_not_open_does_not_exist(self, web: Client, date: Any) -> None:
        assert web.get(reverse("occurrence-step", args=[date.pk, "review"])).status_code == 404
        assert web.get(reverse("occurrence-step", args=[date.pk, "burn"])).status_code == 404

    def test_two_people_at_once_see_both_versions(self, web: Client, date: Any) -> None:
        url = reverse("occurrence-step", args=[date.pk, "submit"])
        web.post(reverse("occurrence-step", args=[date.pk, "draft"]), {"version": "1"})
        answer = web.post(url, {"submitted_on": "2026-01-01", "version": "1"})
        assert answer.status_code == 409

    def test_an_auditor_reads_and_changes_nothing(self, office: Any, date: Any) -> None:
        auditor = client_of(person(Role.AUDITOR, office))
        assert "Confirm the date" not in text(auditor.get(date.get_absolute_url()))

    def test_a_ministry_acts_on_what_it_leads(self, office: Any, ministry: Any, date: Any) -> None:
        officer = client_of(person(Role.MINISTRY_OFFICER, ministry))
        led = OccurrenceFactory(office=office, lead_institution=ministry)
        url = reverse("occurrence-step", args=[led.pk, "draft"])
        assert officer.post(url, {"version": "1"}).status_code == 302
        other = reverse("occurrence-step", args=[date.pk, "draft"])
        assert officer.post(other, {"version": "1"}).status_code == 403

    def test_a_late_report_says_by_how_much(self, web: Client, office: Any) -> None:
        late = OccurrenceFactory(
            office=office,
            original_due_on=dt.date(2024, 1, 1),
            status="submitted",
            submitted_on=dt.date(2024, 1, 31),
            confirmed_at=timezone.now(),
        )
        assert "30 days late" in text(web.get(late.get_absolute_url()))


def test_a_contributor_finds_nothing(office: Any) -> None:
    date = OccurrenceFactory(office=office)
    contributor = client_of(person(Role.CONTRIBUTOR, office))
    assert contributor.get(LIST).status_code == 403
    assert contributor.get(date.get_absolute_url()).status_code == 403


def test_another_state_finds_nothing(office: Any) -> None:
    date = OccurrenceFactory(office=office)
    abroad = client_of(person(Role.FOCAL_POINT, InstitutionFactory()))
    assert abroad.get(date.get_absolute_url()).status_code == 404
