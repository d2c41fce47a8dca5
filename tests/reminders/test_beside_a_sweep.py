"""A delivery beside a sweep: the sweep holds what is due, and the delivery waits for it to end."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from apps.reminders import services
from apps.reminders.sweep_lock import is_at_work
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from tests.processes import wait_until
from tests.reminders.conftest import Office, at, sweep

pytestmark = pytest.mark.django_db(transaction=True)
EIGHT = at("2026-06-23 08:00")


def deliver(seconds: float) -> bool:
    try:
        return services.deliver_digests(now=EIGHT, seconds=seconds)
    finally:
        connection.close()


@pytest.fixture
def due(office: Office) -> None:
    office.action("2026-06-30")
    sweep(EIGHT)


def test_what_the_sweep_held_is_sent_once_it_has_ended(due, mailoutbox, monkeypatch):
    looks = []
    monkeypatch.setattr(
        services.sweep_lock, "is_at_work", lambda: looks.append(is_at_work()) or looks[-1]
    )
    with ThreadPoolExecutor(1) as pool:
        with acting(SYSTEM), transaction.atomic():
            sweep(EIGHT)
            delivery = pool.submit(deliver, 60)
            wait_until(lambda: any(looks), "the delivery has seen the sweep")
            assert mailoutbox == []
        assert not delivery.result(timeout=60)
    assert len(mailoutbox) == 1


def test_a_sweep_that_takes_longer_than_a_delivery_may_is_left_alone(due, mailoutbox):
    with ThreadPoolExecutor(1) as pool, acting(SYSTEM), transaction.atomic():
        sweep(EIGHT)
        assert not pool.submit(deliver, 0.5).result(timeout=60)
    assert mailoutbox == []


def test_no_sweep_is_at_work_after_its_end(due):
    assert not is_at_work()
