"""A real Chromium against a live server that works as the application role.

`page` is 1280 px wide; ask for `viewport` as well and the test runs at 360 px too. Script errors
and anything that the Content-Security-Policy blocks fail the test that caused them.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Error, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from apps.accounts.models import User
from tests import chromium

# Playwright keeps an event loop in the test's own thread, where Django suspects asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# A machine that does other work besides takes its time.
expect.set_options(timeout=15_000)

AXE = Path(settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"
WIDE = ViewportSize(width=1280, height=800)
NARROW = ViewportSize(width=360, height=740)

T = TypeVar("T")
SignIn = Callable[[User], None]
Axe = Callable[[], None]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    path = chromium.find()
    if path is None:
        pytest.fail("No Chromium found: run `python -m tests.chromium`.")
    return {"executable_path": path, "args": list(chromium.FLAGS)}


@pytest.fixture(params=[WIDE, NARROW], ids=["1280px", "360px"])
def viewport(request: pytest.FixtureRequest) -> ViewportSize:
    """The window's size; a test that asks for it runs at both."""
    size: ViewportSize = request.param
    return size


@pytest.fixture
def page(
    request: pytest.FixtureRequest,
    context: BrowserContext,
    live_server: LiveServer,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Page]:
    """A page of the live server, so that `page.goto("/")` works."""
    page = context.new_page()
    press = page.keyboard.press

    def press_when_loaded(key: str, **options: Any) -> None:
        # Where a link led to a new page, its scripts know no key before they are there.
        page.wait_for_load_state()
        press(key, **options)

    monkeypatch.setattr(page.keyboard, "press", press_when_loaded)
    asked = "viewport" in request.fixturenames
    page.set_viewport_size(request.getfixturevalue("viewport") if asked else WIDE)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda message: (
            complaints.append(message.text) if "Content Security Policy" in message.text else None
        ),
    )
    yield page
    page.close()
    assert not complaints, "\n".join(complaints)


@pytest.fixture
def browser_context_args(live_server: LiveServer) -> dict[str, Any]:
    return {"base_url": live_server.url, "locale": "en-GB", "timezone_id": "UTC"}


@pytest.fixture
def sign_in(context: BrowserContext, live_server: LiveServer) -> SignIn:
    """Give the browser a session of `user`, without the sign-in page."""

    def sign_in(user: User) -> None:
        client = Client()
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
        )

    return sign_in


def arrived(page: Page, look: Callable[[], T]) -> T:
    """What ``look`` sees of the page; looks again where the last click led elsewhere meanwhile."""
    page.wait_for_load_state()
    was = page.evaluate("performance.timeOrigin")
    try:
        return look()
    except Error:
        page.wait_for_load_state()
        if page.evaluate("performance.timeOrigin") == was:
            raise
        return look()


@pytest.fixture
def axe(page: Page) -> Axe:
    """Check the page as it stands with axe-core: serious and critical violations fail."""

    def violations() -> list[dict[str, Any]]:
        page.evaluate(AXE.read_text())
        found: dict[str, Any] = page.evaluate("axe.run({resultTypes: ['violations']})")
        return found["violations"]

    def check() -> None:
        found = arrived(page, violations)
        grave = [v for v in found if v["impact"] in {"serious", "critical"}]
        report = [
            f"{v['id']} ({v['impact']}): {v['help']}\n    "
            + "\n    ".join(node["html"][:200] for node in v["nodes"])
            for v in grave
        ]
        assert not grave, f"{page.url}\n" + "\n".join(report)

    return check


@pytest.fixture
def fits(page: Page) -> Callable[[], None]:
    """Check that the page does not scroll sideways."""

    def check() -> None:
        widths = arrived(
            page,
            lambda: page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]"),
        )
        assert widths[0] <= widths[1], f"{page.url} is {widths[0]} px wide in {widths[1]} px"

    return check
