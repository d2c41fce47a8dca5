"""The quick add: one line is saved without leaving the page, or asked about."""

import pytest

from apps.actions.models import Action
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.actions.pages import HTMX
from tests.factories import (
    ItemFactory,
    person,
)

pytestmark = pytest.mark.django_db


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
