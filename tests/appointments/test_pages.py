"""Pages of focal points, as each person meets them."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.appointments.models import Appointment, NationalMechanism
from apps.appointments.services import end_appointment
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from focalpoint.visibility import Visibility
from tests.costs import at_most
from tests.factories import NationalMechanismFactory, actor

pytestmark = pytest.mark.django_db


def browser(who):
    client = Client()
    client.force_login(User.objects.get(pk=who.user_id))
    return client


def form(office, **more):
    return {
        "person_name": "Ama Example",
        "rank": "Director",
        "institution": office.pk,
        "starts_on": "2024-01-01",
        "visibility": Visibility.GOVERNMENT,
        **more,
    }


@pytest.fixture
def page_of(office):
    """The State's page as somebody sees it."""

    def get(who):
        return browser(who).get(reverse("focal-point", args=[office.country.code]))

    return get


class TestStatePage:
    def test_without_anybody_it_says_what_to_do_next(self, official, page_of):
        page = page_of(official)
        assert "No focal point recorded" in page.text
        assert reverse("appointment-create") in page.text

    def test_it_shows_principal_alternates_and_earlier_ones(self, appoint, official, page_of):
        appoint("Yaw Past", dt.date(2020, 1, 1), ends_on=dt.date(2023, 12, 31))
        appoint("Ama Present")
        appoint("Kofi Stand-in", is_alternate=True)
        text = page_of(official).text
        for name in ("Yaw Past", "Ama Present", "Kofi Stand-in"):
            assert name in text

    def test_a_vacancy_is_told_with_its_first_day(self, appoint, official, page_of):
        appoint(ends_on=dt.date(2025, 12, 31))
        assert "Nobody has served since 1 January 2026." in page_of(official).text

    def test_the_network_sees_what_is_shared_and_no_more(self, appoint, coordinator, page_of):
        appoint("Ama Present")
        appoint("Kofi Stand-in", is_alternate=True, visibility=Visibility.NETWORK)
        page = page_of(coordinator)
        assert "Kofi Stand-in" in page.text
        assert "Ama Present" not in page.text
        assert reverse("appointment-create") not in page.text

    def test_a_state_that_does_not_exist_is_not_found(self, official):
        assert browser(official).get(reverse("focal-point", args=["ZZZ"])).status_code == 404


class TestRecording:
    def test_a_principal_is_recorded(self, official, office):
        page = browser(official).post(reverse("appointment-create"), form(office), follow=True)
        assert "Ama Example" in page.text
        assert "Serving" in page.text

    def test_a_second_principal_is_refused_by_name_and_the_text_stays(
        self, official, office, appoint
    ):
        appoint("Yaw Example")
        page = browser(official).post(
            reverse("appointment-create"), form(office, legal_act="Decree 12")
        )
        assert page.status_code == 422
        assert "Yaw Example has served as principal focal point" in page.text
        assert "Decree 12" in page.text

    def test_an_end_before_the_start_is_refused_at_its_field(self, official, office):
        page = browser(official).post(
            reverse("appointment-create"), form(office, ends_on="2023-01-01")
        )
        assert page.status_code == 422
        assert "cannot end before it starts" in page.text

    def test_an_official_is_not_offered_the_network(self, official, focal_point):
        url = reverse("appointment-create")
        assert 'value="network"' not in browser(official).get(url).text
        assert 'value="network"' in browser(focal_point).get(url).text

    def test_a_ministry_officer_may_not(self, office):
        client = browser(actor(Role.MINISTRY_OFFICER, office))
        assert client.get(reverse("appointment-create")).status_code == 403


class TestChanging:
    def test_a_conflict_shows_both_versions(self, official, office, appoint):
        made = appoint("Ama Example", rank="Director")
        with acting(SYSTEM, reason="somebody else"):
            Appointment.objects.filter(pk=made.pk).update(rank="Minister")
        page = browser(official).post(
            reverse("appointment-update", args=[made.pk]),
            form(office, rank="Ambassador", version=1),
        )
        assert page.status_code == 409
        assert "Minister" in page.text
        assert "Ambassador" in page.text

    def test_it_ends_with_a_reason(self, official, appoint, page_of):
        made = appoint()
        client = browser(official)
        url = reverse("appointment-end", args=[made.pk])
        assert client.post(url, {"ends_on": "2026-01-31", "version": 1}).status_code == 422
        page = client.post(
            url, {"ends_on": "2026-01-31", "reason": "New post", "version": 1}, follow=True
        )
        assert "Nobody has served since 1 February 2026." in page.text

    def test_what_the_network_sees_is_not_changed_by_an_official(self, official, appoint):
        made = appoint(visibility=Visibility.NETWORK)
        client = browser(official)
        assert client.get(reverse("appointment-update", args=[made.pk])).status_code == 403
        assert client.get(reverse("appointment-end", args=[made.pk])).status_code == 200

    def test_a_stranger_finds_nothing(self, appoint):
        made = appoint()
        client = browser(actor(Role.FOCAL_POINT))
        for name in ("detail", "update", "end"):
            assert client.get(reverse(f"appointment-{name}", args=[made.pk])).status_code == 404

    def test_the_history_is_the_states_own(self, appoint, focal_point, coordinator):
        made = appoint(visibility=Visibility.NETWORK)
        end_appointment(
            actor=focal_point,
            appointment=made,
            ends_on=dt.date(2026, 1, 31),
            reason="Called back by the minister",
        )
        assert "Called back" in browser(focal_point).get(made.get_absolute_url()).text
        page = browser(coordinator).get(made.get_absolute_url())
        assert page.status_code == 200
        assert "Called back" not in page.text


