"""Who reads a row that not all of its government reads, and what opens a row to the public."""

from django.db import models

from focalpoint.db.expressions import column, exists, ids, on, user
from focalpoint.scope import Scope, gate_model, network_gate, parent_of, required_scope


def desk_sql(scope: Scope, model: type[models.Model], table: str) -> str:
    """The reader belongs to the focal point's office, and to the institution that keeps the row."""
    level = f"{column(model, table, str(scope.visibility))} IN ('government', 'network', 'public')"
    office = f"{column(model, table, str(scope.office))} = ANY({ids('offices')})"
    country = f"{column(model, table, scope.country)} = ANY({ids('desks')})"
    return f"{country} AND ({level} OR {office})"


def people_sql(scope: Scope, model: type[models.Model], table: str) -> str:
    """The reader answers for the State, or is named, or is of the office where that is enough."""
    country = column(model, table, scope.country)
    named = f"{user()} = ANY({column(model, table, str(scope.named))})"
    office = f"{column(model, table, str(scope.office))} = ANY({ids('offices')})"
    level = f"{column(model, table, str(scope.visibility))} = 'office'"
    return (
        f"{country} = ANY({ids('leads')})"
        f" OR ({country} = ANY({ids('states')}) AND {named}) OR ({level} AND {office})"
    )


def between_sql(scope: Scope, model: type[models.Model], table: str) -> str:
    """The reader belongs to the institution that asks, or to the one that was asked."""
    sides = (column(model, table, str(name)) for name in (scope.office, scope.asked))
    return " OR ".join(f"{side} = ANY({ids('offices')})" for side in sides)


def parties_sql(scope: Scope, model: type[models.Model], table: str) -> str:
    """The reader coordinates the network, or belongs to the desk of one of the States."""
    sides = (f"{column(model, table, party)} = ANY({ids('desks')})" for party in scope.parties)
    return " OR ".join([on("brokers"), *sides])


def told_sql(model: type[models.Model], table: str, whole: str) -> str:
    """The row was handed over, or the reader belongs to those who were asked for it.

    Whether its whole is readable at all, the policies of the whole decide.
    """
    parent = parent_of(model)
    told = column(model, table, str(required_scope(model).told_when))
    asked = column(parent, whole, str(required_scope(parent).asked))
    return f"({on('all')} OR {told} IS NOT NULL OR {asked} = ANY({ids('offices')}))"


def asked_sql(model: type[models.Model], table: str) -> str:
    """The writer belongs to the institution that was asked."""
    scope = required_scope(model)
    own = f"{column(model, table, scope.country)} = ANY({ids('writes')})"
    asked = f"{column(model, table, str(scope.asked))} = ANY({ids('offices')})"
    return f"({on('all')} OR ({own} AND {asked}))"


def gate_sql(scope: Scope, model: type[models.Model], table: str) -> str:
    """The State of the row, or the network, has opened itself to the public.

    The gate itself needs no other.
    """
    if scope.gate:
        return ""
    gate = gate_model()
    if gate is None:
        return " AND false"
    opens, alias = required_scope(gate), f"{table}_gate"[:60]
    state = f"{column(gate, alias, opens.country)} = {column(model, table, scope.country)}"
    level = f"{column(gate, alias, str(opens.visibility))} = 'public'"
    opened = exists(gate._meta.db_table, alias, f"{state} AND {level}")
    network = network_gate()
    if not scope.coordinated or network is None:
        return f" AND {opened}"
    page, field = network
    alias = f"{table}_network"[:60]
    is_on = exists(page._meta.db_table, alias, column(page, alias, field))
    return f" AND ({opened} OR ({column(model, table, scope.country)} IS NULL AND {is_on}))"
