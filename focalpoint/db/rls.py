"""Row-level security: the scope of each model, written into PostgreSQL.

``sync_policies`` runs as the owner after each ``migrate``. It derives the policies from the models'
``Scope`` declarations, replaces only those that changed, and grants the application role what it
needs and no more: history may be inserted and read, never changed or deleted.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from focalpoint.attachments import carriers
from focalpoint.db.audiences import (
    asked_sql,
    between_sql,
    desk_sql,
    gate_sql,
    parties_sql,
    people_sql,
    told_sql,
)
from focalpoint.db.expressions import column, exists, ids, on, setting, user
from focalpoint.db.owner import app_role
from focalpoint.db.triggers import keep_triggers
from focalpoint.notices import subjects
from focalpoint.scope import (
    Scope,
    guest_list_of,
    parent_of,
    required_scope,
    scope_of,
)


def scoped_models() -> list[type[models.Model]]:
    """Every concrete model that carries a State's data, history tables not included."""
    return [m for m in apps.get_models() if scope_of(m) is not None and not is_history(m)]


def is_history(model: type[models.Model]) -> bool:
    """Whether ``model`` is a history table of django-pghistory."""
    return hasattr(model, "pgh_tracked_model")


def history_models() -> list[Any]:
    """Every history table."""
    return [m for m in apps.get_models() if is_history(m)]


@dataclass(frozen=True)
class TablePolicies:
    """The policies of one table by command; each value is the SQL after the policy's name."""

    table: str
    commands: dict[str, str]

    @property
    def digest(self) -> str:
        return hashlib.sha256(repr(sorted(self.commands.items())).encode()).hexdigest()[:16]


def policies() -> Iterator[TablePolicies]:
    """The policies that the models declare."""
    for model in scoped_models():
        table = model._meta.db_table
        read = read_sql(model, table)
        write = write_sql(model, table)
        check = " AND ".join([f"({write})", *_link_checks(model, table)])
        yield TablePolicies(
            table,
            {
                "select": f"FOR SELECT USING ({read})",
                "insert": f"FOR INSERT WITH CHECK ({_add_sql(model, check)})",
                "update": f"FOR UPDATE USING ({write}) WITH CHECK ({check})",
                "delete": f"FOR DELETE USING ({write})",
            },
        )
    for history in history_models():
        tracked = history.pgh_tracked_model
        if scope_of(tracked) is None:
            continue
        table = history._meta.db_table
        yield TablePolicies(
            table,
            {
                "select": f"FOR SELECT USING ({_history_read_sql(tracked, table)})",
                "insert": f"FOR INSERT WITH CHECK ({write_sql(tracked, table)})",
            },
        )


def _add_sql(model: type[models.Model], check: str) -> str:
    """The condition under which the actor may add a row, given that of writing one."""
    if required_scope(model).parties:
        return f"({on('all')} OR {on('brokers')}) AND {check}"
    return check


def read_sql(model: type[models.Model], table: str, *, shared: bool = True) -> str:
    """The condition under which a row is readable (``shared``: also by other States)."""
    scope = required_scope(model)
    if scope.sealed:
        return f"{on('all')} OR ({_guest_sql(scope, model, table)})"
    if scope.names_guest and shared:
        # A guest sees the whole, but of its parts of this kind only their own.
        host = f"{setting('guest')} IS NULL AND ({_host_sql(model, table)})"
        return f"({host}) OR ({_guest_sql(scope, model, table)})"
    return _host_sql(model, table, shared=shared)


def _host_sql(model: type[models.Model], table: str, *, shared: bool = True) -> str:
    """The condition for everybody but a guest whom the row names."""
    scope = required_scope(model)
    if scope.told_when:
        return _through(model, table, lambda parent, alias: told_sql(model, table, alias))
    if scope.through and shared and scope.shared:
        # The policies of the parent's own table decide.
        return _through(model, table, lambda parent, alias: "true")
    if scope.through:
        return _through(model, table, lambda parent, alias: read_sql(parent, alias, shared=False))
    if scope.private:
        return _private_sql(scope, model, table) if shared else on("all")
    if own := _within_sql(scope, model, table):
        return f"{on('all')} OR ({own})"
    return _open_sql(scope, model, table, shared=shared)


def _within_sql(scope: Scope, model: type[models.Model], table: str) -> str:
    """The condition of a row that not all of the State's government reads; empty for any other."""
    for declared, people in (
        (scope.asked, between_sql),
        (scope.parties, parties_sql),
        (scope.desk, desk_sql),
        (scope.named, people_sql),
    ):
        if declared:
            return people(scope, model, table)
    return ""


