"""Whoever may change an action may share it less; to share it abroad is for those who approve."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from apps.actions.models import Action
from apps.actions.series import continue_all_series
from apps.actions.services import change_status, create_action, update_action
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.actions.pages import address, stored
from tests.actions.sheets import applied, checked, csv_sheet, problems
from tests.factories import ActionFactory, ActionOccurrenceFactory, actor, person

pytestmark = pytest.mark.django_db

REFUSED = "Only the focal point and the deputy share with the network."
abroad = pytest.mark.parametrize("level", ["network", "public"])


def titles():
    with acting(SYSTEM):
        return set(Action.objects.values_list("title", flat=True))


@pytest.fixture(params=["official", "officer"])
def writer(request):
    """Who writes and does not approve."""
    return request.getfixturevalue(request.param)


@pytest.fixture(params=[Role.FOCAL_POINT, Role.DEPUTY])
def approver(request, office):
    return actor(request.param, office)


@pytest.fixture
def led(office, ministry):
    """An action that the official and the officer may change."""
    return ActionFactory(office=office, lead_institution=ministry, title="Draft bill")


class TestServices:
    @abroad
    def test_a_new_action_is_shared_by_those_who_approve(self, writer, approver, country, level):
        with pytest.raises(ValidationError, match=REFUSED) as refused:
            create_action(actor=writer, country=country, title="Ours", visibility=level)
        assert set(refused.value.error_dict) == {"visibility"}
        assert titles() == set()
        made = create_action(actor=approver, country=country, title="Ours", visibility=level)
        assert made.visibility == level

    @abroad
    def test_so_is_one_that_is_there(self, writer, approver, led, level):
        changes = {"visibility": level, "title": "Draft act"}
        with pytest.raises(ValidationError, match=REFUSED):
            update_action(actor=writer, action=led, changes=changes, version=None)
        assert (stored(led).title, stored(led).visibility) == ("Draft bill", "government")
        update_action(actor=approver, action=led, changes=changes, version=None)
        assert stored(led).visibility == level

    def test_from_the_network_to_everybody_is_one_more_step(self, writer, led):
        with acting(SYSTEM, reason="test"):
            Action.objects.filter(pk=led.pk).update(visibility="network")
        with pytest.raises(ValidationError, match=REFUSED):
            update_action(actor=writer, action=led, changes={"visibility": "public"}, version=None)

    def test_everybody_else_may_work_on_what_is_shared_and_share_it_less(self, writer, led):
        with acting(SYSTEM, reason="test"):
            Action.objects.filter(pk=led.pk).update(visibility="public")
        said = {"visibility": "public", "title": "Draft act"}
        update_action(actor=writer, action=led, changes=said, version=None)
        for level in ("network", "government"):
            update_action(actor=writer, action=led, changes={"visibility": level}, version=None)
            assert stored(led).visibility == level
        assert stored(led).title == "Draft act"

    def test_a_series_goes_on_as_it_was_approved(self, official, office):
        shared = ActionFactory(office=office, visibility="network", due_on="2027-01-15")
        ActionOccurrenceFactory(action=shared)
        change_status(actor=official, action=shared, to="done")
        assert continue_all_series(now=shared.created_at) == 1
        with acting(SYSTEM):
            assert Action.objects.exclude(pk=shared.pk).get().visibility == "network"


class TestForms:
    """They offer what may be chosen, and say why the rest is missing."""

    @pytest.fixture
    def page_of(self, signed_in, office):
        def page_of(role, url):
            return signed_in(person(role, office)).get(url).content.decode()

        return page_of

    def offered(self, page):
        return [level for level in ("network", "public") if f'<option value="{level}"' in page]

    @pytest.mark.parametrize("role", [Role.FOCAL_POINT, Role.DEPUTY, Role.OFFICIAL])
    def test_levels_of_a_new_action_and_of_one_that_is_there(self, page_of, role, led):
        expected = [] if role == Role.OFFICIAL else ["network", "public"]
        for url in (reverse("action-create"), address("action-update", led)):
            page = page_of(role, url)
            assert self.offered(page) == expected
            assert (REFUSED in page) == (role == Role.OFFICIAL)

    def test_the_present_level_may_stay(self, page_of, office):
        shared = ActionFactory(office=office, visibility="network")
        page = page_of(Role.OFFICIAL, address("action-update", shared))
        assert self.offered(page) == ["network"]

    def test_what_is_sent_all_the_same_is_refused_with_the_reason(self, web, office):
        data = {
            "title": "Ours",
            "priority": "2",
            "office": str(office.pk),
            "visibility": "network",
        }
        answer = web.post(reverse("action-create"), data)
        assert answer.status_code == 422
        assert REFUSED in answer.content.decode()
        assert titles() == set()


class TestImports:
    @abroad
    def test_a_sheet_shares_what_its_writer_may(self, writer, approver, country, level, led):
        rows = [
            {"Reference": "", "Title": "New", "Visible to": level},
            {"Reference": led.reference, "Title": "Draft bill", "Visible to": level},
        ]
        batch = checked(writer, csv_sheet(rows))
        assert problems(writer, batch) == [
            (2, "visibility", REFUSED),
            (3, "visibility", REFUSED),
        ]
        # Another file: the same one is taken once.
        applied(approver, csv_sheet(rows[::-1]))
        with acting(SYSTEM):
            assert set(Action.objects.values_list("visibility", flat=True)) == {level}

    def test_a_sheet_may_share_less_or_as_before(self, writer, led):
        with acting(SYSTEM, reason="test"):
            Action.objects.filter(pk=led.pk).update(visibility="network")
        for level in ("network", "government"):
            row = {"Reference": led.reference, "Title": f"Bill {level}", "Visible to": level}
            applied(writer, csv_sheet([row]))
            assert (stored(led).title, stored(led).visibility) == (f"Bill {level}", level)
