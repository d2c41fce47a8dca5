"""The year planner: everything that falls due in 24 months, as a page and as files."""

import csv
import datetime as dt
import io
from typing import Any

import icalendar
import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from apps.accounts.selectors import actor_for
from apps.dashboards.planner import MONTHS, Wanted, year_plan
from apps.dashboards.planner_files import plan_document
from focalpoint.acting import acting
from focalpoint.deadlines import sources
from focalpoint.roles import Role
from tests.factories import (
    ActionFactory,
    ActionLinkFactory,
    AppointmentFactory,
    CountryFactory,
    InstitutionFactory,
    OccurrenceFactory,
    person,
)
from tests.paper import assert_accessible

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
PLANNER = "/planner/"


def today() -> dt.date:
    return timezone.now().date()


@pytest.fixture
def office() -> Any:
    return InstitutionFactory(country=CountryFactory(time_zone="UTC"), name="Office")


@pytest.fixture
def user(office: Any) -> Any:
    return person(Role.OFFICIAL, office)


@pytest.fixture
def web(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def owed(office: Any) -> dict[str, Any]:
    """One deadline of several kinds, and what is beyond the plan."""
    ActionFactory(office=office, title="Too far", due_on=today() + 800 * DAY)
    return {
        "report": OccurrenceFactory(office=office, original_due_on=today() + 40 * DAY),
        "late": ActionFactory(office=office, title="Late action", due_on=today() - 3 * DAY),
        "action": ActionFactory(office=office, title="Send the bill", due_on=today() + 10 * DAY),
        "end": AppointmentFactory(office=office, ends_on=today() + 90 * DAY),
    }


def plan_of(user: Any, **wanted: Any) -> Any:
    actor = actor_for(user)
    with acting(actor):
        return year_plan(actor, actor.country, today(), Wanted(**wanted))


def named(plan: Any) -> list[str]:
    return [entry.line.title for entry in plan.entries]


class TestThePlan:
    def test_holds_every_kind_by_date_and_what_is_overdue_first(self, user: Any, owed: Any) -> None:
        plan = plan_of(user)
        assert [entry.kind for entry in plan.entries] == [
            "action.due",
            "action.due",
            "obligation.due",
            "appointment.end",
        ]
        assert [entry.line.title for entry in plan.overdue] == ["Late action"]

    def test_has_a_place_for_every_month(self, user: Any) -> None:
        plan = plan_of(user)
        firsts = [month.first for month in plan.months]
        assert len(firsts) == MONTHS + 1
        assert firsts[0] == today().replace(day=1)
        assert all(month.entries == [] for month in plan.months)

    def test_months_without_anything_stand_together(self, user: Any, owed: Any) -> None:
        plan = plan_of(user)
        with_something = [s for s in plan.stretches if s.entries]
        assert [s.first for s in with_something] == [m.first for m in plan.months if m.entries]
        assert all(s.first == s.last for s in with_something)
        last = plan.stretches[-1]
        assert (last.entries, last.last) == ([], plan.until.replace(day=1))
        assert " – " in last.title

    def test_the_last_day_counts_and_the_one_after_it_does_not(
        self, user: Any, office: Any
    ) -> None:
        until = plan_of(user).until
        ActionFactory(office=office, title="Last day", due_on=until)
        ActionFactory(office=office, title="Day after", due_on=until + DAY)
        assert named(plan_of(user)) == ["Last day"]

    def test_is_narrowed_to_a_kind(self, user: Any, owed: Any) -> None:
        assert named(plan_of(user, kind="action.due")) == ["Late action", "Send the bill"]

    def test_to_what_an_institution_owns_or_leads(self, user: Any, office: Any, owed: Any) -> None:
        ministry = InstitutionFactory(country=office.country)
        led = OccurrenceFactory(
            office=office, lead_institution=ministry, original_due_on=today() + 50 * DAY
        )
        plan = plan_of(user, institution=ministry)
        assert [entry.object_id for entry in plan.entries] == [led.pk]

    def test_and_to_what_serves_a_treaty(self, user: Any, owed: Any) -> None:
        treaty = owed["report"].obligation.treaty
        ActionLinkFactory(action=owed["action"], item=None, treaty=treaty)
        plan = plan_of(user, treaty=treaty)
        assert [entry.kind for entry in plan.entries] == ["action.due", "obligation.due"]

    def test_shows_nothing_of_another_office_or_state(
        self, user: Any, office: Any, owed: Any
    ) -> None:
        ministry = InstitutionFactory(country=office.country)
        ActionFactory(office=ministry, title="Hidden", visibility="office", due_on=today())
        ActionFactory(title="Abroad", visibility="public", due_on=today())
        assert not {"Hidden", "Abroad"} & set(named(plan_of(user)))

    def test_marks_what_only_its_own_office_sees(self, user: Any, office: Any) -> None:
        ActionFactory(office=office, title="Ours", visibility="office", due_on=today())
        plan = plan_of(user)
        assert (plan.is_narrow, plan.entries[0].is_narrow) == (True, True)

    def test_every_kind_of_deadline_can_be_asked_for(self, user: Any) -> None:
        for kind in sources():
            assert plan_of(user, kind=kind).entries == []


class TestThePage:
    def test_says_of_each_month_whether_anything_falls_due(self, web: Client, owed: Any) -> None:
        page = web.get(PLANNER).content.decode()
        for title in ("Late action", "Send the bill", "Periodic report", "date not confirmed"):
            assert title in page
        assert "Nothing falls due." in page
        assert "For this government" in page

    def test_of_nothing_says_what_to_do(self, web: Client) -> None:
        assert "Nothing falls due in the next 24 months" in web.get(PLANNER).content.decode()

    def test_a_filter_that_makes_no_sense_is_as_if_not_asked(self, web: Client, owed: Any) -> None:
        page = web.get(f"{PLANNER}?institution=x&kind=none").content.decode()
        assert "Send the bill" in page

    def test_is_for_people_of_a_state(self) -> None:
        client = Client()
        client.force_login(person(Role.AUDITOR))
        assert client.get(PLANNER).status_code == 403


class TestTheFiles:
    def test_the_calendar_holds_each_date_as_a_whole_day(self, web: Client, owed: Any) -> None:
        answer = web.get(reverse("planner-ics"))
        assert answer["Content-Type"] == "text/calendar; charset=utf-8"
        assert "-training-" in answer["Content-Disposition"]
        calendar: Any = icalendar.Calendar.from_ical(answer.content)
        events = {str(event["summary"]): event for event in calendar.walk("VEVENT")}
        [report] = [event for title, event in events.items() if "Periodic report" in title]
        assert report["dtstart"].dt == owed["report"].due_on
        assert report["class"] == "PRIVATE"
        assert len(events) == 4
        assert all(title.startswith("[Training] ") for title in events)

    def test_the_uid_is_that_of_the_calendars_to_subscribe_to(self, web: Client, owed: Any) -> None:
        text = web.get(reverse("planner-ics")).content.decode().replace("\r\n ", "")
        assert f"UID:obligation.due.{owed['report'].pk}@" in text

    def test_the_sheet_says_sensitivity_and_training(
        self, web: Client, office: Any, owed: Any
    ) -> None:
        ActionFactory(office=office, title="Ours", visibility="office", due_on=today())
        response: Any = web.get(f"{PLANNER}?format=xlsx")
        book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
        rows = list(book.worksheets[0].iter_rows(values_only=True))
        by_title = {row[2]: row for row in rows[1:]}
        assert by_title["Ours"][6] == "For its own office only"
        assert by_title["Send the bill"][6] == "For this government"
        assert {row[9] for row in rows[1:]} == {"yes"}
        sheet: Any = book.worksheets[1]
        about = dict(sheet.iter_rows(max_col=2, values_only=True))
        assert about["Sensitivity"] == "For this government; some of it for its own office only"
        assert about["Training data"] == "Yes: this State is fictional"

    def test_the_files_keep_the_filters(self, web: Client, owed: Any) -> None:
        response: Any = web.get(f"{PLANNER}?kind=action.due&format=csv")
        text = b"".join(response.streaming_content).decode("utf-8-sig")
        titles = [row[2] for row in csv.reader(io.StringIO(text))]
        assert "Send the bill" in titles
        assert not [title for title in titles if "Periodic report" in title]

    def test_the_document_is_tagged_and_says_what_it_is(self, web: Client, owed: Any) -> None:
        answer = web.get(reverse("planner-pdf"))
        assert answer["Content-Type"] == "application/pdf"
        assert "-training-" in answer["Content-Disposition"]
        assert_accessible(answer.content)

    @pytest.mark.parametrize("language", ["en", "ar", "fr"])
    def test_it_renders_in_every_script(
        self, user: Any, office: Any, owed: Any, language: str
    ) -> None:
        ActionFactory(office=office, title="إرسال مشروع القانون", due_on=today() + DAY)
        ActionFactory(office=office, title="提交报告", due_on=today() + DAY)
        with translation.override(language):
            assert plan_document(plan_of(user)).startswith(b"%PDF-1.7")
