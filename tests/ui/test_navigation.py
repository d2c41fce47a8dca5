"""The navigation shows each viewer their pages, marks the present one, and leads nowhere wrong."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import RequestFactory
from django.urls import reverse

from focalpoint.ui import navigation
from focalpoint.ui.checks import check_navigation, inspect
from focalpoint.ui.context import interface
from focalpoint.ui.navigation import Navigation, NavItem, Section, Slot

VIEWER = SimpleNamespace(is_authenticated=True, country=None)
VISITOR = SimpleNamespace(is_authenticated=False, country=None)


@pytest.fixture
def menu() -> Navigation:
    return Navigation([Section("work", "Work", 1), Section("network", "Network", 2)])


def item(name: str = "gallery", **options: Any) -> NavItem:
    return NavItem("Gallery", name, "grid-dots", options.pop("section", "work"), **options)


class TestRegistry:
    def test_an_unknown_section_is_refused(self, menu: Navigation) -> None:
        with pytest.raises(ValueError, match="does not exist"):
            menu.register(item(section="nowhere"))

    def test_a_page_stands_once(self, menu: Navigation) -> None:
        menu.register(item())
        with pytest.raises(ValueError, match="already"):
            menu.register(item())

    def test_a_shortcut_leads_to_one_page(self, menu: Navigation) -> None:
        menu.register(item(shortcut="g"))
        with pytest.raises(ValueError, match="belongs to"):
            menu.register(item("account_login", shortcut="g"))

    def test_an_unknown_place_is_refused(self, menu: Navigation) -> None:
        with pytest.raises(ValueError, match="not a place"):
            menu.register_slot(Slot("basement", "base.html"))


class TestBuild:
    def test_visitors_see_nothing(self, menu: Navigation) -> None:
        menu.register(item())
        assert menu.build(VISITOR, "/") == []
        assert menu.build(None, "/") == []

    def test_an_item_asks_whether_the_viewer_may_see_it(self, menu: Navigation) -> None:
        menu.register(item(visible=lambda viewer: viewer.country is not None))
        assert menu.build(VIEWER, "/") == []

    def test_sections_and_items_stand_in_order(self, menu: Navigation) -> None:
        menu.register(item("account_login", section="network"))
        menu.register(item("account_logout", order=20))
        menu.register(item(order=10))
        built = menu.build(VIEWER, "/")
        assert [section.key for section in built] == ["work", "network"]
        assert [entry.url for entry in built[0].items] == [
            reverse("gallery"),
            reverse("account_logout"),
        ]

    def test_the_present_page_is_marked(self, menu: Navigation) -> None:
        menu.register(item())
        assert menu.build(VIEWER, reverse("gallery"))[0].items[0].current == "page"

    def test_a_page_below_marks_its_list(self, menu: Navigation) -> None:
        menu.register(item())
        assert (
            menu.build(VIEWER, reverse("gallery") + "XAA-2026-0001/")[0].items[0].current == "true"
        )

    def test_only_the_closest_page_is_marked(self, menu: Navigation) -> None:
        menu.register(item("account_login"))
        menu.register(item("account_reset_password"))
        path = reverse("account_reset_password")
        current = [entry.current for entry in menu.build(VIEWER, path)[0].items]
        assert sorted(current) == ["", "page"]

    def test_the_front_page_does_not_cover_every_page(self) -> None:
        assert not navigation.covers("/", "/gallery/")
        assert navigation.covers("/", "/")

    def test_an_item_without_arguments_for_this_viewer_is_left_out(self, menu: Navigation) -> None:
        menu.register(item(kwargs=lambda viewer: None))
        assert menu.build(VIEWER, "/") == []

    def test_slots_come_in_order_for_those_who_may_see_them(self, menu: Navigation) -> None:
        menu.register_slot(Slot("search", "b.html", order=2))
        menu.register_slot(Slot("search", "a.html", order=1))
        menu.register_slot(Slot("notifications", "c.html"))
        assert menu.templates("search", VIEWER) == ["a.html", "b.html"]
        assert menu.templates("search", VISITOR) == []


class TestChecks:
    def test_the_site_s_own_navigation_is_sound(self) -> None:
        assert check_navigation() == []

    def test_a_page_that_does_not_exist_is_reported(self, menu: Navigation) -> None:
        menu.register(item("no-such-page"))
        (message,) = inspect(menu)
        assert message.id == "ui.E001"
        assert "no-such-page" in message.msg

    def test_a_page_that_needs_arguments_is_reported(self, menu: Navigation) -> None:
        menu.register(item("account_confirm_email"))
        (message,) = inspect(menu)
        assert "needs arguments" in message.msg

    def test_an_item_with_its_own_arguments_is_sound(self, menu: Navigation) -> None:
        menu.register(item("account_confirm_email", kwargs=lambda viewer: {"key": "x"}))
        assert inspect(menu) == []

    def test_a_missing_template_is_reported(self, menu: Navigation) -> None:
        menu.register_slot(Slot("search", "no/such.html"))
        assert [message.id for message in inspect(menu)] == ["ui.E002"]


class TestContext:
    def test_a_request_without_an_actor_is_served(self, rf: RequestFactory) -> None:
        context = interface(rf.get("/"))
        assert context["actor"] is None
        assert context["home"] is None
        assert context["training"] is False
        assert list(context["frame"]["sections"]) == []

    def test_a_training_state_marks_every_page(self, rf: RequestFactory) -> None:
        request = rf.get("/")
        home = SimpleNamespace(name="Aravia", code="XAA", is_training=True)
        request.actor = SimpleNamespace(is_authenticated=True, country=home)  # type: ignore[attr-defined]
        context = interface(request)
        assert context["home"] is home
        assert context["training"] is True
