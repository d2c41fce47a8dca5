"""What no statement of the application can switch off: history, versions, append-only tables.

django-pgtrigger lets a session name triggers to be ignored. The package's function is replaced by
one that allows it for guards of a status alone, which an undo needs (``transitions.taking_back``).
The application's role neither owns the function nor may make another one.
"""

from typing import Any

# Its migrations put the package's own function back whenever they add a trigger.
ONLY_GUARDS = """
    CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name NAME)
    RETURNS BOOLEAN AS $$
        SELECT starts_with(trigger_name::text, 'pgtrigger_status_guard_') AND trigger_name::text =
            ANY (coalesce(nullif(current_setting('pgtrigger.ignore', true), ''), '{}')::text[])
    $$ LANGUAGE sql STABLE"""


def keep_triggers(cursor: Any) -> None:
    """As the owner, after each ``migrate``: only guards of a status can be ignored from now on."""
    cursor.execute("SELECT to_regproc('public._pgtrigger_should_ignore') IS NOT NULL")
    if cursor.fetchone()[0]:
        cursor.execute(ONLY_GUARDS)
