"""What the contract says of one address: its arguments, and the answer for each role."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.contracts.world import (
    ANONYMOUS,
    EVERYBODY,
    NETWORK_PEOPLE,
    STATE_PEOPLE,
    Side,
    Statuses,
    for_roles,
    outcome,
)

GOVERNMENT = tuple(name for name in STATE_PEOPLE if name != "contributor")
OFFICE = ("official", "deputy", "focal_point")
APPROVERS = ("deputy", "focal_point")
WRITERS = ("ministry_officer", *OFFICE)
NETWORK_READERS = (*OFFICE, *NETWORK_PEOPLE)

NOT_GOVERNMENT = ("contributor", *NETWORK_PEOPLE)
# Those who never write a State's records, and those who give nobody a role.
READERS_ONLY = ("contributor", "auditor", *NETWORK_PEOPLE)
# Those who look after no mail.
NO_MAIL = ("contributor", "auditor", "coordinator", "network_auditor")
NO_APPOINTERS = ("contributor", "auditor", "ministry_officer", "coordinator", "network_auditor")

Arguments = Callable[[Side], dict[str, Any]]


@dataclass(frozen=True)
class Address:
    """One address: its arguments for a side, and the status for each role.

    ``abroad`` is ``None`` where the address names no record.
    """

    own: Statuses
    abroad: Statuses | None = None
    args: Arguments = field(default=lambda side: {})
    method: str = "get"
    data: dict[str, Any] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)
    query: str = ""


def record(
    args: Arguments,
    *,
    seen_by: tuple[str, ...] = GOVERNMENT,
    may: tuple[str, ...] | None = None,
    gated: tuple[str, ...] = (),
    everywhere: tuple[str, ...] = (),
    status: int = 200,
    method: str = "get",
    data: dict[str, Any] | None = None,
    anonymous: int = 302,
) -> Address:
    """A page of a record that ``may`` use; who only sees the record gets a 403, others a 404.

    ``gated`` roles have no business on the page and get a 403 before any record is looked up;
    ``everywhere`` are those who use it in all States (the secretariat, for accounts).
    """
    own = outcome(404, **dict.fromkeys(seen_by, 403))
    own |= dict.fromkeys(seen_by if may is None else may, status)
    abroad = outcome(404, **dict.fromkeys(everywhere, status))
    for answers in (own, abroad):
        answers |= {**dict.fromkeys(gated, 403), ANONYMOUS: anonymous}
    return Address(own, abroad, args, method, data or {})


def everybody(status: int = 200, **more: Any) -> Address:
    return Address(dict.fromkeys(EVERYBODY, status), **more)


def signed_in(status: int = 200, **more: Any) -> Address:
    return Address(outcome(status), **more)


def only(*names: str, status: int = 200, others: int = 403, **more: Any) -> Address:
    return Address(for_roles(names, status, others=others), **more)


def by_pk(name: str) -> Arguments:
    return lambda side: {"pk": getattr(side, name).pk}


def by_reference(name: str) -> Arguments:
    return lambda side: {"reference": getattr(side, name).reference}


def STEP(side: Side) -> dict[str, Any]:  # noqa: N802
    return {"code": "R2013-A"}
