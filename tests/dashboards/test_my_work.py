"""My work: what an official owes, on one page, and nothing of anybody else's."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.actions.models import ActionSeen
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.factories import ActionFactory, InstitutionFactory, person

pytestmark = pytest.mark.django_db
URL = "/my-work/"


@pytest.fixture
def office():
    return InstitutionFactory()


@pytest.fixture
def amina(office):
    return person(Role.OFFICIAL, office, name="Amina Diallo")


@pytest.fixture
def web(client, amina):
    client.force_login(amina)
    return client


@pytest.fixture
def due(office, amina):
    today = office.country.local_date(timezone.now())

    def due(days, **fields):
        fields.setdefault("assignee", amina)
        return ActionFactory(office=office, due_on=today + dt.timedelta(days=days), **fields)

    return due


def section(response, key):
    """The titles in one part of the page."""
    found = re.search(rf'<section[^>]* id="{key}".*?</section>', response.text, re.DOTALL)
    return re.findall(r'<a href="/actions/[A-Z][^"]*"[^>]*>([^<]+)</a>', found[0]) if found else []


class TestAccess:
    def test_a_visitor_is_sent_to_the_sign_in(self, client):
        assert client.get(URL).status_code == 302

    @pytest.mark.parametrize("role", [Role.COORDINATOR, Role.SECRETARIAT])
    def test_the_network_has_no_work_in_a_state(self, client, role):
        client.force_login(person(role))
        assert client.get(URL).status_code == 403

    @pytest.mark.parametrize("role", [Role.AUDITOR, Role.CONTRIBUTOR])
    def test_nor_have_those_who_only_read(self, client, office, role):
        client.force_login(person(role, office))
        assert client.get(URL).status_code == 403

    def test_a_ministry_sees_its_own(self, client, office, due):
        ministry = InstitutionFactory(country=office.country)
        due(-1, title="theirs")
        due(-1, title="ours", assignee=None, lead_institution=ministry)
        client.force_login(person(Role.MINISTRY_OFFICER, ministry))
        assert section(client.get(URL), "overdue") == ["ours"]


def test_each_action_stands_in_its_part(web, due):
    due(-1, title="overdue")
    due(0, title="today")
    due(14, title="in two weeks")
    due(15, title="later")
    due(-1, title="finished", status="done")
    response = web.get(URL)
    assert section(response, "overdue") == ["overdue"]
    assert section(response, "soon") == ["today", "in two weeks"]
    assert section(response, "later") == ["later"]
    assert "finished" not in response.text


def test_the_numbers_lead_to_lists_of_as_many_rows(web, due):
    for days in [-3, -2, -1, 3, 4, 40]:
        due(days)
    text = web.get(URL).text
    for label, number, key in [("Overdue", 3, "overdue"), ("Due within 14 days", 2, "soon")]:
        found = re.search(
            rf'href="([^"]*due={key}[^"]*)".*?{label}.*?>\s*(\d+)\s*<', text, re.DOTALL
        )
        assert found is not None
        assert int(found[2]) == number
        rows = web.get(found[1].replace("&amp;", "&")).text
        assert rows.count('<td class="fp-table-title"') == number


def test_what_waits_for_the_reader_is_named(web, due, office):
    colleague = person(Role.OFFICIAL, office)
    due(5, title="handed in", assignee=colleague, status="in_review")
    due(5, title="my own", status="in_review")
    assert section(web.get(URL), "review") == ["handed in"]


def test_what_somebody_changed_since_is_named(web, due, amina):
    action = due(60, title="changed")
    with acting(SYSTEM):
        ActionSeen.objects.create(
            action=action, user=amina, seen_at=timezone.now() - dt.timedelta(days=1)
        )
    assert section(web.get(URL), "unread") == ["changed"]
    web.get(action.get_absolute_url())
    assert section(web.get(URL), "unread") == []


def test_a_long_part_says_how_many_more_there_are(web, due):
    for _ in range(15):
        due(-1)
    response = web.get(URL)
    assert len(section(response, "overdue")) == 12
    assert "3 more" in response.text


def test_an_idle_day_says_what_to_do(web):
    assert "Nothing waits for you" in web.get(URL).text


def test_the_quick_add_is_on_the_page_and_renews_it(web):
    text = web.get(URL).text
    assert 'id="quick-add-bar"' in text
    assert 'hx-trigger="actions:changed from:body"' in text


def test_it_stands_in_the_navigation_of_those_who_work_for_a_state(web, client):
    assert f'href="{reverse("my-work")}"' in web.get(reverse("action-list")).text
    client.force_login(person(Role.COORDINATOR))
    assert f'href="{reverse("my-work")}"' not in client.get(reverse("action-list")).text
