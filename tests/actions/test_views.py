"""The pages of actions: who opens them, what they show and save, and in how many queries."""

import datetime as dt
import gzip
import re
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.actions.models import Action, ActionLink, ActionSeen, ActionUpdate, Status
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.factories import (
    ActionFactory,
    ActionLinkFactory,
    ActionUpdateFactory,
    InstitutionFactory,
    ItemFactory,
    RiskFactorFactory,
    TreatyFactory,
    person,
)

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
BUDGET = 8  # queries of a list or a detail web, session, user and memberships included


@pytest.fixture
def signed_in(client):
    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def web(signed_in, amina):
    """The official's browser."""
    return signed_in(amina)


@pytest.fixture
def action(office):
    return ActionFactory(office=office, title="Draft bill")


@contextmanager
def within_budget(most=BUDGET):
    """At most so many queries; what a test's own transaction adds to each request is left out."""
    with CaptureQueriesContext(connection) as captured:
        yield
    queries = [q["sql"] for q in captured.captured_queries if "SAVEPOINT" not in q["sql"]]
    assert len(queries) <= most, "\n".join(sql.rpartition("true); ")[2][:300] for sql in queries)


def address(name, action, **more):
    return reverse(name, kwargs={"reference": action.reference, **more})


def stored(record):
    with acting(SYSTEM):
        return type(record).objects.get(pk=record.pk)


def titles(response):
    """The titles in the rows of a list."""
    return set(re.findall(r'<td class="fp-table-title"[^>]*><a [^>]*>([^<]*)</a>', response.text))


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


class TestForms:
    FACTS = {"title": "Train judges", "priority": "3", "visibility": "government"}

    def test_a_new_action(self, web, office, ministry, badu):
        step = ItemFactory(label="(b)")
        data = {
            **self.FACTS,
            "due_on": "2027-06-30",
            "assignee": str(badu.pk),
            "lead_institution": str(ministry.pk),
            "office": str(office.pk),
            "steps": [str(step.pk)],
        }
        response = web.post(reverse("action-create"), data)
        with acting(SYSTEM):
            action = Action.objects.get(title="Train judges")
            assert action.links.get().item == step
        assert response.url == action.get_absolute_url()
        assert (action.due_on, action.priority) == (dt.date(2027, 6, 30), 3)
        assert (action.assignee_id, action.lead_institution_id) == (badu.pk, ministry.pk)

    def test_what_is_wrong_is_named_and_what_was_typed_is_kept(self, web, office):
        data = {
            **self.FACTS,
            "office": str(office.pk),
            "start_on": "2027-07-01",
            "due_on": "2027-06-30",
        }
        response = web.post(reverse("action-create"), data)
        assert response.status_code == 422
        assert "cannot be due before it starts" in response.text
        assert 'value="Train judges"' in response.text

    def test_what_a_service_refuses_stands_on_its_field(self, web, office, badu):
        data = {
            **self.FACTS,
            "office": str(office.pk),
            "visibility": "office",
            "assignee": str(badu.pk),
        }
        response = web.post(reverse("action-create"), data)
        assert response.status_code == 422
        assert "could not see this action" in str(response.context["form"].errors["assignee"])

    def edit(self, web, action, **changes):
        response = web.get(address("action-update", action))
        form = response.context["form"]
        data = {name: form[name].value() for name in form.fields}
        data = {name: "" if value is None else value for name, value in data.items()}
        return {**data, **changes}

    def test_a_change_with_its_reason(self, web, action):
        data = self.edit(web, action, title="Final bill", reason="New name")
        response = web.post(address("action-update", action), data)
        assert response.url == action.get_absolute_url()
        assert stored(action).title == "Final bill"
        assert "New name" in web.get(address("action-history", action)).text

    def test_the_second_of_two_writers_sees_both_versions_and_loses_nothing(self, web, action):
        mine = self.edit(web, action, title="Mine")
        with acting(SYSTEM, reason="meanwhile"):
            Action.objects.filter(pk=action.pk).update(title="Theirs")
        response = web.post(address("action-update", action), mine)
        assert response.status_code == 409
        assert "Mine" in response.text
        assert "Theirs" in response.text
        assert stored(action).title == "Theirs"
        form = response.context["form"]
        settled = {**mine, "version": form["version"].value()}
        assert web.post(address("action-update", action), settled).status_code == 302
        assert stored(action).title == "Mine"

    def test_an_assignee_who_has_left_stays_until_somebody_else_is_chosen(
        self, web, office, badu, leave
    ):
        action = ActionFactory(office=office, assignee=badu)
        leave(badu)
        data = self.edit(web, action, title="New")
        web.post(address("action-update", action), data)
        assert stored(action).assignee_id == badu.pk
        assert stored(action).title == "New"

    def test_a_ministry_owns_in_its_own_name_only(self, signed_in, badu, office, ministry):
        text = signed_in(badu).get(reverse("action-create")).text
        owners = re.search(r'<select name="office".*?</select>', text, re.DOTALL)
        assert owners is not None
        assert "Ministry of Justice" in owners[0]
        assert "Office of the Focal Point" not in owners[0]


