"""Forms, status, log and links: what the pages save, and what they refuse without loss."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from apps.actions.models import Action, ActionLink, ActionUpdate, Status
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from tests.actions.pages import HTMX, address, stored
from tests.factories import (
    ActionFactory,
    ActionLinkFactory,
    ActionUpdateFactory,
    ItemFactory,
    RiskFactorFactory,
    TreatyFactory,
)

pytestmark = pytest.mark.django_db


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

    @pytest.mark.parametrize("day", ["0202-05-01", "1926-06-30", "9999-12-31"])
    def test_a_slip_of_the_keyboard_is_named_at_its_field(self, web, office, day):
        data = {**self.FACTS, "office": str(office.pk), "due_on": day}
        response = web.post(reverse("action-create"), data)
        assert response.status_code == 422
        said = str(response.context["form"].errors["due_on"])
        assert "1945-01-01" in said or "2200-12-31" in said

    def test_a_date_that_stood_before_keeps_no_other_change_back(self, web, action):
        with acting(SYSTEM, reason="test"):
            Action.objects.filter(pk=action.pk).update(due_on="0202-05-01")
        data = self.edit(web, action, title="Final bill")
        assert web.post(address("action-update", action), data).status_code == 302
        kept = stored(action)
        assert (kept.title, kept.due_on) == ("Final bill", dt.date(202, 5, 1))
        data = self.edit(web, action, due_on="0203-05-01")
        response = web.post(address("action-update", action), data)
        assert set(response.context["form"].errors) == {"due_on"}

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

    def test_a_form_is_sent_to_its_own_page(self, web, action):
        for url in [reverse("action-create"), address("action-update", action)]:
            form = re.search(r'<form[^>]*class="fp-form"[^>]*>', web.get(url).text)
            assert form is not None
            assert "action=" not in form[0]

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
