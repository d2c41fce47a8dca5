"""A file never holds what its page would not show to the same person."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.contracts.access_exports import LISTS, NOT_EXPORTED
from tests.contracts.access_pages import PAGES
from tests.contracts.world import (
    ANONYMOUS,
    EVERYBODY,
    World,
    build_world,
    exported_lists,
    url_names,
)
from tests.exports.files import body, json_rows

# What is public, or a directory that the network reads; the rest is each State's own.
MATRICES = {
    "network",
    "network-assessments",
    "network-engagement",
    "network-treaties",
    "network-vacancies",
}
SHARED = {
    "directory-list",
    "gathering-list",
    "received-list",
    "institution-export",
    "treaty-action-export",
    "changes",
    "treaty-changes",
    "treaty-list",
    "treaty-peers",
    "treaty-statements",
    "upr-export",
    "network-groups",
    *MATRICES,
}
# The secretariat administers these in all States.
ADMINISTERED = {"people", "invitation-list", "reminder-deliveries"}
# Coordinators read what they and States have between them.
BETWEEN = {"introduction-list", "nudge-list"}
# What each has been told themselves; nobody in this world has been told anything.
PERSONAL = {"reminder-list"}
# Names of addresses that list records.
LIST = re.compile(r"(-list|imports|conflicts|names|schedule|deliveries|vacancies|progress)$")
FOREIGN = ("admin:", "account_", "mfa_", "usersessions_", "api-")
# The page shows something else than the rows of the file: a digest of them, or more beside them.
DIGESTED = {"progress", "reminder-list", "treaty-list"}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_world()
        transaction.set_rollback(True)


@pytest.fixture
def _in_the_world(world: World, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


def test_every_exported_list_stands_in_the_contract() -> None:
    assert set(exported_lists()) == set(LISTS)


def test_every_list_is_exported_or_says_why_not() -> None:
    lists = {name for name in url_names() if LIST.search(name) and not name.startswith(FOREIGN)}
    assert lists - set(LISTS) == set(NOT_EXPORTED)


@pytest.mark.slow
@pytest.mark.usefixtures("_in_the_world")
@pytest.mark.parametrize("name", LISTS)
def test_nobody_gets_another_states_rows(world: World, name: str) -> None:
    seen = set()
    for who in EVERYBODY:
        rows = file_of(world, who, name)
        # A meeting of the network's calendar is no State's.
        seen |= {row.get("country") for row in rows}
        if name in SHARED or (name in ADMINISTERED and who == "secretariat"):
            continue
        if name in BETWEEN and who in ("coordinator", "secretariat"):
            continue
        assert world.abroad.country.code not in {row["country"] for row in rows}, who
    if name not in SHARED | PERSONAL:
        # And those who may, do get their own.
        assert world.own.country.code in seen


@pytest.mark.slow
@pytest.mark.usefixtures("_in_the_world")
@pytest.mark.parametrize("name", sorted(set(LISTS) - DIGESTED))
def test_a_file_has_as_many_rows_as_its_page(world: World, name: str) -> None:
    for who in EVERYBODY:
        if who == ANONYMOUS or PAGES[name].own[who] != 200 or name.endswith("export"):
            continue
        page = client_of(world, who).get(address(world, name))
        assert len(file_of(world, who, name)) == listed(page.context, name), who


def client_of(world: World, who: str) -> Client:
    client = Client()
    if who != ANONYMOUS:
        client.force_login(world.people[who])
    return client


def address(world: World, name: str) -> str:
    return reverse(name, kwargs=PAGES[name].args(world.own))


def file_of(world: World, who: str, name: str) -> list[dict[str, Any]]:
    """The rows of the file, none where the person gets no file."""
    response = client_of(world, who).get(address(world, name), {"format": "json"})
    assert response.status_code == PAGES[name].own[who]
    return json_rows(body(response)) if response.status_code == 200 else []


def listed(context: Any, name: str) -> int:
    """How many rows a page lists."""
    if name in MATRICES:
        return len(context["states"])
    for rows in ("mails", "notes", "planned"):
        if rows in context:
            return len(context[rows])
    if "table" in context:
        return len(context["table"].rows)
    if "paginator" in context:
        return int(context["paginator"].count)
    return len(context["rows"])
