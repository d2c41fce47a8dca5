"""Actions that are made for the stage of a ratification plan."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.accounts.selectors import actor_for
from apps.actions.models import Action, ActionLink
from apps.actions.services import change_status
from apps.actions.stage_actions import actions_of_stage, create_action_for_stage
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor
from focalpoint.roles import Role
from focalpoint.visibility import Visibility
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(office: Any) -> Any:
    ministry = f.InstitutionFactory(country=office.country, name="Ministry of Justice")
    return f.PlanStageFactory(office=office, institution=ministry, due_on="2031-05-02")


def officer_of(institution: Any) -> Actor:
    return actor_for(f.person(Role.MINISTRY_OFFICER, institution))


def browser(actor: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=str(actor.user_id)))
    return client


def make(actor: Actor, stage: Any, **fields: Any) -> Action:
    fields.setdefault("title", "Draft the bill")
    return create_action_for_stage(actor=actor, stage=stage, **fields)


class TestMaking:
    def test_it_serves_the_stage_and_its_instrument(self, official: Actor, stage: Any) -> None:
        action = make(official, stage)
        with acting(SYSTEM):
            assert actions_of_stage(stage, SYSTEM) == [action]
            [link] = ActionLink.objects.filter(action=action)
            assert link.treaty == stage.plan.treaty

    def test_whoever_has_the_stage_in_hands_makes_them_too(self, stage: Any) -> None:
        officer = officer_of(stage.institution)
        action = make(officer, stage)
        with acting(officer):
            assert actions_of_stage(stage, officer) == [action]

    def test_nobody_makes_them_abroad(self, stage: Any) -> None:
        abroad = actor_for(f.person(Role.FOCAL_POINT, f.InstitutionFactory()))
        with pytest.raises(PermissionDenied):
            make(abroad, stage)

    def test_a_plan_of_one_office_makes_actions_of_that_office(
        self, official: Actor, office: Any
    ) -> None:
        narrow = f.PlanStageFactory(office=office, visibility=Visibility.OFFICE)
        with pytest.raises(ValidationError, match="keep the action"):
            make(official, narrow)
        assert make(official, narrow, visibility=Visibility.OFFICE).visibility == "office"

    def test_open_ones_come_first(self, official: Actor, stage: Any) -> None:
        done, todo = make(official, stage), make(official, stage, title="Table it")
        change_status(actor=official, action=done, to="done")
        with acting(official):
            assert [a.pk for a in actions_of_stage(stage, official)] == [todo.pk, done.pk]


class TestPages:
    def test_the_form_knows_what_the_stage_says(self, official: Actor, stage: Any) -> None:
        client = browser(official)
        url = reverse("action-from-stage", args=[stage.pk])
        form = client.get(url).context["form"]
        assert form["title"].value() == f"{stage.plan.treaty.short_title}: Cabinet"
        assert str(form["lead_institution"].value()) == str(stage.institution_id)
        names = [n for n in form.fields if n not in ("steps", "assignee", "start_on")]
        response = client.post(url, {name: form[name].value() or "" for name in names})
        assert response.status_code == 302
        page = client.get(response["Location"]).content.decode()
        assert stage.get_absolute_url() in page
        card = client.get(reverse("stage-actions", args=[stage.pk])).content.decode()
        assert response["Location"] in card

    def test_the_page_of_the_stage_asks_for_them(self, official: Actor, stage: Any) -> None:
        page = browser(official).get(stage.get_absolute_url()).content.decode()
        assert reverse("stage-actions", args=[stage.pk]) in page

    def test_a_stage_out_of_sight_is_not_named(self, official: Actor, stage: Any) -> None:
        action = make(official, stage)
        with acting(SYSTEM, reason="test"):
            Action.objects.filter(pk=action.pk).update(visibility=Visibility.NETWORK)
        coordinator = browser(actor_for(f.person(Role.COORDINATOR)))
        page = coordinator.get(action.get_absolute_url())
        assert page.status_code == 200
        assert stage.get_absolute_url() not in page.content.decode()
