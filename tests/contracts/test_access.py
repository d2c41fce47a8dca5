"""Every address × every role × own State and other State: the expected answer.

The addresses come from the URL map: a new one without an entry fails the suite.
"""

from collections.abc import Iterator
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.backends.cached_db import SessionStore
from django.core.cache import caches
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.contracts.access import Address
from tests.contracts.access_api import API
from tests.contracts.access_exports import EXPORTS
from tests.contracts.access_pages import PAGES
from tests.contracts.world import (
    ANONYMOUS,
    EVERYBODY,
    Side,
    World,
    build_world,
    operations,
    url_names,
)

# Pages of libraries, tested by them and by tests/accounts; the administration has its own test.
FOREIGN = ("admin:", "account_", "mfa_", "usersessions_")


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """One stage for all addresses; each request is undone, the stage itself at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_world()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def cookies(world: World, django_db_blocker: Any) -> dict[str, SimpleCookie]:
    """A session of each person, signed in once for all addresses."""
    with django_db_blocker.unblock():
        return {who: signed_in(world, who) for who in EVERYBODY}


def signed_in(world: World, who: str) -> SimpleCookie:
    client = Client()
    if who != ANONYMOUS:
        client.force_login(world.people[who])
    return client.cookies


def cases() -> Iterator[Any]:
    for name, address in {**PAGES, **API, **EXPORTS}.items():
        yield pytest.param(name, address, "own", id=f"{name}-own")
        if address.abroad is not None:
            yield pytest.param(name, address, "abroad", id=f"{name}-abroad")


@pytest.mark.slow
@pytest.mark.parametrize(("name", "address", "side"), list(cases()))
def test_each_role_gets_what_it_may_see(
    name: str,
    address: Address,
    side: str,
    world: World,
    cookies: dict[str, SimpleCookie],
    django_db_blocker: Any,
) -> None:
    expected = address.own if side == "own" else address.abroad or {}
    place = world.own if side == "own" else world.abroad
    with django_db_blocker.unblock():
        found = {who: answer(cookies[who], place, name, address) for who in EVERYBODY}
    wrong = {
        who: f"{found[who]}, not {expected[who]}" for who in found if found[who] != expected[who]
    }
    assert not wrong


def answer(cookie: SimpleCookie, place: Side, name: str, address: Address) -> int:
    """The status that one person gets; whatever the request changed is undone."""
    client = Client(raise_request_exception=False)
    client.cookies = SimpleCookie(cookie)
    with transaction.atomic():
        url = reverse(name.split()[0], kwargs=address.args(place)) + address.query
        send = getattr(client, address.method)
        response = send(url, address.data or None, **address.options)
        transaction.set_rollback(True)
    if settings.SESSION_COOKIE_NAME in cookie:
        # What the request kept in the session is undone in the database, not in the cache.
        session = SessionStore(cookie[settings.SESSION_COOKIE_NAME].value)
        caches[settings.SESSION_CACHE_ALIAS].delete(session.cache_key)
    return int(response.status_code)


@pytest.mark.slow
def test_an_address_with_a_nul_leads_nowhere(world: World, django_db_blocker: Any) -> None:
    """Whatever text an address takes, no text of the database holds one."""
    client, found = Client(raise_request_exception=False), {}
    with django_db_blocker.unblock(), transaction.atomic():
        client.force_login(world.people["official"])
        for url, method in odd_addresses(world):
            with transaction.atomic():
                found[f"{method} {url}"] = getattr(client, method)(url).status_code
                transaction.set_rollback(True)
        transaction.set_rollback(True)
    assert len(found) > 60
    assert {each: status for each, status in found.items() if status != 404} == {}


def odd_addresses(world: World) -> Iterator[tuple[str, str]]:
    """Each address, with a NUL in the place of each text that it takes."""
    for name, address in {**PAGES, **API}.items():
        taken = address.args(world.own)
        for text in taken:
            try:
                url = reverse(name.split()[0], kwargs={**taken, text: "\0"})
            except NoReverseMatch:
                continue
            yield url, address.method


def test_every_page_stands_in_the_contract() -> None:
    ours = {name for name in url_names() if not name.startswith((*FOREIGN, "api-"))}
    assert ours - set(PAGES) == set(), "pages without an entry"
    assert set(PAGES) - ours == set(), "entries without a page"


def test_every_operation_of_the_api_stands_in_the_contract() -> None:
    ours = {f"{name} {method}" for name, method in operations() if name.startswith("api-")}
    assert ours - set(API) == set(), "operations without an entry"
    assert set(API) - ours == set(), "entries without an operation"
