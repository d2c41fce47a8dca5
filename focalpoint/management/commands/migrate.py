"""``migrate`` as the owner of the tables, then row-level security and grants."""

from typing import Any

from django.core.management.commands.migrate import Command as DjangoMigrate
from django.db import connections

from focalpoint.db.owner import as_owner
from focalpoint.db.rendering import quick_rendering
from focalpoint.db.rls import sync_policies


class Command(DjangoMigrate):
    """Django's command with the owner's credentials: the application role alters no table."""

    def handle(self, *args: Any, **options: Any) -> None:
        alias = options["database"]
        with as_owner(alias), quick_rendering():
            super().handle(*args, **options)
            changed = sync_policies(connections[alias])
        if options["verbosity"] > 0:
            self.stdout.write(f"Row-level security: {len(changed)} table(s) brought in line.")
