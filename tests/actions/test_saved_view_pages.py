"""Saved views on the page: the menu, the form that keeps one, the page to tend them."""

import pytest
from django.urls import reverse

from apps.actions.view_models import DefaultView, SavedView
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.actions.pages import HTMX, stored, within_budget
from tests.factories import SavedViewFactory, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(office, amina):
    return SavedViewFactory(office=office, owner=amina, name="My late ones", audience="owner")


@pytest.fixture
def shared(office):
    return SavedViewFactory(office=office, name="Board of all", shape="board", query="status=all")


def do(client, view, deed, **data):
    url = reverse("action-view-change", args=[view.pk])
    data.setdefault("version", stored(view).version)
    return client.post(url, {"do": deed, **data}, follow=True)


class TestMenu:
    def test_it_names_what_may_be_opened_and_marks_the_present_one(self, web, own, shared):
        query = {"shape": "list", "query": "due=overdue"}
        text = web.get(reverse("action-view-menu"), query).text
        assert "My late ones" in text
        assert '/actions/board/?status=all"' in text
        assert text.count('aria-current="page"') == 1
        assert "Keep this view" not in text

    def test_filters_that_are_not_kept_yet_can_be(self, web, own):
        text = web.get(reverse("action-view-menu"), {"shape": "list", "query": "due=soon"}).text
        assert "Keep this view" in text
        assert "query=due%3Dsoon" in text

    @pytest.mark.parametrize("number", [1, 20])
    def test_its_queries_do_not_grow(self, web, office, amina, number):
        for n in range(number):
            SavedViewFactory(office=office, owner=amina, name=f"View {n}")
        web.get(reverse("action-view-menu"))
        with within_budget(6):
            web.get(reverse("action-view-menu"))


class TestKeeping:
    def test_the_form_says_the_filters_in_words(self, web):
        query = {"query": "due=overdue&status=all", "shape": "board"}
        text = web.get(reverse("action-view-create"), query, headers=HTMX).text
        assert "Deadline" in text
        assert "Overdue" in text

    def test_it_is_kept_shared_and_opened_first(self, web, amina):
        data = {
            "name": "Late",
            "query": "due=overdue",
            "shape": "calendar",
            "shared": "on",
            "default": "on",
        }
        response = web.post(reverse("action-view-create"), data, headers=HTMX)
        assert response.headers["HX-Redirect"] == "/actions/calendar/?due=overdue"
        with acting(SYSTEM):
            view = SavedView.objects.get()
            assert view.is_shared
            assert DefaultView.objects.get(user=amina).view == view

    @pytest.mark.parametrize(
        ("data", "words"),
        [
            ({"name": ""}, "required"),
            ({"query": "colour=red"}, "colour"),
            ({"name": "my late ones"}, "name already"),
        ],
    )
    def test_problems_are_said_and_what_was_typed_stays(self, web, own, data, words):
        response = web.post(
            reverse("action-view-create"),
            {"name": "Typed", "query": "", "shape": "list", **data},
            headers=HTMX,
        )
        assert response.status_code == 422
        assert words in response.text

    def test_those_who_may_not_share_are_not_offered_it(self, signed_in, badu):
        text = signed_in(badu).get(reverse("action-view-create")).text
        assert 'name="shared"' not in text


class TestTending:
    def test_everything_by_one_button_each(self, web, own, amina):
        assert "It is called “Soon”" in do(web, own, "rename", name="Soon").text
        assert "is shared" in do(web, own, "share").text
        assert "alone again" in do(web, own, "unshare").text
        assert "opens with “Soon”" in do(web, own, "default").text
        assert "not finished" in do(web, own, "no_default").text
        assert "is deleted" in do(web, own, "delete").text
        assert "You keep no views yet" in web.get(reverse("action-view-list")).text

    def test_a_stale_name_is_not_saved(self, web, own):
        do(web, own, "rename", name="First")
        assert "Somebody changed" in do(web, own, "rename", name="Second", version=1).text
        assert stored(own).name == "First"

    def test_a_name_that_is_taken_is_said(self, web, office, amina, own):
        SavedViewFactory(office=office, owner=amina, name="Taken")
        assert "name already" in do(web, own, "rename", name="taken").text

    def test_taking_back_is_offered_to_the_owner_alone(self, web, own, shared):
        do(web, own, "share")
        rows = web.get(reverse("action-view-list")).context["rows"]
        assert {row["view"].name: row["can_share"] for row in rows} == {
            "My late ones": True,
            "Board of all": False,
        }

    @pytest.mark.parametrize("deed", ["rename", "unshare", "delete"])
    def test_a_ministry_tends_nothing_that_is_shared(self, signed_in, badu, shared, deed):
        response = do(signed_in(badu), shared, deed, name="x")
        assert response.status_code == 403
        assert stored(shared).name == "Board of all"

    def test_what_somebody_keeps_for_themselves_does_not_exist_for_others(
        self, signed_in, badu, own
    ):
        assert do(signed_in(badu), own, "default").status_code == 404

    def test_no_other_deed(self, web, own):
        assert do(web, own, "dispatch").status_code == 403


class TestDefault:
    def test_the_list_opens_with_it_unless_filters_are_set(self, web, shared):
        do(web, shared, "default")
        response = web.get(reverse("action-list"))
        assert (response.status_code, response.url) == (302, "/actions/board/?status=all")
        assert web.get(reverse("action-list"), {"status": "unfinished"}).status_code == 200
        assert web.get(reverse("action-list"), headers=HTMX).status_code == 200

    def test_a_view_that_is_gone_opens_nothing(self, web, shared):
        do(web, shared, "default")
        with acting(SYSTEM, reason="gone"):
            SavedView.objects.filter(pk=shared.pk).update(audience="owner")
        assert web.get(reverse("action-list")).status_code == 200

    def test_a_coordinator_has_one_too(self, signed_in):
        client = signed_in(person(Role.COORDINATOR))
        data = {"name": "All", "query": "country=all", "shape": "timeline", "default": "on"}
        client.post(reverse("action-view-create"), data)
        assert client.get(reverse("action-list")).url == "/actions/timeline/?country=all"
