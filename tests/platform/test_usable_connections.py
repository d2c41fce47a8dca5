"""An idle connection is not asked with a statement, and one that the server ended is noticed."""

import time

import pytest
from django.db import DEFAULT_DB_ALIAS, connection, connections

from focalpoint.db.postgresql import base

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def other():
    """A connection beside the test's own."""
    made = connections.create_connection(DEFAULT_DB_ALIAS)
    made.ensure_connection()
    assert made.is_usable()
    try:
        yield made
    finally:
        made.close()


def backend_of(other):
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid() AS mine")
        return cursor.fetchone()[0]


def last_statement(pid):
    with connection.cursor() as cursor:
        cursor.execute("SELECT query FROM pg_stat_activity WHERE pid = %s", [pid])
        return cursor.fetchone()[0]


def test_an_idle_connection_is_usable_without_a_statement(other):
    pid = backend_of(other)
    assert other.is_usable()
    assert "AS mine" in last_statement(pid)


def test_one_that_has_not_been_asked_for_a_while_is_asked(other, monkeypatch):
    pid = backend_of(other)
    monkeypatch.setattr(base, "BELIEVED", 0)
    assert other.is_usable()
    assert last_statement(pid).endswith("SELECT 1")


def test_after_an_error_it_is_asked(other):
    pid = backend_of(other)
    other.errors_occurred = True
    assert other.is_usable()
    assert last_statement(pid).endswith("SELECT 1")


def test_what_the_server_ended_is_not_usable(other):
    pid = backend_of(other)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
    deadline = time.monotonic() + 10
    while other.is_usable() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not other.is_usable()


def test_what_is_to_be_read_is_asked_about(other):
    """A message that was sent without being asked for makes no connection unusable."""
    pid = backend_of(other)
    with other.cursor() as cursor:
        cursor.execute("LISTEN something")
    with connection.cursor() as cursor:
        cursor.execute("NOTIFY something")
    deadline = time.monotonic() + 10
    while "LISTEN" in last_statement(pid) and time.monotonic() < deadline:
        assert other.is_usable()
        time.sleep(0.01)
    assert last_statement(pid).endswith("SELECT 1")
    assert other.is_usable()


def test_what_was_closed_here_is_not_usable(other):
    other.close()
    assert not other.is_usable()
