"""Search: an index of every action's words, kept by triggers, asked through one function.

Row-level security keeps PostgreSQL from using an index for operators that are not leakproof, and
``@@`` is not. The words therefore stand in a table of their own that the application role cannot
read, and ``actions_search`` looks them up with the rights of the owner, within the scope of whoever
asks. What it finds goes through row-level security like any other row.

Each lexeme is prefixed with where it may be found: four digits for the State (``3fa2:budget``), ``n``
for what is shared with the network, ``p`` for what is public. A search in one State reads the
entries of that State alone, however many actions all the others have.
"""

from pathlib import Path
from typing import Any

from django.db import migrations

from focalpoint.db.owner import app_role

SQL = Path(__file__).resolve().parent.parent / "sql" / "search.sql"


def create(apps: Any, schema_editor: Any) -> None:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(SQL.read_text())
        role = schema_editor.connection.ops.quote_name(app_role())
        cursor.execute(f"GRANT EXECUTE ON FUNCTION actions_search(text, uuid[], boolean) TO {role}")


def drop(apps: Any, schema_editor: Any) -> None:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "DROP TABLE actions_words;"
            " DROP FUNCTION actions_search(text, uuid[], boolean), actions_words_added(),"
            " actions_words_changed(), actions_words_removed(), actions_words_emptied(),"
            " actions_update_logged(), actions_rebuild_words(), actions_document(uuid, text, text[], text[]),"
            " actions_lexemes(text), actions_fold(text), actions_shared(text) CASCADE"
        )


class Migration(migrations.Migration):
    dependencies = [("actions", "0001_initial")]

    operations = [migrations.RunPython(create, drop)]