class TestMechanism:
    def test_it_is_recorded_shown_and_changed(self, official, office, page_of):
        client = browser(official)
        page = client.post(
            reverse("mechanism-create"),
            {
                "kind": "committee",
                "name": "National committee",
                "legal_instrument": "Act 7 of 2019",
                "visibility": Visibility.GOVERNMENT,
            },
            follow=True,
        )
        assert "Act 7 of 2019" in page.text
        assert "National committee" in page_of(official).text
        with acting(SYSTEM):
            made = NationalMechanism.objects.get()
        changed = client.post(
            reverse("mechanism-update", args=[made.pk]),
            {
                "kind": "committee",
                "name": "National committee",
                "resources": "Two posts",
                "visibility": Visibility.GOVERNMENT,
                "version": made.version,
            },
            follow=True,
        )
        assert "Two posts" in changed.text


class TestDirectory:
    def test_it_lists_what_the_reader_may_see(self, appoint, coordinator, focal_point):
        appoint("Ama Shared", visibility=Visibility.NETWORK)
        appoint("Kofi Kept", is_alternate=True)
        page = browser(coordinator).get(reverse("appointment-list"))
        assert "Ama Shared" in page.text
        assert "Kofi Kept" not in page.text

    def test_it_is_filtered_by_the_address(self, appoint, focal_point):
        appoint("Ama Present")
        appoint("Yaw Past", dt.date(2020, 1, 1), ends_on=dt.date(2023, 12, 31))
        client = browser(focal_point)
        page = client.get(reverse("appointment-list"), {"serving": "true"})
        assert "Ama Present" in page.text
        assert "Yaw Past" not in page.text

    def test_a_reader_of_public_records_reads_public_ones(self, appoint):
        made = appoint("Ama Public", visibility=Visibility.PUBLIC)
        client = browser(actor(Role.MINISTRY_OFFICER))
        assert "Ama Public" in client.get(reverse("appointment-list")).text
        assert client.get(made.get_absolute_url()).status_code == 200

    def test_it_costs_the_same_with_many(self, appoint, focal_point):
        for year in range(2000, 2020):
            appoint(f"Person {year}", dt.date(year, 1, 1), ends_on=dt.date(year, 12, 31))
        client = browser(focal_point)
        with at_most(4):
            client.get(reverse("appointment-list"))
        with at_most(4):
            client.get(reverse("focal-point", args=[focal_point.country.code]))

    @pytest.fixture
    def made(self, office):
        def make(name, **facts):
            facts = {"visibility": Visibility.NETWORK, **facts}
            return NationalMechanismFactory(office=office, name=name, **facts)

        return make

    def test_another_is_recorded_beside_the_first(self, official, made, page_of):
        create = reverse("mechanism-create")
        assert "Record the mechanism" in page_of(official).text
        made("National committee")
        page = page_of(official)
        assert f'href="{create}"' in page.text
        assert "Record another mechanism" in page.text
        assert "Earlier mechanisms" not in page.text
        data = {"kind": "office", "name": "Office 2", "visibility": Visibility.GOVERNMENT}
        browser(official).post(create, data)
        page = page_of(official)
        assert [each.name for each in page.context["page"].mechanisms] == [
            "National committee",
            "Office 2",
        ]

    def test_after_one_is_dissolved_the_next_is_recorded_and_the_first_is_history(
        self, official, made, page_of
    ):
        made("First", dissolved_on=dt.date(2019, 5, 1))
        made("Second", dissolved_on=dt.date(2022, 5, 1))
        page = page_of(official)
        assert [each.name for each in page.context["page"].dissolved] == ["Second", "First"]
        assert page.context["page"].mechanisms == []
        assert f'href="{reverse("mechanism-create")}"' in page.text
        assert "Record the mechanism" in page.text
        assert "Earlier mechanisms" in page.text

    def test_one_that_will_be_dissolved_still_stands(self, official, made, page_of):
        made("Leaving", dissolved_on=dt.date(2190, 1, 1))
        found = page_of(official).context["page"]
        assert [each.name for each in found.mechanisms] == ["Leaving"]
        assert found.dissolved == []

    def test_whoever_may_not_record_finds_no_button(self, coordinator, made, page_of):
        made("First", dissolved_on=dt.date(2019, 5, 1))
        page = page_of(coordinator)
        assert reverse("mechanism-create") not in page.text
        assert "First" in page.text

    def test_the_history_tells_no_end_that_lies_after_its_day(self, official, made, office):
        made("Old", established_on=dt.date(2012, 1, 1), dissolved_on=dt.date(2022, 5, 1))
        made("New", established_on=dt.date(2022, 6, 1))
        client = browser(official)
        url = reverse("focal-point-history", args=[office.country.code])
        page = client.get(url)
        assert [each.name for each in page.context["past"].mechanisms] == ["New", "Old"]
        assert "1 May 2022" in page.text
        page = client.get(url, {"as_of": "2020-01-01"})
        assert [each.name for each in page.context["past"].mechanisms] == ["Old"]
        assert "1 May 2022" not in page.text
