"""The pages of actions: who opens them, what they show, and in how many queries."""

import datetime as dt
import gzip
import re

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from apps.actions import selectors
from apps.actions.models import ActionSeen, Status
from apps.actions.tables import ActionTable, CountedRows
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.actions.pages import address, stored, titles, within_budget
from tests.factories import (
    ActionFactory,
    ActionLinkFactory,
    ActionUpdateFactory,
    InstitutionFactory,
    ItemFactory,
    TreatyFactory,
    person,
)

pytestmark = pytest.mark.django_db


class TestAccess:
    GET_PAGES = ("action-detail", "action-history")
    FORMS = ("action-update",)
    POSTS = ("action-transition", "action-update-log", "action-link")

    @pytest.mark.parametrize("name", ["action-list", "action-create", "action-quick-add"])
    def test_a_visitor_is_sent_to_the_sign_in(self, client, name):
        response = client.get(reverse(name))
        assert response.status_code == 302
        assert response.url.startswith(reverse("account_login"))

    @pytest.mark.parametrize("name", GET_PAGES + FORMS)
    def test_another_states_record_does_not_exist(self, signed_in, action, name):
        client = signed_in(person(Role.FOCAL_POINT))
        assert client.get(address(name, action)).status_code == 404

    @pytest.mark.parametrize("name", POSTS)
    def test_nor_can_it_be_written(self, signed_in, action, name):
        client = signed_in(person(Role.FOCAL_POINT))
        data = {"to": "done", "text": "x", "target": "step:a"}
        assert client.post(address(name, action), data).status_code == 404
        assert stored(action).status == Status.OPEN

    @pytest.mark.parametrize("name", FORMS + POSTS)
    @pytest.mark.parametrize("role", [Role.AUDITOR, Role.COORDINATOR])
    def test_readers_write_nothing(self, signed_in, office, action, name, role):
        client = signed_in(person(role, office if role == Role.AUDITOR else None))
        method = client.get if name in self.FORMS else client.post
        assert method(address(name, action), {"to": "done"}).status_code == 403

    @pytest.mark.parametrize("name", POSTS)
    def test_a_ministry_writes_only_what_it_works_on(self, signed_in, badu, action, name):
        ItemFactory(label="(a)")
        data = {"to": "done", "text": "x", "target": "step:a"}
        assert signed_in(badu).post(address(name, action), data).status_code == 403

    def test_contributors_have_no_actions(self, signed_in, office):
        client = signed_in(person(Role.CONTRIBUTOR, office))
        assert client.get(reverse("action-list")).status_code == 403

    def test_the_network_reads_what_is_shared(self, signed_in, office):
        shared = ActionFactory(office=office, title="Shared", visibility="network")
        client = signed_in(person(Role.COORDINATOR))
        assert client.get(address("action-detail", shared)).status_code == 200
        assert titles(client.get(reverse("action-list"))) == {"Shared"}

    @pytest.mark.parametrize("role", [Role.AUDITOR, Role.MINISTRY_OFFICER])
    def test_what_is_public_abroad_opens_for_those_who_do_not_read_the_network(
        self, signed_in, ministry, role
    ):
        public = ActionFactory(visibility="public", office=InstitutionFactory())
        client = signed_in(person(role, ministry))
        assert client.get(address("action-detail", public)).status_code == 200


