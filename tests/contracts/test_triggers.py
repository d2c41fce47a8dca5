"""Nothing that the application says to the database switches history, versions or limits off."""

import pytest
from django.db import DatabaseError, connection, transaction

from apps.actions.models import Action, ActionUpdate
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from tests.contracts.records import MAKERS
from tests.factories import InstitutionFactory

pytestmark = pytest.mark.django_db


def all_triggers():
    """The names of all triggers that django-pgtrigger made in the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgname LIKE 'pgtrigger%%'")
        return sorted(name for (name,) in cursor.fetchall())


def ignore_everything():
    """As ``pgtrigger.ignore()`` does, for every trigger that there is."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pgtrigger.ignore', %s, true)", [f"{{{','.join(all_triggers())}}}"]
        )


def test_of_all_triggers_only_guards_of_a_status_can_be_ignored():
    ignore_everything()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'pgtrigger%%'"
            " AND public._pgtrigger_should_ignore(tgname)"
        )
        ignored = {name for (name,) in cursor.fetchall()}
    assert ignored
    assert all(name.startswith("pgtrigger_status_guard_") for name in ignored)
    assert len(ignored) < len(all_triggers())


def test_a_change_is_in_the_history_and_raises_the_version_all_the_same():
    action = MAKERS[Action](InstitutionFactory())
    with acting(SYSTEM, reason="in secret"), transaction.atomic():
        ignore_everything()
        Action._base_manager.filter(pk=action.pk).update(title="Changed")
        changed = Action._base_manager.get(pk=action.pk)
        [event] = Action.pgh_event_model.objects.filter(pgh_obj_id=action.pk, pgh_label="update")
    assert changed.version == action.version + 1
    assert (event.title, event.pgh_context["reason"]) == ("Changed", "in secret")


def test_what_is_only_added_to_stays():
    update = MAKERS[ActionUpdate](InstitutionFactory())
    rows = ActionUpdate._base_manager.filter(pk=update.pk)
    for change in (rows.delete, lambda: rows.update(text="Changed")):
        with acting(SYSTEM, reason="in secret"), transaction.atomic():
            ignore_everything()
            with pytest.raises(DatabaseError), transaction.atomic():
                change()


def test_the_application_cannot_replace_what_decides_it():
    with pytest.raises(DatabaseError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name NAME)"
            " RETURNS BOOLEAN AS 'SELECT true' LANGUAGE sql"
        )
