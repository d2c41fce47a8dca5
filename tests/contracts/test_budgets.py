"""How many statements each page and each operation of the API asks, recorded and checked.

Everything counts: session, user, memberships, scope. ``BUDGET`` holds for whatever is not named in
``tests/contracts/budgets.py``; what is named there must cost exactly that much, so that the record
follows what becomes cheaper too.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import reset_queries, transaction
from django.test import Client
from django.urls import reverse

from tests.contracts.access import Address
from tests.contracts.access_api import API
from tests.contracts.access_pages import PAGES
from tests.contracts.budgets import BUDGET, RECORDED
from tests.contracts.world import EVERYBODY, World, build_world
from tests.costs import statements

READ = {name: a for name, a in {**PAGES, **API}.items() if a.method == "get"}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_world()
        transaction.set_rollback(True)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "address"), READ.items(), ids=READ)
def test_it_asks_no_more_than_is_recorded(
    name: str, address: Address, world: World, django_db_blocker: Any
) -> None:
    readers = [who for who in EVERYBODY if address.own.get(who) == 200]
    with django_db_blocker.unblock():
        # An exact record is that of a second request; a budget may be kept by the first already.
        enough = -1 if name in RECORDED else BUDGET
        costs = {who: cost(world, name, address, who, enough=enough) for who in readers}
    most = max((len(sent) for sent in costs.values()), default=0)
    told = "\n".join(sql[-300:] for sent in costs.values() if len(sent) == most for sql in sent)
    if name in RECORDED:
        assert most == RECORDED[name], f"record {most}\n{told}"
    else:
        assert most <= BUDGET, f"{most} statements\n{told}"


def test_every_record_names_an_address() -> None:
    assert set(RECORDED) <= set(READ)


def cost(world: World, name: str, address: Address, who: str, *, enough: int) -> list[str]:
    """What a request of one person sends: the first, where it sends no more than is ``enough``.

    Else the second, for the first also fills what a process keeps.
    """
    client = Client()
    url = reverse(name.split()[0], kwargs=address.args(world.own)) + address.query
    with transaction.atomic():
        if who in world.people:
            client.force_login(world.people[who])
        # The log of statements has an end, and requests that are captured do not empty it.
        reset_queries()
        for _request in range(2):
            with statements() as sent:
                response: Any = client.get(url, **address.options)
                if response.streaming:
                    b"".join(response.streaming_content)
            if len(sent) <= enough:
                break
        transaction.set_rollback(True)
    return sent
