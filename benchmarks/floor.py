"""The floor: a bare WSGI callable that runs the same SQL and answers orjson, under the same server.

Row-level security is in force here as well: the scope is set as the application sets it.
``FLOOR_STATEMENTS`` names a file with the statements of the application that are run as they are.
"""

import json
import os
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import orjson
import psycopg2

LIST = """
SELECT action.id, action.reference, action.title, action.status, action.priority, action.due_on,
       action.visibility, action.version, action.updated_at, lead.name AS lead, person.name AS who
FROM actions_action action
LEFT JOIN countries_institution lead ON lead.id = action.lead_institution_id
LEFT JOIN accounts_user person ON person.id = action.assignee_id
WHERE action.country_id = %(state)s AND action.status = 'open'
  AND action.visibility IN ('government', 'network', 'public')
ORDER BY action.due_on, action.id LIMIT 50
"""
DETAIL = "SELECT * FROM actions_action WHERE id = %(action)s"
STEPS = """
SELECT country.id, item.id, latest.status, latest.effective_on
FROM countries_country country
CROSS JOIN (SELECT item.id FROM catalogue_item item JOIN catalogue_framework framework
            ON framework.id = item.framework_id WHERE framework.code = 'R2013'
            AND item.kind = 'step') item
CROSS JOIN LATERAL (
    SELECT report.status, report.effective_on FROM recommendations_progressreport report
    WHERE report.country_id = country.id AND report.item_id = item.id
      AND report.approved_at IS NOT NULL AND report.visibility IN ('network', 'public')
      AND report.effective_on <= %(as_of)s
    ORDER BY report.effective_on DESC, report.id DESC LIMIT 1) latest
WHERE country.kind = 'member'
"""
QUERIES = {"/list": LIST, "/detail": DETAIL, "/steps": STEPS}
OWN = json.loads(Path(os.environ["FLOOR_STATEMENTS"]).read_text())

_local = threading.local()


def application(
    environ: dict[str, Any], start_response: Callable[[str, list[tuple[str, str]]], Any]
) -> Iterable[bytes]:
    """Answer with the rows of the path's statements; any path without some with nothing."""
    values = {key: found[0] for key, found in parse_qs(environ["QUERY_STRING"]).items()}
    path = environ["PATH_INFO"]
    found: list[Any] = []
    if path in QUERIES:
        found = rows(QUERIES[path], values)
    for statement in OWN.get(path, []):
        found += rows(statement.replace("%", "%%"), values)
    body = orjson.dumps(found, default=str)
    start_response(
        "200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
    )
    return [body]


def rows(query: str, values: dict[str, str]) -> list[Any]:
    """Run one query in the scope of ``states`` (an official) or of the network."""
    scope = (
        "SELECT set_config('focalpoint.states', %(states)s, true),"
        " set_config('focalpoint.network', %(network)s, true); "
    )
    values = {"states": values.get("state", ""), "network": "", **values}
    with connection() as transaction, transaction.cursor() as cursor:
        cursor.execute(scope + query, values)
        found: list[Any] = cursor.fetchall()
    return found


def connection() -> "psycopg2.extensions.connection":
    """The thread's own connection, as the application's role."""
    if not hasattr(_local, "connection"):
        _local.connection = psycopg2.connect(os.environ["DATABASE_URL"])
    found: psycopg2.extensions.connection = _local.connection
    return found
