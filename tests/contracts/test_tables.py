"""What the database itself promises of each table, read from its own catalogue."""

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

from focalpoint.db.owner import app_role
from focalpoint.db.rls import history_models, is_history, policies, scoped_models
from focalpoint.records import Record
from focalpoint.scope import scope_of
from tests.contracts.records import MAKERS, WITHOUT_HISTORY

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

OUR_APPS = {config.label for config in apps.get_app_configs() if config.name.startswith("apps.")}


def our_models():
    return [m for m in apps.get_models() if m._meta.app_label in OUR_APPS and not is_history(m)]


def fetch(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def test_every_model_of_a_state_stands_in_the_contract():
    assert set(scoped_models()) == set(MAKERS)


@pytest.mark.parametrize("model", our_models(), ids=lambda m: m._meta.label)
def test_a_model_with_a_state_declares_its_scope(model):
    """A foreign key to a State's institution or record means that the row is the State's."""
    points_at_state_data = any(
        isinstance(field.related_model, type) and scope_of(field.related_model) is not None
        for field in model._meta.concrete_fields
    )
    assert scope_of(model) is not None or not points_at_state_data


@pytest.mark.parametrize("wanted", list(policies()), ids=lambda p: p.table)
def test_row_level_security_is_on_and_in_line_with_the_declaration(wanted):
    [(enabled, marker)] = fetch(
        "SELECT relrowsecurity, obj_description(oid, 'pg_class') FROM pg_class"
        " WHERE oid = %s::regclass",
        wanted.table,
    )
    assert enabled
    assert marker == f"scope {wanted.digest}"
    found = {
        name
        for (name,) in fetch(
            "SELECT policyname FROM pg_policies WHERE tablename = %s", wanted.table
        )
    }
    assert found == {f"scope_{command}" for command in wanted.commands}


def test_the_application_role_neither_owns_tables_nor_bypasses_their_policies():
    assert connection.settings_dict["USER"] == app_role() != settings.OWNER_DATABASE["USER"]
    [(superuser, bypass)] = fetch(
        "SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
    )
    assert not superuser
    assert not bypass
    assert fetch("SELECT 1 FROM pg_tables WHERE tableowner = current_user") == []


@pytest.mark.parametrize("history", history_models(), ids=lambda m: m._meta.label)
def test_history_may_be_read_and_written_but_never_altered(history):
    table = history._meta.db_table
    rights = {
        right: fetch("SELECT has_table_privilege(current_user, %s, %s)", table, right)[0][0]
        for right in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")
    }
    assert rights == {
        "SELECT": True,
        "INSERT": True,
        "UPDATE": False,
        "DELETE": False,
        "TRUNCATE": False,
    }


@pytest.mark.parametrize(
    "model",
    [m for m in our_models() if issubclass(m, Record) or scope_of(m) is not None],
    ids=lambda m: m._meta.label,
)
def test_every_domain_table_keeps_its_history(model):
    tracked = {history.pgh_tracked_model for history in history_models()}
    assert (model in tracked) != (model in WITHOUT_HISTORY)


@pytest.mark.parametrize(
    "model", [m for m in our_models() if issubclass(m, Record)], ids=lambda m: m._meta.label
)
def test_the_database_raises_the_version(model):
    names = {
        name
        for (name,) in fetch(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass", model._meta.db_table
        )
    }
    assert any(name.startswith("pgtrigger_bump_version") for name in names)


@pytest.mark.parametrize(
    "model",
    [m for m in our_models() if getattr(m, "TRANSITIONS", None)],
    ids=lambda m: m._meta.label,
)
def test_the_database_knows_the_transition_table(model):
    names = {
        name
        for (name,) in fetch(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass", model._meta.db_table
        )
    }
    assert any(name.startswith("pgtrigger_status_guard") for name in names)
    statuses = {value for value, _label in model._meta.get_field("status").flatchoices}
    assert set(model.TRANSITIONS) == statuses
