"""Calendars: what programs read at a secret address, and when it opens nothing any more."""

import datetime as dt
import re
import zoneinfo
from typing import Any

import icalendar
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from ical.calendar_stream import IcsCalendarStream
from redis import Redis
from rest_framework.settings import api_settings

from apps.accounts.selectors import actor_for
from apps.reminders import feeds
from apps.reminders.personal import CalendarFeed
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from focalpoint.visibility import Visibility
from tests.factories import AppointmentFactory, InstitutionFactory
from tests.reminders.conftest import change, leave

pytestmark = pytest.mark.django_db

SOON = timezone.now().date() + dt.timedelta(days=10)


def make(user: Any, **options: Any) -> str:
    """A calendar of a person; the path that programs read."""
    actor = actor_for(user)
    with acting(actor):
        _feed, secret = feeds.create_feed(actor=actor, user=user, **options)
    return f"/calendar/{secret}.ics"


def read(client: Any, path: str) -> list[Any]:
    """The entries, once two parsers that know nothing of each other have taken the text."""
    response = client.get(path)
    assert response.status_code == 200, response.status_code
    text = response.content.decode()
    other = IcsCalendarStream.calendar_from_ics(text)
    events = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert [(str(e["UID"]), str(e["SUMMARY"])) for e in events] == [
        (e.uid, e.summary) for e in sorted(other.events, key=lambda e: order(e, events))
    ]
    return events


def order(event: Any, events: list[Any]) -> int:
    return [str(e["UID"]) for e in events].index(event.uid)


@pytest.fixture
def officer(office):
    return office.officer(name="Kofi Example")


@pytest.fixture
def action(office, officer):
    return office.action(SOON.isoformat(), title="Answer the secret enquiry", assignee=officer)


class TestContent:
    def test_my_deadlines_are_days_of_law(self, client, action, officer):
        [event] = read(client, make(officer))
        assert event.decoded("DTSTART") == SOON
        assert event.decoded("DTEND") == SOON + dt.timedelta(days=1)
        assert event["DTSTART"].params["VALUE"] == "DATE"
        assert event["STATUS"] == "CONFIRMED"
        assert event["UID"] == f"action.due.{action.pk}@localhost"
        assert str(event["URL"]).endswith(f"/actions/{action.reference}/")

    def test_no_title_travels_unless_its_owner_chose_so(self, client, action, officer):
        [event] = read(client, make(officer))
        assert event["SUMMARY"] == f"[Training] Due: {action.reference}"
        [event] = read(client, make(officer, with_titles=True))
        assert "Answer the secret enquiry" in event["SUMMARY"]

    def test_with_times_it_is_the_last_hour_in_the_capital(self, client, office, action, officer):
        change(office.institution.country, time_zone="America/New_York")
        path = make(officer, with_times=True)
        [event] = read(client, path)
        assert event.decoded("DTEND").utcoffset() is not None
        midnight = dt.datetime.combine(
            SOON + dt.timedelta(days=1), dt.time(), zoneinfo.ZoneInfo("America/New_York")
        )
        assert event.decoded("DTEND").astimezone(dt.UTC) == midnight.astimezone(dt.UTC)
        text = client.get(path).content.decode()
        assert "BEGIN:VTIMEZONE" in text
        assert "TZID:America/New_York" in text

    def test_others_deadlines_are_not_mine(self, client, office, action):
        assert read(client, make(office.focal_point)) == []

    def test_what_is_nobodys_is_the_focal_points(self, client, office, officer):
        office.action(SOON.isoformat())
        assert len(read(client, make(office.focal_point))) == 1
        assert read(client, make(officer)) == []

    def test_an_institution_has_its_own(self, client, office, officer, action):
        ministry = InstitutionFactory(country=office.institution.country)
        led = office.action(SOON.isoformat(), lead_institution=ministry)
        office.action(SOON.isoformat(), title="Not theirs")
        person = office.officer(Role.MINISTRY_OFFICER)
        with acting(SYSTEM, reason="test"):
            person.memberships.update(institution=ministry)
        [event] = read(client, make(person, institution=ministry))
        assert led.reference in event["SUMMARY"]
        assert len(read(client, make(officer, institution=office.institution))) == 3

    @pytest.mark.parametrize("slip", ["0001-01-01", "1926-05-01", "9999-12-31"])
    def test_what_somebody_mistyped_is_in_nobodys(self, client, office, officer, slip):
        office.action(slip, assignee=officer)
        here = office.action(SOON.isoformat(), assignee=officer)
        for feed in (make(officer), make(officer, institution=office.institution)):
            [event] = read(client, feed)
            assert here.reference in event["SUMMARY"]

    def test_it_holds_every_kind_of_deadline(self, client, office):
        AppointmentFactory(office=office.institution, ends_on=SOON)
        [event] = read(client, make(office.focal_point))
        assert event["SUMMARY"] == "[Training] Due: End of an appointment"

    def test_it_names_itself_and_says_when_to_ask_again(self, client, action, officer):
        text = client.get(make(officer)).content.decode()
        assert "X-WR-CALNAME:FocalPoint" in text
        assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H" in text


