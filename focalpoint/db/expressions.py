"""The words of a policy: columns of a table, and the settings that say who acts.

Every name in these statements comes from the models, none from a person. Each setting is read in a
scalar sub-select, so that it is evaluated once for a statement.
"""

from django.db import models


def exists(table: str, alias: str, condition: str) -> str:
    return f"EXISTS (SELECT 1 FROM {table} {alias} WHERE {condition})"  # noqa: S608


def column(model: type[models.Model], table: str, field: str) -> str:
    return f"{table}.{model._meta.get_field(field).column}"  # type: ignore[union-attr]


def on(name: str) -> str:
    return f"(SELECT current_setting('focalpoint.{name}', true)) = 'on'"


def ids(name: str) -> str:
    return (
        f"(SELECT string_to_array(nullif(current_setting('focalpoint.{name}', true), ''), ','))"
        "::uuid[]"
    )


def user() -> str:
    return setting("user")


def setting(name: str) -> str:
    return f"(SELECT nullif(current_setting('focalpoint.{name}', true), '')::uuid)"
