"""What stands in the side bar, the user menu and the header; each app registers its own.

An app puts a `navigation.py` beside its `apps.py`; it is imported at start::

    register(NavItem(_("Actions"), "action-list", "checklist", "work", 20, shortcut="a"))

Sections known from the start: ``work``, ``state``, ``network``, ``reference``, ``administration``
(side bar) and ``account`` (user menu). Icons are names of Tabler icons without the ``ti-``.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text: TypeAlias = str | Promise


class Viewer(Protocol):
    """What the interface needs to know of the person who looks at a page."""

    @property
    def is_authenticated(self) -> bool: ...


def signed_in(viewer: Any) -> bool:
    """The usual answer to `visible`: anybody who has signed in."""
    return viewer is not None and bool(viewer.is_authenticated)


@dataclass(frozen=True, slots=True)
class Section:
    """A titled group of pages in the side bar; `account` goes into the user menu instead."""

    key: str
    label: Text
    order: int
    # What it is called for whoever works for no State; empty for the same.
    abroad: Text = ""

    def label_for(self, viewer: Any) -> Text:
        return self.label if getattr(viewer, "country", None) else self.abroad or self.label


@dataclass(frozen=True, slots=True)
class NavItem:
    """One page in the navigation.

    `visible` is asked on every page, so it must not query the database. `shortcut` is the letter
    after `g` that opens the page. `kwargs` gives the URL's arguments for this viewer; when it
    returns None the item is left out (an official's own State, say, for a coordinator).
    """

    label: Text
    url_name: str
    icon: str
    section: str
    order: int = 100
    visible: Callable[[Any], bool] = signed_in
    shortcut: str = ""
    kwargs: Callable[[Any], dict[str, Any] | None] | None = None

    def url(self, viewer: Any) -> str | None:
        arguments = self.kwargs(viewer) if self.kwargs else {}
        return None if arguments is None else reverse(self.url_name, kwargs=arguments)


@dataclass(frozen=True, slots=True)
class Slot:
    """A template that an app puts into a place of the frame; see PLACES."""

    place: str
    template_name: str
    order: int = 100
    visible: Callable[[Any], bool] = signed_in


@dataclass(frozen=True, slots=True)
class ActiveItem:
    """A navigation item as it stands on one page."""

    label: Text
    url: str
    icon: str
    shortcut: str
    current: str  # The value of aria-current: "page", "true" for a page below it, or empty.


@dataclass(slots=True)
class ActiveSection:
    key: str
    label: Text
    items: list[ActiveItem] = field(default_factory=list)


PLACES = ("search", "notifications", "quick_add", "state", "sidebar")


class Navigation:
    """The registry. One instance serves the site; tests make their own."""

    def __init__(self, sections: Iterable[Section] = ()) -> None:
        self.sections: dict[str, Section] = {section.key: section for section in sections}
        self.items: dict[str, NavItem] = {}
        self.slots: list[Slot] = []

    def register_section(self, section: Section) -> None:
        self.sections[section.key] = section

    def register(self, item: NavItem) -> None:
        """Add a page; ValueError for an unknown section, a page or shortcut that is taken."""
        if item.section not in self.sections:
            raise ValueError(f"Navigation section {item.section!r} does not exist.")
        if item.url_name in self.items:
            raise ValueError(f"The page {item.url_name!r} is already in the navigation.")
        for other in self.items.values():
            if item.shortcut and item.shortcut == other.shortcut:
                raise ValueError(
                    f"The shortcut {item.shortcut!r} belongs to {other.url_name!r} already."
                )
        self.items[item.url_name] = item

    def register_slot(self, slot: Slot) -> None:
        """Put a template into the frame. Raises ValueError for an unknown place."""
        if slot.place not in PLACES:
            raise ValueError(
                f"{slot.place!r} is not a place of the frame; choose from {', '.join(PLACES)}."
            )
        self.slots.append(slot)

    def templates(self, place: str, viewer: Any) -> list[str]:
        """The templates that this viewer sees at a place of the frame, in order."""
        chosen = [slot for slot in self.slots if slot.place == place and slot.visible(viewer)]
        return [slot.template_name for slot in sorted(chosen, key=lambda slot: slot.order)]

    def build(self, viewer: Any, path: str) -> list[ActiveSection]:
        """The sections that this viewer sees, with the page that covers `path` marked as current.

        The longest address that `path` starts with wins, so that a record's page marks its list.
        """
        visible = [item for item in self.items.values() if item.visible(viewer)]
        placed = [(item, url) for item in visible if (url := item.url(viewer)) is not None]
        covering = max((url for _item, url in placed if covers(url, path)), key=len, default=None)
        result = []
        for section in sorted(self.sections.values(), key=lambda section: section.order):
            members = [pair for pair in placed if pair[0].section == section.key]
            members.sort(key=lambda pair: (pair[0].order, str(pair[0].label)))
            if members:
                items = [activate(item, url, path=path, covering=covering) for item, url in members]
                result.append(ActiveSection(section.key, section.label_for(viewer), items))
        return result


def covers(url: str, path: str) -> bool:
    """Whether `path` is the page at `url` or one below it. The front page covers only itself."""
    return path == url or (url != "/" and url.endswith("/") and path.startswith(url))


def activate(item: NavItem, url: str, *, path: str, covering: str | None) -> ActiveItem:
    current = "" if url != covering else "page" if url == path else "true"
    return ActiveItem(item.label, url, item.icon, item.shortcut, current)


site = Navigation(
    [
        Section("work", _("Work"), 10),
        Section("state", _("Our State"), 20, abroad=_("States")),
        Section("network", _("Network"), 30),
        Section("reference", _("Reference"), 40),
        Section("administration", _("Administration"), 50),
        Section("account", _("Account"), 60),
    ]
)
register = site.register
register_section = site.register_section
register_slot = site.register_slot

# The pages of allauth, which has no navigation of its own.
register(NavItem(_("E-mail"), "account_email", "mail", "account", 20))
register(NavItem(_("Password"), "account_change_password", "key", "account", 25))
register(NavItem(_("Two-factor sign-in"), "mfa_index", "shield-lock", "account", 30))
register(NavItem(_("Sessions"), "usersessions_list", "devices", "account", 35))


def sections_for(request: HttpRequest) -> list[ActiveSection]:
    """The navigation for the person and the page of a request."""
    return site.build(getattr(request, "actor", None), request.path)