class TestChanges:
    def test_the_same_text_while_nothing_changes(self, client, action, officer):
        path = make(officer)
        first = client.get(path)
        assert client.get(path).content == first.content
        again = client.get(path, headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")

    def test_a_deadline_that_moves_keeps_its_name(self, client, action, officer):
        path = make(officer)
        [before] = read(client, path)
        change(action, due_on=SOON + dt.timedelta(days=5))
        [after] = read(client, path)
        assert after["UID"] == before["UID"]
        assert after.decoded("DTSTART") == SOON + dt.timedelta(days=5)
        assert int(after["SEQUENCE"]) == int(before["SEQUENCE"]) + 1
        assert after.decoded("LAST-MODIFIED") >= before.decoded("LAST-MODIFIED")

    @pytest.mark.parametrize("values", [{"status": "done"}, {"due_on": None}, {"assignee": None}])
    def test_what_is_owed_no_more_is_called_off_and_forgotten_later(
        self, client, office, action, officer, values
    ):
        path = make(officer)
        read(client, path)
        change(action, **values)
        [event] = read(client, path)
        assert (event["STATUS"], int(event["SEQUENCE"])) == ("CANCELLED", 1)
        feed = path.removeprefix("/calendar/").removesuffix(".ics")
        later = timezone.now() + dt.timedelta(days=31)
        found = feeds.read_calendar(secret=feed, now=later)
        assert found is not None
        assert found.entries == []

    def test_what_is_taken_up_again_is_confirmed_again(self, client, action, officer):
        path = make(officer)
        read(client, path)
        change(action, status="done")
        read(client, path)
        change(action, status="in_progress")
        [event] = read(client, path)
        assert (event["STATUS"], int(event["SEQUENCE"])) == ("CONFIRMED", 2)

    def test_what_is_closed_to_me_is_called_off(self, client, office, action, officer):
        path = make(officer, with_titles=True)
        read(client, path)
        ministry = InstitutionFactory(country=office.institution.country)
        change(action, office=ministry, visibility=Visibility.OFFICE, title="Renamed in secret")
        [event] = read(client, path)
        assert event["STATUS"] == "CANCELLED"
        assert "Renamed" not in event["SUMMARY"]
        assert "URL" not in event

    def test_it_asks_as_much_for_one_as_for_many(
        self, client, office, officer, action, django_assert_max_num_queries
    ):
        path = make(officer)
        client.get(path)
        for _number in range(20):
            office.action(SOON.isoformat(), assignee=officer)
        with django_assert_max_num_queries(33):
            assert len(read(client, path)) == 21


class TestAccess:
    def test_only_the_digest_of_the_address_is_kept(self, officer):
        secret = make(officer).removeprefix("/calendar/").removesuffix(".ics")
        with acting(SYSTEM):
            [feed] = CalendarFeed.objects.values()
        assert len(secret) >= 43
        assert secret not in str(feed)

    def test_an_unknown_address_opens_nothing(self, client):
        assert client.get("/calendar/unknown.ics").status_code == 404

    def test_a_revoked_one_opens_nothing(self, client, officer):
        path = make(officer)
        client.force_login(officer)
        with acting(SYSTEM):
            feed = CalendarFeed.objects.get()
        assert client.post(f"/profile/calendar/{feed.pk}/revoke/").status_code == 302
        assert client.get(path).status_code == 404

    def test_a_new_address_ends_the_old_one(self, client, action, officer):
        path = make(officer)
        client.force_login(officer)
        with acting(SYSTEM):
            feed = CalendarFeed.objects.get()
        page = client.post(f"/profile/calendar/{feed.pk}/renew/").content.decode()
        found = re.search(r"(/calendar/[\w-]+\.ics)", page)
        assert found
        assert client.get(path).status_code == 404
        assert len(read(client, found[1])) == 1

    def test_it_ends_with_the_membership(self, client, action, officer):
        path = make(officer)
        assert client.get(path).status_code == 200
        leave(officer, (timezone.now().date() - dt.timedelta(days=1)).isoformat())
        assert client.get(path).status_code == 404

    def test_an_institutions_ends_when_its_owner_moves_to_another(self, client, office, officer):
        path = make(officer, institution=office.institution)
        with acting(SYSTEM, reason="test"):
            officer.memberships.update(
                institution=InstitutionFactory(country=office.institution.country)
            )
        assert client.get(path).status_code == 404

    def test_it_ends_with_the_account(self, client, officer):
        path = make(officer)
        change(officer, is_active=False)
        assert client.get(path).status_code == 404

    def test_nobody_makes_one_of_a_foreign_institution_or_for_another(self, office, officer):
        actor = actor_for(officer)
        with pytest.raises(PermissionDenied):
            feeds.create_feed(actor=actor, user=officer, institution=InstitutionFactory())
        with pytest.raises(PermissionDenied):
            feeds.create_feed(actor=actor, user=office.focal_point)

    def test_there_are_ten_at_most(self, officer):
        for _number in range(10):
            make(officer)
        with pytest.raises(ValidationError):
            make(officer)

    def test_a_program_that_asks_all_the_time_is_told_to_wait(self, client, officer, monkeypatch):
        rates = {"calendar": "2/hour", "anonymous": "1/hour"}
        monkeypatch.setattr(api_settings, "DEFAULT_THROTTLE_RATES", rates)
        path = make(officer)
        answers = [client.get(path) for _time in range(3)]
        assert [a.status_code for a in answers] == [200, 200, 429]
        assert 0 < int(answers[2]["Retry-After"]) <= 3600
        guesses = [client.get(f"/calendar/guess{n}.ics").status_code for n in range(2)]
        assert guesses == [404, 429]

    def test_guesses_leave_nothing_behind_but_a_count_for_who_guesses(self, client, settings):
        for number in range(5):
            client.get(f"/calendar/guess{number}.ics")
        counts = Redis.from_url(settings.CACHES["default"]["LOCATION"]).scan_iter("throttle:*")
        assert {key.rsplit(b":", 1)[0] for key in counts} == {b"throttle:anonymous:127.0.0.1"}


class TestPages:
    def test_a_calendar_is_made_and_its_address_shown_once(self, client, officer, action):
        client.force_login(officer)
        page = client.post("/profile/calendar/new/", {"with_titles": "on"}).content.decode()
        found = re.search(r"(/calendar/[\w-]+\.ics)", page)
        assert found
        assert "Answer the secret enquiry" in client.get(found[1]).content.decode()
        listed = client.get("/profile/calendar/").content.decode()
        assert "titles" in listed
        assert found[1] not in listed
        assert "never" not in listed

    def test_only_ones_own_institutions_are_offered(self, client, office, officer):
        other = InstitutionFactory(country=office.institution.country)
        client.force_login(officer)
        page = client.get("/profile/calendar/new/").content.decode()
        assert office.institution.name in page
        assert other.name not in page
        data = {"institution": str(other.pk)}
        assert client.post("/profile/calendar/new/", data).status_code == 200
        with acting(SYSTEM):
            assert not CalendarFeed.objects.exists()