def _open_sql(scope: Scope, model: type[models.Model], table: str, *, shared: bool) -> str:
    """The condition of a row that its level opens, to the State's own people and beyond."""
    conditions = [on("all"), _own_state_sql(scope, model, table)]
    if scope.office:
        conditions.append(f"{column(model, table, scope.office)} = ANY({ids('offices')})")
    if scope.own:
        conditions.append(f"{column(model, table, scope.own)} = {user()}")
    conditions += _network_sql(scope, model, table)
    if scope.directory and shared:
        conditions.append(on("network"))
    if scope.visibility and scope.shared and shared:
        conditions += _shared_sql(scope, model, table)
    found = " OR ".join(f"({condition})" for condition in conditions)
    if scope.attached and shared:
        # The system also finds what hangs on a record that is gone.
        return f"({found}) AND ({on('all')} OR {_carrier_sql(scope, model, table)})"
    return found


def _guest_sql(scope: Scope, model: type[models.Model], table: str) -> str:
    """The guest whom the row names is who reads."""
    if scope.guest:
        return f"{column(model, table, scope.guest)} = {setting('guest')}"
    if scope.guest_at:
        return f"{column(model, table, scope.guest_at)} = {setting('guest_at')}"
    keeper, field = guest_list_of(scope)
    alias = f"{table}_keeper"[:60]
    named = f"{column(model, table, 'id')} = ANY({column(keeper, alias, field)})"
    # Its own policies show a guest their own row of it, and nobody else any.
    own = _guest_sql(required_scope(keeper), keeper, alias)
    return exists(keeper._meta.db_table, alias, f"{named} AND {own}")


def _carrier_sql(
    scope: Scope, model: type[models.Model], table: str, *, own_state: bool = False
) -> str:
    """The record that a row hangs on is readable; ``own_state``: and is of the row's State."""
    kinds = {carrier.kind: carrier.model for carrier in carriers().values()}
    return _named_sql(model, table, str(scope.attached), kinds, own_state=own_state)


def _named_sql(
    model: type[models.Model],
    table: str,
    stem: str,
    kinds: Mapping[str, type[models.Model]],
    *,
    own_state: bool,
) -> str:
    """The record that the fields ``…_kind`` and ``…_id`` name is readable by its own policies."""
    kind, target = (column(model, table, f"{stem}_{part}") for part in ("kind", "id"))
    found = []
    for name, named in kinds.items():
        alias = f"{table}_{stem}"[:60]
        condition = f"{alias}.id = {target}"
        if own_state:
            theirs = column(named, alias, required_scope(named).country)
            mine = column(model, table, required_scope(model).country)
            # The network's own records have no State, and so have the rows about them.
            same = "IS NOT DISTINCT FROM" if required_scope(named).coordinated else "="
            condition += f" AND {theirs} {same} {mine}"
        # A kind is a word of ours, no person's.
        record = exists(named._meta.db_table, alias, condition)
        found.append(f"({kind} = '{name}' AND {record})")
    return f"({' OR '.join(found) or 'false'})"


def write_sql(model: type[models.Model], table: str) -> str:
    """The condition under which the actor may write a row of ``table`` at all."""
    scope = required_scope(model)
    if scope.sealed:
        return read_sql(model, table)
    if scope.told_when:
        return _through(model, table, asked_sql)
    if scope.through:
        return _through(model, table, write_sql)
    if scope.desk or scope.parties:
        return f"{on('all')} OR ({_within_sql(scope, model, table)})"
    if scope.private:
        return _private_sql(scope, model, table)
    if scope.named or scope.asked:
        own = f"{column(model, table, scope.country)} = ANY({ids('writes')})"
        people = people_sql if scope.named else between_sql
        return f"{on('all')} OR (({own}) AND ({people(scope, model, table)}))"
    conditions = [
        on("all"),
        f"{column(model, table, scope.country)} = ANY({ids('writes')})",
    ]
    if scope.own and scope.own_writes:
        conditions.append(_own_sql(scope, model, table))
    conditions += _network_sql(scope, model, table)
    return " OR ".join(f"({condition})" for condition in conditions)


def _private_sql(scope: Scope, model: type[models.Model], table: str) -> str:
    """The row is the reader's own, and says nothing of a State beyond what they see of it."""
    mine = f"{column(model, table, str(scope.own))} = {user()}"
    if scope.about:
        kinds = {subject.name: subject.model for subject in subjects().values()}
        known = _named_sql(model, table, scope.about, kinds, own_state=True)
    else:
        country = column(model, table, scope.country)
        known = f"({country} IS NULL OR {country} = ANY({ids('states')}))"
    return f"{on('all')} OR ({mine} AND {known})"


def _network_sql(scope: Scope, model: type[models.Model], table: str) -> list[str]:
    """What the network's own people read and write: all rows, or those that are no State's."""
    conditions = [on("administers")] if scope.administered else []
    stateless = f"{column(model, table, scope.country)} IS NULL"
    if scope.unclaimed:
        conditions.append(f"{stateless} AND {on('administers')}")
    if scope.coordinated:
        conditions.append(f"{stateless} AND {on('coordinates')}")
    return conditions