class TestStatus:
    def test_one_click(self, web, action):
        data = {"to": "done", "version": "1"}
        response = web.post(address("action-transition", action), data, follow=True)
        assert stored(action).status == Status.DONE
        assert f"{action.reference}: Done" in response.text

    def test_from_a_list_it_answers_with_a_notice(self, web, action):
        data = {"to": "done", "version": "1"}
        response = web.post(address("action-transition", action), data, headers=HTMX)
        assert response.status_code == 204
        assert "actions:changed" in response["HX-Trigger"]
        assert action.reference in response["HX-Trigger"]

    def test_a_stale_click_changes_nothing_and_says_so(self, web, action):
        with acting(SYSTEM, reason="meanwhile"):
            Action.objects.filter(pk=action.pk).update(title="Theirs")
        data = {"to": "done", "version": "1"}
        response = web.post(address("action-transition", action), data, follow=True)
        assert stored(action).status == Status.OPEN
        assert "Somebody changed this record meanwhile" in response.text

    @pytest.mark.parametrize("to", ["nonsense", ""])
    def test_an_unknown_status_changes_nothing(self, web, action, to):
        web.post(address("action-transition", action), {"to": to})
        assert stored(action).status == Status.OPEN


class TestLog:
    def test_an_entry_with_and_without_scripts(self, web, action):
        url = address("action-update-log", action)
        response = web.post(url, {"text": "Sent."}, headers=HTMX)
        assert response.status_code == 200
        assert response.text.strip().startswith("<section")
        assert "Sent." in response.text
        assert web.post(url, {"text": "Again."}).status_code == 302
        with acting(SYSTEM):
            assert ActionUpdate.objects.filter(action=action).count() == 2

    def test_empty_words_are_refused_in_place(self, web, action):
        url = address("action-update-log", action)
        response = web.post(url, {"text": " "}, headers=HTMX)
        assert response.status_code == 422
        assert "is-invalid" in response.text

    def test_what_is_written_is_never_markup(self, web, action):
        ActionUpdateFactory(action=action, text="<script>alert(1)</script>")
        assert "<script>alert" not in web.get(address("action-detail", action)).text


class TestLinks:
    def test_a_step_a_factor_and_an_instrument(self, web, action):
        step = ItemFactory(label="(c)")
        factor = RiskFactorFactory(code="RF3")
        treaty = TreatyFactory(code="genocide")
        for target in ["step:c", "factor:RF3", "treaty:genocide"]:
            url = address("action-link", action)
            response = web.post(url, {"target": target}, headers=HTMX)
            assert response.status_code == 200, response.text
        with acting(SYSTEM):
            links = ActionLink.objects.filter(action=action)
            assert {link.item or link.treaty for link in links} == {step, factor, treaty}

    @pytest.mark.parametrize("target", ["", "step:z", "treaty:none", "nonsense"])
    def test_what_does_not_exist_is_refused(self, web, action, target):
        url = address("action-link", action)
        assert web.post(url, {"target": target}, headers=HTMX).status_code == 422

    def test_it_is_removed(self, web, action):
        link = ActionLinkFactory(action=action)
        url = address("action-unlink", action, link=link.pk)
        assert web.post(url, headers=HTMX).status_code == 200
        with acting(SYSTEM):
            assert not ActionLink.objects.exists()

    def test_the_link_of_another_action_is_not_found(self, web, action, office):
        link = ActionLinkFactory(action=ActionFactory(office=office))
        url = address("action-unlink", action, link=link.pk)
        assert web.post(url).status_code == 404


class TestQuickAdd:
    URL = "/actions/quick-add/"

    def test_one_line_becomes_an_action(self, web, amina, office):
        step = ItemFactory(label="(c)", title="Instruments")
        line = "Send draft bill to cabinet by 30 June @amina (c) !high"
        response = web.post(self.URL, {"line": line, "place": "bar"}, headers=HTMX)
        assert response.status_code == 200
        with acting(SYSTEM):
            action = Action.objects.get(title="Send draft bill to cabinet")
            assert action.links.get().item == step
        assert (action.due_on.month, action.due_on.day) == (6, 30)
        assert (action.assignee_id, action.priority) == (amina.pk, 3)
        assert action.office_id == office.pk
        trigger = response["HX-Trigger"]
        assert "actions:changed" in trigger
        assert action.reference in trigger
        assert "Amina Diallo" in trigger
        assert 'id="quick-add-bar"' in response.text
        assert action.reference in response.text

    def test_what_is_not_clear_is_asked_and_the_text_is_kept(self, web):
        line = "Send draft @nobody by 30 June 2020"
        response = web.post(self.URL, {"line": line}, headers=HTMX)
        assert response.status_code == 422
        assert f'value="{line}"' in response.text
        assert "Nobody in this State" in response.text
        assert "has passed" in response.text
        with acting(SYSTEM):
            assert not Action.objects.exists()

    def test_a_title_that_is_too_long_is_refused_in_place(self, web):
        response = web.post(self.URL, {"line": "x" * 300}, headers=HTMX)
        assert response.status_code == 422
        assert "200" in response.text

    def test_it_shows_what_it_understands_while_one_types(self, web):
        response = web.get(self.URL, {"line": "Call in 2 weeks @amina"}, headers=HTMX)
        assert "Amina Diallo" in response.text
        assert "<form" not in response.text
        with acting(SYSTEM):
            assert not Action.objects.exists()

    def test_it_works_without_scripts(self, web):
        assert "<html" in web.get(self.URL).text
        response = web.post(self.URL, {"line": "Call the minister"}, follow=True)
        assert "Call the minister" in response.text
        assert web.post(self.URL, {"line": ""}).status_code == 422

    @pytest.mark.parametrize("role", [Role.AUDITOR, Role.CONTRIBUTOR])
    def test_readers_have_none(self, signed_in, office, role):
        client = signed_in(person(role, office))
        assert client.post(self.URL, {"line": "x"}).status_code == 403

    def test_a_ministry_adds_in_its_own_name(self, signed_in, badu, ministry):
        signed_in(badu).post(self.URL, {"line": "Check the draft"}, headers=HTMX)
        with acting(SYSTEM):
            assert Action.objects.get().office_id == ministry.pk
