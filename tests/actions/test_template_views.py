"""The pages of templates."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.actions.models import Action
from apps.actions.template_models import ActionTemplate
from apps.engagement.models import UprCycle, UprSession, UprSlot
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from tests.actions.pages import within_budget
from tests.factories import (
    ActionFactory,
    ActionTemplateFactory,
    ItemFactory,
    TemplateRowFactory,
)

pytestmark = pytest.mark.django_db
ANCHOR = "2027-05-31"


def start(key):
    return reverse("template-start", args=[str(key)])


def all_of(model):
    with acting(SYSTEM):
        return list(model.objects.order_by("pk"))


class TestList:
    def test_it_shows_those_of_the_project_and_of_the_state(self, web, office):
        ActionTemplateFactory(office=office, title="Our commemoration")
        ActionTemplateFactory(title="Abroad")
        text = web.get(reverse("template-list")).text
        assert "Our commemoration" in text
        assert "Universal Periodic Review, one cycle" in text
        assert "Abroad" not in text

    def test_without_one_of_its_own_it_says_how_to_get_one(self, web):
        assert "None yet" in web.get(reverse("template-list")).text


class TestPreview:
    def test_the_dates_follow_the_anchor(self, web):
        response = web.get(start("upr"), {"anchor": ANCHOR})
        assert 'value="2027-02-15"' in response.text
        assert "15 weeks before" in response.text
        assert "UT1" in response.text
        assert all_of(Action) == []

    def test_a_review_that_is_known_gives_its_own_day(self, web, country):
        first_day = timezone.now().date() + dt.timedelta(days=400)
        with acting(SYSTEM, reason="test"):
            cycle = UprCycle.objects.create(number=5, first_session=55, last_session=68)
            session = UprSession.objects.create(number=55, cycle=cycle, starts_on=first_day)
            UprSlot.objects.create(session=session, country=country)
        response = web.get(start("upr"))
        assert f'name="anchor" value="{first_day:%Y-%m-%d}"' in response.text

    def test_without_a_known_day_it_is_asked_for(self, web):
        assert "Which day?" in web.get(start("upr")).text

    def test_what_has_passed_is_marked_and_left_out_unless_chosen(self, web):
        today = timezone.now().date()
        response = web.get(start("step-g"), {"anchor": f"{today:%Y-%m-%d}"})
        assert "has passed" in response.text
        lines = response.context["form"].lines
        assert [line["has_passed"] for line in lines] == [True, True, True, False, False]
        assert [line["use"].value() for line in lines] == [False, False, False, True, True]

    def test_its_queries_do_not_grow_with_its_rows(self, web, office):
        template = ActionTemplateFactory(office=office)
        for _ in range(20):
            TemplateRowFactory(template=template)
        web.get(start(template.pk))
        with within_budget(8):
            web.get(start(template.pk))

    @pytest.mark.parametrize("key", ["nothing", "00000000-0000-0000-0000-000000000000"])
    def test_one_that_does_not_exist_is_not_found(self, web, key):
        assert web.get(start(key)).status_code == 404


class TestStart:
    def test_dates_and_people_are_altered_before(self, web, amina):
        ItemFactory(code="R2013-G", label="(g)")
        data = {
            "anchor": ANCHOR,
            "use_0": "on",
            "due_0": "2027-04-01",
            "assignee_0": str(amina.pk),
            "due_1": "2027-05-10",
        }
        response = web.post(start("step-g"), data, follow=True)
        [action] = all_of(Action)
        assert (action.due_on, action.assignee) == (dt.date(2027, 4, 1), amina)
        assert f"1 action is logged: {action.reference}." in response.text

    def test_a_date_that_is_none_is_named_and_nothing_is_made(self, web):
        data = {"anchor": ANCHOR, "use_0": "on", "due_0": "soon", "use_1": "on"}
        response = web.post(start("step-g"), data)
        assert response.status_code == 422
        assert "Enter a valid date" in response.text
        assert all_of(Action) == []

    def test_nothing_chosen_is_said(self, web):
        response = web.post(start("step-g"), {"anchor": ANCHOR})
        assert response.status_code == 422
        assert "Choose at least one action" in response.text


class TestOwn:
    def test_actions_are_kept(self, web, office):
        action = ActionFactory(office=office, title="Write the speech", due_on=dt.date(2027, 5, 1))
        url = reverse("template-keep")
        response = web.get(url, {"action": action.reference})
        assert 'value="2027-05-01"' in response.text
        data = {
            "title": "Commemoration",
            "anchor": "The day",
            "anchor_on": "2027-05-08",
            "actions": [str(action.pk)],
        }
        response = web.post(url, data, follow=True)
        assert "7 days before" in response.text
        assert "Write the speech" in response.text

    def test_one_is_edited_and_taken_away(self, web, office):
        row = TemplateRowFactory(template__office=office)
        key = str(row.template.pk)
        url = reverse("template-update", args=[key])
        data = {
            "version": "1",
            "title": "New name",
            "anchor": "Another day",
            f"title_{row.pk}": "Speak",
            f"amount_{row.pk}": "-2",
            f"unit_{row.pk}": "weeks",
        }
        response = web.post(url, data, follow=True)
        assert "New name" in response.text
        assert "2 weeks before" in response.text
        assert web.post(url, {**data, f"unit_{row.pk}": "years"}).status_code == 422
        drop = reverse("template-drop", args=[key])
        assert "the actions that it started stay" in web.get(drop).text
        web.post(drop)
        assert all_of(ActionTemplate) == []