class TestList:
    @pytest.fixture(autouse=True)
    def _actions(self, office, amina):
        ActionFactory(office=office, title="Draft bill", assignee=amina)
        ActionFactory(office=office, title="Train judges", status="done")

    def test_unfinished_actions_unless_asked(self, web):
        assert titles(web.get(reverse("action-list"))) == {"Draft bill"}
        response = web.get(reverse("action-list"), {"status": "all"})
        assert titles(response) == {"Draft bill", "Train judges"}

    def test_filters_live_in_the_url(self, web):
        response = web.get(reverse("action-list"), {"q": "judge", "status": "done"})
        assert titles(response) == {"Train judges"}
        assert "Draft bill" not in response.text

    def test_tabs_count_what_they_list(self, web):
        tabs = web.get(reverse("action-list")).context["tabs"]
        for tab in tabs:
            response = web.get(reverse("action-list") + tab["url"])
            assert len(titles(response)) == tab["count"], tab["label"]
            assert [t["active"] for t in response.context["tabs"]] == [t is tab for t in tabs]

    def test_tabs_keep_the_other_filters(self, web):
        tabs = web.get(reverse("action-list"), {"q": "bill", "page": "1"}).context["tabs"]
        assert [tab["count"] for tab in tabs] == [1, 0, 0, 0, 1]
        assert all("q=bill" in tab["url"] and "page" not in tab["url"] for tab in tabs)

    def test_a_filter_that_makes_no_sense_is_named_and_nothing_breaks(self, web):
        response = web.get(reverse("action-list"), {"step": "z", "due_after": "soon"})
        assert response.status_code == 200

    @pytest.mark.parametrize(
        "sort", ["title", "-due_on", "due_on", "priority", "-assignee", "lead_institution", "bad"]
    )
    def test_it_sorts(self, web, sort):
        assert web.get(reverse("action-list"), {"sort": sort}).status_code == 200

    def test_what_has_the_words_in_its_title_goes_first(self, web, office):
        today = office.country.local_date(timezone.now())
        ActionFactory(office=office, title="Other", description="Draft bill", due_on=today)
        text = web.get(reverse("action-list"), {"q": "bill"}).text
        assert text.index(">Draft bill</a>") < text.index(">Other</a>")

    def test_nothing_found_says_what_to_do(self, web):
        response = web.get(reverse("action-list"), {"q": "nonsense"})
        assert "No action fits these filters" in response.text

    def test_an_empty_list_says_what_to_do(self, signed_in):
        response = signed_in(person(Role.OFFICIAL)).get(reverse("action-list"))
        assert "Press n" in response.text

    @pytest.mark.parametrize("number", [1, 60])
    def test_its_queries_do_not_grow_with_the_rows(self, web, office, ministry, amina, number):
        for n in range(number):
            ActionFactory(
                office=office, title=f"Action {n}", assignee=amina, lead_institution=ministry
            )
        web.get(reverse("action-list"))
        with within_budget():
            response = web.get(reverse("action-list"), {"q": "action", "assignee": "me"})
        assert len(titles(response)) == min(number, 50)

    def test_its_rows_are_those_that_the_usual_template_would_make(
        self, official, office, ministry, amina
    ):
        ActionFactory(office=office, title="<b>&", due_on=dt.date(2020, 1, 1), priority=4)
        ActionFactory(office=office, assignee=amina, lead_institution=ministry, status="done")

        def rows(template):
            with acting(official):
                listed = selectors.actions(official).order_by("id")
                table = ActionTable(CountedRows(listed, 4), actor=official)
                table.paginate(page=1, per_page=50)
                html = render_to_string(template, {"table": table}, RequestFactory().get("/"))
            body = re.search(r"<tbody.*</tbody>", html, re.DOTALL)
            assert body is not None
            # The usual rows are named even and odd, which no style sheet of ours asks for.
            return re.sub(r' class="(even|odd)"|\s+(?=<)|(?<=>)\s+', "", body[0])

        assert rows("actions/table.html") == rows("components/table.html")

    def test_fifty_rows_weigh_less_than_sixty_kilobytes(self, web, office, ministry, amina):
        for n in range(50):
            ActionFactory(
                office=office,
                title=f"Send the draft bill no. {n} to the cabinet and to parliament",
                assignee=amina,
                lead_institution=ministry,
                due_on=dt.date(2027, 1, 1) + dt.timedelta(days=n),
            )
        response = web.get(reverse("action-list"))
        assert len(response.content) < 250_000
        assert len(gzip.compress(response.content)) < 60_000

    def test_an_action_of_a_state_ahead_of_utc_is_overdue_by_its_own_date(self, signed_in):
        office = InstitutionFactory(country__time_zone="Pacific/Kiritimati")
        yesterday = timezone.now().astimezone(dt.UTC).date()
        local = office.country.local_date(timezone.now())
        ActionFactory(office=office, title="late", due_on=local - dt.timedelta(days=1))
        ActionFactory(office=office, title="today", due_on=local)
        assert yesterday <= local
        client = signed_in(person(Role.OFFICIAL, office))
        response = client.get(reverse("action-list"), {"due": "overdue"})
        assert titles(response) == {"late"}


class TestDetail:
    def test_it_shows_what_an_official_asks(self, web, office, ministry, amina):
        action = ActionFactory(
            office=office,
            title="Draft bill",
            description="For the cabinet.",
            lead_institution=ministry,
            assignee=amina,
            due_on=dt.date(2027, 6, 30),
        )
        ActionUpdateFactory(action=action, text="The treasury agreed.")
        ActionLinkFactory(action=action, item=ItemFactory(label="(c)", title="Instruments"))
        ActionLinkFactory(action=action, item=None, treaty=TreatyFactory(short_title="Rome"))
        text = web.get(address("action-detail", action)).text
        for words in [
            "Draft bill",
            action.reference,
            "For the cabinet.",
            "Ministry of Justice",
            "Office of the Focal Point",
            "Amina Diallo",
            'datetime="2027-06-30"',
            "The treasury agreed.",
            "(c) Instruments",
            "Rome",
        ]:
            assert words in text, words

    def test_opening_it_marks_it_as_seen(self, web, action, amina):
        web.get(address("action-detail", action))
        with acting(SYSTEM):
            assert ActionSeen.objects.filter(action=action, user=amina).exists()

    def test_those_who_only_read_it_are_offered_no_change(self, signed_in, badu, action):
        text = signed_in(badu).get(address("action-detail", action)).text
        for name in ["action-transition", "action-update-log", "action-link", "action-update"]:
            assert address(name, action) not in text

    def test_a_long_log_is_shortened(self, web, action):
        for number in range(35):
            ActionUpdateFactory(action=action, text=f"Entry {number:02d}")
        response = web.get(address("action-detail", action))
        assert "Entry 34" in response.text
        assert "Entry 04" not in response.text
        assert "Entry 04" in web.get(address("action-detail", action), {"log": "all"}).text

    @pytest.mark.parametrize("number", [0, 12])
    def test_its_queries_do_not_grow(self, web, action, amina, number):
        for _ in range(number):
            ActionUpdateFactory(action=action, author=amina)
            ActionLinkFactory(action=action, item=ItemFactory())
        web.get(address("action-detail", action))
        with within_budget():
            web.get(address("action-detail", action))

    def test_the_history_names_who_what_and_why(self, web, action):
        data = {"to": "done", "reason": "The law is in force."}
        web.post(address("action-transition", action), data)
        text = web.get(address("action-history", action)).text
        for words in ["Amina Diallo", "The law is in force.", "Open", "Done"]:
            assert words in text, words