def _history_read_sql(tracked: type[models.Model], table: str) -> str:
    # Other States never read drafts: history follows the State's own rule only, by the level that
    # the row had then, and only while the record itself is visible. A part is visible while its
    # whole is: who took it away, and why, stays to be read.
    own = read_sql(tracked, table, shared=False)
    if required_scope(tracked).through:
        return f"{on('all')} OR ({own})"
    live = exists(tracked._meta.db_table, "live", f"live.id = {table}.pgh_obj_id")
    return f"{on('all')} OR (({own}) AND {live})"


def _own_state_sql(scope: Scope, model: type[models.Model], table: str) -> str:
    own = f"{column(model, table, scope.country)} = ANY({ids('states')})"
    if scope.visibility:
        level = column(model, table, scope.visibility)
        own += f" AND {level} IN ('government', 'network', 'public')"
    return own


def _own_sql(scope: Scope, model: type[models.Model], table: str) -> str:
    own = f"{column(model, table, str(scope.own))} = {user()}"
    if scope.visibility:
        level = column(model, table, scope.visibility)
        own += f" AND {level} NOT IN ('government', 'network', 'public')"
    return own


def _shared_sql(scope: Scope, model: type[models.Model], table: str) -> list[str]:
    level = column(model, table, str(scope.visibility))
    ready = "".join(f" AND {column(model, table, name)} IS NOT NULL" for name in scope.shared_when)
    return [
        f"{level} IN ('network', 'public') AND {on('network')}{ready}",
        f"{level} = 'public' AND {user()} IS NOT NULL{ready}",
        f"{level} = 'public' AND {on('public')}{ready}{gate_sql(scope, model, table)}",
    ]


def _link_checks(model: type[models.Model], table: str) -> list[str]:
    """A row may only point at records that the writer can see.

    A policy cannot ask its own table: a model that points at itself brings a trigger that does.
    """
    checks = []
    for field in model._meta.concrete_fields:
        target = field.related_model
        if not isinstance(target, type) or scope_of(target) is None:
            continue
        name = field.name
        if name == required_scope(model).through or target is model:
            continue
        link = f"link_{name}"
        link_id = f"{table}.{field.column}"
        condition = f"{link}.id = {link_id}"
        if required_scope(target).directory:
            # Everybody reads the names of all States' institutions, but links only to their own.
            own = _country_sql(model, table)
            condition += f" AND {column(target, link, required_scope(target).country)} = {own}"
        found = exists(target._meta.db_table, link, condition)
        checks.append(f"({link_id} IS NULL OR {found})")
    scope = required_scope(model)
    if scope.attached:
        checks.append(_carrier_sql(scope, model, table, own_state=True))
    return checks


def _country_sql(model: type[models.Model], table: str) -> str:
    """The State of a row: its own column, or that of the whole that it is a part of."""
    scope = required_scope(model)
    if not scope.through:
        return column(model, table, scope.country)
    parent, alias = parent_of(model), f"{table}_whole"[:60]
    whole = f"{alias}.id = {column(model, table, scope.through)}"
    return (
        f"(SELECT {_country_sql(parent, alias)} FROM {parent._meta.db_table} {alias}"  # noqa: S608
        f" WHERE {whole})"
    )


def _through(model: type[models.Model], table: str, rule: Any) -> str:
    through = str(required_scope(model).through)
    parent = parent_of(model)
    alias = f"{table}_{through}"[:60]
    whole = column(model, table, through)
    return exists(parent._meta.db_table, alias, f"{alias}.id = {whole} AND ({rule(parent, alias)})")


def sync_policies(connection: BaseDatabaseWrapper) -> list[str]:
    """Bring policies, grants and triggers of the database in line; the tables that changed."""
    role = connection.ops.quote_name(app_role())
    changed = []
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        existing = set(connection.introspection.table_names(cursor))
        _grant(cursor, role)
        keep_triggers(cursor)
        for history in history_models():
            if history._meta.db_table in existing:
                cursor.execute(
                    f"REVOKE UPDATE, DELETE, TRUNCATE ON {history._meta.db_table} FROM {role}"
                )
        for wanted in policies():
            if wanted.table in existing and _replace(cursor, wanted):
                changed.append(wanted.table)
    return changed


def _grant(cursor: Any, role: str) -> None:
    cursor.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
    cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}")
    cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}")


def _replace(cursor: Any, wanted: TablePolicies) -> bool:
    cursor.execute("SELECT obj_description(%s::regclass, 'pg_class')", [wanted.table])
    marker = f"scope {wanted.digest}"
    if cursor.fetchone()[0] == marker:
        return False
    cursor.execute("SELECT policyname FROM pg_policies WHERE tablename = %s", [wanted.table])
    for (name,) in cursor.fetchall():
        cursor.execute(f'DROP POLICY "{name}" ON {wanted.table}')
    cursor.execute(f"ALTER TABLE {wanted.table} ENABLE ROW LEVEL SECURITY")
    for name, sql in wanted.commands.items():
        cursor.execute(f"CREATE POLICY scope_{name} ON {wanted.table} {sql}")
    cursor.execute(f"COMMENT ON TABLE {wanted.table} IS '{marker}'")
    return True
